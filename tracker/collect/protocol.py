"""uvicorn's fast protocol, with the bounds it lacks: size of a request's head, and patience.

The parser (httptools) has no limit of its own, and uvicorn waits for ever for a client that sends one
byte a second. One sweep a second over the open connections costs nothing per request, where a timer
per request would.
"""

from __future__ import annotations

import asyncio
import weakref
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

HEAD_BYTES: Final = 32 * 1024
HEAD_FIELDS: Final = 128
URL_BYTES: Final = 8 * 1024
# Requests that may wait for the answers before them. uvicorn has no bound: it reads on after every answer,
# so that a client with many small requests in a row would fill the memory.
PIPELINE: Final = 100
PATIENCE_S: Final = 12.0
SLOWEST: Final = 1024  # bytes a second a client must reach beyond that
_SWEEP_S: Final = 1.0

_sweeping: weakref.WeakSet[Any] = weakref.WeakSet()


class BoundedProtocol(HttpToolsProtocol):
    """Answers 431 or 414 to a head that is too large; closes on who writes or reads below 1 KiB/s."""

    waiting_since = 0.0  # loop time since we wait for the rest of a request; 0: we do not
    _received = 0  # bytes of the request we wait for
    _in_head = False
    _head = 0
    _refusal = 400
    _unread_since = 0.0  # loop time since the client owes us reading; 0: it has read all
    _unsent = 0  # bytes that waited for it at the last look
    _read = 0  # bytes it took since then

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.waiting_since = self.loop.time()
        if self.server_state not in _sweeping:
            _sweeping.add(self.server_state)
            self.loop.call_later(_SWEEP_S, _sweep, self.loop, self.server_state)

    def data_received(self, data: bytes) -> None:
        if self._in_head and self._received > HEAD_BYTES:
            self._refusal = 431
            self.send_400_response("Request head too large.")
            return
        self._received += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.waiting_since = self.loop.time()
        self._in_head = True
        self._head = self._received = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > URL_BYTES:
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head += len(name) + len(value)
        if self._head > HEAD_BYTES or len(self.headers) >= HEAD_FIELDS:
            self._refuse(431)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        if len(self.pipeline) >= PIPELINE:
            self._refuse(429)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.waiting_since = 0.0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        if self._refusal == 400:
            super().send_400_response(msg)
            return
        line = STATUS_LINE[self._refusal]
        self.transport.write(line + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def too_slow(self, now: float) -> bool:
        since = self.waiting_since
        # Who has the answer already is not asked for the rest of a body.
        # The parent's annotation leaves out that there is no cycle before the first request.
        cycle: RequestResponseCycle | None = self.cycle
        answered = not self._in_head and cycle is not None and cycle.response_complete
        earned = 0.0 if answered else self._received / SLOWEST
        return bool(since) and now - since > PATIENCE_S + earned

    def leaves_unread(self, now: float) -> bool:
        """Whether the client has not taken what was written, or slower than ``SLOWEST``. For each sweep."""
        size = self.transport.get_write_buffer_size()
        if not size:
            self._unread_since, self._read = 0.0, 0
        elif not self._unread_since:
            self._unread_since = now
        else:
            self._read += max(self._unsent - size, 0)
        self._unsent = size
        since = self._unread_since
        return bool(since) and now - since > PATIENCE_S + self._read / SLOWEST

    def resume_writing(self) -> None:
        """The buffer is nearly empty: a long answer that is read begins its time again."""
        self._unread_since, self._read = 0.0, 0
        super().resume_writing()

    def _refuse(self, status: int) -> None:
        self._refusal = status
        raise ValueError(status)  # the parser turns it into its own error, and uvicorn answers


def _sweep(loop: asyncio.AbstractEventLoop, state: Any) -> None:
    now = loop.time()
    for connection in [*state.connections]:
        if not isinstance(connection, BoundedProtocol):
            continue
        if connection.leaves_unread(now):
            connection.transport.abort()  # close() would wait until all is read
        elif connection.too_slow(now):
            connection.transport.close()
    loop.call_later(_SWEEP_S, _sweep, loop, state)
