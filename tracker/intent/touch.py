"""What scoring looks at: the touches of one account, and what is known of it.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

DAY_MS: Final = 86_400_000

#: Name (and source) of an event that happened elsewhere: at a fair, on the phone, by mail. It is no visit.
OFFLINE: Final = "offline"


@dataclass(frozen=True, slots=True)
class Touch:
    """One event of an account. ``ts``: UTC ms. ``name`` as in ``events``: pv, en, form, add_to_cart, …

    ``engaged_ms`` is cumulative per view; ``measured`` is False where the source cannot know it
    (access logs, pixel), so that "not measured" is not taken for "left at once".
    """

    ts: int
    view: str
    name: str = "pv"
    visitor: str = ""
    seq: int = 0
    host: str = ""
    path: str = ""
    title: str = ""
    signals: tuple[str, ...] = ()
    engaged_ms: int = 0
    measured: bool = True
    channel: str = ""
    source: str = ""  # utm_source, else the referring host
    campaign: str = ""

    @property
    def is_view(self) -> bool:
        return self.name == "pv"

    @property
    def is_offline(self) -> bool:
        return self.name == OFFLINE

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Arrival order must not matter: this is the only order scoring knows."""
        return (self.ts, self.view, self.seq, self.name)


@dataclass(frozen=True, slots=True)
class Activity:
    """Every touch of one account in the window, in the order of time."""

    touches: tuple[Touch, ...] = ()

    @classmethod
    def of(cls, touches: list[Touch] | tuple[Touch, ...]) -> Activity:
        """Put touches, in whatever order they came, into the one order scoring knows."""
        return cls(tuple(sorted(touches, key=lambda touch: touch.order)))

    def between(self, after: int, until: int) -> Activity:
        """Touches with ``after < ts <= until`` (UTC ms)."""
        if self.touches and after < self.touches[0].ts and self.touches[-1].ts <= until:
            return self
        return Activity(tuple(touch for touch in self.touches if after < touch.ts <= until))


#: One answer, several, or none that is known.
Value = str | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a company. An empty or None field is unknown, and unknown is neutral."""

    key: str = ""
    name: str = ""
    domain: str = ""
    kind: str = "business"  # verdict kind
    country: str = ""  # ISO 3166 alpha-2
    region: str = ""
    industry: str = ""
    employees: int | None = None
    revenue_eur: int | None = None
    revenue: tuple[int, str] | None = None  # where it is known in another currency: amount and ISO 4217
    tags: frozenset[str] = field(default_factory=frozenset)  # customer, competitor, …
    budget_eur: int | None = None  # what they said they can spend; 0: nothing
    offer_eur: int = 0  # what the smallest offer of the site costs; 0: not said
    urgency: str = ""  # low, mid, high: as they said
    function: tuple[str, ...] = ()  # departments of the people known there (contacts.titles)
    seniority: tuple[str, ...] = ()  # how far they decide
    mail: tuple[str, ...] = ()  # kinds of their addresses: work, private, disposable

    def value(self, name: str) -> Value:
        """The field a criterion asks for; None when unknown. Raises ``KeyError`` on a name that is none."""
        if name not in _FIELDS:
            raise KeyError(name)
        found: Value = getattr(self, name)
        return None if found in ("", ()) else found


_FIELDS: Final = frozenset(
    {"kind", "country", "region", "industry", "employees", "revenue_eur", "domain", "name"}
    | {"function", "seniority", "mail"}
)
