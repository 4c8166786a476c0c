"""What cannot be taken is said at its field: marked, focused, the reason beside it; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.http.dashboard_kit import SITE, World, add_buyer, world
from tests.http.test_dashboard_moves import KEY
from tracker.store import Store

HERE = f"/site/{SITE}"
#: Path, what is typed in, the field that is marked, what is said there.
FORMS = {
    "schedule-address": (
        "/schedules",
        {"recipients": "nobody", "time": "07:00", "zone": "UTC"},
        "recipients",
        "no mail address",
    ),
    "schedule-zone": (
        "/schedules",
        {"recipients": "a@b.example", "time": "07:00", "zone": "Mars"},
        "zone",
        "Europe/Berlin",
    ),
    "schedule-time": (
        "/schedules",
        {"recipients": "a@b.example", "time": "25:00", "zone": "UTC"},
        "time",
        "23:59",
    ),
    "schedule-test": ("/schedules/test", {"to": "nobody"}, "to", "mail address is needed"),
    "alert-nobody": ("/alerts", {"when": "hand", "mails": ""}, "mails", "Who should be told"),
    "alert-country": (
        "/alerts",
        {"when": "hand", "mails": "a@b.example", "countries": "Germany"},
        "countries",
        "two letters",
    ),
    "alert-page": (
        "/alerts",
        {"when": "page", "mails": "a@b.example", "pages": ""},
        "pages",
        "at least one page",
    ),
    "alert-territory": (
        "/alerts",
        {"when": "hand", "mails": "", "territories": "DE"},
        "territories",
        "DE, AT =",
    ),
    "destination": (
        "/destinations",
        {"kind": "webhook", "name": "x", "url": "ftp://x"},
        "url",
        "cannot be used",
    ),
    "plays": ("/plays", {"capacity": "-3"}, "capacity", "from 0 to 1,000"),
    "hours": (
        "/hours",
        {"zone": "UTC", "opens": "18:00", "closes": "08:00", "day0": "on"},
        "closes",
        "after it begins",
    ),
    "contacts": ("/contacts/agree", {"most": "0", "days": "3"}, "most", "from 1 to 50"),
    "site": ("/sites", {"id": "No good", "hosts": ""}, "id", "2 to 32"),
    "site-host": ("/sites", {"id": "good", "hosts": "https://x/"}, "hosts", "www.example.com"),
    "user": ("/users", {"mail": "nobody", "role": "viewer"}, "mail", "ada@example.com"),
    "key": ("/keys", {"name": "", "scope:accounts": "on"}, "name", "A name of at most"),
    "opt-out": ("/optouts", {"target": "no such thing"}, "target", "cannot opt out"),
    "company": (f"/companies/{KEY}", {"employees": "many"}, "employees", "cannot be kept"),
    "task": ("/task", {"account": KEY, "text": " "}, "task.text", "what is to be done"),
    "task-day": ("/task", {"account": KEY, "text": "Call", "due": "2020-01-01"}, "task.due", "future"),
    "owner": ("/lead", {"account": KEY, "owner": "nobody@x.example"}, "lead.owner", "may work on it"),
    "found-out": ("/known", {"account": KEY, "value_eur": "much"}, "known.value_eur", "whole number"),
    "person": (
        "/person",
        {"account": KEY, "person": "Ada", "mail": "", "basis": "contract"},
        "person.mail",
        "neither mail",
    ),
    "touch": ("/touch", {"account": KEY, "signal": "call", "at": "2999-01-01"}, "touch.at", "future"),
}


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_buyer(made)
        yield made


def test_the_wrong_field_is_marked_focused_and_told_why(place: World) -> None:
    client = place.signed_in_as("admin")
    wrong = {}
    for name, (path, form, field, says) in FORMS.items():
        target = (
            path if path.startswith(("/sites", "/users", "/keys", "/optouts", "/companies")) else HERE + path
        )
        answer = client.post(target, {"csrf": client.csrf, **form})
        found = found_in(answer.text, field)
        if answer.status_code != 422 or not found.marked or says not in found.said or found.focused != 1:
            wrong[name] = (answer.status_code, found)
    assert not wrong


def test_what_was_typed_is_still_there(place: World) -> None:
    client = place.signed_in_as("admin")
    typed = {"account": KEY, "text": "Call them at nine", "due": "2020-01-01"}
    text = client.post(f"{HERE}/task", {"csrf": client.csrf, **typed}).text
    assert 'value="Call them at nine"' in text
    assert re.search(r'<details class="fold" open><summary>New task', text)


@dataclass(frozen=True)
class Found:
    """``marked``: this field and no other, and it is described by ``said``; ``focused``: how many are."""

    marked: bool
    focused: int
    said: str


def found_in(text: str, field: str) -> Found:
    tags = re.findall(r'<(?:input|textarea|select)\b[^>]*aria-invalid="true"[^>]*>', text)
    said = re.search(rf'id="wrong-{re.escape(field)}">([^<]*)<', text)
    name = field.rpartition(".")[2]
    return Found(
        marked=len(tags) == 1 and f'name="{name}"' in tags[0] and f"wrong-{field}" in tags[0],
        focused=len(re.findall(r"<[^>]*\sautofocus\b", text)),
        said=said[1] if said else "",
    )
