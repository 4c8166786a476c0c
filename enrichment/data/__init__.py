"""The packaged data files, and where they lie. Made by enrichment/packing, dated inside."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@lru_cache(maxsize=16)
def toml(name: str) -> dict[str, Any]:
    """A packaged table of rules, e.g. ``legal_forms.toml``."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
