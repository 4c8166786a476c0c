"""What survives a power cut, and how the store is doing."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

from tracker.store.protocol import StoreError


def sync_file_system(folder: Path) -> None:
    """Bring everything written to ``folder``'s file system onto the disk.

    One call per group of batches is far cheaper than the engine's own fsync of every part, and it
    is complete: those leave merged parts and directories behind. Raises ``StoreError``.
    """
    if sys.platform != "linux":
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _LIBC.syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise StoreError(f"the disk did not take the data: {os.strerror(number)}; keep the spool")
    finally:
        os.close(handle)


def disk(folder: Path) -> tuple[int, int]:
    """(free, total) bytes of the disk that holds ``folder``."""
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total


_LIBC = ctypes.CDLL(None, use_errno=True)
