"""Lines in, page views into the spool. For logs "received" and the event's time are both the line's."""

from __future__ import annotations

import base64
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple, Protocol

import msgspec

from tracker.event import Envelope, Reason, encode_envelope
from tracker.logformat import Malformed, Request, parse_line, refusal
from tracker.site import Site
from tracker.spool import Spool
from tracker.steps.bot import MAX_AGENT
from tracker.steps.url import UNKNOWN_HOST, clean_host, clean_url
from tracker.store import Store

CHUNK: Final = 1000  # views in one question to the store, and in one transaction of the spool
SECRET: Final = "log-import"  # noqa: S105  (a key's name)
_LONGEST_URL: Final = 4000
_REMEMBERED: Final = 200_000


class Keys(Protocol):
    """What the import needs of ``tracker.privacy.KeyRing``."""

    def seal(self, text: str) -> bytes: ...
    def secret(self, name: str) -> bytes: ...


class Chunk(NamedTuple):
    """The next ``views`` of ``Tally.ids``; all lie between ``first`` and ``last`` (UTC ms)."""

    views: int
    first: int
    last: int


@dataclass
class Tally:
    """lines = accepted + the sum of rejected; accepted = added + duplicates. Times are UTC ms."""

    lines: int = 0
    accepted: int = 0
    added: int = 0
    rejected: Counter[Reason] = field(default_factory=Counter)
    ids: array[int] = field(default_factory=lambda: array("Q"))
    chunks: list[Chunk] = field(default_factory=list)

    @property
    def duplicates(self) -> int:
        return self.accepted - self.added


@dataclass(slots=True)
class _View:
    id: int
    time: int
    request: Request
    url: str


class Feed:
    """One log of one site. ``flushed`` is called after each chunk that went into the spool."""

    def __init__(
        self,
        store: Store,
        spool: Spool,
        keys: Keys,
        site: Site,
        *,
        flushed: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._spool = spool
        self._keys = keys
        self._site = site
        self._flushed = flushed
        self._ids = _Ids(keys.secret(SECRET), site.id)
        self._host = next((host for host in map(clean_host, site.hosts) if host), UNKNOWN_HOST)
        self._waiting: list[_View] = []
        self.tally = Tally()

    def read(self, lines: Iterable[bytes]) -> Tally:
        """Every line, to the end. Raises ``StoreError`` and ``SpoolError``; then run it again."""
        for line in lines:
            self._line(line)
            if len(self._waiting) >= CHUNK:
                self._flush()
        self._flush()
        return self.tally

    def _line(self, line: bytes) -> None:
        self.tally.lines += 1
        if not line.endswith(b"\n"):
            self.tally.rejected[Reason.UNFINISHED] += 1
            return
        try:
            view = self._view(line[:-1])
        except Malformed:
            self.tally.rejected[Reason.MALFORMED] += 1
            return
        if isinstance(view, Reason):
            self.tally.rejected[view] += 1
        else:
            self.tally.accepted += 1
            self.tally.ids.append(view.id)
            self._waiting.append(view)

    def _view(self, line: bytes) -> _View | Reason:
        request = parse_line(line.decode("utf-8", "replace"))
        reason = refusal(request)
        if reason is not None:
            return reason
        url = f"https://{clean_host(request.host) or self._host}{request.target}"[:_LONGEST_URL]
        if not clean_url(url).path:
            raise Malformed("the request's path makes no URL")
        return _View(self._ids.next(line), request.time, request, url)

    def _flush(self) -> None:
        views, self._waiting = self._waiting, []
        if not views:
            return
        chunk = Chunk(len(views), min(view.time for view in views), max(view.time for view in views))
        self.tally.chunks.append(chunk)
        known = self._known(views, chunk)
        fresh = [view for view in views if view.id not in known]
        if fresh:
            self._spool.append_many([(self._envelope(view), 1) for view in fresh])
            self.tally.added += len(fresh)
            self._flushed()

    def _known(self, views: Iterable[_View], chunk: Chunk) -> set[int]:
        names = {view_name(view.id): view.id for view in views}
        rows = self._store.read(
            "importlog/known", site=self._site.id, views=list(names), first=chunk.first, last=chunk.last
        )
        return {names[row["view"]] for row in rows}

    def _envelope(self, view: _View) -> bytes:
        request = view.request
        referrer = [request.referrer[:_LONGEST_URL]]
        batch = {"v": 1, "i": view_name(view.id), "u": view.url, "e": [["pv", 0, 0, referrer]]}
        envelope = Envelope(
            site=self._site.id,
            source="log",
            received=view.time,
            address=self._keys.seal(request.address),
            agent=None if request.agent is None else request.agent[:MAX_AGENT],
            body=msgspec.json.encode(batch),
        )
        return encode_envelope(envelope)


def view_name(view_id: int) -> str:
    """The view id as events carry it: 11 characters."""
    return base64.urlsafe_b64encode(view_id.to_bytes(8, "big")).decode().rstrip("=")


class _Ids:
    """Ids of lines: keyed hash of site, line and how many identical lines came before.

    Identical lines carry the same second, so they stand close together: it is enough to remember the
    last few hundred thousand different ones, and memory stays flat whatever the file's size.
    """

    def __init__(self, secret: bytes, site: str) -> None:
        self._secret = secret
        self._salt = site.encode() + b"\0"
        self._young: dict[bytes, int] = {}
        self._old: dict[bytes, int] = {}

    def next(self, line: bytes) -> int:
        digest = self._hash(self._salt + line)
        before = self._young.get(digest, self._old.get(digest, 0))
        self._young[digest] = before + 1
        if len(self._young) > _REMEMBERED:
            self._old, self._young = self._young, {}
        if before:
            digest = self._hash(digest + before.to_bytes(8, "big"))
        return int.from_bytes(digest, "big")

    def _hash(self, data: bytes) -> bytes:
        return blake2b(data, key=self._secret, digest_size=8, person=b"log-line").digest()
