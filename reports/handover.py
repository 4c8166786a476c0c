"""What marketing and sales hand each other: the facts of the moment a lead changed hands.  [pure]

One value for mail, chat and webhook; ``reports.alert`` carries it. Times are UTC ms, 0: none; texts are raw.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from reports.i18n import N_, Translator
from reports.words import CHANNELS, MOVE_REASONS, SIGNALS, word

#: What happened → how it is told; the type of its CloudEvent is "handover." and the code.
HANDED: Final = {
    "offered": N_("Offered to sales"),
    "accepted": N_("Accepted by sales"),
    "rejected": N_("Rejected by sales"),
    "recycled": N_("Given back by sales"),
    "withdrawn": N_("Offer withdrawn"),
}
#: What must be done by the deadline.
DUE: Final = {
    "answer": N_("To be answered by %(moment)s"),
    "touch": N_("First contact by %(moment)s"),
    "decide": N_("To be decided by %(moment)s"),
    "step": N_("Next step by %(moment)s"),
    "wake": N_("Comes back on %(moment)s"),
}
#: So many of each are carried; ``more`` counts the rest.
MOST: Final = 20
#: So many of each are written out for people.
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the ledger that made the score."""

    rule: str
    points: float
    at: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit. ``seconds``: engaged; ``landing``: path of the first view; ``channel``: search, direct …"""

    start: int
    views: int
    seconds: int
    channel: str = ""
    campaign: str = ""
    landing: str = ""
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who consented to be kept and written to. ``consent_at``: when."""

    name: str
    mail: str = ""
    phone: str = ""
    title: str = ""
    function: str = ""
    language: str = ""
    consent_at: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do. ``code`` where a rule left it, else the words of a person."""

    text: str
    code: str = ""
    owner: str = ""
    due: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What sales wants there and knows. ``chance``: per cent, -1: not said; euros: 0, not known."""

    goal: str = ""
    need: str = ""
    problem: str = ""
    product: str = ""
    urgency: str = ""
    budget_eur: int = 0
    value_eur: int = 0
    chance: int = -1
    play: str = ""  # the site's own words on what to do with such an account
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Handover:
    """``what``: a code of ``HANDED``. Score, fit and reasons are those of the moment itself.

    by          who moved it: "sales:ada@example.com", "rule:offered"
    level       the MQL that earned it, ""; persons_more counts people known there but not told: they gave no
                consent, or want to be left alone
    deadline    when ``due`` (a code of ``DUE``) must be done
    """

    what: str
    at: int
    by: str
    from_stage: str
    to_stage: str
    move: str = ""
    reason: str = ""
    note: str = ""
    cycle: int = 1
    score: float = 0.0
    grade: str = ""
    fit: float | None = None
    completeness: float = 0.0
    confidence: float = 0.0
    level: str = ""
    act_now: bool = False
    external_id: str = ""
    owner: str = ""
    due: str = ""
    deadline: int = 0
    reasons: tuple[Point, ...] = ()
    reasons_more: int = 0
    visits: tuple[Visited, ...] = ()
    visits_more: int = 0
    persons: tuple[Someone, ...] = ()
    persons_more: int = 0
    plan: Plan = Plan()


def data_of(handover: Handover) -> dict[str, Any]:
    """For programs: codes, no sentences."""
    return asdict(handover)


def told(tr: Translator, handover: Handover) -> str:
    """In a few words: what happened, who did it and why."""
    parts = [tr.gettext(HANDED[handover.what])]
    if handover.reason:
        parts.append(word(tr, MOVE_REASONS, handover.reason))
    by = handover.by.partition(":")[2] or handover.by
    parts.append(tr.gettext("by rule") if handover.by.startswith("rule:") else by)
    return " · ".join(parts)


def lines(tr: Translator, handover: Handover) -> tuple[str, ...]:
    """The rest for people, a line each."""
    found = [
        _deadline(tr, handover),
        handover.note,
        _points(tr, handover),
        *(_visit(tr, visit) for visit in handover.visits[:_SHOWN]),
        *(_person(person) for person in handover.persons[:_SHOWN]),
        _plan(tr, handover.plan),
        *(_step(tr, step) for step in handover.plan.steps[:_SHOWN]),
    ]
    return tuple(line for line in found if line)


def _deadline(tr: Translator, handover: Handover) -> str:
    if handover.due not in DUE:
        return ""
    return tr.gettext(DUE[handover.due], moment=tr.moment(handover.deadline))


def _points(tr: Translator, handover: Handover) -> str:
    sums: dict[str, float] = {}
    for point in handover.reasons:
        sums[point.rule] = sums.get(point.rule, 0.0) + point.points
    earned = {_signal(tr, rule): worth for rule, worth in sums.items() if worth > 0 and _named(rule)}
    top = [f"{name} {tr.signed(worth)}" for name, worth in [*earned.items()][:_SHOWN]]
    if not top:
        return ""
    return tr.gettext(
        "%(score)s points, most of them: %(lines)s", score=tr.number(handover.score), lines=", ".join(top)
    )


def _named(rule: str) -> bool:
    """Bounds and bonuses of the sum have no name here."""
    return rule in SIGNALS or rule.removesuffix("_view") in SIGNALS


def _signal(tr: Translator, rule: str) -> str:
    return word(tr, SIGNALS, rule if rule in SIGNALS else rule.removesuffix("_view"))


def _visit(tr: Translator, visit: Visited) -> str:
    views = tr.ngettext("%(n)s page view", "%(n)s page views", visit.views)
    seen = ", ".join(word(tr, SIGNALS, signal) for signal in visit.signals[:_SHOWN])
    source = word(tr, CHANNELS, visit.channel) if visit.channel else ""
    parts = (tr.moment(visit.start), views, source, seen or visit.landing)
    return tr.gettext("Visit: %(what)s", what=" · ".join(filter(None, parts)))


def _person(person: Someone) -> str:
    return " · ".join(filter(None, (person.name, person.title, person.mail, person.phone)))


def _plan(tr: Translator, plan: Plan) -> str:
    said = [text for text in (plan.goal, plan.play, plan.need, plan.problem, plan.product) if text]
    return tr.gettext("Plan: %(what)s", what=" · ".join(said)) if said else ""


def _step(tr: Translator, step: Step) -> str:
    when = tr.moment(step.due) if step.due else ""
    text = step.text or step.code.replace("_", " ")
    return tr.gettext("To do: %(what)s", what=" · ".join(filter(None, (text, when, step.owner))))
