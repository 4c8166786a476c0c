"""Tables that ship with the steps: TOML files of this folder, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The content of ``NAME.toml`` in this folder."""
    return tomllib.loads(files("tracker.steps").joinpath(f"{name}.toml").read_text("utf-8"))
