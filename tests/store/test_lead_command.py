"""``tracker lead`` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.served import tracker


def test_moves_are_listed_and_mistakes_are_named(tmp_path: Path) -> None:
    moves = json.loads(tracker("lead", "moves", "--json", data_dir=tmp_path).stdout)
    assert {"offer", "accept", "reject", "qualify"} <= {move["move"] for move in moves}
    (accept,) = [move for move in moves if move["move"] == "accept"]
    assert (accept["from"], accept["to"], accept["roles"]) == (["OFFERED"], "SAL", ["admin", "sales"])

    tracker("site", "add", "shop", data_dir=tmp_path)
    for given, told in {
        ("lead", "accept"): "needs an account and --site",
        ("lead", "accept", "acme.example", "--site", "moon"): "there is no site 'moon'; sites: shop",
        ("lead", "accept", "acme.example", "--site", "shop"): "no account 'acme.example'",
        ("lead", "show", "acme.example", "--site", "shop"): "no account 'acme.example' has a stage",
        ("lead", "reject", "a", "--site", "shop", "--wake", "soon"): "a day looks like 2026-12-01",
    }.items():
        done = tracker(*given, data_dir=tmp_path)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
