"""The picture: a page view without a script (noscript, AMP, mail).  [pure]

The short keys of the wire format: ``u`` page URL (the Referer if absent), ``t`` title; and ``r`` referrer,
``n`` name of a custom event; ``c`` consent, where whoever shows the picture has asked.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import msgspec

from tracker.event import Batch, Reason, Rejected

_FIELDS = 20


def pixel_body(query: bytes, referer: str, view: str, consent: str = "anon") -> bytes:
    """The query as the JSON of a batch of one event. ``consent``: the site's own state before anybody was
    asked; with "wait" a picture that does not say otherwise is not kept. Raises ``Rejected``."""
    try:
        pairs = parse_qsl(query.decode("ascii"), max_num_fields=_FIELDS, errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise Rejected(Reason.BAD_URL, "the query has u, t, r, n and c, percent-encoded UTF-8") from None
    given = dict(reversed(pairs))  # the first of a name counts
    name = given.get("n", "pv")
    payload = [[given.get("r", ""), None, None]] if name == "pv" else []
    event = [name, 0, 0, *payload]
    url, state = given.get("u") or referer, given.get("c", consent)
    batch = Batch(v=1, i=view, u=url, t=given.get("t", ""), c=state, e=[event])
    return msgspec.json.encode(batch)
