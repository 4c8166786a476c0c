"""Bring your own MMDB: fictional operators in tests/fixtures/operators.mmdb, two dialects of field names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from enrichment import BadData, Identifier, packed
from enrichment.packing.operators import pack, read_ranges

FILE = Path(__file__).parents[1] / "fixtures" / "operators.mmdb"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "enrichment").mkdir()
    shutil.copy(FILE, tmp_path / "enrichment" / "operators.mmdb")
    return tmp_path


def test_the_file_answers_before_the_packaged_data(folder: Path) -> None:
    bank, carrier, other = Identifier(folder).identify(["9.9.9.9", "2620:fe::fe", "155.56.0.1"])
    assert (bank.operator, bank.asn, bank.network) == ("Deutsche Pumpenbank AG", 64500, "9.9.9.0/24")
    assert bank.company is not None
    assert (bank.kind, bank.company.key) == ("business", "pumpenbank.de"), "its domain names the account"
    assert (carrier.operator, carrier.kind, carrier.company) == ("Kabel Telekom GmbH", "isp", None)
    assert other.company is not None
    assert other.company.key == "sap.com", "what the file does not know, the packaged data answers"
    assert "operators.mmdb" in bank.data_version


def test_a_file_that_is_no_mmdb_is_named(tmp_path: Path) -> None:
    (tmp_path / "enrichment").mkdir()
    (tmp_path / "enrichment" / "broken.mmdb").write_bytes(b"no database")
    with pytest.raises(BadData, match=r"broken\.mmdb"):
        Identifier(tmp_path)


def test_it_can_be_packed(tmp_path: Path) -> None:
    pack(read_ranges(FILE), tmp_path / "operators.xz", built="2026-11-01", source="test")
    systems = {item.asn: item for item in packed.read(tmp_path / "operators.xz").systems}
    assert sorted(systems) == [64500, 64501]
    assert (systems[64500].name, systems[64500].country, systems[64500].space) == (
        "Deutsche Pumpenbank AG",
        "DE",
        256,
    )
