"""``tracker site`` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.served import tracker


def test_a_site_gets_the_edition_and_modules_it_was_given(tmp_path: Path) -> None:
    rows = {
        "plain": (),
        "shop": ("--module", "datalayer", "--module", "auto", "--module", "auto", "--refusal", "anon"),
        "blog": ("--snippet", "lite"),
    }
    found = {
        name: json.loads(tracker("site", "add", name, *given, "--json", data_dir=tmp_path).stdout)[0]
        for name, given in rows.items()
    }
    assert {
        name: (row["snippet"][:13], row["modules"], row["refusal"], row["edition"])
        for name, row in found.items()
    } == {
        "plain": ("<script async", ["auto", "objection", "inspect"], "no", "core"),
        "shop": ("<script async", ["auto", "datalayer"], "anon", "core"),
        "blog": ("<script async", ["auto", "objection", "inspect"], "no", "lite"),
    }


def test_mistakes_are_named(tmp_path: Path) -> None:
    for given, told in {
        ("--module", "chat"): "module 'chat' is not known; allowed are auto, objection,",
        ("--snippet", "lite", "--module", "auto"): "--snippet lite takes no --module",
        ("--snippet", "lite", "--consent", "wait"): "with --consent wait only core",
        ("--snippet", "huge"): "invalid choice: 'huge' (choose from 'core', 'lite')",
        ("--refusal", "yes"): "invalid choice: 'yes' (choose from 'no', 'anon')",
    }.items():
        done = tracker("site", "add", "shop", *given, data_dir=tmp_path)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
