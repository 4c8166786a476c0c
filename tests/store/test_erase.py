"""Everything of a site, or of a user, taken out: nothing of it is left, and nothing else goes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.intent_kit import HOUR, MINUTE, MONDAY, event, seed, verdict
from tests.store.test_companies import command
from tracker.audit import entries
from tracker.cli import erase
from tracker.cli.common import UsageError
from tracker.companies import facts, knowledge, tasks
from tracker.companies.facts import Entry
from tracker.companies.leads import Change, change, every_lead
from tracker.companies.tasks import Task
from tracker.contacts.book import Outreach, open_book
from tracker.contacts.person import Contact
from tracker.dashboard.sessions import begin
from tracker.dashboard.users import User, every_user, save_user
from tracker.lead import Request, act
from tracker.outbox import Message, Outbox, rules, schedules
from tracker.outbox.rules import Rule
from tracker.outbox.schedules import Recipient, Schedule
from tracker.qualify import qualify
from tracker.read.segments import Conditions, save_segment
from tracker.read.sla import save_sla
from tracker.sites import all_sites, new_site, save_site
from tracker.store import Store

ADA, BEN = "ada@example.org", "ben@example.org"
LONGER = "kanada@example.org"
SHOPPING = (("pv", "pricing"), ("add_to_cart", "cart"), ("begin_checkout", "checkout"))


def _site(store: Store, folder: Path, name: str, key: str) -> None:
    save_site(store, new_site(name, key=key * 12), actor=ADA)
    visits = [
        event(
            MONDAY + n * MINUTE,
            site=name,
            address_key=f"{name}-a",
            view=f"{name}{n}",
            name=kind,
            signals=[signal],
        )
        for n, (kind, signal) in enumerate(SHOPPING)
    ]
    both = event(MONDAY, site=name, address_key="both", view=f"{name}-both")
    seed(store, [*visits, both], [verdict(MONDAY, f"{name}-a", "acme.example")])
    qualify(store, name, at=MONDAY + HOUR)
    asked = Request(account="acme.example", move="offer", role="marketing", who=ADA, note=f"ask {ADA},{ADA}")
    act(store, name, asked, zone="UTC", at=MONDAY + 2 * HOUR)
    change(store, name, "acme.example", Change(owner=ADA, note="call"), by=ADA, at=MONDAY)
    tasks.add(store, name, Task(account="acme.example", text="call", owner=ADA, made=MONDAY, by=BEN))
    knowledge.learn(store, name, "acme.example", {"need": "pumps"}, by=LONGER, at=MONDAY)
    save_sla(store, name, {"zone": "UTC"}, actor=ADA)
    save_segment(store, name, "Germans", Conditions(text="x"), by=ADA, at=MONDAY)
    mails = (Recipient(ADA, "en"), Recipient(BEN, "en"))
    schedules.save(store, Schedule(id=f"s-{name}", site=name, recipients=mails), actor=ADA)
    rules.save(store, Rule(id=f"r-{name}", site=name, title="t", when="hand", mails=mails[:1]), actor=ADA)
    with closing(Outbox(folder)) as box:
        told: dict[str, Any] = {
            "kind": "alert",
            "site": name,
            "cause": "r",
            "day": "",
            "title": "t",
            "due": 1,
        }
        box.put([Message(id=f"{name}/{to}", channel="mail", target=to, made=1, **told) for to in (ADA, BEN)])
    with open_book(folder) as book:
        person = Contact(
            site=name, account="acme.example", name="Cy", mail="cy@acme.example", basis="request"
        )
        kept = book.save(person, by=ADA, at=MONDAY)
        book.reached_out(name, "acme.example", Outreach(kept.id, MONDAY, "phone", ADA))


@pytest.fixture
def two(store: Store, tmp_path: Path) -> Store:
    save_user(store, User(id=ADA, role="admin", password="x"), actor=ADA)
    save_user(store, User(id=BEN, sites={"shop": "sales", "blog": "viewer"}, password="x"), actor=ADA)
    save_user(store, User(id="only@example.org", sites={"shop": "sales"}), actor=ADA)
    begin(store, ADA, now=MONDAY)
    facts.put(store, [Entry("acme.example", "owner", ADA, "crm")], actor=ADA, at=MONDAY)
    seed(store, [], [verdict(MONDAY, "both", "beta.example")])
    for name, key in (("shop", "k"), ("blog", "b")):
        _site(store, tmp_path, name, key)
    return store


def _counts(store: Store, folder: Path, name: str) -> dict[str, int]:
    found = command(erase, store, folder, "site", name)
    assert found["erased"] is False
    return dict(found["counts"])


def test_a_site_goes_whole_and_the_other_stays(two: Store, tmp_path: Path) -> None:
    before, other = _counts(two, tmp_path, "shop"), _counts(two, tmp_path, "blog")
    assert min(before[name] for name in ("events", "verdicts", "stage_changes", "records", "people")) > 0
    with pytest.raises(UsageError, match="nothing was erased"):
        command(erase, two, tmp_path, "site", "shop", "--confirm", "blog")
    assert _counts(two, tmp_path, "shop") == before
    assert command(erase, two, tmp_path, "site", "shop", "--confirm", "shop")["counts"] == before
    assert not any(row["n"] for row in two.read("erase/counts", site="shop"))
    assert list(all_sites(two)) == ["blog"]
    after = _counts(two, tmp_path, "blog")
    assert {name: after[name] for name in after if name != "verdicts"} == {
        name: other[name] for name in other if name != "verdicts"
    }
    assert (
        after["verdicts"] == other["verdicts"] + 1
    )  # an address that was seen on both is now seen here alone
    with closing(Outbox(tmp_path)) as box, open_book(tmp_path) as book:
        assert {item.site for item in box.log()} == {"blog"}
        assert (book.of_site("shop"), len(book.of_site("blog"))) == ([], 1)
        assert book.audit("shop") == []
    assert {user.id: user.sites for user in every_user(two).values()} == {ADA: {}, BEN: {"blog": "viewer"}}
    (said, *_) = entries(two, kind="site")
    assert (said.what, said.subject, int(said.after["events"])) == ("site.erased", "shop", before["events"])
    with pytest.raises(UsageError, match="there is no site 'shop'"):
        command(erase, two, tmp_path, "site", "shop")


def test_a_user_is_nobodys_name_any_more(two: Store, tmp_path: Path) -> None:
    save_user(two, User(id=LONGER, role="admin", password="x"), actor=LONGER)
    assert {row["name"] for row in two.read("erase/tables")} <= set(erase.TABLES)
    assert command(erase, two, tmp_path, "user", ADA)["counts"]["rows"] > 10
    command(erase, two, tmp_path, "user", ADA, "--confirm", ADA)
    assert two.read("erase/user_left", user=f'"{ADA}') == [{"n": 0}]
    left = two.read("erase/user_left", user=ADA)[0]["n"]
    assert left == two.read("erase/user_left", user=LONGER)[0]["n"] > 0  # a longer address is another person
    assert ADA not in every_user(two)
    assert {lead.owner for lead in every_lead(two, "shop").values()} == {""}
    assert {task.owner for task in tasks.open_tasks(two, "shop").values()} == {""}
    assert [[to.mail for to in item.recipients] for item in schedules.every(two)] == [[BEN], [BEN]]
    assert {(rule.mails, rule.active) for rule in rules.every(two)} == {((), False)}
    with closing(Outbox(tmp_path)) as box, open_book(tmp_path) as book:
        assert {item.target for item in box.log()} == {BEN}
        assert book.of_site("shop")[0].by.startswith("erased-")
    (said, *_) = entries(two, kind="user")
    assert said.what == "user.erased"
    assert said.subject.startswith("erased-")
    with pytest.raises(UsageError, match="nothing names them"):
        command(erase, two, tmp_path, "user", "nobody@example.org")
