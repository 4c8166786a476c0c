"""Opens logs: plain, gzip, zstd (told by content, not by name) or standard input."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Final, cast

import zstandard

from tracker.logformat import Malformed, parse_line

LONGEST_LINE: Final = 65_536
_LOOKED_AT: Final = 100
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


class LogError(Exception):
    """The log cannot be read; the text names it and says why. What was read before stays."""


class LogFile:
    """``size`` in bytes on the disk, 0 where unknown; ``position`` in the same bytes, for progress."""

    def __init__(self, name: str, raw: IO[bytes], size: int) -> None:
        self.name = name
        self.size = size
        self.lines_read = 0
        self._raw = raw
        self._read = 0
        self._stream = _unpacked(_Counted(raw, self._count))

    @property
    def position(self) -> int:
        return self._read

    def lines(self) -> Iterator[bytes]:
        """Lines with a newline each; the last has none if somebody is still writing it. A line over
        64 KiB comes cut, once. Raises ``LogError``."""
        try:
            while line := self._stream.readline(LONGEST_LINE):
                self._skip_rest(line)
                self.lines_read += 1
                ended = len(line) == LONGEST_LINE or line.endswith(b"\n")
                yield line.rstrip(b"\r\n") + (b"\n" if ended else b"")
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            raise LogError(
                f"{self.name}: cannot be read after line {self.lines_read:,} ({error}); "
                "what was read before is kept, run the command again with the whole file"
            ) from error

    def _skip_rest(self, line: bytes) -> None:
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line = self._stream.readline(LONGEST_LINE)

    def _count(self, n: int) -> None:
        self._read += n


@contextmanager
def open_log(name: str) -> Iterator[LogFile]:
    """``name`` is a path, or "-" for standard input. Raises ``LogError``."""
    if name == "-":
        yield LogFile("standard input", sys.stdin.buffer, 0)
        return
    path = Path(name)
    try:
        raw = path.open("rb")
    except OSError as error:
        raise LogError(
            f"{name}: {error.strerror or error}; a log file, plain, .gz or .zst, or - is needed"
        ) from None
    with raw:
        yield LogFile(name, raw, os.fstat(raw.fileno()).st_size)


def first_look(log: LogFile) -> Iterator[bytes]:
    """The log's lines. Raises ``LogError`` if none of the first hundred is one of an access log."""
    lines = log.lines()
    head = list(islice(lines, _LOOKED_AT))
    if not any(_parses(line) for line in head):
        what = f"none of its first {len(head)} lines is one of an access log" if head else "it holds no line"
        raise LogError(f"{log.name}: {what} (nginx or Apache, common or combined format)")
    return chain(head, lines)


def _parses(line: bytes) -> bool:
    try:
        parse_line(line.decode("utf-8", "replace").rstrip("\n"))
    except Malformed:
        return False
    return True


def _unpacked(raw: _Counted) -> IO[bytes]:
    stream = io.BufferedReader(raw, 1 << 18)
    head = stream.peek(4)[:4]
    if head.startswith(_GZIP):
        return cast("IO[bytes]", io.BufferedReader(cast(Any, gzip.GzipFile(fileobj=stream))))
    if head == _ZSTD:
        return io.BufferedReader(_Zstd(stream), 1 << 18)
    return stream


class _Zstd(io.RawIOBase):
    """Frame after frame. The library's own reader takes a file that was cut for one that ended."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._frame: Any = None
        self._ready = b""
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and self._more():
            pass
        data, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _more(self) -> bool:
        packed = self._rest or self._packed.read(1 << 16)
        self._rest = b""
        if not packed:
            if self._frame is not None:
                raise EOFError("compressed file ended before its end-of-frame mark")
            return False
        if self._frame is None:
            self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._ready = self._frame.decompress(packed)
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None
        return True


class _Counted(io.RawIOBase):
    """Counts what is read, so that progress is known for packed files too."""

    def __init__(self, raw: IO[bytes], count: Any) -> None:
        self._raw = raw
        self._count = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._count(len(data))
        return len(data)
