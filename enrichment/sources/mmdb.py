"""Bring your own MMDB: files in ``data_dir/enrichment/*.mmdb`` (IPinfo, DB-IP, GeoLite2 and the like).

Reads AS number, AS name and domain. Their licence is between you and their maker; nothing is copied.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import maxminddb

from enrichment.domains import registrable
from enrichment.model import BadData, Evidence, Subject
from enrichment.names import tidy
from enrichment.networks import WIDTH, cidr
from enrichment.source import Options

_NAMES = ("autonomous_system_organization", "as_name", "as_organization", "organization")
_NUMBERS = ("autonomous_system_number", "asn", "as_number")
_DOMAINS = ("as_domain", "domain")


class MmdbSource:
    """The first file (by name) that knows the address answers; surer than the packaged data."""

    name = "mmdb"

    def __init__(self, files: list[Path]) -> None:
        self._files = [(path.name, _open(path)) for path in files]
        self.built = min(_built(reader) for _, reader in self._files)
        self.version = "; ".join(f"{name} {_built(reader)}" for name, reader in self._files)

    def token(self, subject: Subject) -> Hashable:
        found = self._find(subject)
        return found[1:3] if found else None

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        found = self._find(subject)
        if found is None:
            return ()
        name, network, asn, owner, domain, country, dated = found
        return (
            Evidence(
                self.name, "operator", tidy(owner) or f"AS{asn}", f"announced by ({name})", 0.95,
                network=network, domain=domain, country=country, asn=asn, dated=dated,
            ),
        )  # fmt: skip

    def _find(self, subject: Subject) -> tuple[str, str, int, str, str, str, str] | None:
        for name, reader in self._files if subject.version else ():
            try:
                record, length = reader.get_with_prefix_len(subject.text)
            except ValueError:  # an IPv6 address in a file that has IPv4 only
                continue
            if isinstance(record, dict) and (asn := number_of(record)):
                shift = WIDTH[subject.version] - length
                network = cidr(subject.version, subject.number >> shift << shift, length)
                domain = registrable(text_of(record, _DOMAINS))
                country = str(record.get("country_code") or "")
                return name, network, asn, text_of(record, _NAMES), domain, country, _built(reader)
        return None


def number_of(record: dict[str, Any]) -> int:
    """The AS number of a record, 0 if it has none."""
    texts = (str(record.get(key) or "").upper().removeprefix("AS") for key in _NUMBERS)
    return next((int(text) for text in texts if text.isdigit()), 0)


def text_of(record: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(record[key]) for key in keys if record.get(key)), "")


def _open(path: Path) -> maxminddb.Reader:
    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise BadData(f"{path}: no MMDB file ({error}); take it away or replace it") from None


def _built(reader: maxminddb.Reader) -> str:
    return datetime.fromtimestamp(reader.metadata().build_epoch, UTC).strftime("%Y-%m-%d")


def build(options: Options) -> MmdbSource | None:
    files = sorted((options.data_dir / "enrichment").glob("*.mmdb")) if options.data_dir else []
    return MmdbSource(files) if files else None
