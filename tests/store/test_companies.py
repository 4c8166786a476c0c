"""Facts, opt-outs and the floor over a real store: who goes first, and what is left out, of the past too."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from enrichment import Identifier
from reports.exports import export
from reports.i18n import translator
from tests.intent_kit import DAY, MONDAY, event, seed, verdict
from tracker.cli import companies, forecast, optout
from tracker.cli.common import Context, UsageError
from tracker.companies import facts, floor, optouts, snapshots
from tracker.companies.facts import BadValue, Entry
from tracker.companies.refresh import refresh
from tracker.intent import default_model
from tracker.qualify import qualify
from tracker.read.accounts import AccountView, account, accounts
from tracker.read.days import utc_day
from tracker.read.targets import target_row
from tracker.read.traffic import classes, live
from tracker.settings import load_settings
from tracker.store import Store

MODEL = default_model()
LATER = MONDAY + 400 * DAY
TODAY = utc_day(MONDAY)


class Opened(Context):
    """A command's context on the test's store."""

    given: Store

    def store(self, *, create: bool = False) -> Any:
        from contextlib import nullcontext

        return nullcontext(type(self).given)


def command(module: ModuleType, store: Store, folder: Path, *argv: str) -> Any:
    parser = argparse.ArgumentParser()
    module.configure(parser)
    out = io.StringIO()
    Opened.given = store
    context = Opened(settings=load_settings({}, data_dir=str(folder)), json=True, out=out)
    assert module.run(parser.parse_args(argv), context) == 0
    return json.loads(out.getvalue())


def read(store: Store, known_at: int = LATER) -> dict[str, AccountView]:
    found = accounts(
        store,
        "shop",
        from_day=TODAY,
        to_day=TODAY,
        zone="UTC",
        at=MONDAY + DAY,
        known_at=known_at,
        model=MODEL,
    )
    return {view.key: view for view in found}


def counted(store: Store) -> dict[str, int]:
    found = classes(store, "shop", from_day=TODAY, to_day=TODAY, zone="UTC", known_at=LATER)
    views: Counter[str] = Counter()
    for item in found:
        views[item.kind] += item.views
    return dict(views)


def two_companies(store: Store) -> None:
    seed(
        store,
        [event(MONDAY + n, address_key=key, view=f"v{n}") for n, key in enumerate(["a", "b", "c"])],
        [
            verdict(MONDAY, "a", "acme.example", network="192.0.2.0/24"),
            verdict(MONDAY, "b", "beta.example", network="198.51.100.0/24"),
            verdict(MONDAY, "c", "", network="203.0.113.0/24"),
        ],
    )


def put(store: Store, *entries: tuple[str, str, str], at: int = MONDAY) -> None:
    made = [Entry("acme.example", field, value, source, "2026-01-01") for field, value, source in entries]
    facts.put(store, made, actor="t", at=at)


def test_the_order_of_sources_settles_conflicts(store: Store) -> None:
    two_companies(store)
    put(
        store,
        ("city", "W", "wikidata"),
        ("city", "L", "listed"),
        ("city", "G", "gleif"),
        ("name", "A AG", "gleif"),
    )
    assert read(store)["acme.example"].city == "G"
    put(
        store,
        ("city", "I", "import"),
        ("relation", "target", "crm"),
        ("owner", "Ida", "crm"),
        ("name", "A", "crm"),
    )
    found = read(store)["acme.example"]
    assert (found.city, found.name, found.owner, found.target, found.tags) == (
        "I",
        "A",
        "Ida",
        True,
        ("target",),
    )
    facts.edit(
        store, "acme.example", {"city": " Bonn ", "employees": "1.250"}, actor="ada@x.example", at=MONDAY
    )
    found = read(store)["acme.example"]
    assert (found.city, found.employees, found.known) == ("Bonn", "1250", 2)
    seen = account(store, "shop", "acme.example", zone="UTC", at=MONDAY + DAY, known_at=LATER, model=MODEL)
    assert seen is not None
    shown = next(fact for fact in seen.facts if fact.field == "city")
    assert (shown.value, shown.source, shown.actor) == ("Bonn", "hand", "ada@x.example")


def test_a_known_customer_is_no_prospect(store: Store) -> None:
    two_companies(store)
    put(store, ("relation", "customer", "crm"))
    assert read(store)["acme.example"].assessment.grade == "X"
    assert read(store)["beta.example"].assessment.grade != "X"


def test_editing_undoing_and_the_record_of_it(store: Store) -> None:
    edit: dict[str, Any] = {"actor": "ada", "at": MONDAY}
    assert facts.edit(store, "acme.example", {"city": "Bonn", "phone": ""}, **edit) == 1
    assert facts.edit(store, "acme.example", {"city": "Bonn"}, **edit) == 0
    assert facts.edit(store, "acme.example", {"city": "Köln"}, actor="ben", at=MONDAY) == 1
    with pytest.raises(BadValue):
        facts.edit(store, "acme.example", {"city": "Ulm", "country": "Atlantis"}, **edit)
    assert facts.newest(store, ["acme.example"])["acme.example", "city", "hand"][0] == "Köln"
    assert facts.undo(store, "acme.example", "city", actor="cem", at=MONDAY)
    assert facts.newest(store, ["acme.example"])["acme.example", "city", "hand"][0] == "Bonn"
    assert not facts.undo(store, "acme.example", "phone", actor="cem", at=MONDAY)
    assert [(row["value"], row["actor"]) for row in facts.history(store, "acme.example")] == [
        ("Bonn", "ada"), ("Köln", "ben"), ("Bonn", "cem"),
    ]  # fmt: skip
    assert facts.edit(store, "acme.example", {"city": ""}, **edit) == 1, "taken back"


def test_facts_are_those_known_then(store: Store) -> None:
    two_companies(store)
    put(store, ("city", "Old", "crm"))
    put(store, ("city", "New", "crm"), at=MONDAY + 2 * DAY)
    assert read(store, MONDAY + DAY)["acme.example"].city == "Old"
    assert read(store, MONDAY + 3 * DAY)["acme.example"].city == "New"


@pytest.mark.parametrize(
    ("who", "left"),
    [
        ("acme.example", {"beta.example"}),
        ("https://www.acme.example", None),
        ("www.acme.example", {"beta.example"}),
        ("192.0.2.0/23", {"beta.example"}),
        ("192.0.2.77", {"beta.example"}),
        ("2001:db8::/32", {"acme.example", "beta.example"}),
        ("gamma.example", {"acme.example", "beta.example"}),
    ],
)
def test_who_opted_out_is_left_out_of_the_past(
    store: Store, tmp_path: Path, who: str, left: set[str] | None
) -> None:
    two_companies(store)
    assert set(read(store)) == {"acme.example", "beta.example"}
    if left is None:
        with pytest.raises(UsageError, match="without a path"):
            command(optout, store, tmp_path, "add", who)
        return
    command(optout, store, tmp_path, "add", who, "--note", "by mail")
    assert set(read(store)) == left
    assert set(read(store, MONDAY + DAY)) == left, "also as known then"
    assert counted(store).get("opted_out", 0) == 2 - len(left)
    assert sum(counted(store).values()) == 3
    assert {item.company for item in live(store, "shop", known_at=LATER, limit=9)} == {*left, ""}
    assert {change.account for change in qualify(store, "shop", at=MONDAY + DAY)} <= left
    for key in {"acme.example", "beta.example"} - left:
        assert account(store, "shop", key, zone="UTC", at=LATER, known_at=LATER, model=MODEL) is None
    listed = command(optout, store, tmp_path, "list")
    assert [item["note"] for item in listed] == ["by mail"]
    assert command(optout, store, tmp_path, "remove", who) == []
    assert set(read(store)) == {"acme.example", "beta.example"}


def test_who_asks_by_domain_is_meant_where_only_the_name_is_known(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed(
        store,
        [event(MONDAY + n, address_key=key, view=f"v{n}") for n, key in enumerate("ab")],
        [
            verdict(MONDAY, "a", "~acme", company_domain=""),
            verdict(MONDAY, "b", "~acme-funds", company_domain=""),
        ],
    )
    assert set(read(store)) == {"~acme", "~acme-funds"}
    command(optout, store, tmp_path, "add", "acme.com")
    assert set(read(store)) == {"~acme-funds"}
    assert "Still named: ~acme-funds" in capsys.readouterr().err, "it may be who asked, or another"
    assert optouts.teller(store)("~acme")
    (tmp_path / "own-list.csv").write_text("network,company\n192.0.2.0/24,Acme GmbH\n")
    assert Identifier(tmp_path).identify(["192.0.2.7"])[0].rule == "opted_out"
    command(optout, store, tmp_path, "remove", "acme.com")
    assert set(read(store)) == {"~acme", "~acme-funds"}


def test_a_forecast_leaves_out_who_opted_out(store: Store, tmp_path: Path) -> None:
    command(optout, store, tmp_path, "add", "acme.example")
    path = tmp_path / "list.csv"
    path.write_text("Firma,Domain\nAcme,www.acme.example\nBeta,beta.example\n")
    made = command(forecast, store, tmp_path, str(path))
    assert [row["key"] for row in made["rows"]] == ["beta.example"]
    assert made["left_out"] == {"opted_out": 1, "imported": 1}


def test_nobody_new_identifies_who_opted_out(store: Store, tmp_path: Path) -> None:
    (tmp_path / "own-list.csv").write_text(
        "network,company,domain\n192.0.2.0/24,Acme GmbH,acme.example\n198.51.100.0/24,Beta,beta.example\n"
    )
    before = Identifier(tmp_path).identify(["192.0.2.7", "198.51.100.7"])
    assert [item.company.key if item.company else "" for item in before] == ["acme.example", "beta.example"]
    command(optout, store, tmp_path, "add", "acme.example", "198.51.100.0/28")
    found = Identifier(tmp_path).identify(["192.0.2.7", "198.51.100.7", "198.51.100.77"])
    assert [(item.kind, item.rule, item.company is None, item.evidence) for item in found[:2]] == [
        ("private", "opted_out", True, ())
    ] * 2
    assert all("acme" not in str(item.to_dict()).lower() for item in found[:2])
    assert found[2].company is not None, "the rest of the block is not theirs"
    command(optout, store, tmp_path, "remove", "acme.example")
    assert Identifier(tmp_path).identify(["192.0.2.7"])[0].company is not None


def test_an_opt_out_stored_with_the_verdict_counts_as_one(store: Store) -> None:
    two_companies(store)
    store.insert("verdicts", [verdict(MONDAY + 1, "c", "", kind="private", rule="opted_out", network="")])
    assert counted(store) == {"business": 2, "opted_out": 1}


@pytest.mark.parametrize("wrong", ["", "nonsense", "0.0.0.0/0", "192.0.2.0/33", "~"])
def test_what_cannot_opt_out_is_told(store: Store, tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UsageError, match=r"needed|written|wider|say:"):
        command(optout, store, tmp_path, "add", *([wrong] if wrong else []))
    assert optouts.every(store) == []


@pytest.mark.parametrize(
    ("least", "size", "source", "named"),
    [
        (10, "5", "listed", False),
        (10, "1-9", "listed", False),
        (10, "5-20", "listed", True),
        (10, "10", "listed", True),
        (10, "10000+", "listed", True),
        (10, "about five", "listed", True),
        (0, "5", "listed", True),
    ],
)
def test_the_floor_on_size(store: Store, least: int, size: str, source: str, named: bool) -> None:
    two_companies(store)
    put(store, ("employees", size, source))
    floor.choose(store, floor.Choice(employees=least), actor="ada", at=MONDAY)
    floor.apply(store)
    assert ("acme.example" in read(store)) is named
    assert sum(counted(store).values()) == 3
    facts.edit(store, "acme.example", {"employees": "5000"}, actor="ada", at=MONDAY)
    floor.apply(store)
    assert "acme.example" in read(store), "a person knows better"


def test_accounts_of_the_crm_name_their_companies(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "hubspot.csv"
    path.write_text(
        "Record ID,Company name,Company Domain Name,Lifecycle Stage,Company owner,Number of Employees\n"
        "1,ACME the Great,acme.example,customer,Ida,250\n2,Nobody,gmail.com,lead,,\n"
        "3,Beta,beta.example,lead,,x\n"
    )
    dry = command(companies, store, tmp_path, "import", str(path), "--dry-run")
    assert (dry["stored_facts"], dry["source"], dry["crm"]) == (0, "crm", "hubspot")
    assert dry["counts"] == {"imported": 2, "private_mail": 1}
    assert dry["left_out"] == {"employees": 1}
    assert not (tmp_path / "enrichment" / "crm.csv").exists()
    assert command(companies, store, tmp_path, "import", str(path))["stored_facts"] == 12
    assert command(companies, store, tmp_path, "import", str(path))["stored_facts"] == 0, "twice adds nothing"
    two_companies(store)
    found = read(store)["acme.example"]
    assert (found.name, found.relation, found.owner, found.employees) == (
        "ACME the Great",
        "customer",
        "Ida",
        "250",
    )
    with (tmp_path / "enrichment" / "crm.csv").open() as file:
        assert [row["account"] for row in csv.DictReader(file)] == ["acme.example", "beta.example"]
    shown = command(companies, store, tmp_path, "show", "acme.example")
    assert (shown["known"], shown["of"]) == (2, 8)
    command(companies, store, tmp_path, "set", "acme.example", "city=Bonn")
    assert command(companies, store, tmp_path, "undo", "acme.example", "city")["undone"] == ["city"]
    assert snapshots.publish(store, tmp_path) is False, "nothing changed"


def test_an_export_goes_to_the_crm_and_comes_back_by_its_number(store: Store, tmp_path: Path) -> None:
    """Exported, given a number there, read in again; then a list that knows nothing but the number."""
    two_companies(store)
    rows = list(read(store).values())
    out = io.BytesIO()
    export([target_row(item, translator("en", "UTC"), TODAY, 0) for item in rows], out, "csv")
    table = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    for line in table:
        line["external_id"], line["relation"] = f"C-{line['account_id']}", "customer"
    back = tmp_path / "back.csv"
    with back.open("w", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)
    done = command(companies, store, tmp_path, "import", str(back))
    assert done["counts"] == {"imported": len(rows)}
    numbers = tmp_path / "numbers.csv"
    numbers.write_text("External ID,Owner\nC-acme.example,sales@example.com\nC-nobody,x\n")
    again = command(companies, store, tmp_path, "import", str(numbers))
    assert again["counts"] == {"imported": 1, "no_name": 1}
    acme = read(store)["acme.example"]
    assert (acme.facts["external_id"], acme.relation) == ("C-acme.example", "customer")
    assert acme.owner == "sales@example.com"


def test_rows_of_who_opted_out_are_not_taken_in(store: Store, tmp_path: Path) -> None:
    command(optout, store, tmp_path, "add", "acme.example")
    path = tmp_path / "list.csv"
    path.write_text("Firma,Domain\nAcme,www.acme.example\nBeta,beta.example\n")
    done = command(companies, store, tmp_path, "import", str(path))
    assert done["counts"] == {"opted_out": 1, "imported": 1}
    with pytest.raises(UsageError, match="opted out"):
        command(companies, store, tmp_path, "show", "acme.example")


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        (("import",), "name one file"),
        (("import", "no-such-file.csv"), "no-such-file"),
        (("show",), "name a company"),
        (("set", "acme.example"), "say what"),
        (("set", "acme.example", "city"), "say what"),
        (("set", "acme.example", "shoe_size=43"), "allowed"),
        (("undo", "acme.example"), "name the field"),
    ],
)
def test_bad_arguments_are_told(store: Store, tmp_path: Path, argv: tuple[str, ...], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        command(companies, store, tmp_path, *argv)


def test_data_that_came_later_tells_of_old_visitors(store: Store, tmp_path: Path) -> None:
    two_companies(store)
    (tmp_path / "own-list.csv").write_text("network,company,domain,city\n,Acme,acme.example,Trier\n")
    assert refresh(store, Identifier(tmp_path), at=MONDAY) == 1
    assert read(store)["acme.example"].city == "Trier"
    assert refresh(store, Identifier(tmp_path), at=MONDAY) == 0
