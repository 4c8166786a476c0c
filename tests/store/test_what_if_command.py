"""``tracker what-if``: JSON for programs, words for people, clear refusals; it saves nothing."""

from __future__ import annotations

import argparse
import io
import json
import time
from pathlib import Path

import pytest

from tests.intent_kit import DAY, event, seed, verdict
from tests.store.test_cli_score import Here
from tracker.cli import what_if
from tracker.cli.common import UsageError
from tracker.read.models import model_of
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store

MODEL = 'extends = "default"\nname = "eager"\nengagement_bounds = [20, 10, 5]\n'


def _run(store: Store, *args: str, as_json: bool = False) -> str:
    parser = argparse.ArgumentParser()
    what_if.configure(parser)
    out = io.StringIO()
    context = Here(settings=load_settings(), json=as_json, out=out, opened=store)
    assert what_if.run(parser.parse_args(args), context) == 0
    return out.getvalue()


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Store:
    (tmp_path / "model.toml").write_text(MODEL, "utf-8")
    yesterday = time.time_ns() // 1_000_000 - DAY
    save_site(store, new_site("shop"), actor="test")
    rows = [event(yesterday, address_key="a", signals=["pricing"], engaged_ms=60_000)]
    seed(store, rows, [verdict(yesterday, "a", "acme.example")])
    return store


def test_json_names_who_moves_and_nothing_is_saved(shop: Store, tmp_path: Path) -> None:
    before = model_of(shop, "shop").version
    model = str(tmp_path / "model.toml")
    found = json.loads(_run(shop, "--site", "shop", "--use", model, "--weeks", "2", as_json=True))
    assert [move["account"] for move in found["moves"]] == ["acme.example"]
    assert found["after"]["MQL1"] == 1
    assert found["before"]["MQL1"] == 0
    assert [len(found["weeks"]), found["models"][1]["name"]] == [2, "eager"]
    assert model_of(shop, "shop").version == before


def test_a_quarter_can_be_looked_back_on_and_a_version_named(shop: Store) -> None:
    found = json.loads(_run(shop, "--site", "shop", "--use", "as delivered", "--weeks", "13", as_json=True))
    assert (len(found["weeks"]), found["moves"]) == (13, [])


def test_text_says_what_changes(shop: Store, tmp_path: Path) -> None:
    text = _run(shop, "--site", "shop", "--use", str(tmp_path / "model.toml"))
    assert "1 accounts, 1 would stand elsewhere" in text
    assert "enters MQL1: acme.example (LEAD → MQL1" in text


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--site", "nowhere"), "there is no site"),
        (("--site", "shop", "--weeks", "99"), "allowed are 0 to 13"),
        (("--site", "shop", "--at", "2020-01-01"), "looks back"),
        (("--site", "shop", "--use", "/nowhere.toml"), "No such file"),
    ],
)
def test_what_cannot_be_is_refused(shop: Store, tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _run(shop, "--use", str(tmp_path / "model.toml"), *args)
