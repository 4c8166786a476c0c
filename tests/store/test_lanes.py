"""A receiver that hangs holds up nobody but itself: real servers, and a store and outbox of their own."""

from __future__ import annotations

import json
from threading import Event

import pytest

from reports.destinations import http
from tests.hookserver import Told, hook_server
from tests.served import eventually
from tests.store.test_alerts import MINUTE, Post, post, visit
from tracker.deliver.alerts import queue_alerts
from tracker.deliver.chat import chat_routes
from tracker.deliver.sending import Sender, mail_routes
from tracker.deliver.watch import watch
from tracker.outbox import targets

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
        sender.close()
        _round(post, sender)
        sender.close()
        assert post.box.counts() == {"sent": 6}
    accounts = [json.loads(got.body)["data"]["accounts"][0]["key"] for got in slow.got]
    assert sorted(accounts) == ["acme.example", "beta.example"]
