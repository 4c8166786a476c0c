"""What to do next with an account: a suggestion by its stage and its cell of the grid.  [pure]

Who raised a hand comes first, then what the stage asks for; before the offer the cell decides. A site may
put words of its own in place of a cell's suggestion.
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
_BY_CELL: Final = {
    "A1": "offer",
    "A2": "offer",
    "A3": "invite",
    "A4": "advertise",
    "B1": "offer",
    "B2": "invite",
    "B3": "deepen",
    "B4": "advertise",
    "C1": "check_fit",
    "C2": "deepen",
    "C3": "newsletter",
    "C4": "wait",
    "D1": "check_fit",
    "D2": "newsletter",
    "D3": "wait",
    "D4": "wait",
    "?1": "find_out",
    "?2": "find_out",
    "?3": "find_out",
    "?4": "wait",
}
#: Every suggestion there is.
PLAYS: Final = tuple(dict.fromkeys(("call_now", *_BY_CELL.values(), "content", *_BY_STAGE.values())))


def by_cell(cell: str) -> str:
    """The suggestion of one cell of the grid; of excluded accounts (X): leave it."""
    return _BY_CELL.get(cell, "leave")


def play(stage: str, cell: str, *, act_now: bool = False, review: bool = False) -> str:
    """A code of ``PLAYS``."""
    if stage in _BY_STAGE:
        return _BY_STAGE[stage]
    if review:
        return "check_fit"
    if act_now:
        return "call_now"
    found = by_cell(cell)
    return "content" if stage == IQL and found not in {"leave", "check_fit", "find_out"} else found
