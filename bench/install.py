"""From nothing to the first page: how many seconds each step of the README takes on this machine.

    python -m bench.install [--json] [--keep FOLDER]

Clones the checkout as it is committed into an empty folder, runs ``make run`` there until the front page
answers and the demonstration shows companies, adds a site with the README's next command, and fetches the
script whose line that printed. Nothing of the developer's environment is used but pip's own settings and what
pip kept of earlier downloads. Everything that was started is stopped, and the folder goes again.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import httpx

from tests.served import free_port

T = TypeVar("T")
ROOT: Final = Path(__file__).parents[1]
#: As the README says them (tests/unit/test_bench_install.py holds them to it).
RUN: Final = "make run"
ADD: Final = ".venv/bin/tracker site add shop --host www.example.com"
#: What ``make run`` makes when everything is installed.
INSTALLED: Final = ".venv/.run-installed"
#: Where its demonstration keeps its data.
DATA: Final = ".run/data"
#: What the article promises.
MINUTES: Final = 15
PATIENCE_S: Final = 60.0 * MINUTES
_WELCOME: Final = re.compile(r"http\S+/welcome\?token=\S+")
_LINE: Final = re.compile(r'<script async src="([^"]+)"></script>')


class Failed(Exception):
    """A step did not come to its end; the text is what was printed last."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="install there, and leave it")
    args = parser.parse_args()
    try:
        with _folder(args.keep) as folder:
            seconds = measure(folder / "visitrace")
    except Failed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    seconds = {name: round(taken, 1) for name, taken in seconds.items()}
    print(json.dumps(seconds) if args.json else _told(seconds))
    return 0


def measure(folder: Path) -> dict[str, float]:
    """Seconds of each step, in their order. Raises ``Failed``."""
    found: dict[str, float] = {}
    with _timed(found, "clone"):
        _done(["git", "clone", "--quiet", str(ROOT), str(folder)], ROOT)
    port, log = free_port(), folder.parent / "make-run.log"
    url = f"http://127.0.0.1:{port}"
    with _running([*shlex.split(RUN), f"PORT={port}"], folder, log) as process:
        with _timed(found, "install"):
            _until(lambda: (folder / INSTALLED).exists(), process, log)
        with _timed(found, "first page"):
            _until(lambda: _answers(f"{url}/login"), process, log)
        with _timed(found, "companies on it"):
            link = _until(
                lambda: (_WELCOME.search(log.read_text("utf-8", "replace")) or [""])[0], process, log
            )
            _until(lambda: _companies(folder), process, log)
        with _timed(found, "own site and its script"):
            said = _done([*shlex.split(ADD), "--data-dir", DATA], folder)
            line = _LINE.search(said)
            if line is None or not _answers(url + httpx.URL(line[1]).path) or not _answers(link):
                raise Failed(f"no script behind what was printed:\n{said}")
    return found


def _companies(folder: Path) -> bool:
    """Whether the report of the demonstration's yesterday names companies."""
    said = _done([".venv/bin/tracker", "report", "--site", "demo", "--json", "--data-dir", DATA], folder)
    return bool(json.loads(said)["report"]["companies"])


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, verify=False).status_code == 200
    except httpx.TransportError:
        return False


def _done(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{shlex.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def _running(command: list[str], folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a session of its own, so that what it started ends with it."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def _until(ask: Callable[[], T], process: subprocess.Popen[bytes], log: Path) -> T:
    end = time.monotonic() + PATIENCE_S
    while not (answer := ask()):
        if process.poll() is not None or time.monotonic() > end:
            raise Failed(f"{RUN}:\n{log.read_text('utf-8', 'replace')[-4000:]}")
        time.sleep(0.1)
    return answer


def _environment() -> dict[str, str]:
    """Without what a developer's shell or this very process has set."""
    dropped = ("TRACKER_", "VIRTUAL_ENV", "PYTHONPATH", "MAKE", "MFLAGS")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


@contextmanager
def _timed(found: dict[str, float], name: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    found[name] = time.monotonic() - start


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="visitrace-install-") as folder:
            yield Path(folder)


def _told(seconds: dict[str, float]) -> str:
    lines = [f"{name:<26}{taken:>8.1f} s" for name, taken in seconds.items()]
    total = sum(seconds.values())
    return "\n".join([*lines, f"{'together':<26}{total:>8.1f} s  (asked for: {MINUTES} minutes)"])


if __name__ == "__main__":
    sys.exit(main())
