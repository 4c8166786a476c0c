"""What a spool hands out: frozen batches, the plan of a load, dead letters."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import msgspec

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[tuple[int, bytes]])


@dataclass(frozen=True, slots=True)
class Item:
    """One body as it was appended. ``tries``: how often it was tried and buried before."""

    data: bytes
    events: int
    tries: int = 0


class Buried(msgspec.Struct, frozen=True, array_like=True):
    """An item of a batch that goes to the dead letters. ``index``: its place among the batch's items."""

    index: int
    reason: str
    detail: str


class Plan(msgspec.Struct, kw_only=True):
    """What loading a batch amounts to; kept beside the frozen batch, so a restart can tell where it was.

    Unit of ``stored``, ``duplicate``, ``dropped``: events. ``first`` and ``last``: the rows' ts, UTC ms.
    """

    stored: int = 0
    duplicate: int = 0
    dropped: int = 0
    tallies: list[tuple[str, str, str, int]] = []  # (site, day, reason, n)
    dead: list[Buried] = []
    first: int = 0
    last: int = 0
    attempt: int = 0  # becomes part of the token when rows had to be taken back


@dataclass(frozen=True, slots=True)
class FrozenBatch:
    """The oldest items, under an id that stays the same until ``finish``."""

    id: str
    last: int  # id of its last group
    items: list[Item]
    plan: Plan | None = None  # of an earlier try that did not finish
    damaged: frozenset[int] = field(default_factory=frozenset)  # items whose checksum does not fit


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: int
    at: int  # UTC ms
    reason: str
    detail: str
    tries: int
    events: int
    data: bytes


def pack(items: list[tuple[int, bytes]]) -> tuple[bytes, int]:
    """(the bytes of one group, their checksum); an item is (number of events, body)."""
    data = _encoder.encode(items)
    return data, zlib.crc32(data)


def unpack(data: bytes, crc: int) -> list[tuple[int, bytes]] | None:
    """The items of a group; None if it is damaged."""
    if zlib.crc32(data) != crc:
        return None
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError:
        return None
