"""One verdict for many blocks: what is said of one block of a system holds for its others of the same width.

Bulk look-ups meet hundreds of thousands of blocks, but far fewer systems: only the block's name differs. The
evidence is made when somebody reads it, which most never do.  [pure]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import overload

from enrichment.model import Evidence, Verdict

_FIELDS = tuple(Verdict.__slots__)
#: Setters of the slots: a verdict is frozen, and ``dataclasses.replace`` takes four times as long.
_SET_IP, _SET_NETWORK, _SET_EVIDENCE = (
    getattr(Verdict, name).__set__ for name in ("ip", "network", "evidence")
)
_REST = tuple(name for name in _FIELDS if name not in {"ip", "network", "evidence"})
_REST_SET = tuple(getattr(Verdict, name).__set__ for name in _REST)
_rest_of = attrgetter(*_REST)


class MovedEvidence(Sequence[Evidence]):
    """``items`` with ``after`` where they say ``before``; equal to the tuple it stands for."""

    __slots__ = ("_after", "_before", "_items")

    def __init__(self, items: Sequence[Evidence], before: str, after: str) -> None:
        self._items, self._before, self._after = items, before, after

    def _all(self) -> tuple[Evidence, ...]:
        if self._before:
            self._items = tuple(
                replace(item, network=self._after) if item.network == self._before else item
                for item in self._items
            )
            self._before = ""
        return tuple(self._items)

    @overload
    def __getitem__(self, index: int) -> Evidence: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Evidence, ...]: ...
    def __getitem__(self, index: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class Pattern:
    """What was said of one block, to be said of others."""

    __slots__ = ("_block", "_evidence", "_network", "_rest")

    def __init__(self, verdict: Verdict, block: str) -> None:
        """``block``: the one that the verdict and its evidence name, "" for none."""
        self._block, self._network, self._evidence = block, verdict.network, verdict.evidence
        self._rest = _rest_of(verdict)

    def at(self, ip: str, block: str) -> Verdict:
        """The verdict on the address ``ip``, in ``block`` in place of the first one's."""
        made = object.__new__(Verdict)
        for put, value in zip(_REST_SET, self._rest, strict=True):
            put(made, value)
        _SET_IP(made, ip)
        before = self._block
        if block == before:
            _SET_NETWORK(made, self._network)
            _SET_EVIDENCE(made, self._evidence)
        else:
            _SET_NETWORK(made, block if self._network == before else self._network)
            _SET_EVIDENCE(made, MovedEvidence(self._evidence, before, block))
        return made
