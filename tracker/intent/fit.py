"""Fit: how well a company matches the ideal customer, from what is known of it.  [pure]

Unknown fields leave both sums, so they neither help nor hurt; the letter is given on the fit shrunk by
completeness, so that thin knowledge cannot make an A. Of several kinds of ideal customers the one that
matches best gives the fit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from tracker.intent import money
from tracker.intent.afford import short_of
from tracker.intent.assessment import FitEntry, PersonaFit
from tracker.intent.levels import RAISED
from tracker.intent.model import Band, Criterion, Model, Persona
from tracker.intent.touch import Profile, Value

#: The grades in which a match is better than another. Too little known of one kind of customer to judge says
#: more for an account than that it surely is none of another kind.
_BEST: Final = "ABC?D"
URGENT: Final = "high"


@dataclass(frozen=True, slots=True)
class Fit:
    """``value`` 0..100 or None (nothing known); ``grade`` A-D, "?" or "X"; ``excluded``: why X.

    All but the exclusion is that of the best match, which stands first in ``personas``.
    """

    value: float | None
    completeness: float
    grade: str
    excluded: str
    ledger: tuple[FitEntry, ...]
    personas: tuple[PersonaFit, ...] = ()
    raised: bool = False  # they are in a hurry, and the model gives one level more for that

    @property
    def place(self) -> str:
        """Where in the grid they stand, as ``levels.threshold`` takes it."""
        return f"{self.grade}{RAISED}" if self.raised else self.grade


def fit(profile: Profile, model: Model, needs: Collection[str] = ()) -> Fit:
    """Rate a company against the model. ``needs``: those it looked at (``needs.looked_at``)."""
    found = tuple(sorted((match(persona, profile, model, needs) for persona in model.profiles), key=_order))
    best, excluded = found[0], exclusion(profile, model)
    grade = "X" if excluded else best.grade
    raised = model.urgency_raises and profile.urgency == URGENT
    return Fit(best.value, best.completeness, grade, excluded, best.ledger, found, raised)


def match(persona: Persona, profile: Profile, model: Model, needs: Collection[str]) -> PersonaFit:
    """Rate a company against one kind of ideal customer."""
    ratings = [(criterion, rating(criterion, profile, model)) for criterion in persona.criteria]
    met = tuple(need for need in persona.needs if need in needs)
    bonus = persona.needs_weight * len(met) / len(persona.needs) if met else 0.0
    known = bonus + sum(criterion.weight for criterion, value in ratings if value is not None)
    entries = tuple(_entry(criterion, value, known, profile, model) for criterion, value in ratings)
    entries += _needs_entry(persona, met, bonus, known)
    value = sum(entry.points for entry in entries) if known else None
    if value is not None and (off := _off(profile, model, value)):
        entries, value = (*entries, off), value + off.points
    total = sum(criterion.weight for criterion in persona.criteria)
    completeness = known / (total + bonus) if total else 0.0
    grade = _grade(value, completeness, model)
    return PersonaFit(persona.name, value, completeness, grade, entries, met, len(persona.needs))


def _off(profile: Profile, model: Model, value: float) -> FitEntry | None:
    """Points taken off who cannot pay, never more than there are."""
    short = short_of(profile, model) if model.cannot_pay_points else None
    if short is None:
        return None
    points = -min(model.cannot_pay_points, value)
    return FitEntry(f"cannot_pay_{short.what}", f"{short.has} < {short.needed}", 0.0, 0.0, points, "off")


def _order(item: PersonaFit) -> tuple[int, float]:
    return (_BEST.index(item.grade), -_shrunk(item.value or 0.0, item.completeness))


def _needs_entry(persona: Persona, met: tuple[str, ...], weight: float, known: float) -> tuple[FitEntry, ...]:
    """What was looked at counts in full, what was not is neither good nor bad."""
    if not persona.needs or not persona.needs_weight:
        return ()
    points = 100.0 * weight / known if met else 0.0
    rated = 100.0 if met else None
    return (FitEntry("needs", ", ".join(met), weight or persona.needs_weight, rated, points, "needs"),)


def rating(criterion: Criterion, profile: Profile, model: Model) -> float | None:
    """0..100, or None when the field is unknown. The first band that fits counts."""
    value, _ = answer(criterion, profile, model)
    if value is None:
        return None
    if isinstance(value, tuple):  # several people: the one that suits best counts
        return max(_rated(criterion, one) for one in value)
    return _rated(criterion, value)


def _rated(criterion: Criterion, value: str | int) -> float:
    for band in criterion.bands:
        if _within(band, value):
            return band.points
    return criterion.otherwise


def exclusion(profile: Profile, model: Model) -> str:
    """Why this company can never be an MQL: "tag:competitor", "network:hosting"; "" if nothing says so."""
    for rule in model.exclusions:
        found = (
            {tag.casefold() for tag in profile.tags}
            if rule.field == "tag"
            else {str(one).casefold() for one in _several(profile.value(rule.field))}
        )
        hits = sorted(found & {value.casefold() for value in rule.values})
        if hits:
            return f"{rule.reason}:{hits[0]}"
    return ""


def _several(value: Value) -> tuple[str | int, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _within(band: Band, value: str | int) -> bool:
    if isinstance(value, int):
        return (band.low is None or value >= band.low) and (band.high is None or value < band.high)
    folded = value.casefold()
    return any(fnmatchcase(folded, pattern.casefold()) for pattern in band.values)


def answer(
    criterion: Criterion, profile: Profile, model: Model
) -> tuple[str | int | tuple[str, ...] | None, str]:
    """What the company answers, and how that was converted."""
    if criterion.field != money.FIELD:
        return profile.value(criterion.field), ""
    found = money.revenue(profile, model, criterion.currency or money.EURO)
    return (found.value, found.way) if found else (None, "")


def _entry(
    criterion: Criterion, value: float | None, known: float, profile: Profile, model: Model
) -> FitEntry:
    said, way = answer(criterion, profile, model)
    points = 0.0 if value is None else criterion.weight * value / known
    text = ", ".join(said) if isinstance(said, tuple) else "" if said is None else str(said)
    return FitEntry(criterion.field, text, criterion.weight, value, points, note=way)


def _grade(value: float | None, completeness: float, model: Model) -> str:
    if value is None or completeness < model.completeness_min:
        return "?"
    shrunk = _shrunk(value, completeness)
    for letter, bound in zip("ABC", model.grade_bounds, strict=True):
        if shrunk >= bound:
            return letter
    return "D"


def _shrunk(value: float, completeness: float) -> float:
    return value * (0.5 + 0.5 * completeness)
