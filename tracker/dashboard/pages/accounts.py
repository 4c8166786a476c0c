"""Accounts: the table of all companies of a period, filtered, sorted, exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from reports.words import KINDS, STAGES
from tracker.dashboard import answers, asked
from tracker.dashboard.days import PERIODS, Period
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.accounts import AccountView

ACCOUNT_KINDS: Final = ("business", "education", "government")
STAGE_CHOICES: Final = (
    *("LEAD", "IQL", "MQL", "MQL1", "MQL2", "MQL3"),
    *("OFFERED", "SAL", "SQL", "OPPORTUNITY", "WON", "LOST", "RECYCLED"),
)
ROWS: Final = 500
_GRADES: Final = "XD?CBA"

#: Column → (key, whether the biggest comes first).
SORTS: Final[dict[str, tuple[Callable[[AccountView], Any], bool]]] = {
    "rank": (lambda _: 0, False),  # as the reader gives them: best first
    "name": (lambda a: a.name.casefold(), False),
    "cell": (lambda a: (a.assessment.number, -_GRADES.find(a.assessment.grade)), False),
    "score": (lambda a: a.assessment.engagement, True),
    "visits": (lambda a: a.visits, True),
    "views": (lambda a: a.views, True),
    "people": (lambda a: a.visitors, True),
    "last": (lambda a: a.last_seen, True),
}


class Filter:
    """What the sentence above the table says; read from the address, every part allow-listed."""

    def __init__(self, page: Page, period: Period) -> None:
        query = page.request.query_params
        self.period = period
        self.stage = asked.choice(page, "stage", ("", *STAGE_CHOICES), "")
        self.kind = asked.choice(page, "kind", ("", *ACCOUNT_KINDS), "")
        self.sort = asked.choice(page, "sort", SORTS, "rank")
        self.text = query.get("q", "").strip()[:100]

    def __call__(self, account: AccountView) -> bool:
        stage = account.assessment.stage
        return (
            (not self.stage or stage == self.stage or (self.stage == "MQL" and stage.startswith("MQL")))
            and (not self.kind or account.kind == self.kind)
            and (
                not self.text
                or self.text.casefold() in f"{account.name} {account.domain} {account.city}".casefold()
            )
        )

    def address(self, **changes: str) -> str:
        """The query of this filter with something changed."""
        parts = {
            "days": str(self.period.days),
            "until": self.period.to_day,
            "stage": self.stage,
            "kind": self.kind,
            "q": self.text,
            "sort": self.sort,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in parts.items() if value})


async def filter_of(page: Page) -> Filter:
    page.need_site()
    until = page.request.query_params.get("until", "") or await blocking(answers.last_day, page)
    return Filter(page, asked.period(page, until=until))


async def chosen(page: Page, chosen_by: Filter) -> list[AccountView]:
    """The accounts the filter lets through, in its order."""
    found = await blocking(answers.accounts, page, chosen_by.period)
    key, backwards = SORTS[chosen_by.sort]
    return sorted(filter(chosen_by, found), key=key, reverse=backwards)


async def accounts(page: Page) -> Response:
    by = await filter_of(page)
    rows = await chosen(page, by)
    return page.render(
        "accounts.html",
        by=by,
        rows=rows[:ROWS],
        count=len(rows),
        periods=PERIODS,
        kinds={code: page.gettext(KINDS[code]) for code in ACCOUNT_KINDS},
        stages={code: page.gettext(STAGES[code]) if code in STAGES else code for code in STAGE_CHOICES},
        filtered=bool(by.stage or by.kind or by.text),
    )


ENTRIES: Final = (Entry("/site/{site}/accounts", accounts),)
