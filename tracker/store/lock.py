"""Who owns the embedded store. Two locks, both freed by the kernel when their process dies.

The engine locks PATH/status itself but tells nobody why it refuses. So we ask first, and hold a lock of
our own (run/NAME.lock, with the owner's process id) from before the engine opens until it is closed.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from tracker.store.places import EmbeddedPlace
from tracker.store.protocol import StoreError


def engine_is_held(folder: Path) -> bool:
    """True if a living process has the engine open in ``folder``."""
    try:
        with (folder / "status").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def private_dir(folder: Path) -> Path:
    """Create ``folder`` as 0700, or make sure it is ours and closed to others. Raises ``StoreError``.

    An open folder that holds something is refused, not changed: it may be somebody's /var/run.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = folder.stat()
        if state.st_uid != os.geteuid():
            raise StoreError(f"{folder} belongs to another user; run as its owner or choose another folder")
        if state.st_mode & 0o077:
            if next(folder.iterdir(), None) is not None:
                raise StoreError(f"{folder} can be entered by other users; chmod 700 it, or choose another")
            folder.chmod(0o700)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; the store needs a folder it may write to") from error
    return folder


class OwnerLock:
    """The right to open the engine. ``take`` once, ``release`` once."""

    def __init__(self, place: EmbeddedPlace) -> None:
        self._path = place.lock_file
        self._file = -1

    def take(self) -> bool:
        """True if we have it now; False if a living process has it. Never waits."""
        private_dir(self._path.parent)
        # Close-on-exec: a child program must not keep the lock alive.
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file
        return True

    def release(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def owner_pid(place: EmbeddedPlace) -> int:
    """Process id of the owner as it wrote it down; 0 if unknown."""
    try:
        text = place.lock_file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return 0
    return int(text) if text.isdigit() else 0
