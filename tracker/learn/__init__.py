"""Points learnt from outcomes: a short table of whole numbers that anyone can read and argue with.  [pure]

    table = read_table(text, target="won")       columns and outcomes of any CSV
    learnt = learn(table)                        at most 20 rules with whole points
    verdict = judge(table)                       how well that does on rows it has not seen

Needs the extra ``learn`` (NumPy, scikit-learn for the yardstick). No clock, no I/O; what is random is
drawn with a fixed seed, so the same table gives the same points.
"""

from __future__ import annotations

from tracker.learn.judge import Judgement, judge
from tracker.learn.points import Points, learn
from tracker.learn.rules import Rule
from tracker.learn.table import Column, Table, TableError, read_table

__all__ = ["Column", "Judgement", "Points", "Rule", "Table", "TableError", "judge", "learn", "read_table"]
