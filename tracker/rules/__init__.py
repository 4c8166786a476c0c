"""The rule pack: rules as data that read signals out of events.  [pure]"""

from tracker.rules.load import RuleError, default_pack, load_pack
from tracker.rules.model import Hit, Rule
from tracker.rules.pack import RulePack

__all__ = ["Hit", "Rule", "RuleError", "RulePack", "default_pack", "load_pack"]
