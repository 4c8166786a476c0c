"""Looking again: history judged by what is known today. Verdicts are added, none is changed."""

from tracker.reidentify.difference import Difference
from tracker.reidentify.job import Result, after_correction, reidentify

__all__ = ["Difference", "Result", "after_correction", "reidentify"]
