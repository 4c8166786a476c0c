"""Shared state that is not events: small JSON documents, append-only, read at their newest version."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import msgspec

from tracker.store.protocol import Store

#: Later than anything (UTC ms).
EVER = 9_999_999_999_999


def put(
    store: Store, kind: str, record_id: str, doc: dict[str, Any] | None, *, actor: str, at: int | None = None
) -> None:
    """Append a version of ``(kind, id)``; ``None`` deletes it. ``at`` is UTC milliseconds.

    Returns when it is durable. The newest call wins, also where the clock was set back in between.
    """
    text = "" if doc is None else msgspec.json.encode(doc).decode()
    last = store.read("records/newest", kind=kind, id=record_id)[0]["at"]
    moment = max(time.time_ns() / 1e6 if at is None else at, last + 0.001)
    store.insert("records", [{"kind": kind, "id": record_id, "at": moment, "actor": actor, "doc": text}])
    store.sync()


def put_all(store: Store, kind: str, docs: Mapping[str, Mapping[str, Any] | None], *, actor: str) -> None:
    """As ``put`` for several at once, now: one write instead of one each."""
    rows = []
    for record_id, doc in docs.items():
        last = store.read("records/newest", kind=kind, id=record_id)[0]["at"]
        moment = max(time.time_ns() / 1e6, last + 0.001)
        text = "" if doc is None else msgspec.json.encode(doc).decode()
        rows.append({"kind": kind, "id": record_id, "at": moment, "actor": actor, "doc": text})
    if rows:
        store.insert("records", rows)
        store.sync()


def get(store: Store, kind: str, record_id: str, *, known_at: int = EVER) -> dict[str, Any] | None:
    """The newest version, or None. ``known_at`` (UTC ms): the newest of that moment."""
    rows = store.read("records/one", kind=kind, id=record_id, known_at=known_at)
    return _doc(rows[0]["doc"]) if rows and rows[0]["doc"] else None


def every(store: Store, kind: str, *, known_at: int = EVER) -> dict[str, dict[str, Any]]:
    """All live records of a kind by id. ``known_at`` (UTC ms): as of that moment."""
    rows = store.read("records/every", kind=kind, known_at=known_at)
    return {row["id"]: _doc(row["doc"]) for row in rows}


def _doc(text: str) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode(text)
    return value
