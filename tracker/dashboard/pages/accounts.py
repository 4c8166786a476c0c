"""Accounts: the table of all companies of a period, filtered, sorted, exported; and saved as segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from reports.exports import formats
from reports.words import KINDS, STAGES
from tracker.contacts.codes import CODES
from tracker.dashboard import answers, asked, columns
from tracker.dashboard.days import PERIODS
from tracker.dashboard.entry import Entry
from tracker.dashboard.filtering import ACCOUNT_KINDS, STAGE_CHOICES, Filter, choices, link
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Page, blocking
from tracker.dashboard.pages.lead import people
from tracker.dashboard.pages.unseen import never
from tracker.dashboard.paging import part
from tracker.dashboard.persons import Persons
from tracker.dashboard.signin import set_cookie
from tracker.intent.levels import MQLS
from tracker.read.accounts import AccountView
from tracker.read.segments import FITS, segments_of
from tracker.read.shapes import Listed

_YEAR: Final = 365 * 24 * 3600


async def filter_of(page: Page) -> Filter:
    page.need_site()
    until = page.request.query_params.get("until", "") or await blocking(answers.last_day, page)
    by = Filter(page, asked.period(page, until=until))
    if by.came:
        by.keys = await blocking(answers.came, page, by.period, by.came)
    if by.department:
        found = await blocking(answers.with_department, page, by.period, by.department)
        by.keys = found if by.keys is None else by.keys & found
    return by


async def chosen(page: Page, chosen_by: Filter) -> list[AccountView]:
    """The accounts the filter lets through, in its order."""
    return chosen_by.order(await blocking(answers.accounts, page, chosen_by.period))


async def accounts(page: Page) -> Response:
    if asked.choice(page, "seen", ("", "never"), "") == "never":
        return await never(page)
    return await show(page)


async def show(page: Page, problem: str = "") -> Response:
    """The table; ``problem``: what could not be done with it."""
    by = await filter_of(page)
    found = await blocking(answers.listed, page, by.period)
    kept = await blocking(by.order, found)
    here = part(page, len(kept))
    rows = await blocking(answers.shown, page, by.period, here.of(kept))
    response = page.render(
        "accounts.html",
        status=422 if problem else 200,
        problem=problem,
        by=by,
        rows=rows,
        part=here,
        count=len(kept),
        periods=PERIODS,
        filtered=by.narrowed,
        columns=columns.chosen(page),
        column_words=columns.COLUMNS,
        narrow=columns.NARROW,
        exports=formats(),
        **await blocking(_words, page, found, by),
        **await blocking(_kept, page),
    )
    if columns.asked(page):
        set_cookie(page, response, columns.COOKIE, "-".join(columns.chosen(page)), max_age=_YEAR)
    return response


def _stages(found: Sequence[Listed], by: Filter) -> list[str]:
    """What a list can be narrowed to: levels beyond the usual three where somebody is in them."""
    there = {item.assessment.stage for item in found} | {by.conditions.stage}
    return [code for code in STAGE_CHOICES if code not in MQLS[3:] or code in there]


def _words(page: Page, found: Sequence[Listed], by: Filter) -> dict[str, Any]:
    """What the lists of the sentence offer."""
    open_ended = choices(found, by.conditions)
    return {
        "kinds": {code: page.gettext(KINDS[code]) for code in ACCOUNT_KINDS},
        "stages": {
            code: page.gettext(STAGES[code]) if code in STAGES else code for code in _stages(found, by)
        },
        "fits": tuple(FITS),
        "departments": [(Persons(page.words.t).function(code), code) for code in CODES["function"]],
        "signals": sorted((page.speech.signal(code), code) for code in open_ended["did"]),
        "countries": sorted((page.words.t.country(code), code) for code in open_ended["country"]),
        "owners": open_ended["owner"],
    }


def _kept(page: Page) -> dict[str, Any]:
    query, moving = page.request.query_params, Moving(page.words.t)
    return {
        "segments": segments_of(page.deps.store, page.need_site().id),
        "segment": query.get("segment", ""),
        "link": link,
        "people": people(page, "") if page.may("sales") else [],
        "moving": moving,
        "reasons": _reasons(moving),
        "done": query.get("done", ""),
        "refused": query.get("refused", ""),
        "said": query.get("said", ""),
    }


def _reasons(moving: Moving) -> list[tuple[str, str]]:
    """Of setting aside: for a while or for good. Which holds for what is for the move to judge."""
    return [*dict([*moving.reasons("recycle"), *moving.reasons("disqualify")]).items()]


ENTRIES: Final = (Entry("/site/{site}/accounts", accounts),)
