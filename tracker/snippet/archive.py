"""Pinned scripts on disk: a page that embeds one by its hash must get the same bytes after an upgrade."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tracker.snippet.compose import Script

FOLDER = "snippets"
_NAME = re.compile(r"[a-z0-9]{8,32}\.[0-9a-f]{16}")


def keep(data_dir: Path, key: str, script: Script) -> None:
    """Write it once; atomic. A few kB for each version that was ever handed out; nothing is removed,
    because a page may still name it."""
    target = _path(data_dir, key, script.digest)
    if target is None or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(script.body)
    draft.replace(target)


def find(data_dir: Path, key: str, digest: str) -> Script | None:
    """The script handed out under that hash, or None. Bytes that do not match the hash are not served."""
    target = _path(data_dir, key, digest)
    if target is None or not target.is_file():
        return None
    script = Script(target.read_bytes())
    return script if script.digest == digest else None


def _path(data_dir: Path, key: str, digest: str) -> Path | None:
    name = f"{key}.{digest}"
    return data_dir / FOLDER / f"{name}.js" if _NAME.fullmatch(name) else None
