"""The command learns from a site's own history, says so on the page Learning, and drafts what it found."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import StringIO

import pytest

from tests.intent_kit import DAY, MONDAY, event, seed, verdict
from tracker.cli import learn
from tracker.cli.common import Context
from tracker.dashboard.users import User, save_user
from tracker.learn.boosting import SETTINGS
from tracker.modelbook.book import read_book
from tracker.read.learnt import learnt_of
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store


class Here(Context):
    """The command's surroundings, with the test's store."""

    at_hand: Store

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        yield self.at_hand


def sold(store: Store, accounts: int = 80) -> None:
    """Customers compare and come back for prices before the offer; the others read, few look at prices."""
    events, verdicts, changes = [], [], []
    for n in range(accounts):
        won, key, company = n % 2, f"a{n}", f"c{n}.example"
        for day in range(4):
            bought = ["compare"] if day < 2 else ["pricing"]
            signals = bought if won else ["pricing"] if n % 10 == 0 and day == 3 else ["blog"]
            at = MONDAY + (n + day) * DAY
            events.append(
                event(at, address_key=key, view=f"{n}-{day}", visitor=key, signals=signals, engaged_ms=40_000)
            )
            verdicts.append(verdict(at, key, company))
        for step, stage in enumerate(("OFFERED", "SAL", "WON" if won else "LOST"), start=4):
            at = MONDAY + (n + step) * DAY
            row = {"site": "shop", "account": company, "at": at, "decided": at, "from_stage": ""}
            changes.append(row | {"to_stage": stage, "model": "m", "actor": "sales:jo", "facts": "{}"})
    seed(store, events, verdicts)
    store.insert("stage_changes", changes)


def test_from_the_own_history_to_a_draft(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    # The yardstick is not what is looked at here, and each of its settings costs a second.
    for name in ("boosting", "judge"):
        monkeypatch.setattr(import_module(f"tracker.learn.{name}"), "SETTINGS", SETTINGS[:1])
    save_site(store, new_site("shop", title="Shop"), actor="t")
    save_user(store, User(id="mia@example.com", role="marketing", created=1), actor="t")
    sold(store)
    parser = argparse.ArgumentParser()
    learn.configure(parser)
    context = Here(load_settings({}), json=True, out=StringIO())
    object.__setattr__(context, "at_hand", store)
    asked = ["--site", "shop", "--draft", "learnt", "--as", "mia@example.com", "--mark-at", "20"]
    assert learn.run(parser.parse_args(asked), context) == 0

    told = json.loads(context.out.getvalue())  # type: ignore[attr-defined]
    kept = learnt_of(store, "shop")
    assert kept
    assert (kept["rows"], kept["won"]) == (told["rows"], told["won"]) == (80, 40)
    assert kept["earlier"]["n"] == 12
    assert kept["earlier"]["median"] is None, "twelve are too few to say"
    assert kept["out_of_time"]["auc"]["points"] == 1, "comparing tells them apart"
    assert "compare_view" in {test["column"] for rule in kept["rules"] for test in rule["tests"]}
    (version,) = [item for item in read_book(store).versions if item.source == "learnt"]
    assert version.by == "mia@example.com"
    assert "compare_view" in told["draft"]["changed"]
