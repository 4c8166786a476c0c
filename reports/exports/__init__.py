"""Export formats. Each module here is one: found at start, a malformed or doubled one is an error.

A format has ``NAME``, ``TITLE`` (for people), ``SUFFIX`` (of the file), ``MEDIA`` (its type), ``PRESETS``
(the first is the default) and ``write(rows, out, preset)`` which writes bytes to a binary file.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import BinaryIO, Final, Protocol, cast

from reports.targets import TargetRow

_FILE_NAME: Final = re.compile(r"[^a-z0-9.-]+")


class ExportError(ValueError):
    """A format is missing, malformed or doubled, or cannot hold the rows; the text says which and what is."""


class Format(Protocol):
    NAME: str
    TITLE: str
    SUFFIX: str
    MEDIA: str
    PRESETS: tuple[str, ...]

    def write(self, rows: Iterable[TargetRow], out: BinaryIO, preset: str) -> None: ...


@cache
def formats() -> dict[str, Format]:
    """Every format by name. Raises ``ExportError``."""
    names = sorted(item.name for item in pkgutil.iter_modules(__path__))
    return collect([importlib.import_module(f"{__name__}.{name}") for name in names])


def collect(modules: Sequence[object]) -> dict[str, Format]:
    """Check the modules and order them by name. Raises ``ExportError``."""
    found: dict[str, Format] = {}
    for module in modules:
        where = getattr(module, "__name__", repr(module))
        for needed in ("NAME", "TITLE", "SUFFIX", "MEDIA", "PRESETS", "write"):
            if not getattr(module, needed, None):
                raise ExportError(f"export format {where}: {needed} is missing")
        item = cast(Format, module)
        if item.NAME in found:
            raise ExportError(f"export format {where}: the name {item.NAME!r} is taken")
        found[item.NAME] = item
    return found


def export(rows: Iterable[TargetRow], out: BinaryIO, form: str, preset: str = "") -> None:
    """Write ``rows`` to ``out`` in that format; preset "" is its first. Raises ``ExportError``."""
    if form not in formats():
        raise ExportError(f"export format {form!r}: there are {', '.join(formats())}")
    chosen = formats()[form]
    preset = preset or chosen.PRESETS[0]
    if preset not in chosen.PRESETS:
        raise ExportError(f"preset {preset!r}: {form} has {', '.join(chosen.PRESETS)}")
    chosen.write(rows, out, preset)


def file_name(*parts: str, suffix: str) -> str:
    """A name the server makes: only a-z, 0-9, dots and hyphens, whatever the parts hold."""
    cleaned = (_FILE_NAME.sub("-", part.casefold()).strip("-.") for part in parts)
    return "-".join(part for part in cleaned if part)[:100] + suffix
