"""Keys and sealed addresses: what must be openable is, what must not be is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tracker.privacy import KEY_LIFE_MS, KeyRing, SealBroken, nonces

DAY = 86400.0
NOON = 1_790_000_000.0 // DAY * DAY + DAY / 2


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_what_is_sealed_opens_again_in_another_process(tmp_path: Path) -> None:
    sealed = KeyRing(tmp_path).seal("203.0.113.9")
    code = f"from tracker.privacy import *; print(KeyRing(Path({str(tmp_path)!r})).open({sealed!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "203.0.113.9"


def test_the_same_address_never_looks_the_same(tmp_path: Path) -> None:
    keys = KeyRing(tmp_path)
    assert len({keys.seal("203.0.113.9") for _ in range(100)}) == 100
    assert b"203.0.113.9" not in keys.seal("203.0.113.9")


def test_a_nonce_is_never_used_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, other = nonces(), nonces()
    assert len({fresh() for _ in range(1000)} | {other() for _ in range(1000)}) == 2000
    monkeypatch.setattr("tracker.privacy.itertools.count", lambda: iter([0, 2**32]))
    short = nonces()
    assert len({short() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("hours", "opens"), [(0, True), (23, True), (24, True), (35, True), (48, False), (72, False)]
)
def test_a_sealed_address_opens_for_one_to_two_days(
    tmp_path: Path, clock: Clock, hours: int, opens: bool
) -> None:
    keys = KeyRing(tmp_path, clock)
    sealed = keys.seal("203.0.113.9")
    clock.now += hours * 3600
    keys.destroy_old(int(clock.now * 1000))
    if opens:
        assert keys.open(sealed) == "203.0.113.9"
    else:
        with pytest.raises(SealBroken, match="destroyed"):
            keys.open(sealed)


def test_another_process_destroys_and_this_one_seals_under_a_new_key(tmp_path: Path, clock: Clock) -> None:
    keys, other = KeyRing(tmp_path, clock), KeyRing(tmp_path, clock)
    keys.seal("a")
    assert other.destroy_old(int(clock.now * 1000) + KEY_LIFE_MS)
    clock.now += 61
    assert other.open(keys.seal("b")) == "b"


@pytest.mark.parametrize("at", [0, 3, 10, 16, -1], ids=["day", "nonce", "nonce 2", "text", "tag"])
def test_a_changed_byte_is_noticed(tmp_path: Path, at: int) -> None:
    sealed = bytearray(KeyRing(tmp_path).seal("203.0.113.9"))
    sealed[at] ^= 1
    with pytest.raises(SealBroken):
        KeyRing(tmp_path).open(bytes(sealed))


@pytest.mark.parametrize("data", [b"", b"abc", b"x" * 15])
def test_rubbish_is_not_opened(tmp_path: Path, data: bytes) -> None:
    keys = KeyRing(tmp_path)
    keys.seal("there is a key")
    with pytest.raises(SealBroken):
        keys.open(data)


def test_day_keys_differ_by_day_stay_within_it_and_are_shared(tmp_path: Path) -> None:
    keys = KeyRing(tmp_path)
    first = keys.day_key("2026-11-22")
    assert len(first) == 32
    assert keys.day_key("2026-11-23") != first
    assert KeyRing(tmp_path).day_key("2026-11-22") == first


def test_a_day_key_is_gone_after_48_hours_whatever_day_it_names(tmp_path: Path, clock: Clock) -> None:
    keys = KeyRing(tmp_path, clock)
    first = keys.day_key("2015-05-17")  # an old log is imported today
    now = int(clock.now * 1000)
    assert keys.destroy_old(now + KEY_LIFE_MS - 1) == []
    assert keys.destroy_old(now + KEY_LIFE_MS) == ["day-2015-05-17"]
    assert keys.day_key("2015-05-17") != first


def test_secrets_stay(tmp_path: Path, clock: Clock) -> None:
    keys = KeyRing(tmp_path, clock)
    secret = keys.secret("cookie")
    keys.destroy_old(int(clock.now * 1000) + 1000 * KEY_LIFE_MS)
    assert keys.secret("cookie") == secret


def test_nobody_else_may_read_the_keys(tmp_path: Path) -> None:
    keys = KeyRing(tmp_path)
    keys.seal("x")
    keys.day_key("2026-11-22")
    keys.secret("cookie")
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("day", ["../../etc/passwd", "2026-1-1", "", "2026-11-22/x"])
def test_a_day_is_a_day(tmp_path: Path, day: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        KeyRing(tmp_path).day_key(day)


def test_a_cut_key_file_is_named(tmp_path: Path) -> None:
    KeyRing(tmp_path).day_key("2026-11-22")
    path = tmp_path / "keys" / "day-2026-11-22.key"
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(ValueError, match=r"day-2026-11-22\.key"):
        KeyRing(tmp_path).day_key("2026-11-22")
