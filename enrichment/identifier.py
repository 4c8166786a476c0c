"""The way in: addresses and host names in, verdicts out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from enrichment.corrections import Correction, corrected
from enrichment.firmographics import Fact, describe
from enrichment.judging import hear
from enrichment.model import PROVIDERS, Company, Evidence, Subject, Verdict
from enrichment.moved import Pattern
from enrichment.networks import WIDTH, cidr
from enrichment.optouts import OptOuts, of_options
from enrichment.resolve import resolve
from enrichment.source import Blocked, Options, Parts, scan
from enrichment.subject import parse

#: Verdicts kept by network; beyond this the cache starts anew.
CACHE_SIZE = 200_000
#: Questions to others under way at once.
WORKERS = 16
Shape = Callable[[Subject, Any], tuple[Hashable, str]]


class Identifier:
    """All sources behind one call. Local, unless ``lookups`` names remote sources ("rdns", "rdap").

    Raises ``BadData`` for a broken own list or data file, ``SourceError`` for a malformed source.
    """

    def __init__(
        self,
        data_dir: Path | str | None = None,
        *,
        own_list: Path | str | None = None,
        lookups: Iterable[str] = (),
        settings: dict[str, dict[str, Any]] | None = None,
        parts: Parts | None = None,
    ) -> None:
        self.options = Options(
            data_dir=Path(data_dir) if data_dir else None,
            own_list=Path(own_list) if own_list else None,
            lookups=frozenset(lookups),
            settings=settings or {},
        )
        self.parts = parts if parts is not None else scan(self.options)
        self._sources = self.parts.sources
        self._describing = (*self.parts.sources, *self.parts.judges, *self.parts.describers)
        self.optouts: OptOuts = of_options(self.options)
        self.data_version = "; ".join(s.version for s in self._sources if s.version)
        self._cache: dict[Hashable, Pattern] = {}
        self._asked = [
            (part.token, part.shape if isinstance(part, Blocked) else None) for part in self._sources
        ]
        self._asks = bool(self.parts.remotes or self.parts.paid)

    def identify(self, subjects: Iterable[str], worth: Mapping[str, float] | None = None) -> list[Verdict]:
        """One verdict per subject, in order. Raises ``BadSubject`` for what is no address or host name.

        ``worth``: subject → 0..1, how near its activity comes to the next stage (1: it is there); a paid
        source is asked about nobody else.
        """
        if not self._asks:
            return [self._known(parse(text)) for text in subjects]
        parsed = [parse(text) for text in subjects]
        if len(parsed) < 2:
            return [self._one(subject, worth) for subject in parsed]
        with ThreadPoolExecutor(WORKERS) as pool:  # others are slow to answer: ask for many at once
            return list(pool.map(lambda subject: self._one(subject, worth), parsed))

    def _one(self, subject: Subject, worth: Mapping[str, float] | None = None) -> Verdict:
        known = self._known(subject)
        if subject.version and _worth_asking(known):
            known = self._with_remote(subject, known) if self.parts.remotes else known
            known = self._with_paid(subject, known, worth or {}) if self.parts.paid else known
        return known

    def _known(self, subject: Subject) -> Verdict:
        """From local data. Equal tokens, equal verdict; equal shapes, a verdict that differs in the block."""
        version, text = subject.version, subject.text
        key: list[Hashable] = [version, subject.host, self.optouts.token(subject)]
        blocks: list[str] = []
        alone = True
        for token_of, shape_of in self._asked:
            token: Any = token_of(subject)
            if token and shape_of:
                token, block = shape_of(subject, token)
                blocks += [block] * bool(block)
            elif token:
                alone = False
            key.append(token)
        if not alone or len(blocks) > 1:  # more than one source speaks of a block: each is a case of its own
            key += blocks
        named = blocks[0] if blocks else ""
        known = self._cache.get(place := tuple(key))
        if known is not None:
            return known.at(text, named)
        verdict = self._decide(subject, self._local(subject))
        if len(self._cache) >= CACHE_SIZE:
            self._cache.clear()
        self._cache[place] = Pattern(verdict, named)
        return verdict

    def _local(self, subject: Subject) -> list[Evidence]:
        return [item for source in self._sources for item in source.look(subject)]

    def _with_remote(self, subject: Subject, known: Verdict) -> Verdict:
        local = [item.judged(used=False, why="") for item in known.evidence]
        asked = [item for remote in self.parts.remotes for item in remote.ask(subject)]
        return self._decide(subject, [*local, *asked])

    def _with_paid(self, subject: Subject, known: Verdict, worth: Mapping[str, float]) -> Verdict:
        if not _worth_paying(known):
            return known
        free = [item.judged(used=False, why="") for item in known.evidence]
        bought = [item for paid in self.parts.paid for item in paid.spend(subject, worth.get(subject.text))]
        return self._decide(subject, [*free, *bought])

    def _decide(self, subject: Subject, found: Sequence[Evidence]) -> Verdict:
        heard = hear(self.parts.judges, found)
        verdict = resolve(subject, heard, data_version=self.data_version)
        return self.optouts.veil(subject, verdict)

    def decide(self, subject: Subject, found: Sequence[Evidence]) -> Verdict:
        """The verdict on evidence of sources; the judges are heard."""
        return self._decide(subject, found)

    def corrected(
        self,
        verdict: Verdict,
        corrections: Iterable[Correction],
        subject: Subject | None = None,
        network: str = "",
    ) -> Verdict:
        """The verdict after what people said. ``subject``, ``network``: of an address that is forgotten."""
        about = subject or parse(verdict.ip)
        changed = corrected(verdict, network or _exactly(about), corrections, self.data_version)
        return verdict if changed is verdict else self.optouts.veil(about, changed)

    def facts(self, company: Company) -> list[Fact]:
        """What the packaged data and the own list know of a company."""
        parts = {id(part): part for part in self._describing}
        return describe(parts.values(), company)


def _exactly(subject: Subject) -> str:
    return cidr(subject.version, subject.number, WIDTH[subject.version]) if subject.version else ""


def _worth_asking(verdict: Verdict) -> bool:
    """A look-up elsewhere costs time and shows an address: only where it could change the verdict."""
    if any(item.scope == "own" for item in verdict.evidence if item.used):
        return False
    return verdict.company is None and verdict.kind not in PROVIDERS - {"isp"}


def _worth_paying(verdict: Verdict) -> bool:
    """Not where a nearer word says: a subscriber. Only a carrier's whole system may hide a firm."""
    if verdict.company is not None or verdict.kind not in {"isp", "business", "unknown"}:
        return False
    return not any(
        item.used and item.claim == "kind" and item.value == "isp" and item.scope in {"host", "block"}
        for item in verdict.evidence
    )
