"""Operator data: which autonomous system announces the address, and who runs it. Local, dated."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path

from enrichment import packed
from enrichment.data import FOLDER
from enrichment.model import Evidence, Subject
from enrichment.names import tidy
from enrichment.networks import cidr
from enrichment.source import Options

FILE = "operators.xz"
#: Blocks narrower than this may be one line's (enrichment/sole_traders.py).
FINE = {4: 24, 6: 48}


class OperatorSource:
    name = "operator"

    def __init__(self, operators: packed.Operators) -> None:
        self._operators = self.operators = operators
        self.version = f"operators {operators.built}"
        self.built = operators.built

    def token(self, subject: Subject) -> Hashable:
        return self._operators.find(subject.version, subject.number) if subject.version else None

    def shape(self, _subject: Subject, token: tuple[int, int, int]) -> tuple[Hashable, str]:
        start, length, index = token
        narrow = length if length > FINE[_subject.version] else 0  # what is said depends on the width there
        return (narrow, index), cidr(_subject.version, start, length)

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        found = self._operators.find(subject.version, subject.number) if subject.version else None
        if found is None:
            return (self._silent(),) if subject.version else ()
        start, length, index = found
        system = self._operators.systems[index]
        return (
            Evidence(
                source=self.name,
                claim="operator",
                value=tidy(system.name) or f"AS{system.asn}",
                rule="announced by",
                confidence=0.93,  # agreement with a second routing table, 4 years apart (design/data.md)
                network=cidr(subject.version, start, length),
                country=system.country,
                asn=system.asn,
                space=system.space,
                dated=self._operators.built,
            ),
        )

    def _silent(self) -> Evidence:
        return Evidence(
            self.name, "note", "no operator", "not in the operator data", 0.0, dated=self._operators.built
        )


@lru_cache(maxsize=4)
def _load(path: Path, _stamp: int) -> packed.Operators:
    return packed.read(path)


def data_file(options: Options) -> Path:
    """The installation's refreshed file if there is one, else the packaged one."""
    if options.data_dir is not None and (options.data_dir / "enrichment" / FILE).exists():
        return options.data_dir / "enrichment" / FILE
    return FOLDER / FILE


def build(options: Options) -> OperatorSource:
    path = data_file(options)
    return OperatorSource(_load(path, path.stat().st_mtime_ns if path.exists() else 0))
