"""``tracker score``: JSON that adds up, clear words for what is wrong. In processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = """
import sys
from tests.intent_kit import MONDAY, event, seed, verdict
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import open_store
store = open_store(load_settings(data_dir=sys.argv[1]).store_dsn)
save_site(store, new_site("shop"), actor="test")
events = [
    event(MONDAY, address_key="a", view="p", signals=["pricing"], url_path="/[bold]preise"),
    event(MONDAY + 60_000, address_key="a", view="p", seq=1, name="add_to_cart", signals=["cart"]),
]
seed(store, events, [verdict(MONDAY, "a", "acme.example")])
store.sync()
store.close()
"""
AT = ("--site", "shop", "--at", "2026-03-02T10:00:00Z")


def run(*args: str) -> subprocess.CompletedProcess[str]:
    # A process of its own: one process may open one engine folder only.
    return subprocess.run(args, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ))


def score(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "tracker", "score", "--data-dir", str(folder), *args)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("score")
    done = run(sys.executable, "-c", SETUP, str(path))
    assert done.returncode == 0, done.stderr
    return path


def test_json_adds_up(folder: Path) -> None:
    done = score(folder, *AT, "--account", "acme.example", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["accounts"][0]
    assert sum(line["points"] for line in found["ledger"]) == found["engagement"]
    assert {line["rule"] for line in found["ledger"]} == {"pricing_view", "cart_add"}


def test_text_shows_the_ledger_and_takes_no_page_for_markup(folder: Path) -> None:
    done = score(folder, *AT, "--account", "acme.example")
    assert "shop.example/[bold]preise" in done.stdout
    assert "cart_add" in done.stdout


def test_before_anything_happened(folder: Path) -> None:
    done = score(folder, "--site", "shop", "--at", "2026-03-01", "--json")
    assert json.loads(done.stdout)["accounts"] == []


def test_recording_twice_records_once(folder: Path) -> None:
    first, second = (json.loads(score(folder, *AT, "--record", "--json").stdout) for _ in range(2))
    assert [(change["to_stage"], change["actor"]) for change in first["changes"]] == [("LEAD", "rule:seen")]
    assert second["changes"] == []


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no such site": (("--site", "nowhere"), "sites: shop"),
    "no time": (("--site", "shop", "--at", "yesterday"), "2026-03-02T18:00:00Z"),
    "no such account": ((*AT, "--account", "nobody.example"), "nobody.example"),
    "no such file": ((*AT, "--use", "missing.toml"), "missing.toml"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(folder: Path, name: str) -> None:
    args, says = WRONG[name]
    done = score(folder, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_a_model_that_is_wrong_is_not_taken(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('extends = "default"\nwindow = 3\n', encoding="utf-8")
    done = score(folder, *AT, "--use", str(bad))
    assert done.returncode == 2
    assert "unknown setting 'window'" in done.stderr
