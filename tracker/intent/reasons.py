"""Why an account is in its stage, and what it would take to reach the next.  [pure]

Codes and their parameters (docs/scoring.md lists them; the reports put them into words):

    act_now(signal, ts) cell(cell, engagement) held(stage, cell) excluded(reason) unknown_fit(completeness)
    content_only() no_buying_signal() below(engagement, needed) raised()
    points(stage, needed, short) buying_signal() fit_facts(fields) better_fit(grade) hurry(stage)
"""

from __future__ import annotations

from tracker.intent.assessment import Entry, Reason
from tracker.intent.fit import Fit
from tracker.intent.levels import IQL, LEAD, MQLS, number_of, threshold
from tracker.intent.model import Model


def reasons(
    lines: tuple[Entry, ...],
    fit: Fit,
    model: Model,
    stage: str,
    engagement: float,
    act_now: Entry | None,
    *,
    held: bool,
) -> tuple[Reason, ...]:
    """Why this stage, the weightiest first. ``held``: it was reached before and is not left yet."""
    found: list[Reason] = []
    if fit.excluded:
        found.append(Reason("excluded", (("reason", fit.excluded),)))
    if act_now is not None:
        found.append(Reason("act_now", (("signal", act_now.signal), ("ts", act_now.ts))))
    found.append(_place(fit, model, stage, engagement, held=held))
    if fit.raised and stage in MQLS:
        found.append(Reason("raised"))
    if fit.grade == "?":
        found.append(Reason("unknown_fit", (("completeness", round(fit.completeness, 2)),)))
    if stage in (LEAD, IQL):
        found += _why_no_mql(lines, model, fit, engagement)
    return tuple(found)


def _place(fit: Fit, model: Model, stage: str, engagement: float, *, held: bool) -> Reason:
    where = (("cell", f"{fit.grade}{number_of(engagement, model)}"), ("engagement", round(engagement, 1)))
    return Reason("held", (("stage", stage), *where)) if held else Reason("cell", where)


def _why_no_mql(lines: tuple[Entry, ...], model: Model, fit: Fit, engagement: float) -> list[Reason]:
    roles = roles_of(lines, model)
    if "buying" not in roles:
        return [Reason("content_only" if "information" in roles else "no_buying_signal")]
    needed = threshold(1, fit.place, model)
    if needed is not None and engagement < needed:
        return [Reason("below", (("engagement", round(engagement, 1)), ("needed", needed)))]
    return []


def roles_of(lines: tuple[Entry, ...], model: Model) -> set[str]:
    """Roles of the signals in a ledger: buying, information, background."""
    roles = {rule.id: rule.role for rule in model.signals}
    return {roles[line.rule] for line in lines if line.kind == "signal"}


def missing(
    lines: tuple[Entry, ...], fit: Fit, model: Model, stage: str, engagement: float
) -> tuple[Reason, ...]:
    """What it would take to reach the next stage; empty in the highest, in stages of people, and when
    excluded."""
    level = MQLS.index(stage) + 1 if stage in MQLS else 0
    if level >= model.levels or fit.grade == "X" or (level == 0 and stage not in (LEAD, IQL)):
        return ()
    found: list[Reason] = []
    needed = threshold(level + 1, fit.place, model)
    if needed is not None and engagement < needed:
        short = round(needed - engagement, 1)
        found.append(Reason("points", (("stage", MQLS[level]), ("needed", needed), ("short", short))))
    if "buying" not in roles_of(lines, model):
        found.append(Reason("buying_signal"))
    found += _fit_missing(fit, model, level)
    if model.urgency_raises and not fit.raised and level:
        found.append(Reason("hurry", (("stage", MQLS[level]),)))
    return tuple(found)


def _fit_missing(fit: Fit, model: Model, level: int) -> list[Reason]:
    unknown = [line.field for line in fit.ledger if line.kind == "criterion" and line.rating is None]
    if unknown and fit.grade not in ("A", "B"):
        return [Reason("fit_facts", (("fields", ", ".join(unknown)),))]
    if threshold(level + 1, fit.place, model) is None:
        better = [grade for grade in "DCBA" if threshold(level + 1, grade, model) is not None]
        return [Reason("better_fit", (("grade", better[0]),))] if better else []
    return []
