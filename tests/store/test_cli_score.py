"""``tracker score``: JSON that adds up, clear words for what is wrong."""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.intent_kit import MINUTE, MONDAY, event, seed, verdict
from tests.kit import dsn_of
from tracker.cli import score
from tracker.cli.common import Context, UsageError
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store

AT = ("--site", "shop", "--at", "2026-03-02T10:00:00Z")


@dataclass(frozen=True)
class Here(Context):
    """The command's context over the test's store."""

    opened: Store | None = None

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        assert self.opened is not None
        yield self.opened


def run(store: Store, *args: str, as_json: bool = False) -> str:
    parser = argparse.ArgumentParser()
    score.configure(parser)
    out = io.StringIO()
    context = Here(settings=load_settings(), json=as_json, out=out, opened=store)
    assert score.run(parser.parse_args(args), context) == 0
    return out.getvalue()


@pytest.fixture
def shop(store: Store) -> Store:
    fill(store)
    return store


def fill(store: Store) -> None:
    save_site(store, new_site("shop"), actor="test")
    events = [
        event(MONDAY, address_key="a", view="p", signals=["pricing"], url_path="/[bold]preise"),
        event(MONDAY + MINUTE, address_key="a", view="p", seq=1, name="add_to_cart", signals=["cart"]),
    ]
    seed(store, events, [verdict(MONDAY, "a", "acme.example")])


def test_json_adds_up(shop: Store) -> None:
    found = json.loads(run(shop, *AT, "--account", "acme.example", as_json=True))["accounts"][0]
    assert sum(line["points"] for line in found["ledger"]) == found["engagement"]
    assert {line["rule"] for line in found["ledger"]} == {"pricing_view", "cart_add"}


def test_text_shows_the_ledger_and_takes_no_page_for_markup(shop: Store) -> None:
    text = run(shop, *AT, "--account", "acme.example")
    assert "shop.example/[bold]preise" in text
    assert "cart_add" in text


def test_before_anything_happened(shop: Store) -> None:
    assert json.loads(run(shop, "--site", "shop", "--at", "2026-03-01", as_json=True))["accounts"] == []


def test_recording_twice_records_once(shop: Store) -> None:
    first, second = (json.loads(run(shop, *AT, "--record", as_json=True)) for _ in range(2))
    assert [(change["to_stage"], change["actor"]) for change in first["changes"]] == [("LEAD", "rule:seen")]
    assert second["changes"] == []


def test_scoring_alone_writes_nothing(shop: Store) -> None:
    run(shop, *AT)
    assert shop.read("stages/last", site="shop", at=MONDAY * 2, known_at=MONDAY * 2, accounts=[]) == []


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no such site": (("--site", "nowhere"), "sites: shop"),
    "no time": (("--site", "shop", "--at", "yesterday"), "2026-03-02T18:00:00Z"),
    "no such account": ((*AT, "--account", "nobody.example"), "nobody.example"),
    "no such file": ((*AT, "--use", "missing.toml"), "missing.toml"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(shop: Store, name: str) -> None:
    args, says = WRONG[name]
    with pytest.raises(UsageError, match=says):
        run(shop, *args)


def test_a_model_is_taken_only_if_it_is_right(shop: Store, tmp_path: Path) -> None:
    file = tmp_path / "model.toml"
    file.write_text('extends = "default"\nwindow = 3\n', encoding="utf-8")
    with pytest.raises(UsageError, match="unknown setting 'window'"):
        run(shop, *AT, "--use", str(file))
    assert json.loads(run(shop, *AT, as_json=True))["model"]["name"] == "default"
    file.write_text('extends = "default"\nname = "ours"\n', encoding="utf-8")
    run(shop, *AT, "--use", str(file))
    assert json.loads(run(shop, *AT, as_json=True))["model"]["name"] == "ours"


SETUP = """
import sys
from tests.store.test_cli_score import fill
from tracker.store import open_store
store = open_store(sys.argv[1])
fill(store)
store.sync()
store.close()
"""


def test_the_command_itself(tmp_path: Path) -> None:
    """In processes of its own, as people run it: only JSON on stdout."""
    dsn = dsn_of(tmp_path / "store")
    for args in (("-c", SETUP, dsn), ("-m", "tracker", "score", "--data-dir", str(tmp_path), *AT, "--json")):
        done = subprocess.run(
            [sys.executable, *args], capture_output=True, text=True, check=False, timeout=90
        )
        assert done.returncode == 0, done.stderr
    assert [item["account"] for item in json.loads(done.stdout)["accounts"]] == ["acme.example"]
