"""Bring your own MMDB: files in ``data_dir/enrichment/*.mmdb`` (IPinfo, DB-IP, GeoLite2 and the like).

Operator, holder of the block, kind and flags, in whatever layout (``mmdb_fields``). All files are asked; of
two that name an operator or a holder the first by name counts. Their licence is between you and their maker.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import maxminddb

from enrichment.mmdb_fields import Said, flat, known_fields, read
from enrichment.model import PROVIDERS, BadData, Evidence, Subject
from enrichment.names import is_person, tidy
from enrichment.networks import WIDTH, cidr
from enrichment.source import Options

OPERATOR, HOLDER, KIND, AS_KIND, FLAG, COMPANY = 0.95, 0.8, 0.85, 0.8, 0.93, 0.75
#: Records looked at to tell what a file is about.
SAMPLE = 200
_FIT = "files with AS numbers, companies or privacy flags (ASN, ISP, Company, Privacy, Enterprise …)"


class MmdbSource:
    """Surer than the packaged data: whoever puts a file here trusts it."""

    name = "mmdb"

    def __init__(self, files: list[Path]) -> None:
        self._files = [(path.name, _open(path)) for path in files]
        self.built = min(_built(reader) for _, reader in self._files)
        self.version = "; ".join(f"{name} {_built(reader)}" for name, reader in self._files)

    def token(self, subject: Subject) -> Hashable:
        return tuple((name, network) for name, network, _, _ in self._find(subject))

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        found: dict[tuple[str, ...], Evidence] = {}
        for name, network, said, dated in self._find(subject):
            for item in self._evidence(name, network, said, dated):
                several = (item.value,) if item.claim == "kind" else ()  # all kinds are weighed
                found.setdefault((item.claim, item.scope, *several), item)
        return tuple(found.values())

    def _find(self, subject: Subject) -> Iterator[tuple[str, str, Said, str]]:
        """(file, network, what it says, its date) of every file that knows the address."""
        for name, reader in self._files if subject.version else ():
            try:
                record, length = reader.get_with_prefix_len(subject.text)
            except ValueError:  # an IPv6 address in a file that has IPv4 only
                continue
            if said := read(record):
                shift = WIDTH[subject.version] - length
                network = cidr(subject.version, subject.number >> shift << shift, length)
                yield name, network, said, _built(reader)

    def _evidence(self, name: str, network: str, said: Said, dated: str) -> Iterator[Evidence]:
        def say(claim: str, value: str, rule: str, sure: float, scope: str, domain: str = "") -> Evidence:
            return Evidence(
                self.name, claim, value, f"{rule} ({name})", sure, scope=scope, network=network,
                domain=domain, country="" if claim == "kind" else said.country, asn=said.asn, dated=dated,
            )  # fmt: skip

        if said.asn:
            named = tidy(said.operator) or f"AS{said.asn}"
            yield say("operator", named, "announced by", OPERATOR, "as", said.operator_domain)
        if said.flag:
            yield say("kind", said.flag_kind, f"flagged as {said.flag}", FLAG, "block")
        if said.kind:
            yield say("kind", said.kind, "kind of the block", KIND, "block")
        if said.as_kind:
            yield say("kind", said.as_kind, "kind of the system", AS_KIND, "as")
        if said.holder and not is_person(said.holder):
            holder = tidy(said.holder)
            yield say("holder", holder, "holder of the block", HOLDER, "block", said.holder_domain)
            if said.holder_domain and said.kind and said.kind not in PROVIDERS:
                yield say("company", holder, "company of the block", COMPANY, "block", said.holder_domain)


def _open(path: Path) -> maxminddb.Reader:
    try:
        reader = maxminddb.open_database(path)
        records: list[Any] = [record for _, record in islice(reader, SAMPLE)]
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise BadData(f"{path}: no MMDB file ({error}); take it away or replace it") from None
    if not any(known_fields(record) for record in records):
        seen = sorted({key for record in records if isinstance(record, dict) for key in flat(record)})
        raise BadData(
            f"{path}: of no use here: type {reader.metadata().database_type!r} with the fields "
            f"{', '.join(seen[:12]) or 'none'}; allowed: {_FIT}"
        )
    return reader


def _built(reader: maxminddb.Reader) -> str:
    return datetime.fromtimestamp(reader.metadata().build_epoch, UTC).strftime("%Y-%m-%d")


def build(options: Options) -> MmdbSource | None:
    files = sorted((options.data_dir / "enrichment").glob("*.mmdb")) if options.data_dir else []
    return MmdbSource(files) if files else None
