"""Schedules, alerts and the outbox from the command line, on the real store."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.mailserver import Inbox, mail_server
from tracker.cli import alerts, outbox, schedule
from tracker.cli.common import Context, UsageError
from tracker.outbox import Message, Outbox, rules, schedules, targets
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store


class Here(Context):
    """The command's surroundings with the session's store in them."""

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        yield HOLD[0]

    def need_installation(self) -> None:
        """There is one."""


HOLD: list[Store] = []


@pytest.fixture
def call(store: Store, tmp_path: Path) -> Any:
    save_site(store, new_site("shop", key="k" * 12, timezone="Europe/Amsterdam"), actor="test")
    HOLD[:] = [store]

    def run(command: ModuleType, *words: str, **env: str) -> Any:
        parser = argparse.ArgumentParser()
        command.configure(parser)
        settings = load_settings({"TRACKER_DATA_DIR": str(tmp_path), **env})
        context = Here(settings, json=True, out=io.StringIO())
        code = command.run(parser.parse_args(words), context)
        text = context.out.getvalue()  # type: ignore[attr-defined]
        return json.loads(text) if text else code

    return run


def test_schedules(call: Any, store: Store) -> None:
    (made,) = call(schedule, "add", "--site", "shop", "--to", "ada@example.com", "--to", "jan@example.com:nl")
    assert (made["zone"], made["time"], made["report"]) == ("Europe/Amsterdam", "07:00", "daily")
    assert made["recipients"] == [
        {"mail": "ada@example.com", "language": "en"},
        {"mail": "jan@example.com", "language": "nl"},
    ]
    (rests,) = call(schedule, "pause", made["id"])
    assert not rests["active"]
    (again,) = call(schedule, "resume", made["id"])
    assert again["since"] > made["since"]  # what was due meanwhile is not sent late
    assert call(schedule, "remove", made["id"]) == []
    assert schedules.every(store) == []


def test_rules_and_destinations(call: Any, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("https://hooks.example.com/services/T0/B0/secret\n"))
    (there,) = call(alerts, "connect", "--kind", "webhook", "--title", "CRM")
    assert there["secret"].startswith("whsec_")
    assert there["host"] == "hooks.example.com"
    assert "secret" not in call(alerts, "destinations")[0]
    words = ("--when", "page", "--page", "/pricing*", "--destination", there["id"], "--quiet", "20:00-07:00")
    (made,) = call(alerts, "add", "--site", "shop", *words, "--country", "de")
    assert (made["pages"], made["countries"], made["title"]) == (["/pricing*"], ["DE"], "Page visited")
    assert call(alerts, "pause", made["id"])[0]["active"] is False
    assert call(alerts, "remove", made["id"]) == []
    assert call(alerts, "disconnect", there["id"]) == []
    assert (rules.every(store), targets.every(store)) == ([], [])


def test_the_outbox_and_a_test_mail(call: Any, tmp_path: Path) -> None:
    box = Outbox(tmp_path)
    names: dict[str, Any] = {"kind": "report", "site": "shop", "cause": "s", "day": "2026-03-10"}
    message = Message(
        id="m1", target="a@b.example", title="T", due=1, made=1, body=b"x", channel="mail", **names
    )
    box.put([message])
    box.begin("m1", 2)
    box.fail("m1", "550 no", 3)
    box.close()
    assert call(outbox, "list")["counts"] == {"failed": 1}
    assert call(outbox, "show", "m1")["attempts"] == [{"at": 3, "ok": False, "answer": "550 no"}]
    assert call(outbox, "retry") == {"again": ["m1"]}
    with mail_server(Inbox()) as inbox:
        env = {
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(inbox.port),
            "TRACKER_SMTP_TLS": "none",
            "TRACKER_MAIL_FROM": "visits@example.com",
        }
        assert call(outbox, "test", "--to", "ada@example.com", **env)["answer"] == "250 2.0.0 queued as 4711"
        assert call(outbox, "test", "--to", "refused@example.com", **env) == 1


@pytest.mark.parametrize(
    ("command", "words", "told"),
    [
        (schedule, ("add", "--to", "a@b.example"), "--site"),
        (schedule, ("add", "--site", "none", "--to", "a@b.example"), "sites: shop"),
        (schedule, ("add", "--site", "shop", "--to", "nobody"), "mail address"),
        (schedule, ("add", "--site", "shop", "--to", "a@b.example:fr"), "languages are"),
        (schedule, ("add", "--site", "shop"), "1 to 50"),
        (schedule, ("add", "--site", "shop", "--to", "a@b.example", "--time", "7"), "23:59"),
        (schedule, ("remove", "x"), "schedule list"),
        (alerts, ("add", "--site", "shop"), "--when"),
        (alerts, ("add", "--site", "shop", "--when", "hand"), "a mail address"),
        (alerts, ("add", "--site", "shop", "--when", "hand", "--destination", "x"), "alerts destinations"),
        (alerts, ("connect", "--kind", "slack"), "--title"),
        (outbox, ("show", "x"), "outbox list"),
        (outbox, ("retry", "x"), "not there"),
        (outbox, ("test",), "--to"),
        (outbox, ("test", "--to", "a@b.example"), "TRACKER_SMTP_HOST"),
    ],
)
def test_a_wrong_call_says_what_is_right(
    call: Any, command: ModuleType, words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        call(command, *words)
