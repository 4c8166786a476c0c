"""One careful GET for the sources that ask others: where to, how much, how long, and what kind of answer.

Goes to the origins it is given and nowhere else, redirects included, so that no answer can send us into our
own network. Size and whole time are capped, however slowly the other side talks.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

MAX_BYTES: Final = 256 * 1024
SECONDS: Final = 8.0
_PIECE: Final = 16 * 1024
_KINDS: Final = ("/json", "+json")


class WebError(Exception):
    """No usable answer. ``wait``: leave the server alone for a while, at least ``wish_s`` seconds."""

    def __init__(self, why: str, *, wait: bool = False, wish_s: float = 0.0, status: int = 0) -> None:
        super().__init__(why)
        self.wait = wait
        self.wish_s = wish_s
        self.status = status


def origin(url: str) -> str:
    """``https://host:port`` of a URL, the scheme's own port left out. Raises ``ValueError``."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"{url[:80]!r} is no http(s) address")
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    standard = port == {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if standard else f":{port}")


def get_json_bytes(
    url: str,
    *,
    origins: frozenset[str],
    headers: Mapping[str, str],
    now: float,
    seconds: float = SECONDS,
    max_bytes: int = MAX_BYTES,
) -> bytes:
    """The body of a JSON answer, undecoded. ``now``: UTC seconds, for a Retry-After that names a date.

    Raises ``WebError``; its text names no more than the host.
    """
    with _watch(seconds) as watch:
        opener = build_opener(_Redirects(origins), _Plain(watch), _Secure(watch))
        try:
            _checked(url, origins)
            request = Request(url, headers={"Accept": "application/json", **headers})  # noqa: S310
            with opener.open(request, timeout=seconds) as answer:
                kind = answer.headers.get_content_type()
                if not kind.endswith(_KINDS):
                    raise WebError(f"answer of type {kind[:40]!r}, not JSON")
                body = b"".join(_pieces(answer, max_bytes))
        except HTTPError as error:
            with error:
                raise _refused(error, now) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            slow = watch.late or isinstance(error, TimeoutError) or "timed out" in str(error)
            why = f"no answer within {seconds:g} s" if slow else f"no connection ({_cause(error)})"
            raise WebError(why, wait=True) from None
        if watch.late:
            raise WebError(f"no answer within {seconds:g} s", wait=True)
        return body


def _checked(url: str, origins: frozenset[str]) -> str:
    """The URL, encrypted where that is allowed. Raises ``WebError`` where it leads elsewhere."""
    try:
        secure = "https://" + url.partition("://")[2]
        for text in (secure, url) if url.startswith("http://") else (url,):
            if origin(text) in origins:
                return text
    except ValueError:
        pass
    raise WebError(f"sent to {urlsplit(url).netloc[:80]!r}, which is not on the list")


def _pieces(answer: Any, max_bytes: int) -> Iterator[bytes]:
    total = 0
    while piece := answer.read1(_PIECE):
        total += len(piece)
        if total > max_bytes:
            raise WebError(f"answer of more than {max_bytes} bytes")
        yield piece


def _refused(error: HTTPError, now: float) -> WebError:
    if 300 <= error.code < 400:
        return WebError("sent in circles, or to where no web page can be")
    wait = error.code == 429 or error.code >= 500
    limit = "rate limit: " if error.code == 429 else ""
    wish = _retry_after(error.headers.get("Retry-After", ""), now) if wait else 0.0
    return WebError(f"{limit}answered with status {error.code}", wait=wait, wish_s=wish, status=error.code)


def _retry_after(text: str, now: float) -> float:
    """Seconds, or a date (RFC 9110, 10.2.3); 0 for anything else."""
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    return 0.0


def _cause(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    return type(reason).__name__


class _Redirects(HTTPRedirectHandler):
    max_repeats = 2
    max_redirections = 4

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        try:
            target = _checked(newurl, self._origins)
        except WebError:
            fp.close()
            raise
        fresh = super().redirect_request(req, fp, code, msg, headers, target)
        if fresh is not None and origin(target) != origin(req.full_url):
            fresh.remove_header("Authorization")  # a secret is for the server it was given for
        return fresh


class _Watch:
    """Cuts the connections of one question when its time is up."""

    def __init__(self) -> None:
        self.late = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def add(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.append(connection)

    def cut(self) -> None:
        self.late = True
        with self._lock:
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def _watch(seconds: float) -> Iterator[_Watch]:
    watch = _Watch()
    timer = threading.Timer(seconds, watch.cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()


def _watched(made: type[http.client.HTTPConnection], watch: _Watch) -> Callable[..., Any]:
    class Watched(made):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            super().connect()
            watch.add(self.sock)

    return Watched


class _Plain(HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_watched(http.client.HTTPConnection, self._watch), req)


class _Secure(HTTPSHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_watched(http.client.HTTPSConnection, self._watch), req)
