"""What must be so before a lead is sales qualified: each site chooses from what can be said of one.  [pure]

What holds for every site stays with the moves: no offer without interest, nobody offered from a list alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from tracker.lifecycle.moves import BY_NAME, Move

#: The move whose gates a site chooses.
MOVE: Final = "qualify"
#: All there are, in the order in which they are asked; those of a site that chose none.
GATES: Final = BY_NAME[MOVE].needs


def checked(wanted: Iterable[str]) -> tuple[str, ...]:
    """These gates in their order. Raises ``ValueError``: one there is not, or none at all."""
    chosen = set(wanted)
    unknown = sorted(chosen - set(GATES))
    if unknown or not chosen:
        what = f"there is no {unknown[0]!r}" if unknown else "at least one is needed"
        raise ValueError(f"gates: {what}; {', '.join(GATES)} are allowed")
    return tuple(gate for gate in GATES if gate in chosen)


def gated(move: Move, gates: tuple[str, ...]) -> Move:
    """The move with what the site asks for before it."""
    return replace(move, needs=gates) if move.name == MOVE else move
