"""Events: what comes in on the wire, what the spool keeps, and the row the store holds.  [pure]

Three shapes, in the order an event passes through them:

* ``Batch``     the wire format v1 that a browser sends (JSON; one batch belongs to one page view);
* ``Envelope``  a batch plus what the collector alone knows (site, time, sealed address, headers);
* ``Draft``     one event on its way through the pipeline; its fields are the columns of ``events``.

``COLUMNS`` is the only list of event columns in Python; a test holds it against the migrations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

import msgspec

WIRE_VERSION: Final = 1
MAX_EVENTS_PER_BATCH: Final = 500
MAX_AGE_MS: Final = 24 * 3600 * 1000


class Reason(StrEnum):
    """Why something was not kept. A closed set: each is counted per site and told in ``X-Tracker-Reason``."""

    TOO_LARGE = "too_large"  # body over the limit (64 KiB unless set otherwise)
    ENCODED = "encoded"  # Content-Encoding is refused: a compressed bomb costs more than it brings
    BAD_JSON = "bad_json"  # not UTF-8 JSON, or not the shape of the wire format
    BAD_VERSION = "bad_version"  # a wire version this server does not know
    BAD_URL = "bad_url"  # the page's URL is not http(s) with a host
    NO_EVENTS = "no_events"  # an empty list of events
    TOO_MANY_EVENTS = "too_many_events"  # more than MAX_EVENTS_PER_BATCH in one batch
    UNKNOWN_SITE = "unknown_site"  # no site has this key
    WRONG_HOST = "wrong_host"  # the page's host is not one of the site's
    OBJECTION = "objection"  # Global Privacy Control, Do Not Track or an opt-out: nothing is written
    OPTED_OUT = "opted_out"  # the company or network asked not to be identified
    RATE_LIMITED = "rate_limited"  # one address sends more than the installation takes: 429
    OVERLOADED = "overloaded"  # the spool is full or cannot be written: 503, the browser tries again
    DUPLICATE = "duplicate"  # (site, view, sequence) is stored already
    POISON = "poison"  # could not be processed: kept among the dead letters
    # Kept all the same, and counted: its time could not be right (over a day old, or yet to come).
    MOVED = "moved"
    # Log import only: lines that are not page requests.
    NOT_GET = "not_get"
    STATUS = "status"
    ASSET = "asset"
    MALFORMED = "malformed"
    UNFINISHED = "unfinished"  # the last line has no end yet: it is read when it has one


class Rejected(Exception):
    """Raised at the door. ``reason`` is one of ``Reason``; ``detail`` says what is allowed."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class Batch(msgspec.Struct, gc=False):
    """Wire format v1. Short keys because every visitor of every page sends them."""

    v: int  # wire version
    i: str  # view id: random, lives in the page's memory only
    u: str  # page URL, already cleaned by the snippet (cleaned again on the server)
    e: list[list[Any]]  # events: [name, sequence, ms since the batch's start, payload?]
    t: str = ""  # page title at the time of sending
    c: str = "anon"  # consent: "anon" or "yes"
    x: str = ""  # visitor id, only with consent "yes"
    b: bool = False  # navigator.webdriver
    a: float = 0  # age in ms of the batch's start at the time of sending


class Envelope(msgspec.Struct, array_like=True, gc=False):
    """One accepted body in the spool. ``received``: UTC ms; ``address``: sealed (privacy.py)."""

    site: str  # site id, e.g. "edgar"
    source: str  # "js", "gif", "log" or "api"
    received: int
    address: bytes  # sealed IP address or, from old logs, a host name
    agent: str | None  # User-Agent; None where the source does not record it
    body: bytes  # the JSON of a Batch, byte for byte as it came
    origin: str = ""  # Origin or Referer header's origin, "" if none was sent


#: A random id and nothing else: it is stored as it came, so it must not be able to name anybody.
_VIEW_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_batch_decoder: Final = msgspec.json.Decoder(Batch)
_envelope_decoder: Final = msgspec.msgpack.Decoder(Envelope)
_envelope_encoder: Final = msgspec.msgpack.Encoder()


def decode_batch(body: bytes) -> Batch:
    """Parse and check a wire batch. Raises ``Rejected`` with the reason and what would be right.

    One event that is none costs only itself (see ``is_event``); a batch of none but such is refused.
    """
    try:
        batch = _batch_decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Rejected(Reason.BAD_JSON, str(error)[:200]) from None
    if batch.v != WIRE_VERSION:
        raise Rejected(Reason.BAD_VERSION, f"v={batch.v}; this server reads v={WIRE_VERSION}")
    if not batch.u.startswith(("https://", "http://")) or len(batch.u) > 4096:
        raise Rejected(Reason.BAD_URL, "u must be an http(s) URL of at most 4,096 characters")
    if not _VIEW_ID.fullmatch(batch.i):
        raise Rejected(Reason.BAD_JSON, "i (view id) is 1 to 64 characters of a-z, A-Z, 0-9, '-' and '_'")
    if not batch.e:
        raise Rejected(Reason.NO_EVENTS, "e holds no event")
    if len(batch.e) > MAX_EVENTS_PER_BATCH:
        raise Rejected(Reason.TOO_MANY_EVENTS, f"at most {MAX_EVENTS_PER_BATCH} events in one batch")
    if not any(map(is_event, batch.e)):
        raise Rejected(Reason.BAD_JSON, "an event is [name (1-64 characters), sequence ≥ 0, ms, payload?]")
    return batch


def is_event(item: list[Any]) -> bool:
    """Whether it has the shape of one. Of a batch only such are loaded; the others are counted."""
    return (
        3 <= len(item) <= 4
        and isinstance(item[0], str)
        and 1 <= len(item[0]) <= 64
        and type(item[1]) is int
        and 0 <= item[1] < 2**32
        and type(item[2]) in (int, float)
    )


def encode_envelope(envelope: Envelope) -> bytes:
    return _envelope_encoder.encode(envelope)


def decode_envelope(data: bytes) -> Envelope:
    """Raises ``msgspec.DecodeError`` on damage."""
    return _envelope_decoder.decode(data)


@dataclass(slots=True)
class Draft:
    """One event in the pipeline. Fields up to ``address_key`` become columns; those below never do."""

    site: str
    ts: int  # UTC ms: received − age + offset
    received: int  # UTC ms
    source: str  # js, gif, log, api
    view: str
    seq: int
    name: str  # pv, en, out, dl, ct, form, … or a custom event's name
    url_host: str = ""
    url_path: str = ""
    url_query: str = ""  # allow-listed parameters only
    title: str = ""
    ref_host: str = ""
    ref_path: str = ""
    channel: str = ""  # direct, search, social, ai, email, paid, campaign, referral, internal
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_content: str = ""
    utm_term: str = ""
    signals: list[str] = field(default_factory=list)  # pricing, trial, cart, …
    rules: list[str] = field(default_factory=list)  # the rules that said so, same order
    target: str = ""  # out, dl, ct, form: where it led (cleaned)
    engaged_ms: int = 0  # cumulative, visible and focused
    scroll: int = 0  # percent
    value: float = 0.0  # cart and checkout
    currency: str = ""
    props: str = ""  # JSON of a custom event's properties, at most 2 kB
    consent: str = "anon"
    visitor: str = ""  # daily keyed hash, or the hash of a consented id
    address_key: str = ""  # daily keyed hash of the address
    device: str = ""  # desktop, mobile, tablet, other
    browser: str = ""
    os: str = ""
    bot: str = ""  # "" for people, else why it is a bot
    batch: str = ""  # the frozen batch it was loaded with

    # Never stored: what the steps read.
    address: str = ""
    agent: str | None = None
    url: str = ""
    referrer: str = ""
    payload: Any = None
    visitor_id: str = ""
    webdriver: bool = False
    origin: str = ""
    moved: bool = False  # its time was not the one the browser told


_READ_ONLY: Final = frozenset(
    {"address", "agent", "url", "referrer", "payload", "visitor_id", "webdriver", "origin", "moved"}
)
#: Columns of the table ``events``, in the order of ``Draft``.
COLUMNS: Final = tuple(f.name for f in fields(Draft) if f.name not in _READ_ONLY)

_columns_of: Final = attrgetter(*COLUMNS)  # three times as fast as asking for one after the other


def to_row(draft: Draft) -> dict[str, Any]:
    """The row of ``events`` as JSONEachRow takes it: times are UTC milliseconds."""
    return dict(zip(COLUMNS, _columns_of(draft), strict=True))
