"""Who changed what, and when: one append-only log of everything a person decides (docs/adr/0012).

Entries are records of kind "audit" with an id of their own each, so nothing is ever overwritten. A change
is written by the function that makes it, right after it, so that the page and the command line log alike.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from tracker.store import Row, Store

KIND: Final = "audit"
#: "kind.verb": the kind is what one filters by.
_WHAT = re.compile(r"[a-z_]+\.[a-z_]+")
_SECRET = re.compile(r"(^|_)(password|secret|token|hash|hashed|csrf)$")
_HIDDEN: Final = "•••"
_LONGEST: Final = 300
#: Later than any id.
_LAST: Final = "~"
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """``who``: an e-mail, "console", "command line", "key:NAME". ``what``: "user.invited".
    ``before`` and ``after`` hold only the fields that differ, as text."""

    id: str
    at: int  # UTC ms
    who: str
    what: str
    site: str = ""  # "" where it holds for all
    subject: str = ""  # what was changed: a user, an account, a network …
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """(field, before, after) of each that changed, in the order they were given."""
        names = dict.fromkeys([*self.before, *self.after])
        return [(name, self.before.get(name, ""), self.after.get(name, "")) for name in names]


def audit(
    store: Store,
    *,
    who: str,
    what: str,
    subject: str = "",
    site: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: int | None = None,
) -> None:
    """Write down that ``who`` did ``what``; durable on return. ``at`` is UTC ms, now if not given.

    ``before`` and ``after`` are the thing's fields as plain values; only those that differ are kept. A field
    called password, secret, token or the like is kept as "•••". Raises ``ValueError`` for a malformed
    ``what``.
    """
    if not _WHAT.fullmatch(what):
        raise ValueError(f"audit {what!r}: written kind.verb, such as user.invited")
    written = time.time_ns()
    moment = written // 1_000_000 if at is None else at
    old, new = _differing(before or {}, after or {})
    doc = {"what": what, "site": site, "subject": subject[:_LONGEST], "before": old, "after": new}
    row = {
        "kind": KIND,
        "id": f"{moment:014d}-{written:x}-{secrets.token_hex(4)}",  # in order, also within a moment
        "at": moment,
        "actor": who[:_LONGEST],
        "doc": msgspec.json.encode(doc).decode(),
    }
    store.insert("records", [row])
    store.sync()


def entries(
    store: Store,
    *,
    who: str = "",
    site: str = "",
    kind: str = "",
    from_ms: int = 0,
    to_ms: int = 0,
    older_than: str = "",
    limit: int = _PAGE,
) -> list[Entry]:
    """The newest first. ``kind``: "user"; ``from_ms`` ≤ at < ``to_ms`` (UTC ms, 0: open end);
    ``older_than``: the id of the last entry of the page before."""
    rows = store.read(
        "audit/page",
        who=who,
        site=site,
        what=kind,
        since=f"{from_ms:014d}",
        until=f"{to_ms:014d}" if to_ms else _LAST,
        older_than=older_than or _LAST,
        most=limit,
    )
    return [_entry(row) for row in rows]


def every_entry(store: Store, **by: Any) -> Iterator[Entry]:
    """All that fit, the newest first, asked for a page at a time."""
    last = ""
    while found := entries(store, older_than=last, **by):
        yield from found
        last = found[-1].id


def choices(store: Store) -> dict[str, list[str]]:
    """What one may filter by: people, sites and kinds that occur."""
    row = store.read("audit/choices")[0]
    return {name: list(row[name]) for name in ("people", "sites", "kinds")}


def _entry(row: Row) -> Entry:
    doc = msgspec.json.decode(row["doc"])
    return Entry(id=row["id"], at=row["at"], who=row["who"], **doc)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return _said(before, names), _said(after, names)


def _said(fields: Mapping[str, Any], names: list[str]) -> dict[str, str]:
    found = {
        name: _HIDDEN if _SECRET.search(name) else _text(fields[name]) for name in names if name in fields
    }
    return {name: text for name, text in found.items() if text}


def _text(value: Any) -> str:
    """A plain value as one would say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_text(item)}" for name, item in value.items())[:_LONGEST]
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(_text, sorted(value) if isinstance(value, set | frozenset) else value))[
            :_LONGEST
        ]
    return str(value)[:_LONGEST]
