"""What to do next with an account: a suggestion by its stage and its cell of the grid.  [pure]

Who raised a hand comes first, then what the stage asks for; before the offer the level and the fit decide.
A site may put words of its own in place of a cell's suggestion.
"""

from __future__ import annotations

from typing import Final

from tracker.intent.levels import IQL, MQLS

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
_BY_LEVEL: Final = ("deepen", "invite", "offer")  # the lowest level, those between, the highest
_BY_GRADE: Final = {"A": "advertise", "B": "advertise", "C": "newsletter", "D": "newsletter", "?": "find_out"}
#: Every suggestion there is.
PLAYS: Final = (
    *("call_now", "check_fit", "content", "wait", "leave"),
    *dict.fromkeys((*_BY_LEVEL, *_BY_GRADE.values(), *_BY_STAGE.values())),
)


def by_cell(cell: str, stage: str = "", levels: int = 3) -> str:
    """The suggestion of a cell whose accounts are in ``stage`` ("": a lead); of excluded ones: leave it.
    ``levels``: how many of MQL there are."""
    grade, number = cell[:1], cell[1:]
    if grade not in _BY_GRADE:
        return "leave"
    if stage in MQLS:
        doubtful = "find_out" if grade == "?" else "check_fit"
        return doubtful if grade == "?" or (grade in "CD" and number == "1") else _by_level(stage, levels)
    return "wait" if grade not in "AB" and number == "4" else _BY_GRADE[grade]


def _by_level(stage: str, levels: int) -> str:
    level = MQLS.index(stage) + 1
    return _BY_LEVEL[2 if level >= levels else 1 if level > 1 else 0]


def play(stage: str, cell: str, *, act_now: bool = False, review: bool = False, levels: int = 3) -> str:
    """A code of ``PLAYS``."""
    if stage in _BY_STAGE:
        return _BY_STAGE[stage]
    if review:
        return "check_fit"
    if act_now:
        return "call_now"
    found = by_cell(cell, stage, levels)
    return "content" if stage == IQL and found not in {"leave", "find_out"} else found
