"""The owner's side: it serves its store to this installation's other processes on a unix socket.

The socket lies in a folder only this user may enter, and takes names of queries with parameters, never SQL.
"""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path

import anyio
import msgspec
import uvicorn
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.store.client import READERS, ClickHouse
from tracker.store.engine import Engine
from tracker.store.lock import private_dir
from tracker.store.protocol import Store, StoreError
from tracker.store.wire import PROTOCOL, Call, failure_of, short_path

_log = logging.getLogger("tracker.store")


def owner_app(store: ClickHouse) -> Starlette:
    """One route, ``POST /rpc``: a msgpack ``Call`` in; JSON lines, or a JSON ``Failure``, out."""
    limiter = anyio.CapacityLimiter(READERS + 2)

    async def rpc(request: Request) -> Response:
        body = await request.body()
        return await run_sync(_answer, store, body, limiter=limiter)

    return Starlette(routes=[Route("/rpc", rpc, methods=["POST"])])


def _answer(store: ClickHouse, body: bytes) -> Response:
    try:
        return Response(_perform(store, msgspec.msgpack.decode(body, type=Call)))
    except StoreError as error:
        return Response(msgspec.json.encode(failure_of(error)), 500)
    except msgspec.MsgspecError as error:
        return Response(msgspec.json.encode(failure_of(StoreError(f"not a call: {error}"))), 400)


def _perform(store: ClickHouse, call: Call) -> bytes:
    if call.protocol != PROTOCOL:
        raise StoreError(
            f"the running server speaks protocol {PROTOCOL}, this command {call.protocol}: "
            "both must be the same version; restart the server"
        )
    if call.op == "read":
        return store.read_json(call.name, call.params)
    if call.op == "health":
        return msgspec.json.encode(store.health())
    if call.op == "insert":
        store.insert(call.name, call.rows, token=call.token)
    elif call.op == "run":
        store.run(call.name, **call.params)
    elif call.op == "sync":
        store.sync()
    return b""


class OwnerServer:
    """Serves ``store`` until ``stop``. Runs in a thread of its own, so it fits any kind of program."""

    def __init__(self, store: ClickHouse, path: Path) -> None:
        self._path = path
        self._socket = _listen(path)
        config = uvicorn.Config(
            owner_app(store),
            loop="asyncio",
            lifespan="off",
            access_log=False,
            log_config=None,
            timeout_keep_alive=3600,  # the other side closes idle connections, so none is cut in mid-call
            timeout_graceful_shutdown=10,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="store-owner", daemon=True)

    def start(self) -> OwnerServer:
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer what is being asked, then go. Call it before closing the store."""
        self._server.should_exit = True
        self._thread.join(20)
        self._path.unlink(missing_ok=True)

    def _run(self) -> None:
        with self._socket:
            self._server.run(sockets=[self._socket])


def serve_owner(store: Store, path: Path | None = None) -> OwnerServer | None:
    """Let this installation's other processes use ``store``; None where they can reach it themselves
    (a server by http, or an owner elsewhere). Call ``stop()`` on the result before ``store.close()``."""
    if not isinstance(store, ClickHouse) or not isinstance(store.backend, Engine):
        return None
    return OwnerServer(store, path or store.backend.place.socket).start()


def _listen(path: Path) -> socket.socket:
    """A socket nobody else may use. An old one is stale: only the lock's owner comes here."""
    private_dir(path.parent)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with short_path(path) as short:
            listener.bind(short)
        path.chmod(0o600)
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener
