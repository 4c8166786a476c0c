"""Scripts in a process of their own: for another engine path, a fork, a kill, a second command."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PRELUDE = """
import faulthandler, os, signal, sys, threading, time
faulthandler.enable()
sys.path.insert(0, {root!r})
from pathlib import Path
from tracker.store import *
from tests.kit import dsn_of
FOLDER = Path({folder!r})
DSN = dsn_of(FOLDER)
def tallies(store): return sorted((r["site"], r["n"]) for r in store.read("test/tallies"))
def row(site, n=1): return dict(site=site, day="2024-05-01", reason="r", n=n, batch="b")
def opened(dsn=DSN):
    from tests.store.extra import lookup
    from tracker.store.client import ClickHouse
    from tracker.store.engine import Engine
    from tracker.store.places import place_of
    return ClickHouse(Engine.shared(place_of(dsn)), lookup)
def say(*words): print(*words, flush=True)
"""


def text_of(folder: Path, code: str) -> str:
    return _PRELUDE.format(root=str(ROOT), folder=str(folder)) + textwrap.dedent(code)


def start(folder: Path, code: str) -> subprocess.Popen[str]:
    """Start ``code`` with FOLDER, DSN, opened(), row(), tallies() and say() at hand; warnings are errors."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", text_of(folder, code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def run(folder: Path, code: str, *, status: int = 0) -> str:
    """Run ``code`` to its end; what it said. The exit status must be ``status``."""
    process = start(folder, code)
    out, errors = process.communicate(timeout=90)
    assert process.returncode == status, f"exit {process.returncode}\n{out}\n{errors}"
    return out


def heard(process: subprocess.Popen[str]) -> str:
    """The next line a started script says."""
    assert process.stdout is not None
    line = process.stdout.readline().rstrip("\n")
    if not line:
        _, errors = process.communicate(timeout=30)
        raise AssertionError(f"the script ended: {errors}")
    return line


def finish(process: subprocess.Popen[str], *, status: int = 0) -> str:
    """Tell a script that waits on its input to go on; the rest of what it says."""
    out, errors = process.communicate("\n", timeout=60)
    assert process.returncode == status, f"exit {process.returncode}\n{out}\n{errors}"
    return out
