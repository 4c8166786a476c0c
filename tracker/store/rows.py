"""Rows to and from JSON lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tracker.store.errors import code_of
from tracker.store.protocol import QueryFailed, Row


def encode_rows(rows: Sequence[Mapping[str, Any]], instants: frozenset[str]) -> bytes:
    """JSON lines for an insert. Callers speak UTC milliseconds in ``instants``; JSON input takes seconds."""
    return b"\n".join(msgspec.json.encode(_with_seconds(row, instants)) for row in rows)


def decode_rows(data: bytes, query: str) -> list[Row]:
    """Rows of JSON lines. Raises ``QueryFailed`` where a server put an error among them."""
    try:
        return [msgspec.json.decode(line) for line in data.split(b"\n") if line]
    except msgspec.DecodeError:
        tail = data[-2000:].decode("utf-8", "replace")
        text = " ".join(tail[max(tail.find("Code: "), 0) :].split())
        raise QueryFailed(f"query {query} failed half-way ({text})", code_of(RuntimeError(text))) from None


def _with_seconds(row: Mapping[str, Any], instants: frozenset[str]) -> dict[str, Any]:
    given = dict(row)
    for key in instants:
        value = given.get(key)
        if isinstance(value, int):
            given[key] = value / 1000
        elif isinstance(value, float):
            # Else 0.003 ms may be written as ….0000029 s, and two instants become one.
            given[key] = round(value / 1000, 6)
    return given
