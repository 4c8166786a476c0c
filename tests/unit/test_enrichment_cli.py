"""The commands ``identify`` and ``data``, called as the parser calls them."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from enrichment import PROVIDERS, Identifier
from enrichment.age import MAX_AGE_DAYS
from enrichment.sources.operator import FILE
from tracker.cli import data, identify
from tracker.cli.common import Context, UsageError
from tracker.settings import load_settings


def command(module: ModuleType, folder: Path, *argv: str, as_json: bool = True) -> str:
    parser = argparse.ArgumentParser()
    module.configure(parser)
    out = io.StringIO()
    context = Context(settings=load_settings({}, data_dir=str(folder)), json=as_json, out=out)
    assert module.run(parser.parse_args(argv), context) == 0
    return out.getvalue()


def test_identify_gives_all_fields(tmp_path: Path) -> None:
    addresses = ["155.56.0.1", "2001:4860:4860::8888", "192.0.2.1"]
    rows: list[dict[str, Any]] = json.loads(command(identify, tmp_path, *addresses))
    assert [row["ip"] for row in rows] == addresses
    for row in rows:
        assert {"operator", "network", "kind", "company", "confidence", "evidence", "rule"} <= row.keys()
        assert row["company"] is None or row["kind"] not in PROVIDERS


def test_identify_reads_a_file_and_shows_a_table(tmp_path: Path) -> None:
    file = tmp_path / "addresses.txt"
    file.write_text("# comment\n155.56.0.1\n\n192.0.2.1\n", encoding="utf-8")
    text = command(identify, tmp_path, "--file", str(file), as_json=False)
    assert "SAP" in text
    assert "https://db-ip.com/" in text, "the licence of the data asks for the link"


BAD = {
    "no address": ([], "no address given"),
    "not an address": (["300.1.1.1"], "300.1.1.1"),
    "no such file": (["--file", "/nonexistent/x"], "/nonexistent/x"),
    "unknown look-up": (["8.8.8.8", "--lookups", "whois"], "rdns, rdap"),
}


@pytest.mark.parametrize("name", BAD)
def test_identify_names_what_is_wrong(tmp_path: Path, name: str) -> None:
    argv, said = BAD[name]
    with pytest.raises(UsageError, match=said):
        command(identify, tmp_path, *argv)


def test_refreshed_operator_data_is_used_and_dated(tmp_path: Path) -> None:
    (tmp_path / "asn.csv").write_text("8.8.8.0,8.8.8.255,64500,Deutsche Pumpenbank AG\n", encoding="utf-8")
    argv = ["build", "--asn", str(tmp_path / "asn.csv"), "--dated", "2020-01-01"]
    assert json.loads(command(data, tmp_path, *argv))["systems"] == 1
    assert (tmp_path / "enrichment" / FILE).exists()
    verdict = Identifier(tmp_path).identify(["8.8.8.8"])[0]
    assert (verdict.operator, verdict.asn) == ("Deutsche Pumpenbank AG", 64500)
    assert "operators 2020-01-01" in verdict.data_version
    shown = json.loads(command(data, tmp_path, "show"))
    operator = next(row for row in shown["data"] if row["source"] == "operator")
    assert operator["old"] is True
    assert operator["days"] > MAX_AGE_DAYS


def test_terms_quote_both_registries(tmp_path: Path) -> None:
    terms = json.loads(command(data, tmp_path, "terms"))["terms"]
    assert "ARIN" in terms
    assert "RIPE" in terms


DUMP = "inetnum: 186.188.188.204/30\ndescr: Unnamed Bombas S.A.\nstatus: ASSIGNED PA\nsource: TEST\n"


def test_registry_is_built_shown_and_used(tmp_path: Path) -> None:
    dump = tmp_path / "dump.db"
    dump.write_text(f"{DUMP}\ninetnum: broken\ndescr: X GmbH\n", encoding="utf-8")
    before = json.loads(command(data, tmp_path, "show"))
    assert "registry" not in before
    built = json.loads(command(data, tmp_path, "registry", "build", str(dump), "--dated", "2026-11-01"))
    assert (built["blocks"], built["dated"]) == (1, "2026-11-01")
    assert built["left_out"] == {"range cannot be read": 1}
    shown = json.loads(command(data, tmp_path, "show"))
    assert (shown["registry"]["blocks"], shown["registry"]["dated"]) == (1, "2026-11-01")
    assert {row["source"]: row["dated"] for row in shown["data"]}["registry"] == "2026-11-01"
    (row,) = json.loads(command(identify, tmp_path, "186.188.188.205"))
    assert row["company"]["name"] == "Unnamed Bombas S.A."


BAD_BUILDS = {
    "nothing said": ["registry"],
    "no file": ["registry", "build"],
    "another word": ["registry", "show", "x"],
    "no such file": ["registry", "build", "/nonexistent/dump"],
    "a word too many": ["show", "x"],
}


@pytest.mark.parametrize("name", BAD_BUILDS)
def test_a_wrong_registry_command_says_what_is_wanted(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"registry build FILE|takes no 'x'|/nonexistent/dump"):
        command(data, tmp_path, *BAD_BUILDS[name])
