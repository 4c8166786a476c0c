"""The outbox: each message once, whatever happens between two lines of code."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sending import send_due
from tracker.deliver.sending import Route, Undelivered
from tracker.outbox import Message, Outbox, Run

NOW = 1_773_140_400_000
MINUTE = 60_000
MAIL = ("mail", "")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Outbox]:
    made = Outbox(tmp_path)
    yield made
    made.close()


def message(name: str = "m1", **more: object) -> Message:
    values = {
        "id": name,
        "kind": "report",
        "site": "shop",
        "cause": "s1",
        "day": "2026-03-10",
        "channel": "mail",
        "target": f"{name}@example.org",
        "title": "t",
        "due": NOW,
        "made": NOW,
        "body": b"text",
    }
    return Message(**{**values, **more})  # type: ignore[arg-type]


class Target:
    """Answers as it is told; keeps what arrived."""

    def __init__(self, *problems: Undelivered) -> None:
        self.problems = list(problems)
        self.got: list[tuple[str, bytes]] = []

    def send(self, sent: Message, _now: int) -> str:
        if self.problems:
            raise self.problems.pop(0)
        self.got.append((sent.id, sent.body))
        return "250 OK"

    def routes(self, waits: tuple[int, ...] = (MINUTE, 5 * MINUTE)) -> dict[str, Route]:
        return {"mail": Route(self.send, waits)}


def _send(box: Outbox, target: Target, now: int) -> int:
    return send_due(box, target.routes(), clock=lambda: now)


def test_a_message_is_put_in_once_and_sent_once(box: Outbox) -> None:
    target = Target()
    assert [box.put([message()]), box.put([message()])] == [1, 0]
    assert [send_due(box, target.routes(), clock=lambda: NOW) for _ in range(3)] == [1, 0, 0]
    assert target.got == [("m1", b"text")]
    sent = box.get("m1")
    assert sent is not None
    assert (sent.state, sent.tries, sent.answer, sent.body) == ("sent", 1, "250 OK", b"")
    assert box.put([message()]) == 0


def test_a_run_is_noted_with_its_messages_or_not_at_all(box: Outbox) -> None:
    run = Run("s1", "2026-03-10", NOW, "queued", "abc")
    with pytest.raises(ZeroDivisionError):
        box.put((message(str(1 // n)) for n in (1, 0)), run=run)
    assert not box.ran("s1", "2026-03-10")
    assert box.put([message("a"), message("b")], run=run) == 2
    assert box.put([message("c")], run=run) == 0
    assert [found.id for found in box.due(NOW, MAIL)] == ["a", "b"]


def test_an_outage_is_waited_out_with_growing_pauses(box: Outbox) -> None:
    target = Target(Undelivered("no route"), Undelivered("no route"))
    box.put([message()])
    now = NOW
    seen = []
    for _ in range(3):
        _send(box, target, now)
        found = box.get("m1")
        assert found is not None
        seen.append((found.state, found.due - now))
        now = max(found.due, now)
    assert seen[:2] == [("queued", MINUTE), ("queued", 5 * MINUTE)]
    assert seen[2][0] == "sent"
    assert [(item.ok, item.answer) for item in box.attempts("m1")] == [
        (False, "no route"),
        (False, "no route"),
        (True, "250 OK"),
    ]


def test_one_dead_server_is_asked_once_a_round(box: Outbox) -> None:
    target = Target(*(Undelivered("down") for _ in range(9)))
    box.put([message(f"m{n}") for n in range(5)])
    send_due(box, target.routes(), clock=lambda: NOW)
    assert len(target.problems) == 8
    assert box.due(NOW, MAIL) == []
    assert box.counts() == {"queued": 5}


@pytest.mark.parametrize(
    ("name", "error", "state"),
    [
        ("refused for good", Undelivered("550 no such mailbox", final=True, alone=True), "failed"),
        ("greylisted", Undelivered("450 later", alone=True), "queued"),
    ],
)
def test_one_bad_recipient_holds_up_nobody(box: Outbox, name: str, error: Undelivered, state: str) -> None:
    target = Target(error)
    box.put([message("a"), message("b")])
    assert send_due(box, target.routes(), clock=lambda: NOW) == 1, name
    assert [found.state for found in (box.get("a"), box.get("b")) if found] == [state, "sent"]


def test_after_the_last_try_it_has_failed_and_a_person_may_try_again(box: Outbox) -> None:
    target = Target(*(Undelivered("down") for _ in range(3)))
    box.put([message()])
    now = NOW
    for _ in range(3):
        _send(box, target, now)
        now += 60 * MINUTE
    assert box.counts() == {"failed": 1}
    assert send_due(box, target.routes(), clock=lambda: now) == 0
    assert box.again("m1", now)
    assert send_due(box, target.routes(), clock=lambda: now) == 1
    assert not box.again("m1", now)


def test_a_crash_while_sending_is_sent_again_under_the_same_id(box: Outbox, tmp_path: Path) -> None:
    box.put([message()])
    box.begin("m1", NOW)  # and here the process dies
    after = Outbox(tmp_path)
    target = Target()
    assert send_due(after, target.routes(), clock=lambda: NOW) == 1
    assert target.got == [("m1", b"text")]
    after.close()


def test_two_processes_do_not_send_at_the_same_time(box: Outbox, tmp_path: Path) -> None:
    other, target = Outbox(tmp_path), Target()
    box.put([message()])
    with other.alone("mail ") as mine:
        assert mine
        assert send_due(box, target.routes(), clock=lambda: NOW) == 0
    assert send_due(box, target.routes(), clock=lambda: NOW) == 1
    other.close()


def test_what_a_failed_message_said_is_forgotten_after_a_month(box: Outbox) -> None:
    box.put([message()])
    _send(box, Target(Undelivered("550 never", final=True)), NOW)
    box.forget(NOW + 29 * 24 * 60 * MINUTE)
    assert box.again("m1", NOW + 1)
    _send(box, Target(Undelivered("550 never", final=True)), NOW + 1)
    box.forget(NOW + 31 * 24 * 60 * MINUTE)
    assert [item.state for item in box.log()] == ["failed"]
    assert not box.again("m1", NOW + 31 * 24 * 60 * MINUTE)


def test_without_a_way_a_message_waits_untried(box: Outbox) -> None:
    box.put([message()])
    assert send_due(box, {}, clock=lambda: NOW) == 0
    assert [(found.state, found.tries) for found in box.log()] == [("queued", 0)]


def test_old_messages_are_forgotten_and_the_file_is_private(box: Outbox, tmp_path: Path) -> None:
    target = Target()
    box.put([message("old"), message("waits", due=NOW + 999 * 86_400_000)])
    send_due(box, target.routes(), clock=lambda: NOW)
    assert box.forget(NOW + 200 * 86_400_000) == 1
    assert [found.id for found in box.log()] == ["waits"]
    assert stat.S_IMODE((tmp_path / "outbox.db").stat().st_mode) == 0o600
