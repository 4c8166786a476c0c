"""``tracker verify`` against a real page on a real server."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator

import pytest

from tests.served import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("verify") / "data", "--demo") as running:
        yield running


def test_a_page_with_the_snippet_passes_and_one_without_does_not(served: Served) -> None:
    port = ("--port", served.url.rsplit(":", 1)[1])
    good = served.command("verify", f"{served.url}/beispiel/", "--site", "demo", *port)
    assert good.returncode == 0, good.stdout + good.stderr
    bad = served.command("verify", f"{served.url}/login", "--site", "demo", *port)
    assert bad.returncode == 1
    assert "stands in the way" in bad.stdout
    # An event of the installation's own proves nothing about the page.
    assert " stored" not in bad.stdout
    assert "not_of_page" in bad.stdout


@contextlib.contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A server that says the same to everybody; its address."""

    class Same(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline() not in {b"\r\n", b""}:
                pass
            self.wfile.write(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Same) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


PAGE = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"
HOSTILE = {
    "a policy that steers the terminal": (
        PAGE + b'<meta http-equiv=Content-Security-Policy content="script-src \x1b[2J\x07x">',
        1,
        "csp_script",
    ),
    "a policy that is no address": (
        PAGE + b"<meta http-equiv=Content-Security-Policy content='script-src ]'>",
        1,
        "csp_script",
    ),
    "redirects without end": (b"HTTP/1.0 302 Found\r\nLocation: /again\r\n\r\n", 2, "more than 5 redirects"),
    "a redirect to no address": (b"HTTP/1.0 302 Found\r\nLocation: http://[\r\n\r\n", 2, "cannot be fetched"),
}


@pytest.mark.parametrize(("answer", "code", "says"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_told_plainly(served: Served, answer: bytes, code: int, says: str) -> None:
    with answering(answer) as url:
        done = served.command("verify", url, "--site", "demo")
    assert (done.returncode, says in done.stdout + done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert not {char for char in done.stdout + done.stderr if not char.isprintable()} - {"\n"}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("ftp://example.com", "--site", "demo"), "https:// or http://"),
        (("http://127.0.0.1:1/", "--site", "demo"), "cannot be fetched"),
        (("http://127.0.0.1:1/", "--site", "nobody"), "known are: demo"),
    ],
    ids=["not the web", "nobody answers", "unknown site"],
)
def test_what_cannot_be_is_said_plainly(served: Served, args: tuple[str, ...], says: str) -> None:
    done = served.command("verify", *args)
    assert done.returncode == 2
    assert says in done.stderr
