"""A lead that changes hands: a message of its own kind each time, with the facts of that moment."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from tests.http.dashboard_kit import SITE
from tests.store.test_alerts import HOUR, MINUTE, Post, hook_target, post, visit
from tracker.companies import knowledge, tasks
from tracker.companies.leads import Change, change
from tracker.contacts.book import open_book
from tracker.contacts.person import Contact
from tracker.lead import act
from tracker.lifecycle import Request
from tracker.lifecycle.decide import Given
from tracker.outbox.schedules import Recipient
from tracker.qualify import qualify

__all__ = ["post"]  # the fixture
ACCOUNT = "acme.example"


def _move(post: Post, move: str, role: str, **more: Any) -> None:
    asked = Request(account=ACCOUNT, move=move, role=role, who=f"{role}@example.org", **more)
    act(post.store, SITE, asked, zone="Europe/Berlin", at=post.now)


def _qualified(post: Post) -> None:
    """Two people of one company: prices, the cart and the checkout."""
    way = (("pv", "pricing"), ("add_to_cart", "cart"), ("begin_checkout", "checkout"))
    for person in ("a1", "a2"):
        for number, (name, signal) in enumerate(way):
            at = post.now - (30 - number) * MINUTE
            visit(post, key=person, at=at, name=name, signals=[signal], url_path=f"/{signal}")
    qualify(post.store, SITE, zone="Europe/Berlin", at=post.now)


def _known(post: Post) -> None:
    change(post.store, SITE, ACCOUNT, Change(owner="jan@example.org"), by="t", at=post.now)
    said = {"goal": "Replace the old press", "need": "200 parts a day", "chance": "40"}
    knowledge.learn(post.store, SITE, ACCOUNT, said, by="jan", at=post.now)
    task = tasks.Task(account=ACCOUNT, text="Send the price list", owner="jan@example.org", made=post.now)
    tasks.add(post.store, SITE, task)
    people = (
        Contact(name="Ada Example", mail="ada@acme.example", basis="consent", consent_at=post.now - HOUR),
        Contact(name="Bea Example", mail="bea@acme.example", basis="legitimate_interest"),
        Contact(name="Cas Example", mail="cas@acme.example", basis="consent", consent_at=1, do_not_contact=2),
    )
    with open_book(post.desk.settings.data_dir) as book:
        for person in people:
            whole = msgspec.structs.replace(person, site=SITE, account=ACCOUNT, source="form")
            book.save(whole, by="t", at=post.now)


def test_every_change_of_hands_is_told_with_its_facts(post: Post) -> None:
    _qualified(post)
    _known(post)
    post.rule("handover", mails=(Recipient("ada@example.org", "en"),), destinations=(hook_target(post),))
    post.now += MINUTE
    _move(post, "offer", "marketing")
    post.now += MINUTE
    _move(post, "reject", "sales", given=Given(reason="too_early"), note="Call again in May")
    assert [post.round(MINUTE), post.round(MINUTE)] == [4, 0]  # both, though of one account and day
    events = [json.loads(got.body) for got in post.hook.got]
    assert [event["type"] for event in events] == ["handover.offered", "handover.rejected"]
    assert events[0]["id"] != events[1]["id"]
    offered, rejected = (event["data"]["accounts"][0]["handover"] for event in events)
    assert (offered["by"], offered["owner"], offered["level"][:3]) == (
        "marketing:marketing@example.org",
        "jan@example.org",
        "MQL",
    )
    assert offered["score"] > 50
    assert {line["rule"] for line in offered["reasons"]} >= {"pricing_view", "cart_add"}
    assert (offered["due"], offered["deadline"] > offered["at"]) == ("answer", True)
    assert [item["views"] for item in offered["visits"]] == [1, 1]
    assert ([item["name"] for item in offered["persons"]], offered["persons_more"]) == (["Ada Example"], 2)
    assert (offered["plan"]["goal"], offered["plan"]["steps"][0]["text"]) == (
        "Replace the old press",
        "Send the price list",
    )
    assert (rejected["reason"], rejected["note"]) == ("too_early", "Call again in May")
    assert post.subjects == ["Acme GmbH: Offered to sales", "Acme GmbH: Rejected by sales"]
    told = post.inbox.messages[0].as_string()
    assert "bea@acme.example" not in told


def test_a_rule_may_want_one_kind_only(post: Post) -> None:
    _qualified(post)
    post.rule("handover", stages=("SAL",))
    post.now += MINUTE
    _move(post, "offer", "marketing")
    assert post.round(MINUTE) == 0
    _move(post, "accept", "sales")
    assert post.round(MINUTE) == 1
    assert post.subjects == ["Acme GmbH: Accepted by sales"]
