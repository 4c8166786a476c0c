"""The command measures and keeps, the page and the report print what was kept; each as known then."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.render import render
from tests.http.dashboard_kit import NOW, SITE, World, add_verdict, add_view, world
from tracker.cli import accuracy as command
from tracker.cli.common import Context, UsageError
from tracker.read import accuracy
from tracker.read.day import day_report
from tracker.read.models import model_of
from tracker.settings import load_settings
from tracker.sites import all_sites
from tracker.store import Store

#: 155.56.0.0/16 is SAP's own network; 8.8.8.8 a resolver in a hosting network; 192.0.2.1 documentation.
TRUTH = """ip,company,domain,kind,level,country
155.56.0.1,SAP SE,sap.com,business,asn,DE
8.8.8.8,Google LLC,google.com,hosting,asn,US
192.0.2.1,,,private,asn,
186.188.188.205,Unnamed Bombas S.A.,,business,netblock,PA
"""


def measure(folder: Path, *argv: str, as_json: bool = True, text: str = TRUTH) -> Any:
    file = folder / "truth.csv"
    file.write_text(text, encoding="utf-8")
    parser = argparse.ArgumentParser()
    command.configure(parser)
    out = io.StringIO()
    context = Context(load_settings({}, data_dir=str(folder)), json=as_json, out=out)
    assert command.run(parser.parse_args([str(file), *argv]), context) == 0
    return json.loads(out.getvalue()) if as_json else out.getvalue()


def test_figures_have_value_count_and_interval(tmp_path: Path) -> None:
    found = measure(tmp_path, "--wrong")
    assert found["rows"] == 4
    for figure in (found["company"]["precision"], found["company"]["recall"], found["kind"]["accuracy"]):
        assert set(figure) == {"value", "right", "n", "interval"}
        assert 0 <= figure["interval"][0] <= figure["value"] <= figure["interval"][1] <= 1
    assert (found["company"]["precision"]["value"], found["company"]["precision"]["n"]) == (1.0, 1)
    assert (found["company"]["recall"]["value"], found["company"]["recall"]["n"]) == (0.5, 2)
    assert (found["kind"]["accuracy"]["right"], found["kind"]["accuracy"]["n"]) == (3, 4)
    assert found["kind"]["confusion"]["business"] == {"business": 1, "isp": 1}
    assert [row["ip"] for row in found["wrong"]] == ["186.188.188.205"]
    assert set(found["by"]) == {"class", "source", "country", "network size", "registry record", "level"}
    for groups in found["by"].values():
        assert sum(group["rows"] for group in groups.values()) == 4


def test_rows_are_chosen_by_column_and_by_half(tmp_path: Path) -> None:
    assert measure(tmp_path, "--where", "level=netblock")["rows"] == 1
    assert measure(tmp_path, "--where", "level=asn", "--where", "country=DE")["rows"] == 1
    halves = [measure(tmp_path, "--half", half)["rows"] for half in ("first", "second")]
    assert sum(halves) == 4


def test_dumps_are_built_in_for_one_run(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.write_text(
        "inetnum: 186.188.188.204/30\ndescr: Unnamed Bombas S.A.\nstatus: ASSIGNED PA\n", encoding="utf-8"
    )
    found = measure(tmp_path, "--registry", str(dump))
    assert found["company"]["recall"]["value"] == 1.0
    assert found["by"]["registry record"]["yes"]["company"]["precision"]["value"] == 1.0
    assert not (tmp_path / "enrichment").exists()


def test_people_get_a_table(tmp_path: Path) -> None:
    text = measure(tmp_path, "--wrong", as_json=False)
    assert "company precision  100.0% (1/1, 21% to 100%)" in text
    assert "186.188.188.205: Unnamed Bombas S.A. (business); said - (isp" in text


BAD: dict[str, tuple[list[str], str, str]] = {
    "heading": ([], "address,company\n1.2.3.4,X\n", "the heading needs ip"),
    "kind": ([], "ip,kind\n192.0.2.1,carrierish\n", "line 2: kind 'carrierish'; allowed: isp"),
    "address": ([], "ip,kind\n300.1.1.1,isp\n", "line 2: .*300.1.1.1"),
    "no row": (["--where", "level=x"], TRUTH, "no row is left of 4"),
    "no column": (["--where", "lvl=x"], TRUTH, "no column 'lvl'; there are ip, company"),
    "no pair": (["--where", "level"], TRUTH, "COLUMN=VALUE"),
    "no installation": (["--save"], TRUTH, "there is no installation"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_named(tmp_path: Path, name: str) -> None:
    argv, text, said = BAD[name]
    with pytest.raises(UsageError, match=said):
        measure(tmp_path, *argv, text=text)


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


def test_the_page_shows_what_was_kept_and_the_report_prints_it(place: World, tmp_path: Path) -> None:
    add_view(place.store, url_path="/pricing")
    add_verdict(place.store)
    client = place.signed_in()
    empty = client.get(f"/site/{SITE}/accuracy").text
    assert "Nothing has been measured yet" in empty
    assert "the classes add up to all views" in empty
    accuracy.save(place.store, measure(tmp_path), actor="test", at=NOW - 1000)
    text = client.get(f"/site/{SITE}/accuracy").text
    assert "1 of 1" in text
    assert "Which classes were mistaken for which" in text
    assert "155.56.0.1" not in text, "rows of the truth are not kept"

    site = all_sites(place.store)[SITE]

    def report(known_at: int) -> str:
        found = day_report(
            place.store, site, "2026-03-10", zone="UTC", known_at=known_at, model=model_of(place.store, SITE)
        )
        return render(found, "text", "en")

    assert "100% of the companies named were right (21% to 100%)" in " ".join(report(NOW).split())
    assert "companies named were right" not in report(NOW - 2000), "as known then: not yet measured"


def test_a_sites_own_truth_goes_before_the_given_once_it_says_enough(store: Store, tmp_path: Path) -> None:
    given = {**measure(tmp_path), "file": "given"}
    mine = json.loads(json.dumps({**given, "file": "own"}))
    accuracy.save(store, given, actor="test", at=1000)
    accuracy.save(store, mine, against=accuracy.own(SITE), actor="test", at=1000)
    chosen = accuracy.headline(store, SITE, known_at=2000)
    assert chosen is not None
    assert chosen["file"] == "given"
    mine["company"]["precision"]["n"] = accuracy.ENOUGH
    accuracy.save(store, mine, against=accuracy.own(SITE), actor="test", at=1500)
    chosen = accuracy.headline(store, SITE, known_at=2000)
    assert chosen is not None
    assert chosen["file"] == "own"
    assert accuracy.headline(store, SITE, known_at=500) is None
