"""What single act would lift an account into the next stage: found by trying it on the ledger.  [pure]"""

from __future__ import annotations

from tracker.intent.assessment import Assessment, Reason
from tracker.intent.earned import FORM
from tracker.intent.ledger import ledger, total
from tracker.intent.levels import IQL, LEAD, MQLS, RAISED, forced, threshold
from tracker.intent.model import Model, SignalRule
from tracker.intent.touch import Activity, Touch

MOST = 6


def levers(activity: Activity, model: Model, assessment: Assessment) -> tuple[Reason, ...]:
    """``lever(signal, on, points, enough)``: what one more event of a buying signal would add now.

    The strongest first. ``enough`` is 1 when it alone would reach the next stage.
    """
    stage = assessment.stage
    level = MQLS.index(stage) + 1 if stage in MQLS else 0
    if level >= model.levels or assessment.grade == "X" or (level == 0 and stage not in (LEAD, IQL)):
        return ()
    place = assessment.grade + (RAISED if assessment.raised else "")
    needed = threshold(level + 1, place, model)
    by_hand = level < forced(place, model) and model.mql_mode != "manual"
    gains = [
        (_gain(rule, activity, model, assessment), rule) for rule in model.signals if rule.role == "buying"
    ]
    gains.sort(key=lambda item: (-item[0], item[1].id))
    return tuple(
        _lever(gain, rule, assessment, needed, by_hand=by_hand) for gain, rule in gains[:MOST] if gain > 0
    )


def _gain(rule: SignalRule, activity: Activity, model: Model, assessment: Assessment) -> float:
    name = "pv" if rule.on == "view" else FORM
    last = activity.touches[-1] if activity.touches else Touch(assessment.at, "")
    act = Touch(
        assessment.at,
        view="\x7fwhat-if",
        name=name,
        visitor=last.visitor,
        signals=(rule.signal,),
        engaged_ms=int(model.dwell_full_seconds * 1000),
    )
    return total(ledger(Activity.of([*activity.touches, act]), model, assessment.at)) - assessment.engagement


def _lever(
    gain: float, rule: SignalRule, assessment: Assessment, needed: float | None, *, by_hand: bool
) -> Reason:
    enough = needed is not None and assessment.engagement + gain >= needed
    return Reason(
        "lever",
        (
            ("signal", rule.signal),
            ("on", rule.on),
            ("points", round(gain, 1)),
            ("enough", int(enough or (rule.act_now and by_hand))),
        ),
    )
