"""Open a dump, whatever it is wrapped in, and read it in the form that its first lines show.

Wrapped: plain, gzip, bzip2, xz, or a zip of several files. Form: XML, CSV with a heading, delegation
statistics, or "key: value" records.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, cast

from enrichment.model import BadData
from enrichment.registry import arin_xml, rdap_files, rpsl, tabular
from enrichment.registry.records import Block, Organisation, Tally

_HEAD = 4096
_READ = 1 << 20
#: No object is longer; a file without an empty line is no dump.
_LONGEST = 32 << 20


def records(path: Path, tally: Tally) -> Iterator[Block | Organisation]:
    """Of a folder, all files in it. Raises ``BadData`` where a file cannot be opened, is cut short, or is of
    no known form."""
    if path.is_dir():
        for inside in sorted(item for item in path.iterdir() if item.is_file()):
            yield from records(inside, tally)
        return
    try:
        for file in _members(path):
            with closing(io.BufferedReader(cast(io.RawIOBase, file), _READ)) as buffered:
                yield from _read(path, buffered, tally)
    except (OSError, EOFError, lzma.LZMAError, zipfile.BadZipFile, ValueError) as error:
        raise BadData(f"{path}: cannot be read as a registry dump ({error})") from None


def _members(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        magic = file.read(6)
    if magic.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if not name.endswith("/"):
                    yield archive.open(name)
        return
    opened = next((opener for sign, opener in _OPENERS if magic.startswith(sign)), Path.open)
    yield cast(IO[bytes], opened(path, "rb"))


_OPENERS: tuple[tuple[bytes, Callable[..., Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ", lzma.open),
)


def _read(path: Path, buffered: Any, tally: Tally) -> Iterator[Block | Organisation]:
    head = buffered.peek(_HEAD)[:_HEAD]
    form = form_of(head)
    if form == "xml":
        yield from arin_xml.records(buffered, tally)
    elif form == "json":
        yield from rdap_files.records(buffered, tally)
    elif form == "csv":
        yield from tabular.rwhois(_lines(buffered), tally)
    elif form == "delegated":
        yield from tabular.delegated(_lines(buffered), tally)
    elif form == "records":
        yield from rpsl.records(_objects(buffered), tally)
    elif head.strip():
        raise BadData(
            f"{path}: no registry dump; known are RPSL and whois records, ARIN bulk XML or text, rwhois CSV "
            "(range,name), delegation statistics and RDAP answers as JSON, plain or in gz, bz2, xz, zip"
        )


def form_of(head: bytes) -> str:
    """ "xml", "json", "csv", "delegated", "records", or "" where it is none of them."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("%", "#"))]
    first = lines[0].lower() if lines else ""
    if text.startswith("<"):
        return "xml"
    if text.startswith(("{", "[")):
        return "json"
    if first.count("|") >= 4:
        return "delegated"
    if "," in first and any(word in first.split(",") for word in ("range", "network", "cidr", "inetnum")):
        return "csv"
    return "records" if ":" in first or (not lines and text) else ""


def _objects(file: Any) -> Iterator[str]:
    """Texts between empty lines, read in large pieces."""
    rest = b""
    while data := file.read(_READ):
        *whole, rest = (rest + data).replace(b"\r", b"").split(b"\n\n")
        yield from map(_text, whole)
        if len(rest) > _LONGEST:
            raise ValueError(f"an object of more than {_LONGEST} bytes")
    yield _text(rest)


def _text(data: bytes) -> str:
    """UTF-8 where it is, Latin-1 where it is not: some registries mix both."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _lines(file: IO[bytes]) -> Iterator[str]:
    yield from map(_text, file)
