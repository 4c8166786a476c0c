"""One contract for all sources, and how they are found.

A source is one module in ``enrichment/sources`` with ``build(options) -> Part | None`` (None: not asked for,
or its data is absent). A part is one of four:

* ``Source``  looks an address up in local data. ``token`` is what the answer depends on: equal tokens, equal
  evidence, so answers are cached by network and bulk look-ups stay cheap.
* ``Judge``   judges a name or domain that a source brought (operator or holder): kind and company.
* ``Remote``  asks somebody else on the network. Only asked when it is switched on and the answer could
  change the verdict; never on the hot line.
* ``Paid``    as ``Remote``, but for money: only where the answer could change a stage as well.

A part that only describes companies (``enrichment.firmographics.Describer``) is none of them, and allowed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import enrichment.sources
from enrichment.firmographics import Describer
from enrichment.lookups import settings_of
from enrichment.model import Evidence, Subject


@dataclass(frozen=True)
class Options:
    """``data_dir``: the installation's folder (refreshed data, MMDB files, own list). ``lookups``: the remote
    sources that may be asked. ``settings``: per source, e.g. ``{"rdns": {"port": 5353}}``."""

    data_dir: Path | None = None
    own_list: Path | None = None
    lookups: frozenset[str] = frozenset()
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, source: str) -> Mapping[str, Any]:
        """Settings of a remote source: what the caller gave, over ``lookups.toml`` in the data folder."""
        return {**settings_of(self.data_dir, source), **self.settings.get(source, {})}


#: What a paid source notes where the worth was too low: ask again when it is higher.
UNASKED = "not asked: the answer could not change a stage yet"


class SourceError(Exception):
    """A module in the folder of sources is malformed, or two have one name. Raised at start."""


@runtime_checkable
class Source(Protocol):
    name: str
    version: str  # dated data, e.g. "operators 2026-06-17"; "" if the source has none

    def token(self, subject: Subject) -> Hashable: ...

    def look(self, subject: Subject) -> Sequence[Evidence]: ...


@runtime_checkable
class Blocked(Protocol):
    """A source of blocks. Where it alone knows an address, answers of one shape differ in the block only."""

    def shape(self, _subject: Subject, token: Any) -> tuple[Hashable, str]:
        """(what the evidence of this token says beside the block, the block's CIDR; "" if it names none)."""
        ...


@runtime_checkable
class Judge(Protocol):
    name: str

    def judge(self, holder: Evidence) -> Sequence[Evidence]: ...


@runtime_checkable
class Remote(Protocol):
    name: str

    def ask(self, subject: Subject) -> Sequence[Evidence]: ...


@runtime_checkable
class Paid(Protocol):
    """Costs money per question: asked last, where all others left the question open. ``worth`` is 0..1: how
    near the visitor's activity comes to the next stage (1: it is there); None: the caller cannot say."""

    name: str

    def wants(self, worth: float | None) -> bool: ...

    def spend(self, subject: Subject, worth: float | None) -> Sequence[Evidence]: ...


@dataclass(frozen=True)
class Parts:
    sources: tuple[Source, ...]
    judges: tuple[Judge, ...]
    remotes: tuple[Remote, ...]
    paid: tuple[Paid, ...] = ()
    describers: tuple[Describer, ...] = ()  # those that do nothing else


def scan(options: Options) -> Parts:
    """Build every module of the folder, in the order of their names. Raises ``SourceError``, ``BadData``."""
    built = [part for name in _module_names() if (part := _build(name, options)) is not None]
    return sort_parts(built)


def _module_names() -> list[str]:
    return sorted(item.name for item in pkgutil.iter_modules(enrichment.sources.__path__))


def _build(name: str, options: Options) -> object | None:
    module = importlib.import_module(f"enrichment.sources.{name}")
    build = getattr(module, "build", None)
    if not callable(build):
        raise SourceError(
            f"enrichment/sources/{name}.py has no build(options) -> Source | Judge | Remote | None"
        )
    part: object | None = build(options)
    return part


def sort_parts(built: Iterable[object]) -> Parts:
    """Raises ``SourceError`` for a part that is none of the three, or a name used twice."""
    parts = list(built)
    names: set[str] = set()
    for part in parts:
        name = getattr(part, "name", "")
        if not name or not isinstance(part, Source | Judge | Remote | Paid | Describer):
            raise SourceError(f"{part!r}: a source needs a name and one of look/token, judge, ask or spend")
        if name in names:
            raise SourceError(f"two sources are called {name!r}")
        names.add(name)
    return Parts(
        tuple(part for part in parts if isinstance(part, Source)),
        tuple(part for part in parts if isinstance(part, Judge)),
        tuple(part for part in parts if isinstance(part, Remote)),
        tuple(part for part in parts if isinstance(part, Paid)),
        tuple(part for part in parts if isinstance(part, Describer) and not isinstance(part, Source | Judge)),
    )
