"""GLEIF and Wikidata: built by the command from a file, found by name or domain, damaged ones told."""

from __future__ import annotations

import bz2
import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from enrichment import BadData, Company, Identifier, gleif, wikidata
from enrichment.hashfile import HashFile, write
from tests.unit.test_enrichment_cli import command
from tracker.cli import data
from tracker.cli.common import UsageError

HEADING = (
    *(*gleif.NEEDED, gleif.CATEGORY, gleif.REGION, "Entity.LegalForm.EntityLegalFormCode"),
    *(gleif.STREET, gleif.POSTCODE),
)


def lei_file(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADING, *(row + ("",) * (len(HEADING) - len(row)) for row in rows)])
    return out.getvalue().encode()


ROWS = (
    (
        "5299001",
        "Acme Maschinenbau GmbH",
        "ACTIVE",
        "DE",
        "Köln",
        "GENERAL",
        "DE-NW",
        "2HBR",
        "Domkloster 4",
        "50667",
    ),
    ("5299002", "ACME MASCHINENBAU INC.", "ACTIVE", "US", "Reno", "GENERAL", "", ""),
    ("5299003", "Old Ltd", "INACTIVE", "GB", "Bath", "GENERAL", "", ""),
    ("5299004", "Erika Muster e.K.", "ACTIVE", "DE", "Bonn", "GENERAL", "", ""),
    ("5299005", "John Doe", "ACTIVE", "US", "Reno", "SOLE_PROPRIETOR", "", ""),
    ("5299006", "", "ACTIVE", "US", "Reno", "GENERAL", "", ""),
)


@pytest.mark.parametrize("packed", [False, True], ids=["csv", "zip"])
def test_gleif_is_built_and_asked(tmp_path: Path, packed: bool) -> None:
    source = tmp_path / ("lei.zip" if packed else "lei.csv")
    source.write_bytes(lei_file(*ROWS))
    if packed:
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("20261101-lei2.csv", lei_file(*ROWS))
    told = json.loads(command(data, tmp_path, "gleif", "build", str(source), "--dated", "2026-11-01"))
    assert (told["kept"], told["inactive"], told["person or fund"], told["incomplete"]) == (2, 1, 2, 1)
    assert told["licence"].startswith("CC0")
    about = Identifier(tmp_path).facts
    german = Company("acme.example", "Acme Maschinenbau", "acme.example", "DE")
    assert {(fact.field, fact.value, fact.dated) for fact in about(german) if fact.source == "gleif"} == {
        ("lei", "5299001", "2026-11-01"), ("country", "DE", "2026-11-01"), ("city", "Köln", "2026-11-01"),
        ("region", "NW", "2026-11-01"), ("street", "Domkloster 4", "2026-11-01"),
        ("postal_code", "50667", "2026-11-01"),
    }  # fmt: skip
    nowhere = Company("acme.example", "Acme Maschinenbau", "acme.example", "")
    assert [fact for fact in about(nowhere) if fact.source == "gleif"] == [], "two of that name"
    shown = json.loads(command(data, tmp_path, "show"))
    assert shown["facts"]["gleif"]["keys"] == 2
    assert "gleif" in {row["source"] for row in shown["data"]}
    assert "CC0" in command(data, tmp_path, "show", as_json=False)


def claim(value: Any, *, rank: str = "normal", when: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"mainsnak": {"datavalue": {"value": value}}, "rank": rank}
    if when:
        made["qualifiers"] = {"P585": [{"datavalue": {"value": {"time": when}}}]}
    return made


def amount(number: str, unit: str = "1") -> dict[str, str]:
    return {"amount": f"+{number}", "unit": unit if unit == "1" else f"http://www.wikidata.org/entity/{unit}"}


def entity(key: str, name: str, **claims: list[Any]) -> dict[str, Any]:
    return {"type": "item", "id": key, "labels": {"en": {"value": name}}, "claims": claims}


ENTITIES = (
    entity(
        "Q1", "Acme", P856=[claim("https://www.acme.example/en")], P452=[claim({"id": "Q10"})],
        P17=[claim({"id": "Q11"})], P159=[claim({"id": "Q12"})],
        P1128=[claim(amount("100"), when="+2019"), claim(amount("250"), when="+2024")],
        P2139=[claim(amount("5000000", "Q4916"))], P1278=[claim("5299001")],
        P6375=[claim({"text": "Domkloster 4", "language": "de"})], P281=[claim("50667")],
        P1329=[claim("+49 221 123456")], P968=[claim("mailto:info@acme.example")],
    ),
    entity("Q2", "Dollar", P856=[claim("http://dollar.example")], P2139=[claim(amount("7", "Q4917"))],
           P968=[claim("mailto:ada@dollar.example")]),
    entity(
        "Q3", "Ada", P856=[claim("http://ada.example")], P31=[claim({"id": "Q5"})],
        P452=[claim({"id": "Q10"})],
    ),
    entity("Q4", "Museum", P856=[claim("http://museum.example")]),
    entity("Q5x", "Brand", P856=[claim("https://acme.example")], P1128=[claim(amount("9"))]),
    entity("Q10", "engineering"),
    entity("Q11", "Germany", P297=[claim("DE")]),
    entity("Q12", "Cologne"),
)  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["json", "bz2"])
def test_wikidata_is_built_and_asked(tmp_path: Path, packed: bool) -> None:
    lines = ["[", *(json.dumps(item) + "," for item in ENTITIES), '{"P856" broken', "]"]
    text = "\n".join(lines).encode()
    source = tmp_path / ("dump.json.bz2" if packed else "dump.json")
    source.write_bytes(bz2.compress(text) if packed else text)
    told = json.loads(command(data, tmp_path, "wikidata", "build", str(source), "--dated", "2026-11-02"))
    assert (told["kept"], told["persons"], told["no company"], told["unreadable"]) == (3, 1, 1, 1)
    about = Identifier(tmp_path).facts
    found = about(Company("acme.example", "Acme", "acme.example"))
    assert {(fact.field, fact.value) for fact in found if fact.source == "wikidata"} == {
        ("industry", "engineering"), ("country", "DE"), ("city", "Cologne"), ("revenue_eur", "5000000"),
        ("website", "acme.example"), ("lei", "5299001"), ("street", "Domkloster 4"),
        ("postal_code", "50667"), ("phone", "+49 221 123456"), ("email_general", "info@acme.example"),
    }, "of employees two items disagree"  # fmt: skip
    dollar = about(Company("dollar.example", "Dollar", "dollar.example"))
    assert [fact.field for fact in dollar if fact.source == "wikidata"] == ["website"]


def test_many_keys_are_found_again(tmp_path: Path) -> None:
    path = tmp_path / "x.idx"
    rows = [(f"key {n % 900}", {"n": str(n)}) for n in range(1000)]
    assert write(path, {"format": "t", "built": "2026-01-01"}, rows) == 1000
    index = HashFile(path, "t")
    for n in range(900):
        want = [str(m) for m in range(n, 1000, 900)]
        assert [row["n"] for row in index.get(f"key {n}")] == want
    assert index.get("key") == index.get("") == []


@pytest.mark.parametrize("damage", ["cut", "other", "empty", "text"])
def test_a_damaged_index_is_told(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "enrichment" / gleif.FILE
    write(path, {"format": gleif.FORMAT, "built": "2026-01-01"}, [("a", {"x": "1"})] * 50)
    whole = path.read_bytes()
    path.write_bytes({"cut": whole[:4200], "other": whole.replace(b"gleif-1", b"gleif-9"), "empty": b"",
                      "text": b"hello"}[damage])  # fmt: skip
    with pytest.raises(BadData, match=r"gleif\.idx"):
        Identifier(tmp_path)


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        (("gleif",), "say tracker data gleif build FILE"),
        (("wikidata", "build"), "say tracker data wikidata build FILE"),
        (("gleif", "build", "none.csv"), "none.csv"),
    ],
)
def test_bad_arguments_are_told(tmp_path: Path, argv: tuple[str, ...], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        command(data, tmp_path, *argv)


@pytest.mark.parametrize("module", [gleif, wikidata])
def test_what_is_no_dump_is_told(tmp_path: Path, module: Any) -> None:
    source = tmp_path / "x.csv"
    source.write_text("a,b\n1,2\n")
    with pytest.raises(BadData, match=r"x\.csv"):
        module.build(source, tmp_path / "out.idx", dated="2026-01-01")
