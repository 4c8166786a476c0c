"""Logs are opened by what is in them, whatever they are called."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tracker.importlog import LogError, open_log
from tracker.importlog.reading import LONGEST_LINE

TEXT = b"".join(b"line %d\n" % number for number in range(5000))


def _frames(data: bytes) -> bytes:
    middle = len(data) // 2
    return zstandard.compress(data[:middle]) + zstandard.compress(data[middle:])


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("plain", bytes),
        ("gzip", gzip.compress),
        ("gzip in two members", lambda data: gzip.compress(data[:99]) + gzip.compress(data[99:])),
        ("zstd", zstandard.compress),
        ("zstd in two frames", _frames),
    ],
)
def test_packed_or_not(name: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(pack(TEXT))
    with open_log(str(path)) as log:
        assert list(log.lines()) == TEXT.splitlines()
        assert log.position == log.size == path.stat().st_size


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        ("empty", b"", []),
        ("no end of line", b"a\nb", [b"a", b"b"]),
        ("DOS", b"a\r\nb\r\n", [b"a", b"b"]),
        ("blank lines count", b"a\n\nb\n", [b"a", b"", b"b"]),
        ("binary", b"\x00\xff\n", [b"\x00\xff"]),
        ("one endless line", b"x" * (3 * LONGEST_LINE) + b"\nb\n", [b"x" * LONGEST_LINE, b"b"]),
    ],
)
def test_lines(name: str, data: bytes, lines: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(data)
    with open_log(str(path)) as log:
        assert list(log.lines()) == lines


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_cut_file_gives_its_lines_and_then_says_so(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(pack(TEXT * 50)[:-9])
    with open_log(str(path)) as log, pytest.raises(LogError, match="cut: cannot be read after line"):
        list(log.lines())


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"a log file, plain, \.gz or \.zst"), open_log(str(tmp_path)):
        pass
