"""The words of registry records: blocks, organisations, and why a record was left out.  [pure]"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

#: Why a record gave nothing, in the order in which they are shown.
REASONS: Final = (
    "no range of addresses",
    "range cannot be read",
    "too wide to have one holder",
    "another registry's",
    "no name",
    "no organisation's name, perhaps a person's",
    "placeholder name",
    "statistics without names",
    "record cannot be read",
)
#: What a block is used for, as far as its status tells.
USES: Final = ("assigned", "direct", "allocated", "pool", "")


@dataclass(frozen=True, slots=True)
class Block:
    """A registered block, ``first`` to ``last`` as numbers; ``org`` is the handle of its organisation."""

    version: int
    first: int
    last: int
    name: str = ""
    org: str = ""
    label: str = ""  # the block's own name, e.g. ``KIEL-DSL-POOL``
    status: str = ""
    country: str = ""
    changed: str = ""  # YYYY-MM-DD
    registry: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    handle: str
    name: str
    country: str = ""
    private: bool = False  # the registry itself says it is a person


@dataclass
class Tally:
    """What was read: records taken by form, and records left out by reason."""

    read: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def skip(self, reason: str) -> None:
        if reason not in REASONS:
            raise ValueError(f"{reason!r} is no reason; allowed: {', '.join(REASONS)}")
        self.left_out[reason] += 1
