"""RDAP answers that were saved as files are read as registry records."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from enrichment import BadData, Identifier
from enrichment.registry.build import build
from enrichment.registry.files import records
from enrichment.registry.records import Block, Tally

SHARED = Path(os.environ.get("TRACKER_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "rdap"


def answer(first: str = "109.145.75.0", last: str = "109.145.75.63", **more: Any) -> dict[str, Any]:
    card = [["version", {}, "text", "4.0"], ["fn", {}, "text", more.pop("name", "Pumpenwerk Kiel GmbH")]]
    return {
        "objectClassName": "ip network",
        "startAddress": first,
        "endAddress": last,
        "name": "KIEL-OFFICE",
        "type": "ASSIGNED PA",
        "country": "gb",
        "port43": "whois.ripe.net",
        "events": [{"eventAction": "registration", "eventDate": "2014-01-02T00:00:00Z"},
                   {"eventAction": "last changed", "eventDate": "2024-03-01T10:00:00Z"}],
        "entities": [{"roles": ["registrant"], "handle": "ORG-1", "vcardArray": ["vcard", card]}],
        **more,
    }  # fmt: skip


#: How answers lie in a file, and how many blocks are read from it.
FORMS: dict[str, tuple[str, int]] = {
    "one": (json.dumps(answer()), 1),
    "one over many lines": ("\ufeff" + json.dumps(answer(), indent=2), 1),
    "an array": (json.dumps([answer(), answer("109.145.76.0", "109.145.76.255")]), 2),
    "one a line": (f"{json.dumps(answer())}\n{json.dumps(answer('2001:db8::', '2001:db8::ffff'))}\n\n", 2),
    "in an envelope": (json.dumps({"ip": "109.145.75.1", "response": answer()}), 1),
    "padded, as ARIN once wrote": (json.dumps(answer("109.145.075.000", "109.145.075.063")), 1),
    "a domain's answer beside it": (json.dumps([{"objectClassName": "domain"}, answer(), "x", None]), 1),
    "no block": (json.dumps([answer("home", "away"), answer("1.2.3.4", "1.2.3.0"), answer("", "")]), 0),
    "a registry's whole space": (json.dumps([answer("0.0.0.0", "255.255.255.255"), answer()]), 1),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_files(tmp_path: Path, name: str) -> None:
    text, count = FORMS[name]
    (tmp_path / "a.json").write_text(text, "utf-8")
    tally = Tally()
    found = [item for item in records(tmp_path, tally) if isinstance(item, Block)]
    assert len(found) == tally.read["block"] == count
    if count:
        assert (found[0].name, found[0].status, found[0].country) == (
            "Pumpenwerk Kiel GmbH",
            "ASSIGNED PA",
            "GB",
        )
        assert (found[0].changed, found[0].registry, found[0].label) == ("2024-03-01", "RIPE", "KIEL-OFFICE")


@pytest.mark.parametrize("text", ["{", '{"a": 1}\nrest', "[1, 2"])
def test_a_file_that_is_no_json_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    with pytest.raises(BadData, match=r"a\.json: cannot be read as a registry dump"):
        list(records(tmp_path / "a.json", Tally()))


def test_a_folder_of_answers_names_whom_it_registers_and_no_person(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "1.json").write_text(json.dumps(answer()), "utf-8")
    (saved / "2.json").write_text(
        json.dumps(answer("109.145.76.0", "109.145.76.7", name="Erika Muster")), "utf-8"
    )
    out = tmp_path / "data" / "enrichment" / "registry.idx"
    build([saved], out, built="2026-11-01", source="saved")
    firm, alone = Identifier(tmp_path / "data").identify(["109.145.75.9", "109.145.76.2"])
    assert firm.company is not None
    assert (firm.company.name, firm.network) == ("Pumpenwerk Kiel GmbH", "109.145.75.0/26")
    assert alone.company is None
    assert b"Muster" not in out.read_bytes()


@pytest.mark.skipif(not SHARED.exists(), reason="RDAP answers absent")
def test_real_answers_of_five_regions(tmp_path: Path) -> None:
    found = build([SHARED], tmp_path / "registry.idx", built="2026-11-01", source="answers")
    assert (found["records"], found["blocks"]) == ({"block": 7}, 7)
