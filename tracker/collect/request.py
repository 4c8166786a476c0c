"""Reading a request: the few headers that matter, in one pass, and the body under a limit."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import Receive

from tracker.event import Reason, Rejected


class Gone(Exception):
    """The client went away before its body was complete: there is nobody to answer."""


class Headers:
    """The headers the collector reads. ``length`` is -1 where none was declared."""

    __slots__ = ("agent", "encoded", "forwarded", "length", "objects", "origin", "referer")

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self.agent: str | None = None
        self.encoded = False
        self.forwarded: list[str] = []
        self.length = -1
        self.objects = False
        self.origin = ""
        self.referer = ""
        for name, value in raw:
            read = _READERS.get(name)
            if read is not None:
                read(self, value)


def _agent(headers: Headers, value: bytes) -> None:
    headers.agent = value[:512].decode("latin-1")


def _encoding(headers: Headers, value: bytes) -> None:
    headers.encoded = value.strip().lower() not in {b"", b"identity"}


def _length(headers: Headers, value: bytes) -> None:
    headers.length = int(value) if value.isdigit() and len(value) < 16 else -1


def _objection(headers: Headers, value: bytes) -> None:
    headers.objects = headers.objects or value.strip() == b"1"


def _origin(headers: Headers, value: bytes) -> None:
    headers.origin = "" if value == b"null" else value[:300].decode("latin-1")


def _referer(headers: Headers, value: bytes) -> None:
    headers.referer = value[:4096].decode("latin-1")


def _forwarded(headers: Headers, value: bytes) -> None:
    headers.forwarded.append(value[-1024:].decode("latin-1"))


_READERS: dict[bytes, Callable[[Headers, bytes], None]] = {
    b"user-agent": _agent,
    b"content-encoding": _encoding,
    b"content-length": _length,
    b"sec-gpc": _objection,
    b"dnt": _objection,
    b"origin": _origin,
    b"referer": _referer,
    b"x-forwarded-for": _forwarded,
}


async def read_body(receive: Receive, declared: int, limit: int) -> bytes:
    """The whole body. Raises ``Rejected`` over the limit, ``Gone`` if the client left."""
    if declared > limit:
        raise Rejected(Reason.TOO_LARGE, f"a body has at most {limit} bytes")
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Gone
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        body = await _read_rest(receive, [body], limit)
    if len(body) > limit:
        raise Rejected(Reason.TOO_LARGE, f"a body has at most {limit} bytes")
    return body


async def _read_rest(receive: Receive, parts: list[bytes], limit: int) -> bytes:
    size = len(parts[0])
    while size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        parts.append(part)
        if not message.get("more_body", False):
            break
    return b"".join(parts)
