"""The packed operator file: built from CSV and MMDB, read back, and honest about damage."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest

from enrichment import packed
from enrichment.model import BadData
from enrichment.packing.operators import Countries, pack, read_ranges

ASN = """198.18.0.0,198.18.0.255,64500,Alpha Works
198.18.1.0,198.18.3.127,64501,"Beta, Inc."
198.19.0.0,198.19.255.255,64500,Alpha Works
2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,64502,Gamma
2001:db8:1::,2001:db8:1:0:0:0:0:ff,64503,Delta
"""
COUNTRY = """198.18.0.0,198.18.255.255,DE
198.19.0.0,198.19.255.255,NL
2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,FR
"""
WHERE = {
    "first address": ("198.18.0.0", 64500),
    "last address": ("198.18.0.255", 64500),
    "range that is no CIDR": ("198.18.3.127", 64501),
    "just behind it": ("198.18.3.128", 0),
    "before all": ("1.0.0.0", 0),
    "behind all": ("223.255.255.255", 0),
    "IPv6": ("2001:db8:0:1::1", 64502),
    "IPv6 finer than /64 is widened to /64": ("2001:db8:1::ffff", 64503),
    "IPv6 beside it": ("2001:db8:1:1::", 0),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "asn.csv").write_text(ASN, encoding="utf-8")
    (tmp_path / "country.csv").write_text(COUNTRY, encoding="utf-8")
    out = tmp_path / "operators.xz"
    countries = Countries([tmp_path / "country.csv"])
    counts = pack(
        read_ranges(tmp_path / "asn.csv"), out, built="2026-06-17", source="test", countries=countries
    )
    assert counts["systems"] == 4
    assert counts["overlaps"] == 0
    return out


@pytest.mark.parametrize("name", WHERE)
def test_lookup(file: Path, name: str) -> None:
    text, asn = WHERE[name]
    operators = packed.read(file)
    address = ip_address(text)
    found = operators.find(address.version, int(address))
    assert (operators.systems[found[2]].asn if found else 0) == asn


def test_facts_of_a_system(file: Path) -> None:
    operators = packed.read(file)
    systems = {system.asn: system for system in operators.systems}
    assert operators.built == "2026-06-17"
    assert (systems[64501].name, systems[64501].country, systems[64501].space) == ("Beta, Inc.", "DE", 640)
    assert systems[64500].country == "NL", "the country in which most of its addresses lie"
    assert systems[64502].space == 0, "IPv6 alone tells nothing of size"


def test_same_input_same_file(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xz"
    countries = Countries([tmp_path / "country.csv"])
    pack(read_ranges(tmp_path / "asn.csv"), again, built="2026-06-17", source="test", countries=countries)
    assert again.read_bytes() == file.read_bytes()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "not xz": lambda data: b"PK" + data,
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file_says_what_to_do(file: Path, name: str) -> None:
    file.write_bytes(DAMAGE[name](file.read_bytes()))
    with pytest.raises(BadData, match="tracker data build"):
        packed.read(file)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(ASN + "198.20.0.0,not an address,1,X\n", encoding="utf-8")
    with pytest.raises(BadData, match="line 6"):
        list(read_ranges(tmp_path / "bad.csv"))
    with pytest.raises(BadData, match=r"\.csv"):
        list(read_ranges(tmp_path / "data.parquet"))


def test_packaged_data_is_sorted_disjoint_and_small() -> None:
    path = Path(packed.__file__).parent / "data" / "operators.xz"
    assert path.stat().st_size < 4 * 2**20
    columns = packed.read(path).columns
    ends = (
        start + (1 << (32 - length))
        for start, length in zip(columns["start4"], columns["length4"], strict=True)
    )
    starts = iter(columns["start4"][1:])
    assert all(end <= start for end, start in zip(ends, starts, strict=False))
