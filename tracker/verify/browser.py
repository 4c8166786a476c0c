"""A real visit by the machine's own Chromium: the page with its policies, its consent tool and all."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS: Final = (
    "--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-automation", "--mute-audio",
)  # fmt: skip


def browser_path() -> str:
    """The browser to use, TRACKER_CHROMIUM before what is installed; "" if there is none."""
    wanted = os.environ.get("TRACKER_CHROMIUM", "")
    return wanted or next((path for path in map(shutil.which, _NAMES) if path), "")


def visit(path: str, url: str, seen: Callable[[], bool]) -> bool:
    """Open ``url`` and keep it open until ``seen`` (which waits) answers; its answer."""
    with _opened(path, url):
        return seen()


@contextmanager
def _opened(path: str, url: str) -> Iterator[None]:
    # Chromium's sandbox refuses to start as root (in a container, say).
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(  # noqa: S603 - a browser and an http(s) address, no shell
            [path, *_FLAGS, *root, f"--user-data-dir={profile}", "--remote-debugging-port=0", url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
