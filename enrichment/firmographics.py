"""What a source knows of a company: industry, employees, place; dated, per field.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from enrichment.model import Company


@dataclass(frozen=True, slots=True)
class Fact:
    """``field``: one of ``enrichment.profile``. ``dated``: YYYY-MM-DD."""

    field: str
    value: str
    source: str
    dated: str


@runtime_checkable
class Describer(Protocol):
    """A source that (also) describes companies."""

    name: str

    def facts(self, company: Company) -> Iterable[Fact]: ...


def describe(parts: Iterable[object], company: Company) -> list[Fact]:
    """All facts of all sources, in a fixed order."""
    found = [fact for part in parts if isinstance(part, Describer) for fact in part.facts(company)]
    return sorted(found, key=lambda fact: (fact.field, fact.source, fact.value))
