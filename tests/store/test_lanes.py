"""A receiver that hangs holds up nobody but itself: real servers, and a store and outbox of their own."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from threading import Event

import pytest

from reports.destinations import http
from tests.hookserver import Told, hook_server
from tests.served import PATIENCE_S, eventually
from tests.store.test_alerts import MINUTE, Post, post, visit
from tracker.deliver.alerts import queue_alerts
from tracker.deliver.chat import chat_routes
from tracker.deliver.reports import Desk
from tracker.deliver.sending import Sender, mail_routes
from tracker.deliver.watch import watch
from tracker.outbox import Outbox, targets

__all__ = ["post"]  # the fixture


def _round(post: Post, sender: Sender) -> None:
    post.now += MINUTE
    watch(post.desk, post.now)
    queue_alerts(post.desk, post.now)
    routes = {**mail_routes(post.desk.settings), **chat_routes(post.desk)}
    sender.round(routes, clock=lambda: post.now, patience=0.0)


def _connect(post: Post, url: str, title: str) -> str:
    private = post.desk.settings.private_networks
    made = targets.add(post.store, post.box, kind="webhook", title=title, url=url, actor="t", private=private)
    return made.id


def test_a_receiver_that_hangs_delays_no_message_of_another(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", 90.0)  # a slow machine must not end the wait
    monkeypatch.setattr(http, "DEADLINE_S", 90.0)
    sender, gate = Sender(post.box), Event()
    with hook_server() as slow:
        slow.answers = [Told(gate=gate)]
        ids = (_connect(post, slow.url, "slow"), _connect(post, post.hook.url, "quick"))
        post.rule("page", pages=("/*",), destinations=ids)
        visit(post)
        _round(post, sender)
        eventually(lambda: len(slow.got) == 1)
        visit(post, key="b1", company="beta.example", company_name="Beta BV")
        _round(post, sender)
        eventually(lambda: (len(post.hook.got), len(post.inbox.mails)) == (2, 2))
        states = {(item.target, item.state) for item in post.box.log() if item.target == ids[0]}
        assert states == {(ids[0], "sending"), (ids[0], "queued")}  # the first still hangs, nobody tried more
        assert len(slow.got) == 1
        gate.set()
        sender.close(PATIENCE_S)
        _round(post, sender)
        sender.close(PATIENCE_S)
        assert post.box.counts() == {"sent": 6}
    accounts = [json.loads(got.body)["data"]["accounts"][0]["key"] for got in slow.got]
    assert sorted(accounts) == ["acme.example", "beta.example"]


def test_a_lane_that_is_cut_off_at_the_end_is_sent_again_under_the_same_id(
    post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", 90.0)
    monkeypatch.setattr(http, "DEADLINE_S", 90.0)
    box, gate = Outbox(tmp_path), Event()
    desk = Desk(post.store, box, post.desk.settings)
    with hook_server() as slow:
        slow.answers = [Told(gate=gate)]
        post.rule("page", pages=("/*",), mails=(), destinations=(_connect(post, slow.url, "slow"),))
        visit(post)
        watch(desk, post.now)
        queue_alerts(desk, post.now)
        sender = Sender(box)
        sender.round(chat_routes(desk), clock=lambda: post.now, stopping=lambda: True, patience=0.0)
        sender.close(PATIENCE_S)
        assert box.counts() == {"queued": 1}  # nothing is begun any more once it is to stop
        begun = threading.Event()
        sender.round(chat_routes(desk), clock=lambda: post.now, stopping=begun.is_set, patience=0.0)
        eventually(lambda: len(slow.got) == 1)
        begun.set()
        sender.close(0.0)
        box.close()
        gate.set()
        eventually(lambda: not any(thread.name == "send-webhook" for thread in threading.enumerate()))
        assert post.box.counts() == {"sending": 1}
        assert post.round(MINUTE) == 1
        assert len({got.headers["webhook-id"] for got in slow.got}) == 1
        assert len(slow.got) == 2
