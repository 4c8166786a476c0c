"""Registry records: who holds the block an address is in, from the index that
``tracker data registry build`` made of the operator's own downloads. Local, dated; absent until it is built.

The narrowest block speaks. A wider one of another holder is shown as well: it loses, and one can see why.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from pathlib import Path

from enrichment.model import Evidence, Subject
from enrichment.names import slug
from enrichment.networks import cidr
from enrichment.registry.index import Entry, Index
from enrichment.source import Options

FILE = "registry.idx"
#: A record of the last three years, and an older one or one without a date (compare sources/rdap.py).
FRESH, STALE = 0.88, 0.8
#: Days after which a record counts as stale.
YEARS = 3


class RegistrySource:
    name = "registry"

    def __init__(self, index: Index) -> None:
        self._index = self.index = index
        self.built = index.built
        #: What the index holds, for people: blocks, source, records read and left out.
        self.held = {"source": index.source, **index.counts}
        self.version = f"registry {index.built} {index.digest}"  # two builds of one day are two versions

    def token(self, subject: Subject) -> Hashable:
        return self._index.find(subject.version, subject.number) if subject.version else None

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        if not subject.version:
            return ()
        return tuple(self._evidence(subject))

    def _evidence(self, subject: Subject) -> Iterator[Evidence]:
        names: set[str] = set()
        for row in self._index.chain(subject.version, subject.number):
            start, length, entry = self._index.block(subject.version, row)
            network = cidr(subject.version, start, length)
            if not names and not entry.name:
                yield self._unnamed(entry, network)
                names.add("")
            elif entry.name and slug(entry.name) not in names:
                yield self._holder(entry, network)
                names.add(slug(entry.name))
            if len(names) == 2:
                return

    def _holder(self, entry: Entry, network: str) -> Evidence:
        return Evidence(
            self.name,
            "holder",
            entry.name,
            f"registered holder ({entry.registry or 'registry'})",
            FRESH if entry.changed and int(self.built[:4]) - int(entry.changed[:4]) <= YEARS else STALE,
            scope="block",
            network=network,
            country=entry.country,
            domain=entry.domain,
            dated=entry.changed or self.built,
            detail=entry.label,
            use=entry.use,
        )

    def _unnamed(self, entry: Entry, network: str) -> Evidence:
        """A pool is the provider's; a block whose holder is not named is somebody's we cannot see."""
        pool = entry.use == "pool"
        rule = "registered as a provider's pool" if pool else "a block of its own, holder not named"
        return Evidence(
            self.name, "kind" if pool else "note", "isp" if pool else "holder withheld", rule,
            0.85 if pool else 0.0, scope="block", network=network, dated=entry.changed or self.built,
            detail=entry.label, use=entry.use,
        )  # fmt: skip


@lru_cache(maxsize=2)
def _load(path: Path, _stamp: tuple[int, int]) -> Index:
    return Index(path)


def index_file(options: Options) -> Path | None:
    return None if options.data_dir is None else options.data_dir / "enrichment" / FILE


def build(options: Options) -> RegistrySource | None:
    """Setting ``file``: another index than the data folder's."""
    given = options.of("registry").get("file")
    path = Path(given) if given else index_file(options)
    if path is None or not path.exists():
        return None
    state = path.stat()
    return RegistrySource(_load(path, (state.st_mtime_ns, state.st_size)))
