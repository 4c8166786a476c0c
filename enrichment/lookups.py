"""Settings of the look-ups that leave this machine: ``lookups.toml`` in the data folder, a table per source.

    [rdap]
    per_day = 500

Switching a look-up on is a setting of the installation (TRACKER_LOOKUPS), not of this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from enrichment.model import BadData

FILE: Final = "lookups.toml"


def settings_of(data_dir: Path | None, source: str) -> Mapping[str, Any]:
    """The table of one source, {} if there is none. Raises ``BadData``."""
    path = data_dir / FILE if data_dir else None
    if path is None or not path.is_file():
        return {}
    table = _read(path, path.stat().st_mtime_ns).get(source, {})
    if not isinstance(table, dict):
        raise BadData(f"{path}: [{source}] must be a table")
    return table


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadData(f"{path}: {error}") from None


def check(source: str, values: Mapping[str, Any], known: Mapping[str, type]) -> dict[str, Any]:
    """The values, whole numbers made floats where needed. Raises ``BadData``, naming what is allowed."""
    return {name: _fit(source, name, value, known) for name, value in values.items()}


def _fit(source: str, name: str, value: Any, known: Mapping[str, type]) -> Any:
    if name not in known:
        raise BadData(f"{FILE}, [{source}]: there is no {name!r}; allowed: {', '.join(known)}")
    kind = known[name]
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or (isinstance(value, int | float) and value < 0):
        needed = {
            bool: "true or false",
            int: "a whole number",
            float: "a number",
            str: "a text",
            list: "a list",
            dict: "a table",
        }
        raise BadData(f"{FILE}, [{source}]: {name} = {str(value)[:60]!r}; {needed[kind]} is needed")
    return value
