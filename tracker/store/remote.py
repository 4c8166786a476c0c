"""The store of another process of this installation: the one that owns the embedded engine."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import httpx
import msgspec

from tracker.store.backend import READ_SECONDS
from tracker.store.places import EmbeddedPlace
from tracker.store.protocol import Health, Row, StoreMisused, StoreUnreachable
from tracker.store.rows import decode_rows
from tracker.store.wire import Call, Failure, error_of, short_path

_encoder = msgspec.msgpack.Encoder()


def connect_owner(place: EmbeddedPlace) -> OwnerStore | None:
    """The owner's store if the owner answers, else None (it is starting, serves nobody, or is gone)."""
    if not place.socket.exists():
        return None
    store = OwnerStore(place)
    try:
        store.hello()
    except StoreUnreachable:
        store.close()
        return None
    return store


class OwnerStore:
    """The ``Store`` protocol over the owner's socket. Errors arrive as the owner met them."""

    def __init__(self, place: EmbeddedPlace) -> None:
        self._where = str(place.socket)
        self._open = ExitStack()
        path = self._open.enter_context(short_path(place.socket))
        # Reads have their own limit at the owner; a deletion may take longer.
        timeout = httpx.Timeout(10 * READ_SECONDS, connect=5)
        transport = httpx.HTTPTransport(uds=path)
        self._http = self._open.enter_context(
            httpx.Client(transport=transport, timeout=timeout, base_url="http://owner", trust_env=False)
        )

    def hello(self) -> None:
        """Raises ``StoreUnreachable`` if nobody answers, ``StoreError`` if another version does."""
        self._call(Call("hello"))

    def read(self, query: str, /, **params: Any) -> list[Row]:
        return decode_rows(self._call(Call("read", query, params)), query)

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]], *, token: str = "") -> None:
        # Always with a token: whoever repeats a call that was cut off does no harm.
        self._call(
            Call("insert", table, rows=[dict(row) for row in rows], token=token or secrets.token_hex(16))
        )

    def run(self, query: str, /, **params: Any) -> None:
        self._call(Call("run", query, params))

    def sync(self) -> None:
        self._call(Call("sync"))

    def health(self) -> Health:
        return msgspec.json.decode(self._call(Call("health")), type=Health)

    def close(self) -> None:
        self._open.close()

    def _call(self, call: Call) -> bytes:
        try:
            answer = self._http.post("/rpc", content=_encoder.encode(call))
        except httpx.TimeoutException as error:
            raise StoreUnreachable(
                f"{_doing(call)}: the process that owns the store hangs; {_ADVICE}"
            ) from error
        except httpx.TransportError as error:
            raise StoreUnreachable(
                f"{_doing(call)}: the process that owns the store does not answer on {self._where} "
                f"({str(error) or type(error).__name__}); {_ADVICE}"
            ) from error
        except RuntimeError as error:
            raise StoreMisused("the store is closed") from error
        if answer.status_code != httpx.codes.OK:
            raise error_of(_failure(answer))
        return answer.content


_ADVICE = "start it again, or run the command again without it. Repeating with the same token is safe."


def _doing(call: Call) -> str:
    return f"{call.op} {call.name}".strip()


def _failure(answer: httpx.Response) -> Failure:
    try:
        return msgspec.json.decode(answer.content, type=Failure)
    except msgspec.DecodeError:
        return Failure("StoreError", f"the owner answered {answer.status_code}: {answer.text[:200]}")
