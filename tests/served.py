"""A real ``tracker serve`` in a process of its own, and how to speak to it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

#: How long a step may take before we call it broken. Generous: it bounds a hang, it measures nothing.
PATIENCE_S = 60.0


@dataclass
class Served:
    """``url`` is where it answers; ``log`` is what it printed so far."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    log_path: Path

    @property
    def log(self) -> str:
        return self.log_path.read_text("utf-8", "replace")

    def welcome(self) -> str:
        """The one-time link for the first sign-in, as printed."""
        return eventually(lambda: (re.search(r"http\S+/welcome\?token=\S+", self.log) or [""])[0])

    def command(self, *args: str) -> subprocess.CompletedProcess[str]:
        return tracker(*args, data_dir=self.data_dir)

    def json(self, *args: str) -> Any:
        done = self.command(*args, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)


def tracker(*args: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Run a ``tracker`` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tracker", *args, "--data-dir", str(data_dir)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def eventually(ask: Callable[[], T | None]) -> T:
    """What ``ask`` says once it is true; asks again until then."""
    end = time.monotonic() + PATIENCE_S
    while not (answer := ask()):
        assert time.monotonic() < end, f"still {answer!r} after {PATIENCE_S} s"
        time.sleep(0.1)
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(data_dir: Path, *args: str, **env: str) -> Iterator[Served]:
    """A server that answers; stopped on the way out."""
    port = free_port()
    log_path = data_dir.parent / f"serve-{port}.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tracker",
                "serve",
                "--data-dir",
                str(data_dir),
                "--port",
                str(port),
                *args,
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env},
        )
    served = Served(f"http://127.0.0.1:{port}", data_dir, process, log_path)
    try:
        eventually(lambda: _answers(served))
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(served: Served) -> bool:
    assert served.process.poll() is None, served.log
    try:
        # Not verified: to read the certificates would take longer than the question.
        return httpx.get(served.url + "/login", verify=False).status_code == 200
    except httpx.TransportError:
        return False
