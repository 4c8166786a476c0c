"""Who looks after an account, when they come back to it, what they noted; and the hours agreed for a site."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from tracker.companies.leads import Change, change
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.dashboard.pages.move import instant
from tracker.dashboard.users import every_user, find_user
from tracker.read.board import place_of
from tracker.read.sla import LONGEST, Sla, save_sla, sla_of

TIMES: Final = ("act_now_hours", "answer_days", "touch_days", "decide_days", "idle_days")


def people(page: Page, owner: str) -> list[str]:
    """Whom an account can be given to: everybody but viewers, and whoever has it now."""
    site = page.need_site().id
    able = {user.id for user in every_user(page.deps.store).values() if user.on(site).may("sales")}
    return sorted(able | ({owner} if owner else set()))


async def save(page: Page) -> Response:
    """One form of the card "Who looks after it"; what it does not hold stays as it is."""
    key = page.form.get("account", "")
    await blocking(_save, page, key, _wanted(page))
    return redirect(f"{page.here('accounts')}/{quote(key)}?kept#care")


def _wanted(page: Page) -> Change:
    form = page.form
    return Change(
        owner=form["owner"].strip() if "owner" in form else None,
        follow_up=instant(page, form["follow_up"], "lead.follow_up") if "follow_up" in form else None,
        touched=page.now if form.get("touched") == "on" else None,
        note=form.get("note", ""),
    )


def _save(page: Page, key: str, wanted: Change) -> None:
    store, site = page.deps.store, page.need_site().id
    if place_of(store, site, key, page.now) is None:
        raise PageError(404, page.gettext("No visit of this company is known on this site."))
    if wanted.owner:
        user = find_user(store, wanted.owner)
        if user is None or not user.on(site).may("sales"):
            raise Fault("lead.owner", page.gettext("An account is given to somebody who may work on it."))
    change(store, site, key, wanted, by=page.user.id if page.user else "", at=page.now)


async def hours(page: Page) -> Response:
    return await _hours(page)


async def _hours(page: Page, problem: str = "") -> Response:
    page.need_site()
    sla = await blocking(sla_of, page.deps.store, page.need_site().id, page.zone)
    return page.render(
        "hours.html",
        status=422 if problem else 200,
        problem=problem,
        said=page.form if problem else _said(sla),
        days=[int(day) for day in range(7) if f"day{day}" in (page.form if problem else _said(sla))],
        saved="saved" in page.request.query_params,
    )


async def agree(page: Page) -> Response:
    page.need_site()
    try:
        doc = _doc(page.form)
        await blocking(
            save_sla, page.deps.store, page.need_site().id, doc, actor=page.user.id if page.user else ""
        )
    except ValueError as error:
        return await _hours(page, page.blame(_fault(page, str(error))))
    return redirect(page.here("hours") + "?saved")


def _fault(page: Page, said: str) -> Exception:
    """What cannot be agreed on, by what its refusal begins with."""
    texts = {
        "time zone": (
            "zone",
            page.gettext("There is no time zone of that name; one such as Europe/Berlin is needed."),
        ),
        "business hours": ("closes", page.gettext("The day ends after it begins, on at least one weekday.")),
        "holidays": ("country", page.gettext("No holidays are known of this country or region.")),
    }
    found = next((fault for start, fault in texts.items() if said.startswith(start)), None)
    if found is None and (name := next((name for name in TIMES if not _fits(page.form.get(name, "1"))), "")):
        found = (name, page.gettext("A number above 0 is needed, at most %(most)s.", most=LONGEST))
    return Fault(*found) if found else ValueError(page.gettext("This cannot be: %(what)s", what=said))


def _fits(text: str) -> bool:
    try:
        return 0 < float(text.replace(",", ".")) <= LONGEST
    except ValueError:
        return False


def _doc(form: dict[str, str]) -> dict[str, Any]:
    """The record of the form. Raises ``ValueError`` for a time that is no number."""
    times = {name: float(form[name].replace(",", ".")) for name in TIMES if form.get(name)}
    return {
        **{name: form.get(name, "").strip() for name in ("zone", "country", "region", "opens", "closes")},
        "weekdays": [day for day in range(7) if form.get(f"day{day}") == "on"],
        "times": {name: value if name == "act_now_hours" else int(value) for name, value in times.items()},
    }


def _said(sla: Sla) -> dict[str, str]:
    calendar, times = sla.calendar, sla.times
    return {
        "zone": calendar.zone,
        "country": calendar.country,
        "region": calendar.region,
        "opens": f"{calendar.opens:%H:%M}",
        "closes": f"{calendar.closes:%H:%M}",
        **{f"day{day}": "on" for day in calendar.weekdays},
        **{name: f"{getattr(times, name):g}" for name in TIMES},
    }


ENTRIES: Final = (
    Entry("/site/{site}/lead", save, method="POST", least="sales"),
    Entry("/site/{site}/hours", hours),
    Entry("/site/{site}/hours", agree, method="POST", least="admin"),
)
