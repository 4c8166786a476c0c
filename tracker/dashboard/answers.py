"""What pages ask the readers, with the reader's zone and moment filled in. Blocking."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.dashboard.days import Period
from tracker.dashboard.page import Page, PageError
from tracker.intent import Model, parse_model
from tracker.modelbook.book import read_book
from tracker.modelbook.versions import Version
from tracker.read import accounts as accounts_reader
from tracker.read import departments
from tracker.read import traffic as traffic_reader
from tracker.read.accounts import AccountDetail, AccountView, Summary
from tracker.read.days import day_end, day_start
from tracker.read.models import model_of
from tracker.read.shapes import Listed
from tracker.read.sources import BY, Ways, sources
from tracker.read.traffic import ClassCount, DayCount, LiveEvent
from tracker.read.views import Scope


def last_day(page: Page) -> str:
    """The day to open: today, or the day of the last event where nothing came for longer."""
    newest = traffic_reader.newest_event(page.deps.store, page.need_site().id)
    return min(page.words.today, page.words.day_of(newest)) if newest else page.words.today


def accounts(page: Page, period: Period) -> list[AccountView]:
    return accounts_reader.accounts(
        page.deps.store,
        page.need_site().id,
        from_day=period.from_day,
        to_day=period.to_day,
        zone=page.zone,
        at=min(page.now, day_end(period.to_day, page.zone)),
        known_at=page.now,
        model=model_of(page.deps.store, page.need_site().id),
    )


def scope(page: Page, period: Period) -> Scope:
    return accounts_reader.scope_of(
        page.need_site().id,
        from_day=period.from_day,
        to_day=period.to_day,
        zone=page.zone,
        at=min(page.now, day_end(period.to_day, page.zone)),
        known_at=page.now,
        model=model_of(page.deps.store, page.need_site().id),
    )


def listed(page: Page, period: Period) -> list[Summary]:
    """As ``accounts``, of each only what lists sort and filter by; ``shown`` has the rest, of some."""
    return accounts_reader.listed(page.deps.store, scope(page, period))


def shown(page: Page, period: Period, found: Iterable[Listed]) -> list[AccountView]:
    return accounts_reader.shown(page.deps.store, scope(page, period), [item.key for item in found])


def ways(page: Page, by: str, period: Period) -> Ways:
    """How visits came, by channel, source, campaign or keyword."""
    return sources(
        page.deps.store,
        page.need_site().id,
        by,
        from_day=period.from_day,
        to_day=period.to_day,
        zone=page.zone,
        known_at=page.now,
    )


def came(page: Page, period: Period, asked_for: str) -> frozenset[str]:
    """Accounts of these days that came that way: ``source:google``. Raises ``PageError`` 400."""
    by, _, name = asked_for.partition(":")
    if by not in BY:
        listed = ", ".join(BY)
        raise PageError(400, page.gettext("%(name)s is not one of: %(list)s", name=by, list=listed))
    return frozenset(key for way in ways(page, by, period).rows if way.name == name for key in way.accounts)


def with_department(page: Page, period: Period, code: str) -> frozenset[str]:
    """Accounts of these days with that department: known there, else estimated from the pages they read."""
    at = min(page.now, day_end(period.to_day, page.zone))
    start = day_start(period.from_day, page.zone)
    found = departments.of_site(page.deps.store, page.need_site().id, from_ts=start, to_ts=at)
    return frozenset(key for key, item in found.items() if code in item.codes)


def model_asked(page: Page) -> tuple[Model, Version | None]:
    """The site's model; or the version that the address asks for (``?model=3``), and that version."""
    store, site = page.deps.store, page.need_site().id
    wanted = page.request.query_params.get("model", "")
    if not wanted:
        return model_of(store, site), None
    for version in read_book(store).of_site(site):
        if str(version.number) == wanted:
            return parse_model(version.text), version
    raise PageError(404, page.gettext("There is no such version of the model."))


def account(page: Page, key: str, at: int, model: Model | None = None) -> AccountDetail | None:
    return accounts_reader.account(
        page.deps.store,
        page.need_site().id,
        key,
        zone=page.zone,
        at=at,
        known_at=page.now,
        model=model or model_of(page.deps.store, page.need_site().id),
    )


def classes(page: Page, period: Period) -> list[ClassCount]:
    return traffic_reader.classes(
        page.deps.store,
        page.need_site().id,
        from_day=period.from_day,
        to_day=period.to_day,
        zone=page.zone,
        known_at=page.now,
    )


def total_views(page: Page, period: Period) -> int:
    return traffic_reader.total_views(
        page.deps.store,
        page.need_site().id,
        from_day=period.from_day,
        to_day=period.to_day,
        zone=page.zone,
    )


def days(page: Page, period: Period) -> list[DayCount]:
    return traffic_reader.days(
        page.deps.store,
        page.need_site().id,
        from_day=period.from_day,
        to_day=period.to_day,
        zone=page.zone,
        known_at=page.now,
    )


def live(page: Page, limit: int = 60) -> list[LiveEvent]:
    """The newest events; the pings that only say how long a page was read are left out."""
    found = traffic_reader.live(page.deps.store, page.need_site().id, known_at=page.now, limit=3 * limit)
    return [event for event in found if event.name != "en"][:limit]
