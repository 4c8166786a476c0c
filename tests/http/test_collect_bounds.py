"""Clients that send too much, too slowly or nonsense: refused, closed, and nobody else is held up."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.http.collector import Running, running
from tracker.collect import protocol

POST = b"POST /s/openopenopen HTTP/1.1\r\nHost: t\r\n"
GOOD = b'{"v":1,"i":"x","u":"https://www.example.com/","e":[["pv",0,0]]}'


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as server:
        yield server


def chunked(size: int, piece: int = 8192) -> bytes:
    parts = [b"%x\r\n%s\r\n" % (piece, b"x" * piece) for _ in range(size // piece)]
    return b"".join([*parts, b"0\r\n\r\n"])


TOO_MUCH = {
    "declared body of 10 MB": (POST + b"Content-Length: 10000000\r\n\r\n" + GOOD, b"413"),
    "chunked body of 1 MB": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(2**20), b"413"),
    "header of 1 MB": (POST + b"X-A: " + b"a" * 2**20 + b"\r\n\r\n", b"431"),
    "header of 40 kB": (POST + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),
    "60,000 headers": (POST + b"X-A: a\r\n" * 60_000 + b"\r\n", b"431"),
    "URL of 1 MB": (b"POST /s/" + b"a" * 2**20 + b" HTTP/1.1\r\nHost: t\r\n\r\n", b"414"),
}


@pytest.mark.parametrize(("data", "status"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_is_refused_and_the_connection_closed(door: Running, data: bytes, status: bytes) -> None:
    answer = door.raw(data)
    # A client that still writes may see a reset instead of the answer; never a success, never a hang.
    assert answer == b"" or answer.startswith(b"HTTP/1.1 " + status)
    assert door.envelopes() == []


NONSENSE = {
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "a length that is none": b"Content-Length: 5x\r\n\r\nhello",
    "a folded header": b"X-A: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "a header name with a blank": b"X A: a\r\nContent-Length: 0\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
}


@pytest.mark.parametrize("data", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_400_and_goes_no_further(door: Running, data: bytes) -> None:
    answer = door.raw(POST + b"Connection: close\r\n" + data)
    assert answer.startswith(b"HTTP/1.1 400")
    assert door.envelopes() == []


@pytest.mark.parametrize(
    "start",
    [b"", b"POST /s/ope", POST + b"X-Slow: ", POST + b"Content-Length: 60\r\n\r\n{"],
    ids=["nothing", "in the URL", "in the head", "in the body"],
)
def test_slow_clients_are_closed_and_hold_up_nobody(
    door: Running, monkeypatch: pytest.MonkeyPatch, start: bytes
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE_S", 0.5)
    peers = [socket.create_connection(("127.0.0.1", door.port), timeout=20) for _ in range(50)]
    for peer in peers:
        peer.sendall(start)
    length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(GOOD)
    assert door.raw(POST + length + GOOD).startswith(b"HTTP/1.1 204")
    for peer in peers:
        assert peer.recv(100) == b""  # closed from the other side; a timeout would raise
        peer.close()
    assert len(door.envelopes()) == 1


ASK = b"GET /nothing HTTP/1.1\r\nHost: t\r\n\r\n"


def dropped(peer: socket.socket) -> bool:
    """Whether the other side is gone, told without reading what it sent."""
    try:
        peer.send(b"G")
    except BlockingIOError:
        return False
    except OSError:
        return True
    return False


def test_clients_that_do_not_read_are_dropped(door: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "PATIENCE_S", 1.0)
    door.small_buffers()  # else the system holds megabytes of answers for us
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        peer.connect(("127.0.0.1", door.port))
        peer.setblocking(False)
        deadline = time.monotonic() + 30
        # At a pace the server keeps up with: many at once would be refused for their number.
        for _ in range(40):
            with contextlib.suppress(OSError):
                peer.send(ASK * 50)
            time.sleep(0.05)
        while not dropped(peer):
            assert time.monotonic() < deadline, "the connection is held"
            time.sleep(0.1)


def test_a_client_that_reads_slowly_but_steadily_gets_all_of_it(
    door: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE_S", 0.5)
    door.small_buffers()
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        peer.settimeout(10)
        peer.connect(("127.0.0.1", door.port))
        for _ in range(40):
            peer.sendall(ASK * 50)
            received = b""
            while received.count(b"HTTP/1.1 404") < 50 or not received.endswith(b"Not Found"):
                received += peer.recv(1000)
                time.sleep(0.001)
        # Served to the end, and still open.
        peer.sendall(ASK)
        assert peer.recv(1000).startswith(b"HTTP/1.1 404")


def test_requests_waiting_for_their_turn_are_bounded(door: Running) -> None:
    answer = door.raw(ASK * 20_000)
    assert answer.count(b"HTTP/1.1 404") < 20_000


def test_an_answered_client_need_not_be_waited_for(door: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body after the answer that goes on coming, faster than the slowest allowed."""
    monkeypatch.setattr(protocol, "PATIENCE_S", 1.0)
    deadline = time.monotonic() + 20
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as peer:
        peer.sendall(ASK[:-2] + b"Content-Length: 100000000\r\n\r\n")
        with contextlib.suppress(OSError):
            while time.monotonic() < deadline:
                peer.sendall(b"x" * 4096)
                time.sleep(0.1)
    assert time.monotonic() < deadline, "the connection is held"


def test_a_body_in_small_pieces_is_whole(door: Running) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as peer:
        peer.sendall(POST + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(GOOD))
        for at in range(0, len(GOOD), 7):
            peer.sendall(GOOD[at : at + 7])
            time.sleep(0.005)
        assert peer.recv(1000).startswith(b"HTTP/1.1 204")
    assert door.envelopes()[0].body == GOOD


def test_a_client_that_leaves_in_the_middle_leaves_nothing(door: Running) -> None:
    with socket.create_connection(("127.0.0.1", door.port)) as peer:
        peer.sendall(POST + b"Content-Length: 60\r\n\r\n{")
    length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(GOOD)
    assert door.raw(POST + length + GOOD).startswith(b"HTTP/1.1 204")
    assert len(door.envelopes()) == 1
    assert door.spool().exists()


def test_keep_alive_serves_many_and_a_pipeline_too(door: Running) -> None:
    request = POST + b"Content-Length: %d\r\n\r\n" % len(GOOD) + GOOD
    last = POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(GOOD) + GOOD
    assert door.raw(request * 20 + last).count(b"HTTP/1.1 204") == 21
    assert len(door.envelopes()) == 21


def test_one_address_cannot_send_without_end_and_is_counted(tmp_path: Path) -> None:
    with running(tmp_path, rate_limit=20, trusted_proxies="127.0.0.1/32") as door:
        with httpx.Client(base_url=door.url) as client:
            headers = {"X-Forwarded-For": "198.51.100.7"}
            answers = [client.post("/s/openopenopen", content=GOOD, headers=headers) for _ in range(60)]
            other = client.post("/s/openopenopen", content=GOOD, headers={"X-Forwarded-For": "198.51.100.8"})
        refused = [answer for answer in answers if answer.status_code == 429]
        assert {answer.headers["x-tracker-reason"] for answer in refused} == {"rate_limited"}
        assert [answer.status_code for answer in answers[:20]] == [204] * 20
        assert refused
        assert other.status_code == 204
        assert door.tallies(len(refused)) == {("open", "rate_limited"): len(refused)}
