"""The whole way: activity and profile to a score and a stage.  [pure]"""

from __future__ import annotations

from tracker.intent.assessment import Assessment
from tracker.intent.model import Model
from tracker.intent.touch import Activity, Profile


def assess(activity: Activity, profile: Profile, model: Model, at: int, previous_stage: str = "") -> Assessment:
    """Score one account at ``at`` (UTC ms). ``previous_stage``: the stage people set; SAL and later are kept."""
    raise NotImplementedError
