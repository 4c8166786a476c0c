"""What to do next with an account: a suggestion by its stage and its cell of the grid.  [pure]

Who raised a hand comes first, then what the stage asks for; before the offer the level and the fit decide.
A site may put words of its own in place of a cell's suggestion.
"""

from __future__ import annotations

from typing import Final

from tracker.intent.levels import IQL

#: Rows and columns of the grid, as a page shows it.
GRADES: Final = ("A", "B", "C", "D", "?")
NUMBERS: Final = (1, 2, 3, 4)

_BY_STAGE: Final = {
    "OFFERED": "answer_offer",
    "SAL": "talk",
    "SQL": "propose",
    "OPPORTUNITY": "close",
    "WON": "ask_why",
    "LOST": "stay_in_touch",
    "CHURNED": "win_back",
    "RECYCLED": "nurture_on",
    "DISQUALIFIED": "leave",
}
_BY_LEVEL: Final = {"MQL1": "deepen", "MQL2": "invite", "MQL3": "offer"}
_BY_GRADE: Final = {"A": "advertise", "B": "advertise", "C": "newsletter", "D": "newsletter", "?": "find_out"}
#: Every suggestion there is.
PLAYS: Final = (
    *("call_now", "check_fit", "content", "wait", "leave"),
    *dict.fromkeys((*_BY_LEVEL.values(), *_BY_GRADE.values(), *_BY_STAGE.values())),
)


def by_cell(cell: str, stage: str = "") -> str:
    """The suggestion of a cell whose accounts are in ``stage`` ("": a lead); of excluded ones: leave it."""
    grade, number = cell[:1], cell[1:]
    if grade not in _BY_GRADE:
        return "leave"
    if stage in _BY_LEVEL:
        doubtful = "find_out" if grade == "?" else "check_fit"
        return doubtful if grade == "?" or (grade in "CD" and number == "1") else _BY_LEVEL[stage]
    return "wait" if grade not in "AB" and number == "4" else _BY_GRADE[grade]


def play(stage: str, cell: str, *, act_now: bool = False, review: bool = False) -> str:
    """A code of ``PLAYS``."""
    if stage in _BY_STAGE:
        return _BY_STAGE[stage]
    if review:
        return "check_fit"
    if act_now:
        return "call_now"
    found = by_cell(cell, stage)
    return "content" if stage == IQL and found not in {"leave", "find_out"} else found
