"""Intent: from what an account did, and what is known of it, to a score and a stage.  [pure]

    assess(activity, profile, default_model(), at) -> Assessment

No clock, no I/O: ``at`` (UTC ms) is a parameter, touches after it do not exist.
"""

from tracker.intent.assess import assess
from tracker.intent.assessment import Assessment, Entry, FitEntry, Reason
from tracker.intent.model import Model, ModelError, SignalRule
from tracker.intent.parse import default_model, parse_model
from tracker.intent.touch import Activity, Profile, Touch

__all__ = [
    "Activity",
    "Assessment",
    "Entry",
    "FitEntry",
    "Model",
    "ModelError",
    "Profile",
    "Reason",
    "SignalRule",
    "Touch",
    "assess",
    "default_model",
    "parse_model",
]
