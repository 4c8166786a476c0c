"""Three real browsers behind one small protocol, so that a case is written once.

What they share is what a visitor can do: open an address, point, press keys, open and close tabs, lose the
network. Nothing here knows the snippet.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

import pytest

Button = Literal["left", "middle", "right"]


class Tab(Protocol):
    """A tab in front. Every call returns when the browser has done it."""

    def go(self, url: str) -> None:
        """Open the address; returns once it is loaded."""

    def evaluate(self, source: str) -> Any:
        """Value of a JavaScript expression, JSON-like; a promise is awaited. Raises what it throws."""

    def click(self, selector: str, button: Button = "left", *, control: bool = False) -> None:
        """Point at the middle of the element and click, as a hand does."""

    def move(self, x: int, y: int) -> None:
        """Move the pointer, in pixels of the viewport."""

    def type(self, selector: str, text: str) -> None:
        """Focus the element and type."""

    def key(self, selector: str, name: Literal["Enter", "Tab"]) -> None:
        """Focus the element and press the key."""

    def close(self) -> None:
        """As the visitor closes a tab."""


class Visitor(Protocol):
    """A person with a browser of their own: nobody else's cookies and storage."""

    @property
    def tab(self) -> Tab:
        """The tab the visitor begins with."""

    def alone(self, url: str) -> None:
        """Open the address in a tab that no driver touches (and that therefore nothing can be asked)."""

    def background(self, url: str) -> Callable[[], None]:
        """Open the address in a tab behind; the returned call brings it to the front."""

    def offline(self, yes: bool) -> None:
        """Cut or restore the network of ``tab``."""

    def problems(self) -> list[str]:
        """Errors nobody caught, in any page so far, as far as the driver tells them."""


class Engine(Protocol):
    """A running browser. Close it when done."""

    name: str
    # Where the driver tells no errors, the page itself must; a script of another origin must then be asked
    # for with ``crossorigin``, or its rejections are kept from the page.
    tells_errors: bool
    cuts_network: bool  # ``offline`` works

    def visitor(self) -> AbstractContextManager[Visitor]: ...

    def close(self) -> None: ...


class Gone(Exception):
    """The browser, or its driver, did not answer or said no; the text is its own."""


def program(variable: str, package: str, *names: str) -> str:
    """Path of an installed program; skips where there is none, or fails where a browser is required."""
    path = os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
    return path or missing(f"no {names[0]}: install Debian's package {package}, or name one with {variable}")


def ended(process: subprocess.Popen[Any]) -> None:
    """Asked to end; made to, where it does not."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def missing(why: str) -> str:
    if os.environ.get("CI") or os.environ.get("TRACKER_REQUIRE_BROWSER"):
        pytest.fail(why)
    pytest.skip(why)
