"""Bring your own MMDB: fictional operators in tests/fixtures/operators.mmdb, two dialects of field names."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from enrichment import BadData, Identifier, packed
from enrichment.age import ages
from enrichment.mmdb_fields import Said, read
from enrichment.packing.operators import pack, read_ranges
from tests.unit.mmdbkit import write_mmdb

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


#: Records as the makers' documentation lays them out, with invented names → what is read.
LAYOUTS: dict[str, tuple[Any, Said]] = {
    "GeoLite2-ASN, DB-IP ASN Lite": (
        {"autonomous_system_number": 64500, "autonomous_system_organization": "Pumpenbank AG"},
        Said(64500, "Pumpenbank AG"),
    ),
    "GeoIP2-ISP": (
        {
            "autonomous_system_number": 64501,
            "autonomous_system_organization": "KABEL-AS",
            "isp": "Kabel Telekom",
            "organization": "Pumpenwerk Kiel GmbH",
        },
        Said(64501, "KABEL-AS", holder="Pumpenwerk Kiel GmbH"),
    ),
    "GeoIP2-ISP, a subscriber": (
        {
            "autonomous_system_number": 64501,
            "autonomous_system_organization": "KABEL-AS",
            "isp": "Kabel Telekom",
            "organization": "Kabel Telekom",
        },
        Said(64501, "KABEL-AS"),
    ),
    "GeoIP2-Enterprise": (
        {
            "country": {"iso_code": "DE"},
            "traits": {
                "autonomous_system_number": 64501,
                "autonomous_system_organization": "Kabel Telekom",
                "organization": "Pumpenwerk Kiel GmbH",
                "domain": "pumpenwerk.de",
                "user_type": "business",
            },
        },
        Said(64501, "Kabel Telekom", "", "Pumpenwerk Kiel GmbH", "pumpenwerk.de", "business", country="DE"),
    ),
    "GeoIP2-Enterprise, a home": (
        {"traits": {"autonomous_system_number": 64501, "user_type": "residential"}},
        Said(64501, kind="isp"),
    ),
    "GeoIP2-Anonymous-IP": (
        {"is_anonymous": True, "is_hosting_provider": True, "is_anonymous_vpn": True},
        Said(flag="is_anonymous_vpn", flag_kind="vpn"),
    ),
    "IPinfo Lite": (
        {
            "asn": "AS64500",
            "as_name": "Pumpenbank AG",
            "as_domain": "pumpenbank.de",
            "country": "Germany",
            "country_code": "DE",
        },
        Said(64500, "Pumpenbank AG", "pumpenbank.de", country="DE"),
    ),
    "IPinfo ASN": (
        {"asn": "AS64501", "name": "Kabel Telekom", "domain": "kabel.de", "type": "isp", "country": "DE"},
        Said(64501, "Kabel Telekom", "kabel.de", as_kind="isp", country="DE"),
    ),
    "IPinfo Company": (
        {
            "name": "Pumpenwerk Kiel GmbH",
            "domain": "pumpenwerk.de",
            "type": "business",
            "asn": "AS64501",
            "as_name": "Kabel Telekom",
            "as_domain": "kabel.de",
            "as_type": "isp",
            "country": "DE",
        },
        Said(
            64501, "Kabel Telekom", "kabel.de", "Pumpenwerk Kiel GmbH", "pumpenwerk.de", "business", "isp",
            country="DE",
        ),
    ),
    "IPinfo Privacy": (
        {"vpn": "", "hosting": "true", "tor": "false"},
        Said(flag="hosting", flag_kind="hosting"),
    ),
    "IPinfo Privacy, nothing": ({"vpn": "", "hosting": "", "service": ""}, Said()),
    "no record": ("text", Said()),
    "fields of other types": ({"asn": [1], "as_name": 7, "organization": None, "traits": 3}, Said()),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    record, said = LAYOUTS[name]
    assert read(record) == said


def test_company_and_privacy_files_beside_each_other(tmp_path: Path) -> None:
    (tmp_path / "enrichment").mkdir()
    company, _ = LAYOUTS["IPinfo Company"]
    write_mmdb(
        tmp_path / "enrichment" / "company.mmdb",
        "ipinfo company",
        {"12.0.1.0/26": company, "12.0.2.0/24": company, "2a00:1::/48": company},
    )
    write_mmdb(tmp_path / "enrichment" / "privacy.mmdb", "ipinfo privacy", {"12.0.2.0/25": {"vpn": "true"}})
    identifier = Identifier(tmp_path)
    firm, hidden, six, outside = identifier.identify(["12.0.1.5", "12.0.2.5", "2a00:1::7", "12.0.1.99"])
    assert firm.company is not None
    assert (firm.kind, firm.company.key, firm.network) == ("business", "pumpenwerk.de", "12.0.1.0/26")
    assert (firm.operator, firm.asn) == ("Kabel Telekom", 64501)
    assert (hidden.kind, hidden.company) == ("vpn", None)
    assert six.company == firm.company
    assert outside.operator.startswith("AT&T"), "what no file knows, the packaged data answers"
    assert {age.source: age.dated for age in ages(identifier.parts, date(2026, 11, 22))}[
        "mmdb"
    ] == "2026-09-21"


USELESS: dict[str, tuple[str, dict[str, Any]]] = {
    "places": ("GeoLite2-City", {"city": {"names": {"en": "Kiel"}}, "location": {"latitude": 54}}),
    "countries": ("GeoLite2-Country", {"country": {"iso_code": "DE"}}),
}


@pytest.mark.parametrize("name", USELESS)
def test_a_file_of_another_kind_is_named_with_what_is_allowed(tmp_path: Path, name: str) -> None:
    kind, record = USELESS[name]
    (tmp_path / "enrichment").mkdir()
    write_mmdb(tmp_path / "enrichment" / "x.mmdb", kind, {"12.0.0.0/8": record})
    with pytest.raises(BadData, match=rf"x\.mmdb: of no use here: type '{kind}'.*allowed: files with AS"):
        Identifier(tmp_path)
