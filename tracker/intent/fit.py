"""Fit: how well a company matches the ideal customer, from what is known of it.  [pure]

Unknown fields leave both sums, so they neither help nor hurt; the letter is given on the fit shrunk by
completeness, so that thin knowledge cannot make an A.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from tracker.intent.assessment import FitEntry
from tracker.intent.model import Band, Criterion, Model
from tracker.intent.touch import Profile


@dataclass(frozen=True, slots=True)
class Fit:
    """``value`` 0..100 or None (nothing known); ``grade`` A-D, "?" or "X"; ``excluded``: why X."""

    value: float | None
    completeness: float
    grade: str
    excluded: str
    ledger: tuple[FitEntry, ...]


def fit(profile: Profile, model: Model) -> Fit:
    """Rate a company against the model's criteria."""
    ratings = [(criterion, rating(criterion, profile)) for criterion in model.criteria]
    total = sum(criterion.weight for criterion in model.criteria)
    known = sum(criterion.weight for criterion, value in ratings if value is not None)
    entries = tuple(_entry(criterion, value, known, profile) for criterion, value in ratings)
    value = sum(entry.points for entry in entries) if known else None
    completeness = known / total if total else 0.0
    excluded = exclusion(profile, model)
    grade = "X" if excluded else _grade(value, completeness, model)
    return Fit(value, completeness, grade, excluded, entries)


def rating(criterion: Criterion, profile: Profile) -> float | None:
    """0..100, or None when the field is unknown. The first band that fits counts."""
    value = profile.value(criterion.field)
    if value is None:
        return None
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
            else {str(profile.value(rule.field) or "").casefold()}
        )
        hits = sorted(found & {value.casefold() for value in rule.values})
        if hits:
            return f"{rule.reason}:{hits[0]}"
    return ""


def _within(band: Band, value: str | int) -> bool:
    if isinstance(value, int):
        return (band.low is None or value >= band.low) and (band.high is None or value < band.high)
    folded = value.casefold()
    return any(fnmatchcase(folded, pattern.casefold()) for pattern in band.values)


def _entry(criterion: Criterion, value: float | None, known: float, profile: Profile) -> FitEntry:
    answer = profile.value(criterion.field)
    points = 0.0 if value is None else criterion.weight * value / known
    return FitEntry(criterion.field, "" if answer is None else str(answer), criterion.weight, value, points)


def _grade(value: float | None, completeness: float, model: Model) -> str:
    if value is None or completeness < model.completeness_min:
        return "?"
    shrunk = value * (0.5 + 0.5 * completeness)
    for letter, bound in zip("ABC", model.grade_bounds, strict=True):
        if shrunk >= bound:
            return letter
    return "D"
