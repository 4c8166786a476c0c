"""A model on its way into force: drafted, signed by two, activated, scored with, taken back; in the store."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MONDAY, event, seed, verdict
from tests.store.test_cli_score import Here
from tracker.cli import models
from tracker.cli.common import UsageError
from tracker.dashboard.users import User, save_user
from tracker.modelbook.book import IN_FORCE, read_book
from tracker.qualify import qualify
from tracker.read.models import model_of, save_model
from tracker.read.sla import sla_of
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store, records

EAGER = 'extends = "default"\nname = "eager"\nengagement_bounds = [20, 10, 5]\n'
PEOPLE = {"mia": "marketing", "sam": "sales", "ada": "admin", "vic": "viewer"}


class Desk:
    """``tracker models`` as people use it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.file = folder / "eager.toml"
        self.file.write_text(EAGER, "utf-8")
        save_site(store, new_site("shop"), actor="test")
        for name, role in PEOPLE.items():
            save_user(store, User(id=f"{name}@example.com", role=role), actor="test")

    def __call__(self, *args: str, who: str = "", as_json: bool = True) -> Any:
        parser = argparse.ArgumentParser()
        models.configure(parser)
        out = io.StringIO()
        context = Here(settings=load_settings(), json=as_json, out=out, opened=self.store)
        given = [*args, *(("--as", f"{who}@example.com") if who else ())]
        assert models.run(parser.parse_args(given), context) == 0
        return json.loads(out.getvalue()) if as_json else out.getvalue()


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def test_from_draft_to_force_and_back(desk: Desk, store: Store) -> None:
    seed(
        store,
        [event(MONDAY, address_key="a", signals=["pricing"], engaged_ms=60_000)],
        [verdict(MONDAY, "a", "acme.example")],
    )
    stages = [change.to_stage for change in qualify(store, "shop", at=MONDAY + HOUR)]
    assert stages == ["LEAD"]
    assert model_of(store, "shop").name == "default"

    made = desk("draft", str(desk.file), "--reason", "fairs", who="mia")
    assert (made["number"], made["state"], made["agreed"]) == (2, "draft", False)
    texts = [line["text"] for line in desk("diff", "2")["differences"]]
    assert texts == ["setting engagement_bounds: 60, 40, 20 → 20, 10, 5"]

    desk("sign", "2", who="mia")
    with pytest.raises(UsageError, match="not signed yet by sales"):
        desk("activate", "2", "--reason", "now", who="mia")
    with pytest.raises(UsageError, match="signs for marketing"):
        desk("sign", "2", "--side", "sales", who="mia")
    assert model_of(store, "shop").name == "default"

    assert desk("sign", "2", who="sam")["state"] == "agreed"
    assert desk("activate", "eager", "--reason", "agreed on Monday", who="sam")["state"] == "in force"
    assert model_of(store, "shop").name == "eager"
    changes = qualify(store, "shop", at=MONDAY + 2 * HOUR)
    assert [(change.to_stage, change.cause) for change in changes] == [("MQL1", "recomputed")]
    assert changes[0].model == read_book(store).find("2").content

    desk("rollback", "1", "--reason", "too many", who="mia")
    assert model_of(store, "shop").name == "default"
    told = desk("show", "2", as_json=False)
    assert "activated on all sites by sam@example.com: agreed on Monday" in told
    assert [row["state"] for row in desk("list")] == ["was in force", "in force"]


def test_a_site_may_have_its_own(desk: Desk, store: Store) -> None:
    save_site(store, new_site("other"), actor="test")
    desk("draft", str(desk.file), "--site", "shop", "--reason", "machines", who="mia")
    desk("sign", "2", who="mia")
    desk("sign", "2", "--side", "sales", who="ada")
    desk("activate", "2", "--reason", "agreed", who="ada")
    assert (model_of(store, "shop").name, model_of(store, "other").name) == ("eager", "default")
    assert "for it alone" not in desk("list", "--site", "other", as_json=False)
    desk("release", "--site", "shop", "--reason", "one for all", who="mia")
    assert model_of(store, "shop").name == "default"


def test_the_hand_over_comes_into_force_with_the_model(desk: Desk, store: Store) -> None:
    from tracker.modelbook.book import draft, sign
    from tracker.modelbook.versions import Handover
    from tracker.read.agreed import put_in_force

    agreed = Handover(answer_days=3, people=2)
    made = draft(store, EAGER, name="eager", by="mia", reason="slower", handover=agreed)
    for who, role in (("mia", "marketing"), ("sam", "sales")):
        sign(store, made.id, role, by=who, role=role)
    put_in_force(store, made.id, site="", by="sam", role="sales", reason="agreed", zone="UTC")
    assert sla_of(store, "shop", "UTC").times.answer_days == 3
    assert read_book(store).in_force("shop").handover.capacity == 10


def test_the_operators_way_is_open_until_something_is_agreed(desk: Desk, store: Store) -> None:
    save_model(store, "shop", EAGER, actor="command line")
    [row, _] = desk("list", "--site", "shop")
    assert (row["source"], row["state"], row["agreed"]) == ("taken", "in force", False)
    desk("sign", "2", who="mia")
    desk("sign", "2", who="sam")
    desk("rollback", "1", "--site", "shop", "--reason", "anew", who="ada")
    desk("activate", "2", "--reason", "agreed", who="ada")
    with pytest.raises(ValueError, match="have agreed"):
        save_model(store, "shop", EAGER, actor="command line")


def test_a_model_of_before_the_book_gets_its_page(desk: Desk, store: Store) -> None:
    old = {"text": EAGER, "version": "abc", "name": "eager"}
    records.put(store, IN_FORCE, "shop", old, actor="ida")
    [row, _] = desk("list", "--site", "shop")
    assert (row["name"], row["state"], row["number"]) == ("eager", "in force", 2)
    assert len(desk("list", "--site", "shop")) == 2
    assert model_of(store, "shop").name == "eager"


@pytest.mark.parametrize(
    ("args", "who", "words"),
    [
        (("show", "9"), "", "there is no version '9'"),
        (("sign", "1"), "", "name the user"),
        (("sign", "1"), "mia", "needs no signatures"),
        (("sign", "1"), "ada", "for whom"),
        (("draft", "nowhere.toml"), "mia", "No such file"),
        (("shadow", "1"), "mia", "on one site"),
        (("list", "--site", "nowhere"), "", "there is no site"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, args: tuple[str, ...], who: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        desk(*args, who=who)


def test_every_step_needs_a_reason_and_leaves_nothing_without(desk: Desk, store: Store) -> None:
    with pytest.raises(UsageError, match="a reason is needed"):
        desk("draft", str(desk.file), who="mia")
    assert len(read_book(store).versions) == 1


def test_a_model_is_known_as_of_then(desk: Desk, store: Store) -> None:
    before = MONDAY - DAY
    save_model(store, "shop", EAGER, actor="command line")
    assert model_of(store, "shop", known_at=before).name == "default"


def test_learnt_points_are_put_forward_as_a_draft(desk: Desk, store: Store, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the extra for learning is absent")
    from tracker.cli import learn

    rows = [f"{n % 3},{n % 2},{int(n % 3 == 2 or n % 7 == 0)}" for n in range(160)]
    table = tmp_path / "leads.csv"
    table.write_text("\n".join(["pricing_view,employees,won", *rows]), "utf-8")
    parser = argparse.ArgumentParser()
    learn.configure(parser)
    out = io.StringIO()
    context = Here(settings=load_settings(), json=True, out=out, opened=store)
    given = [str(table), "--target", "won", "--draft", "learnt in May", "--as", "mia@example.com"]
    assert learn.run(parser.parse_args(given), context) == 0
    draft = json.loads(out.getvalue())["draft"]
    made = read_book(store).find("learnt in May")
    assert (draft["number"], made.source, made.verdict) == (2, "learnt", draft["verdict"])
    assert set(draft["changed"]) == {"pricing_view"}
    assert model_of(store, "shop").name == "default"
