"""What the collector says back: ready-made ASGI messages, so that the hot path builds nothing."""

from __future__ import annotations

import base64
from typing import Any, Final

import msgspec

from tracker.event import Reason

Message = dict[str, Any]
Answer = tuple[Message, Message]

#: A transparent picture of one pixel, 43 bytes.
GIF: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")

#: HTTP status of each reason. 204 is no error: the browser did right, we decline to keep it.
STATUS: Final = {
    Reason.TOO_LARGE: 413,
    Reason.ENCODED: 415,
    Reason.UNKNOWN_SITE: 404,
    Reason.WRONG_HOST: 403,
    Reason.OBJECTION: 204,
    Reason.OPTED_OUT: 204,
    Reason.RATE_LIMITED: 429,
    Reason.OVERLOADED: 503,
}
RETRY_AFTER_S: Final = 10

_OPEN: Final = [(b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin")]
_BODY: Final = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
_GIF_HEADERS: Final = [
    *_BODY,
    (b"content-type", b"image/gif"),
    (b"content-length", str(len(GIF)).encode()),
]


def _answer(status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> Answer:
    start = {"type": "http.response.start", "status": status, "headers": [*_OPEN, *headers]}
    return start, {"type": "http.response.body", "body": body}


ACCEPTED: Final = _answer(204, [])
PIXEL: Final = _answer(200, _GIF_HEADERS, GIF)
PREFLIGHT: Final = _answer(
    204,
    [
        (b"access-control-allow-methods", b"POST, GET, OPTIONS"),
        (b"access-control-allow-headers", b"content-type"),
        (b"access-control-max-age", b"86400"),
    ],
)


def declined(reason: Reason, detail: str = "") -> Answer:
    """Status, ``X-Tracker-Reason`` and a line of JSON that says what is allowed."""
    status = STATUS.get(reason, 400)
    headers = _told(reason)
    if reason is Reason.OVERLOADED:
        headers.append((b"retry-after", str(RETRY_AFTER_S).encode()))
    if reason is Reason.TOO_LARGE:
        headers.append((b"connection", b"close"))  # the rest of the body is not read
    if status == 204:
        return _answer(status, headers)
    return _answer(status, *_json(headers, {"error": reason.value, "detail": detail}))


def declined_pixel(reason: Reason) -> Answer:
    """An objection still gets its picture; the header tells why nothing was kept."""
    return _answer(200, [*_GIF_HEADERS, *_told(reason)], GIF)


def _told(reason: Reason) -> list[tuple[bytes, bytes]]:
    return [
        (b"x-tracker-reason", reason.value.encode()),
        (b"access-control-expose-headers", b"x-tracker-reason"),
    ]


def not_allowed(methods: bytes) -> Answer:
    headers = [(b"allow", methods)]
    return _answer(405, *_json(headers, {"error": "method_not_allowed", "detail": methods.decode()}))


def _json(
    headers: list[tuple[bytes, bytes]], content: dict[str, str]
) -> tuple[list[tuple[bytes, bytes]], bytes]:
    body = msgspec.json.encode(content)
    length = (b"content-length", str(len(body)).encode())
    return [*headers, *_BODY, (b"content-type", b"application/json"), length], body
