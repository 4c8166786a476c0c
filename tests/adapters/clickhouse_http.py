"""A stand-in for a ClickHouse server: its http interface, answered by the embedded engine.

For tests of the http path of tracker/store only: what the client sends, how errors and broken connections
come back, that the same SQL runs on both paths. It proves nothing about replication, clusters, access
rights, quotas or a real server's own limits; for those set TRACKER_TEST_DSN to a server of your own.

It can misbehave on demand (``misbehave``): apply an insert and cut the connection, cut an answer in
the middle, answer 503, wait, or answer slowly.
"""

from __future__ import annotations

import base64
import io
import json
import re
import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import chdb
import lz4.frame  # type: ignore[import-untyped]
import python_multipart
import zstandard

#: Parameters of the URL that belong to the transport; every other one is a setting.
_TRANSPORT = frozenset(
    {"database", "query", "session_id", "query_id", "compress", "decompress", "wait_end_of_query"}
    | {"client_protocol_version", "enable_http_compression", "send_progress_in_http_headers", "role"}
    | {"http_headers_progress_interval_ms", "buffer_size", "default_format", "user", "password"}
)
_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)
_ANSWERS = re.compile(
    r"^(?:\s|\(|/\*.*?\*/|--[^\n]*\n)*(SELECT|WITH|SHOW|DESCRIBE|EXPLAIN|KILL)\b", re.I | re.S
)
_INSERT = re.compile(r"^\s*INSERT\s+INTO\s+(.+?)\s+FORMAT\s+(\w+)\s*$", re.I | re.S)
_STREAMED = frozenset({"Native", "TabSeparated", "CSV", "RowBinary", "JSONEachRow"})
_STATUS = {36: 400, 47: 404, 60: 404, 62: 400, 81: 404, 159: 408, 497: 403, 516: 403}

Kind = Literal["cut_after_apply", "cut_before_apply", "cut_mid_answer", "unavailable", "delay", "slow_read"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong once, with the next request whose SQL contains ``match``."""

    kind: Kind
    match: str
    seconds: float = 0.05


@dataclass
class Request:
    sql: str
    data: bytes
    database: str
    settings: dict[str, str]
    params: dict[str, str]


@dataclass
class Answer:
    blocks: Iterator[bytes]
    headers: dict[str, str] = field(default_factory=dict)


class EngineError(Exception):
    """An error of the engine as a server would word it."""

    def __init__(self, text: str) -> None:
        super().__init__(text[max(text.find("Code: "), 0) :].strip())
        match = re.match(r"Code: (\d+)", str(self))
        self.code = int(match[1]) if match else 1002


class ClickHouseHttp:
    """Serves the engine in ``folder`` on 127.0.0.1. Use as a context manager; ``dsn`` leads to it."""

    def __init__(self, folder: Path, *, user: str = "default", password: str = "") -> None:
        self.folder = folder
        self.credentials = (user, password)
        self.connections: set[socket.socket] = set()
        self.seen: list[Request] = []  # every query, oldest first
        self._faults: deque[Fault] = deque()
        self._guard = threading.Lock()
        self._anchor = _connection(folder)
        self.timezone = self._anchor.query("SELECT timezone()", "TSV").bytes().decode().strip()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"adapter": self}))
        self._server.daemon_threads = False  # closing waits for them: the engine must not end under a query
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="clickhouse-http"
        )

    def __enter__(self) -> ClickHouseHttp:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        for connection in self.connections:  # kept alive by the client, each with a thread that waits
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._anchor.close()

    def dsn(self, database: str = "") -> str:
        user, password = self.credentials
        port = self._server.server_address[1]
        return f"http://{user}:{password}@127.0.0.1:{port}/{database}"

    def misbehave(self, *faults: Fault) -> None:
        """Queue faults; each happens once."""
        with self._guard:
            self._faults.extend(faults)

    def behave(self) -> None:
        """Forget faults that did not happen yet (the driver repeats some requests by itself)."""
        with self._guard:
            self._faults.clear()

    def fault_for(self, request: Request) -> Fault | None:
        with self._guard:
            self.seen.append(request)
            if self._faults and self._faults[0].match in request.sql:
                return self._faults.popleft()
            return None

    def perform(self, request: Request) -> Answer:
        """Raises ``EngineError``; after the first block an error can only break the stream."""
        connection = _connection(self.folder)
        try:
            _prepare(connection, request)
            if match := _INSERT.match(request.sql):
                _insert(connection, match[1], match[2], request.data)
                connection.close()
                return Answer(iter(()))
            return _select(connection, request)
        except RuntimeError as error:
            connection.close()
            raise EngineError(str(error)) from error


def _connection(folder: Path) -> Any:
    connect: Any = chdb.connect
    return connect(str(folder))


def _prepare(connection: Any, request: Request) -> None:
    if request.database:
        connection.query("USE {d:Identifier}", "TSV", params={"d": request.database})
    # A server checks all settings of a request before it applies any, so readonly does not forbid the rest.
    for key, value in sorted(request.settings.items(), key=lambda item: item[0] == "readonly"):
        if not re.fullmatch(r"[A-Za-z_]\w*", key):
            raise RuntimeError("Code: 115. DB::Exception: no such setting. (UNKNOWN_SETTING)")
        quoted = value.replace("\\", "\\\\").replace("'", "\\'")
        connection.query(f"SET {key} = '{quoted}'", "TSV")


def _insert(connection: Any, target: str, form: str, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".in") as file:
        file.write(data)
        file.flush()
        connection.query(f"INSERT INTO {target} FROM INFILE '{file.name}' FORMAT {form}", "TSV")


def _select(connection: Any, request: Request) -> Answer:
    match = _FORMAT.search(request.sql)
    form = match[1] if match else "TabSeparated"
    if not _ANSWERS.match(request.sql):
        connection.query(request.sql, form, params=request.params)
        connection.close()
        return Answer(iter(()))
    headers = {"X-ClickHouse-Format": form}
    if form not in _STREAMED or "KILL" in request.sql:
        data = connection.query(request.sql, form, params=request.params).bytes() or b""
        connection.close()
        return Answer(iter((data,)), headers)
    stream = connection.send_query(request.sql, form, params=request.params)
    chunks = iter(stream)
    first = next(chunks, None)  # an error before any output is an error of the request
    return Answer(_blocks(connection, stream, first, chunks), headers)


def _blocks(connection: Any, stream: Any, first: Any, chunks: Iterator[Any]) -> Iterator[bytes]:
    try:
        if first is not None:
            yield first.bytes()
        for chunk in chunks:
            yield chunk.bytes()
    except RuntimeError as error:
        yield f"\r\n__exception__\r\n{EngineError(str(error))}\r\n__exception__\r\n".encode()
    finally:
        stream.close()
        connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    adapter: ClickHouseHttp  # set on the subclass each stand-in makes

    def setup(self) -> None:
        super().setup()
        self.adapter.connections.add(self.connection)

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/ping":
            self._whole(200, b"Ok.\n")
        else:
            self._query()

    def do_POST(self) -> None:
        self._query()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _query(self) -> None:
        request = self._request()
        if not self._allowed():
            self._failure(
                EngineError("Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)")
            )
            return
        fault = self.adapter.fault_for(request)
        kind = fault.kind if fault else ""
        if fault and kind in {"delay", "unavailable", "cut_before_apply"}:
            time.sleep(fault.seconds)
        if kind == "unavailable":
            self._whole(503, b"Service unavailable\n")
            return
        if kind == "cut_before_apply":
            self._cut()
            return
        self._perform(request, fault)

    def _perform(self, request: Request, fault: Fault | None) -> None:
        try:
            answer = self.adapter.perform(request)
        except EngineError as error:
            self._failure(error)
            return
        if fault and fault.kind == "cut_after_apply":
            list(answer.blocks)
            self._cut()
            return
        self._stream(answer, fault)

    def _stream(self, answer: Answer, fault: Fault | None) -> None:
        self._head(200, {"Transfer-Encoding": "chunked", **answer.headers})
        for block in answer.blocks:
            if fault and fault.kind == "slow_read":
                time.sleep(fault.seconds)
            if block:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(block), block))
            if fault and fault.kind == "cut_mid_answer":
                list(answer.blocks)
                self._cut()
                return
        self.wfile.write(b"0\r\n\r\n")

    def _request(self) -> Request:
        values = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = _decoded(self._body(), self.headers.get("Content-Encoding", ""))
        if (kind := self.headers.get("Content-Type", "")).startswith("multipart/form-data"):
            values, body = {**values, **_form(kind, body)}, b""
        sql = values.get("query", "")
        if not sql:
            sql, body = body.decode(), b""
        return Request(
            sql=sql,
            data=body,
            database=values.get("database", ""),
            settings={k: v for k, v in values.items() if k not in _TRANSPORT and not k.startswith("param_")},
            params={k.removeprefix("param_"): v for k, v in values.items() if k.startswith("param_")},
        )

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _allowed(self) -> bool:
        user, password = self.adapter.credentials
        basic = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        sent = self.headers.get("Authorization", "")
        return not password or sent == basic or self.headers.get("X-ClickHouse-Key") == password

    def _failure(self, error: EngineError) -> None:
        body = f"{error} (version 26.9.2.1 (stand-in))\n".encode()
        self._whole(_STATUS.get(error.code, 500), body, {"X-ClickHouse-Exception-Code": str(error.code)})

    def _whole(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._head(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        summary = {"X-ClickHouse-Timezone": self.adapter.timezone, "X-ClickHouse-Summary": json.dumps({})}
        for key, value in {**summary, **headers}.items():
            self.send_header(key, value)
        self.end_headers()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _form(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of a form: the client sends long queries and parameters this way."""
    values: dict[str, str] = {}

    def keep(item: Any) -> None:
        values[item.field_name.decode()] = (item.value or b"").decode()

    headers = {"Content-Type": content_type.encode()}
    python_multipart.parse_form(headers, io.BytesIO(body), keep, None)
    return values


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "lz4":
        data: bytes = lz4.frame.decompress(body)
        return data
    if encoding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    assert encoding in {"", "identity"}, encoding
    return body


@contextmanager
def clickhouse_http(folder: Path, *, password: str = "") -> Iterator[ClickHouseHttp]:
    """A running stand-in over the engine in ``folder``."""
    with ClickHouseHttp(folder, password=password) as adapter:
        yield adapter
