"""The last measurement of accuracy that ``tracker accuracy --save`` kept: a small file of the data folder."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

FILE = "accuracy.json"
#: Rows of the truth are not kept: it may be the installation's own customers.
_KEPT = (
    "file", "where", "half", "data", "measured", "rows", "company", "kind", "by", "calibration", "rule",
)  # fmt: skip


def save(data_dir: Path, found: dict[str, Any]) -> None:
    """Replace the kept figures at once."""
    data_dir.mkdir(parents=True, exist_ok=True)
    kept = {name: found[name] for name in _KEPT if name in found}
    handle, name = tempfile.mkstemp(prefix=FILE, dir=data_dir)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False)
    Path(name).replace(data_dir / FILE)


def load(data_dir: Path) -> dict[str, Any] | None:
    """None where nothing was measured yet, or the file is damaged."""
    try:
        found = json.loads((data_dir / FILE).read_text("utf-8"))
        return found if isinstance(found, dict) and {"company", "kind", "measured"} <= set(found) else None
    except (OSError, ValueError):
        return None
