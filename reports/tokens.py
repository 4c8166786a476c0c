"""The design tokens as plain values: mail programs know neither custom properties nor light-dark()."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
_PAIR: Final = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\);")


@cache
def colours() -> dict[str, tuple[str, str]]:
    """Name → (light, dark), both "#rrggbb", as ``static/tokens.css`` has them."""
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in _PAIR.findall(text)}


def filled(css: str, *, dark: bool = False) -> str:
    """``css`` with every ``var(--colour)`` replaced by its value of one theme. Raises ``KeyError``."""
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: colours()[found[1]][dark], css)
