"""Logs are opened by what is in them, whatever they are called."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tracker.importlog import LogError, open_log
from tracker.importlog.reading import LONGEST_LINE, first_look

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
        assert list(log.lines()) == TEXT.splitlines(keepends=True)
        assert log.position == log.size == path.stat().st_size


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        ("empty", b"", []),
        ("no end of line", b"a\nb", [b"a\n", b"b"]),
        ("DOS", b"a\r\nb\r\n", [b"a\n", b"b\n"]),
        ("blank lines count", b"a\n\nb\n", [b"a\n", b"\n", b"b\n"]),
        ("binary", b"\x00\xff\n", [b"\x00\xff\n"]),
        ("one endless line", b"x" * (3 * LONGEST_LINE) + b"\nb\n", [b"x" * LONGEST_LINE + b"\n", b"b\n"]),
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


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("prose", b"Dear reader,\nthis is no log.\n", "none of its first 2 lines"),
        ("binary", bytes(range(256)) * 40, "lines is one of an access log"),
        ("empty", b"", "it holds no line"),
    ],
)
def test_what_is_no_log_is_told_before_anything_is_made(
    name: str, data: bytes, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "nolog"
    path.write_bytes(data)
    with open_log(str(path)) as log, pytest.raises(LogError, match=says):
        first_look(log)


def test_a_first_look_loses_no_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    line = b'192.0.2.1 - - [01/Aug/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 10\n'
    path.write_bytes(b"rubbish\n" + line * 300)
    with open_log(str(path)) as log:
        assert list(first_look(log)) == [b"rubbish\n", *[line] * 300]
