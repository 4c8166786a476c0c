"""Where reports and alerts go: one file each.

``mail`` and ``smtp`` are the way of mail. Every other module with a ``NAME`` is a place that takes alerts by
HTTP, found at start; a malformed or doubled one is an error. It has

``NAME``     code; ``TITLE`` its name for people; ``HINT`` where its address comes from
``SIGNED``   whether it gets a secret of its own to sign with
``body``     (alert, language) → bytes, as that place documents it
``headers``  (alert id, secret, now in seconds, body) → what goes with it
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, Protocol, cast

from reports.alert import Alert

_NEEDED: Final = ("NAME", "TITLE", "HINT", "SIGNED", "body", "headers")


class DestinationError(ValueError):
    """A destination is malformed, doubled or not there; the text says which and what is."""


class Place(Protocol):
    NAME: str
    TITLE: str
    HINT: str
    SIGNED: bool

    def body(self, alert: Alert, language: str) -> bytes: ...

    def headers(self, alert_id: str, secret: str, now: int, body: bytes) -> Mapping[str, str]: ...


@cache
def places() -> dict[str, Place]:
    """Every place that takes alerts by HTTP, by name. Raises ``DestinationError``."""
    names = sorted(item.name for item in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return collect([module for module in modules if hasattr(module, "NAME")])


def collect(modules: Sequence[object]) -> dict[str, Place]:
    """Check the modules. Raises ``DestinationError``."""
    found: dict[str, Place] = {}
    for module in modules:
        where = getattr(module, "__name__", repr(module))
        missing = [name for name in _NEEDED if not hasattr(module, name)]
        if missing:
            raise DestinationError(f"destination {where}: {', '.join(missing)} is missing")
        item = cast(Place, module)
        if item.NAME in found:
            raise DestinationError(f"destination {where}: the name {item.NAME!r} is taken")
        found[item.NAME] = item
    return found


def place(name: str) -> Place:
    """Raises ``DestinationError``."""
    if name not in places():
        raise DestinationError(f"destination {name!r}: there are {', '.join(places())}")
    return places()[name]
