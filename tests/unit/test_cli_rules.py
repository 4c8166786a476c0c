"""The test bench for rules, as a command."""

from __future__ import annotations

import argparse
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tracker.cli import rules
from tracker.cli.common import Context, UsageError
from tracker.settings import load_settings

OWN = '[[rule]]\nid = "our-page"\nsignal = "pricing"\nsegment = "konditionsblatt"\n'


def bench(folder: Path, *args: str) -> Any:
    """What the command says with --json."""
    parser = argparse.ArgumentParser()
    rules.configure(parser)
    out = io.StringIO()
    context = Context(settings=load_settings({}, data_dir=folder), json=True, out=out)
    assert rules.run(parser.parse_args(args), context) == 0
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("name", "args", "signals"),
    [
        ("page", ["https://www.example.com/preise"], ["pricing"]),
        ("page with a campaign", ["https://www.example.com/demo?utm_campaign=x"], ["demo", "campaign"]),
        ("nothing", ["https://www.example.com/preisedelstein"], []),
        ("download", ["https://www.example.com/teil.step", "--event", "dl"], ["download"]),
        ("outbound", ["https://www.linkedin.com/x", "--event", "out"], ["social"]),
        ("contact link", ["tel:+49", "--event", "ct"], ["contact_click"]),
        ("form", ["https://www.example.com/", "--event", "form", "--fields", "email"], ["newsletter"]),
        ("event", ["--event", "add_to_cart"], ["cart"]),
    ],
)
def test_bench(name: str, args: list[str], signals: list[str], tmp_path: Path) -> None:
    assert bench(tmp_path, "test", *args)["signals"] == signals


def test_own_rules_are_read_from_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(OWN)
    result = bench(tmp_path, "test", "https://www.example.com/konditionsblatt")
    assert [(item["rule"], item["own"]) for item in result["rules"]] == [("our-page", True)]
    rows = bench(tmp_path, "list")
    assert (rows[0]["id"], rows[0]["own"], rows[1]["own"]) == ("our-page", True, False)


@pytest.mark.parametrize(
    ("name", "own", "args", "message"),
    [
        (
            "broken rule",
            OWN + 'colour = "red"',
            ["list"],
            "rules.toml: rule 'our-page': field 'colour' is not known",
        ),
        ("no TOML", "[[rule", ["list"], "rules.toml: not TOML"),
        ("no URL", "", ["test", "preise"], "'preise' is no URL; one like https://"),
    ],
)
def test_errors(name: str, own: str, args: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(own)
    with pytest.raises(UsageError, match=re.escape(message)):
        bench(tmp_path, *args)
