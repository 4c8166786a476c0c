"""Keys, and the sealing of addresses.

Three kinds of key, each a file of mode 0600 in ``data_dir/keys``:

* ``day-YYYY-MM-DD``      names visitors and addresses of that day; destroyed 48 h after it was made,
                          and from then on nobody, we included, can tie that day's rows to an address;
* ``address-YYYY-MM-DD``  seals the full address while it waits in spool and queue; destroyed by the
                          same rule, so a sealed address can be opened for 24 to 48 hours;
* ``secret-NAME``         persistent secrets of this installation.

Several processes share the folder: a key is written to a draft and linked into place, so whoever comes
second reads the first one's key. Format: 8 bytes of UTC ms (made when), then 32 random bytes.
"""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_LIFE_MS = 48 * 3600 * 1000
_FUTURE_MS = 3600 * 1000
_RECHECK_S = 60.0
_KEY_BYTES = 32
_NONCE_BYTES = 12
_EPOCH_BYTES = 3
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[a-z0-9-]{1,40}")


class SealBroken(ValueError):
    """The sealed text cannot be opened: its key was destroyed, or the bytes were changed."""


class KeyRing:
    """All keys of one data folder. Safe to use from several threads and processes."""

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = data_dir / "keys"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock
        self._days: dict[str, bytes] = {}
        self._ciphers: dict[int, AESGCM] = {}
        self._nonces = nonces()
        self._sealing: tuple[int, float, bytes, AESGCM] | None = None

    def day_key(self, day: str) -> bytes:
        """32 bytes for a UTC day "YYYY-MM-DD": made when first asked for, gone 48 h later."""
        key = self._days.get(day)
        if key is None:
            if not _DAY.fullmatch(day):
                raise ValueError(f"day {day!r}: YYYY-MM-DD is needed")
            key = self._days[day] = self._make(f"day-{day}")
        return key

    def secret(self, name: str) -> bytes:
        """32 bytes that stay the same for the life of this installation."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"secret {name!r}: a name has 1 to 40 characters of a-z, 0-9 and '-'")
        return self._make(f"secret-{name}")

    def seal(self, text: str) -> bytes:
        """The text under today's address key: 3 bytes of day number, nonce, ciphertext with tag."""
        now = self._clock()
        epoch = int(now // 86400)
        current = self._sealing
        # The file is looked at again each minute, lest we seal with a key another process destroyed.
        if current is None or current[0] != epoch or not 0 <= now - current[1] < _RECHECK_S:
            key = self._make(_address_name(epoch))
            current = (epoch, now, epoch.to_bytes(_EPOCH_BYTES, "big"), AESGCM(key))
            self._sealing = current
        nonce = self._nonces()
        return current[2] + nonce + current[3].encrypt(nonce, text.encode(), None)

    def open(self, data: bytes) -> str:
        """The text that was sealed. Raises ``SealBroken``."""
        epoch = int.from_bytes(data[:_EPOCH_BYTES], "big")
        cipher = self._cipher(epoch)
        body = data[_EPOCH_BYTES:]
        try:
            return cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError):
            raise SealBroken("the sealed text was changed, or sealed under another key") from None

    def destroy_old(self, now: int) -> list[str]:
        """Destroy day and address keys older than 48 h at ``now`` (UTC ms); their names, for the log."""
        gone = []
        for path in sorted(self._folder.glob("*-????-??-??.key")):
            # A key "made in the future" was made before the clock was set back: nobody knows how old it is.
            if not -_FUTURE_MS <= now - self._made(path) < KEY_LIFE_MS:
                _destroy(path)
                gone.append(path.stem)
        if gone:
            self._days = {}
            self._ciphers = {}
            self._sealing = None
        return gone

    def _cipher(self, epoch: int) -> AESGCM:
        cipher = self._ciphers.get(epoch)
        if cipher is None:
            path = self._path(_address_name(epoch))
            try:
                cipher = AESGCM(_key_of(path))
            except FileNotFoundError:
                raise SealBroken(f"the key {path.stem} was destroyed") from None
            self._ciphers[epoch] = cipher
        return cipher

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.key"

    def _make(self, name: str) -> bytes:
        path = self._path(name)
        if not path.exists():
            made = int(self._clock() * 1000).to_bytes(8, "big")
            _publish(path, made + os.urandom(_KEY_BYTES))
        return _key_of(path)

    def _made(self, path: Path) -> int:
        try:
            return int.from_bytes(path.read_bytes()[:8], "big")
        except FileNotFoundError:  # another process was quicker
            return int(self._clock() * 1000)


def nonces() -> Callable[[], bytes]:
    """Numbers that are never used twice under a key: 8 random bytes, then a counter of 4.

    Random alone would do too, but asking the system each time costs more than the sealing itself.
    """
    counter = itertools.count()
    prefix = os.urandom(8)

    def fresh() -> bytes:
        nonlocal counter, prefix
        number = next(counter)
        if number >= 2**32:
            counter, prefix = itertools.count(), os.urandom(8)
            number = next(counter)
        return prefix + number.to_bytes(4, "big")

    return fresh


def _address_name(epoch: int) -> str:
    return time.strftime("address-%Y-%m-%d", time.gmtime(epoch * 86400))


def _key_of(path: Path) -> bytes:
    data = path.read_bytes()
    if len(data) != 8 + _KEY_BYTES:
        raise ValueError(
            f"{path}: a key file has 40 bytes, this one {len(data)}; remove it, a new one is made"
        )
    return data[8:]


def _publish(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _destroy(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        os.write(handle, bytes(8 + _KEY_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
