"""From dumps to the index: read, join blocks with their organisations, judge names, sort, write.

Streams: memory stays below a few hundred megabytes whatever the dumps hold; sorted runs lie in a folder
beside the index while it is made. The same dumps in any order give the same file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

from enrichment.model import BadData
from enrichment.registry.files import records
from enrichment.registry.holder import holder_of
from enrichment.registry.index import Entry
from enrichment.registry.ranges import blocks, too_wide
from enrichment.registry.records import REASONS, Block, Organisation, Tally
from enrichment.registry.sorting import RUN, Sorter
from enrichment.registry.writing import Writer

Progress = Callable[[str, int], None]
#: Records between two reports of progress.
EVERY = 200_000


def build(
    paths: Sequence[Path],
    out: Path,
    *,
    built: str,
    source: str,
    progress: Progress = lambda _what, _count: None,
    run: int = RUN,
) -> dict[str, Any]:
    """Write the index. Returns what was read and left out. Raises ``BadData`` (nothing is replaced then)."""
    tally = Tally()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="registry-", dir=out.parent) as name, ExitStack() as stack:
        folder = Path(name)
        joined = _read(paths, Sorter(folder, "join", run), tally, progress)
        placed = _place(_join(joined), Sorter(folder, "place", run), tally)
        writer = Writer(folder, stack)
        for written, (version, start, length, line) in enumerate(_chosen(placed), 1):
            writer.add(version, start, length, line)
            if written % EVERY == 0:
                progress("blocks written", written)
        if not sum(writer.rows.values()):
            raise BadData(f"no block of addresses was found in {', '.join(map(str, paths))}")
        counts = _counts(tally, writer)
        size = writer.finish(out, built=built, source=source, counts=counts)
    return {**counts, "bytes": size}


def _counts(tally: Tally, writer: Writer) -> dict[str, Any]:
    return {
        "records": dict(sorted(tally.read.items())),
        "left_out": {reason: tally.left_out[reason] for reason in REASONS if tally.left_out[reason]},
        "blocks": writer.rows[4] + writer.rows[6],
        "ipv4": writer.rows[4],
        "ipv6": writer.rows[6],
    }


def _read(paths: Iterable[Path], sorter: Sorter, tally: Tally, progress: Progress) -> Sorter:
    """All records as lines, organisations before the blocks that name them."""
    for path in paths:
        count = 0
        for count, record in enumerate(records(path, tally), 1):
            if isinstance(record, Organisation):
                sorter.add(_line(record.handle, "0", record.name, record.country, "x" * record.private))
            elif too_wide(record.version, record.first, record.last):
                tally.skip("too wide to have one holder")
            else:
                sorter.add(_line(record.org, "1", *_fields(record)))
            if count % EVERY == 0:
                progress(f"records of {path.name}", count)
        progress(f"records of {path.name}", count)
    return sorter


def _fields(block: Block) -> tuple[str, ...]:
    numbers = (str(block.version), f"{block.first:x}", f"{block.last:x}")
    return (*numbers, block.name, block.label, block.status, block.country, block.changed, block.registry,
            block.domain)  # fmt: skip


def _line(*values: str) -> str:
    """One line: tabs and line ends inside a value become blanks."""
    return "\t".join(value if value.isprintable() else " ".join(value.split()) for value in values)


def _join(lines: Iterable[str]) -> Iterator[tuple[Block, Organisation | None]]:
    """Each block with the organisation of its handle; of several of one handle the first by name."""
    rows = (line.split("\t") for line in lines)
    for handle, group in groupby(rows, key=lambda row: row[0]):
        organisation: Organisation | None = None
        for row in group:
            if row[1] == "0":
                organisation = organisation or Organisation(handle, row[2], row[3], bool(row[4]))
            else:
                yield _block(row, handle), organisation if handle else None


def _block(row: list[str], handle: str) -> Block:
    version, first, last, name, label, status, country, changed, registry, domain = row[2:]
    return Block(
        int(version), int(first, 16), int(last, 16), name, handle, label, status, country, changed, registry,
        domain,
    )  # fmt: skip


def _place(found: Iterable[tuple[Block, Organisation | None]], sorter: Sorter, tally: Tally) -> Sorter:
    """Blocks as CIDRs with their entry; names that are not kept are counted, their blocks stay."""
    for block, organisation in found:
        holder = holder_of(block, organisation)
        if holder.why:
            tally.skip(holder.why)
        label = block.label if holder.name or holder.use == "pool" else ""
        entry = Entry(
            holder.name, holder.use, holder.country, label, block.changed, block.registry, block.domain
        )
        line = entry.line()
        rank = f"{'0' if holder.name else '1'}{_newest_first(block.changed)}"
        for start, length in blocks(block.version, block.first, block.last):
            sorter.add(f"{block.version}{start:032x}{length:03d}\t{rank}\t{line}")
    return sorter


def _newest_first(day: str) -> str:
    """Sorts behind itself: the newer of two records of one block comes first."""
    return "".join(chr(ord("0") + ord("9") - ord(c)) if c.isdigit() else c for c in day) or "~"


def _chosen(lines: Iterable[str]) -> Iterator[tuple[int, int, int, str]]:
    """One entry per CIDR: with a name before without, then the newest."""
    last = ""
    for text in lines:
        key, _, line = text.split("\t", 2)
        if key != last:
            last = key
            yield int(key[0]), int(key[1:33], 16), int(key[33:]), line
