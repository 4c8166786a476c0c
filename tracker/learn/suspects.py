"""Columns whose names suggest that they know the outcome, or the calendar.  [pure]

Leaks are why published figures above 0.9 seldom hold: a column filled in after the outcome tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_SUSPECTS: Final = (
    (
        "after",
        "may be written when the outcome is known",
        r"status|stage|outcome|result|won|lost|close[ds]?|convert|conversion|deal|opportunity|invoice|order|"
        r"purchase|revenue|page_?values?|exit_?rates?|bounce_?rates?|churn|reason|quality|tags?|"
        r"last_(activity|notable)|call_?duration|days_open|rejected|accepted|qualified",
    ),
    (
        "calendar",
        "is of the calendar: it does not come back, or not alike",
        r"month|quarter|year|week(day|end)?|season|special_?day|date|holiday|day_of_week",
    ),
    (
        "person",
        "names a person or an agent, not a behaviour",
        r"e_?mail|phone|first_?name|last_?name|full_?name|owner|agent|sales_?rep|user_?id|customer_?id|lead_?id",
    ),
)


def suspects(names: Iterable[str]) -> dict[str, str]:
    """Column → why it is suspect; only the suspect ones, in the order given."""
    found = {}
    for name in names:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        words = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
        for kind, why, pattern in _SUSPECTS:
            if re.search(rf"(^|_)({pattern})(_|$)", words):
                found[name] = f"{kind}: {why}"
                break
    return found
