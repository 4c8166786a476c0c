"""``tracker signals`` and ``tracker contacts`` as a person types them, from a workbook to an export."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import Workbook

from tests.intent_kit import event, seed, verdict
from tracker.audit import entries
from tracker.cli import analysis, contacts, signals
from tracker.cli.common import Context, UsageError
from tracker.companies import optouts
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store

NOW = int(datetime.now(UTC).timestamp() * 1000)


@dataclass(frozen=True)
class Here(Context):
    """A command on the test's own store."""

    opened: Any = None

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        yield self.opened


@pytest.fixture
def place(store: Store, tmp_path: Path) -> tuple[Store, Path]:
    save_site(store, new_site("shop", title="Shop", key="k" * 12), actor="test")
    seed(
        store, [event(NOW - 1000, address_key="a", signals=["pricing"])], [verdict(NOW, "a", "acme.example")]
    )
    return store, tmp_path


def run(place: tuple[Store, Path], command: ModuleType, *words: str) -> Any:
    """The JSON of a command."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    out = StringIO()
    settings = load_settings({}, data_dir=place[1])
    context = Here(settings=settings, json=True, out=out, opened=place[0])
    assert command.run(parser.parse_args([*words, "--site", "shop"]), context) == 0
    return json.loads(out.getvalue())


def test_from_a_workbook_to_an_export(place: tuple[Store, Path], tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Firma", "Ansprechpartner", "E-Mail", "Interesse", "Datum", "Rechtsgrundlage", "Funktion"),
        ("Acme", "Ada Lind", "ada@acme.example", "konkret", datetime(2026, 3, 9, 14, 30), "request", "CTO"),  # noqa: DTZ001
        ("Acme", "Bo", "bo@acme.example", "leicht", datetime(2026, 3, 9), "", ""),  # noqa: DTZ001
    ):
        sheet.append(row)
    book.save(tmp_path / "messe.xlsx")
    file = str(tmp_path / "messe.xlsx")

    found = run(place, signals, "import", file, "--campaign", "Motek")
    assert (found["counts"], found["people"]) == ({"taken": 2}, {"added": 1, "person_left_out": 1})
    listed = run(place, signals, "list")
    assert [(row["signals"], row["campaign"]) for row in listed] == [
        (["fair_concrete"], "Motek"),
        (["fair_info"], "Motek"),
    ]
    assert "Ada" not in str(listed)
    assert run(place, signals, "add", "acme.example", "--signal", "sales_talk")["counts"] == {"taken": 1}
    assert "fair_concrete" in run(place, signals, "known")

    people = run(place, contacts, "import", file, "--basis", "request")
    assert people["counts"] == {"same": 1, "added": 1}
    [ada, _bo] = run(place, contacts, "list")
    assert (ada["account"], ada["function"], ada["seniority"]) == ("acme.example", "engineering", "executive")
    assert run(place, contacts, "do-not-contact", "bo@acme.example")["do_not_contact"]
    exported = run(place, contacts, "export")
    assert [(row["name"], row["mail"]) for row in exported] == [("Ada Lind", "ada@acme.example")]
    assert run(place, contacts, "show", "ada@acme.example")["level"] == "Q3"
    assert run(place, contacts, "erase", "ada@acme.example")["erased"] == ada["id"]
    assert [item["action"] for item in run(place, contacts, "audit")] == [
        "erased",
        "exported",
        "changed",
        "added",
        "added",
    ]
    assert run(place, analysis)["journeys"] == 0

    assert [(entry.what, entry.subject) for entry in entries(place[0], kind="contact")] == [
        ("contact.erased", ada["id"]),
        ("contact.exported", "shop"),
    ]
    optouts.add(place[0], "acme.example", actor="test", at=NOW)
    assert run(place, contacts, "export") == []
    with pytest.raises(UsageError, match="nobody with the address"):
        run(place, contacts, "show", "ada@acme.example")
