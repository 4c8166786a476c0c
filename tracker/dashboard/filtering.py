"""The sentence above the table of accounts: read from the address, every part allow-listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from tracker.contacts.codes import CODES
from tracker.dashboard import asked
from tracker.dashboard.days import Period
from tracker.dashboard.page import Page
from tracker.intent.levels import MQLS
from tracker.read.segments import FITS, ME, NOBODY, Conditions
from tracker.read.shapes import Listed

L = TypeVar("L", bound=Listed)

ACCOUNT_KINDS: Final = ("business", "education", "government")
STAGE_CHOICES: Final = (
    *("LEAD", "IQL", "MQL", *MQLS),
    *("OFFERED", "SAL", "SQL", "OPPORTUNITY", "WON", "LOST", "RECYCLED", "DISQUALIFIED", "CHURNED"),
)
_GRADES: Final = "XD?CBA"
_MOST_TEXT: Final = 100

#: Column → (key, whether the biggest comes first).
SORTS: Final[dict[str, tuple[Callable[[Listed], Any], bool]]] = {
    "rank": (lambda _: 0, False),  # as the reader gives them: best first
    "name": (lambda a: a.name.casefold(), False),
    "cell": (lambda a: (a.assessment.number, -_GRADES.find(a.assessment.grade)), False),
    "score": (lambda a: a.assessment.engagement, True),
    "visits": (lambda a: a.visits, True),
    "views": (lambda a: a.views, True),
    "people": (lambda a: a.visitors, True),
    "first": (lambda a: a.first_seen, True),
    "last": (lambda a: a.last_seen, True),
}


class Filter:
    """Conditions, days and order that an address asks for."""

    def __init__(self, page: Page, period: Period) -> None:
        self.period = period
        self.sort = asked.choice(page, "sort", SORTS, "rank")
        self.reader = page.user.id if page.user else ""
        self.conditions = conditions_of(page, page.request.query_params, period.days)
        self.came = _text(page.request.query_params, "came")
        self.department = asked.choice(page, "department", ("", *CODES["function"]), "")
        self.keys: frozenset[str] | None = None  # who came that way and has that department, once looked up

    def __call__(self, account: Listed) -> bool:
        here = self.keys is None or account.key in self.keys
        return here and self.conditions.hold(account, self.reader)

    @property
    def narrowed(self) -> bool:
        """True if something is asked for beside the days, also what no segment keeps."""
        return self.conditions.any or bool(self.came or self.department)

    @property
    def asked(self) -> dict[str, str]:
        """Every part of the address that says something."""
        return {"until": self.period.to_day, **parts(self.conditions), "sort": self.sort} | {
            "came": self.came,
            "department": self.department,
        }

    def address(self, **changes: str) -> str:
        """The query of this filter with something changed."""
        return "?" + urlencode({name: value for name, value in {**self.asked, **changes}.items() if value})

    def order(self, found: Sequence[L]) -> list[L]:
        key, backwards = SORTS[self.sort]
        return sorted(filter(self, found), key=key, reverse=backwards)


def conditions_of(page: Page, query: Mapping[str, str], days: int) -> Conditions:
    """What a query asks for. Raises ``PageError`` 400 that names what is allowed."""

    def one_of(name: str, allowed: Iterable[str]) -> str:
        return asked.choice(page, name, ("", *allowed), "", query)

    return Conditions(
        kind=one_of("kind", ACCOUNT_KINDS),
        stage=one_of("stage", STAGE_CHOICES),
        fit=one_of("fit", FITS),
        did=_text(query, "did"),
        country=_text(query, "country")[:2].upper(),
        owner=_text(query, "owner"),
        text=_text(query, "q"),
        target=one_of("target", ("1",)) == "1",
        new=one_of("new", ("1",)) == "1",
        days=days,
    )


def _text(query: Mapping[str, str], name: str) -> str:
    return query.get(name, "").strip()[:_MOST_TEXT]


def parts(conditions: Conditions) -> dict[str, str]:
    """The conditions as parts of an address."""
    return {
        "days": str(conditions.days),
        "kind": conditions.kind,
        "stage": conditions.stage,
        "fit": conditions.fit,
        "did": conditions.did,
        "country": conditions.country,
        "owner": conditions.owner,
        "target": "1" if conditions.target else "",
        "new": "1" if conditions.new else "",
        "q": conditions.text,
    }


def link(conditions: Conditions, segment: str = "") -> str:
    """The query that shows the accounts of these conditions."""
    asked_for = {**parts(conditions), "segment": segment}
    return "?" + urlencode({name: value for name, value in asked_for.items() if value})


def choices(found: Sequence[Listed], chosen: Conditions) -> dict[str, list[str]]:
    """What the open-ended conditions offer: what the accounts at hand have, and what is chosen."""
    return {
        "did": sorted({signal for account in found for signal in account.signals} | _known(chosen.did)),
        "country": sorted({account.country for account in found if account.country} | _known(chosen.country)),
        "owner": sorted(
            ({account.owner for account in found if account.owner} | _known(chosen.owner)) - {ME, NOBODY}
        ),
    }


def _known(value: str) -> set[str]:
    return {value} if value else set()
