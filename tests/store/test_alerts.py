"""Alerts from the event to the receiver: on the real store, with a real mail server and a real webhook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.hookserver import HookServer, Told, hook_server
from tests.http.dashboard_kit import NOW, SITE, add_verdict, add_view
from tests.mailserver import Inbox, mail_server
from tests.sending import send_due
from tests.store.test_deliver import at
from tracker.audit import entries
from tracker.companies.leads import Change, change
from tracker.deliver.alerts import queue_alerts
from tracker.deliver.chat import chat_routes
from tracker.deliver.quiet import tell_at
from tracker.deliver.reports import Desk
from tracker.deliver.sending import mail_routes
from tracker.deliver.watch import watch
from tracker.outbox import Outbox, rules, targets
from tracker.outbox.rules import Rule, RuleError, Territory
from tracker.outbox.schedules import Recipient
from tracker.outbox.targets import TargetError
from tracker.read.segments import Conditions, save_segment
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store, records

MINUTE = 60_000
HOUR = 60 * MINUTE
MADE = NOW - HOUR


@dataclass
class Post:
    store: Store
    box: Outbox
    inbox: Inbox
    hook: HookServer
    desk: Desk
    now: int = NOW
    made: list[str] = field(default_factory=list)

    def round(self, later: int = 0) -> int:
        """Look, put into the outbox, send; how many arrived."""
        self.now += later
        watch(self.desk, self.now)
        queue_alerts(self.desk, self.now)
        routes = {**mail_routes(self.desk.settings), **chat_routes(self.desk)}
        return send_due(self.box, routes, clock=lambda: self.now)

    def rule(self, when: str, **more: Any) -> Rule:
        values: dict[str, Any] = {
            "id": more.pop("id", f"r-{when}"),
            "site": SITE,
            "title": f"Rule {when}",
            "when": when,
            "mails": (Recipient("ada@example.org", "en"),),
            "since": MADE,
            **more,
        }
        made = Rule(**values)
        rules.save(self.store, made, actor="ada@example.com")
        return made

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.inbox.messages]


@pytest.fixture
def post(store: Store, tmp_path: Path) -> Iterator[Post]:
    save_site(store, new_site(SITE, title="The shop", key="k" * 12, timezone="Europe/Berlin"), actor="test")
    with ExitStack() as stack:
        inbox = stack.enter_context(mail_server(Inbox()))
        hook = stack.enter_context(hook_server())
        box = Outbox(tmp_path)
        stack.callback(box.close)
        env = {
            "TRACKER_DATA_DIR": str(tmp_path),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(inbox.port),
            "TRACKER_SMTP_TLS": "none",
            "TRACKER_MAIL_FROM": "visits@example.com",
            "TRACKER_BASE_URL": "https://visits.example",
            "TRACKER_PRIVATE_TARGETS": "127.0.0.0/8",
        }
        yield Post(store, box, inbox, hook, Desk(store, box, load_settings(env)))


def visit(post: Post, key: str = "a1", company: str = "acme.example", **more: Any) -> None:
    """A page view of a company, just now."""
    at = more.pop("at", post.now - 2 * MINUTE)
    verdict = {name: more.pop(name) for name in ("company_name", "confidence") if name in more}
    add_view(post.store, at=at, key=key, view=f"{key}-{at}", visitor=f"p-{key}", **more)
    add_verdict(post.store, key=key, company=company, **verdict)


def moved(post: Post, to: str, before: str = "LEAD", *, at: int = 0, account: str = "acme.example") -> None:
    row = {
        "site": SITE,
        "account": account,
        "at": at or post.now - MINUTE,
        "decided": post.now - MINUTE,
        "from_stage": before,
        "to_stage": to,
        "model": "1",
        "actor": "rule:reached",
        "facts": "{}",
    }
    post.store.insert("stage_changes", [row])


def test_a_page_is_told_once_a_day_and_a_new_day_again(post: Post) -> None:
    post.rule("page", pages=("/pricing*",))
    visit(post, url_path="/about")
    assert post.round() == 0
    visit(post, url_path="/pricing/pro", key="a2")
    assert [post.round(MINUTE), post.round(MINUTE)] == [1, 0]
    visit(post, url_path="/pricing", key="a2", at=post.now - 1000)
    assert post.round(MINUTE) == 0
    post.now += 24 * HOUR
    visit(post, url_path="/pricing", key="a2")
    assert post.round() == 1
    assert post.subjects == ["Acme GmbH: Page visited"] * 2
    text = next(part for part in post.inbox.messages[0].walk() if part.get_content_type() == "text/plain")
    assert "/pricing/pro" in text.get_content()
    assert "https://visits.example/site/shop/accounts/acme.example" in text.get_content()


def test_stages(post: Post) -> None:
    post.rule("qualified", stages=("MQL2",))
    post.rule("stage", stages=("SAL",))
    post.rule("back")
    visit(post)
    visit(post, key="b1", company="beta.example", company_name="Beta BV")
    moved(post, "MQL1")
    moved(post, "LEAD", "LOST", account="beta.example")
    assert post.round() == 1
    assert post.subjects == ["Beta BV: Back after it was lost or set aside"]
    moved(post, "MQL3", "MQL1", at=post.now)
    assert post.round(MINUTE) == 1
    moved(post, "SAL", "OFFERED", at=post.now)
    moved(post, "MQL3", "MQL2", at=post.now - 72 * HOUR, account="beta.example")  # written late: no news
    assert post.round(MINUTE) == 1
    assert post.subjects[1:] == ["Acme GmbH: Qualified", "Acme GmbH: Stage changed"]


def test_a_raised_hand_is_told_when_it_is_raised_not_while_it_is_remembered(post: Post) -> None:
    asks: dict[str, Any] = {"name": "form", "signals": ["demo"]}
    visit(post, at=post.now - 30 * HOUR, **asks)
    post.rule("hand")
    visit(post, url_path="/about")
    assert post.round() == 0  # asked for a demo yesterday, looks around today
    visit(post, key="b1", company="beta.example", company_name="Beta BV", **asks)
    assert post.round(MINUTE) == 1
    assert post.subjects == ["Beta BV: Asked for you"]


def test_a_surge_is_told_on_the_day_it_begins(post: Post) -> None:
    post.rule("surge")
    visit(post, at=post.now - 60 * 24 * HOUR, signals=["pricing"], url_path="/pricing")
    assert post.round() == 0
    for person in range(4):
        at = post.now - (person + 3) * MINUTE
        visit(post, key=f"s{person}", at=at, signals=["pricing"], url_path="/pricing")
    assert [post.round(MINUTE), post.round(MINUTE)] == [1, 0]
    assert post.subjects == ["Acme GmbH: Much more active than usual"]


def test_targets_segments_and_filters(post: Post) -> None:
    records.put(post.store, "target", "acme.example", {"site": SITE}, actor="t")
    save_segment(post.store, SITE, "Germans", Conditions(text="acme"), by="t", at=NOW)
    post.rule("segment", segment="germans")
    post.rule("page", pages=("/*",), id="elsewhere", countries=("NL",))
    post.rule("page", pages=("/*",), id="only-a", grade="A")
    post.rule("page", pages=("other.example/*",), id="host")
    visit(post)
    visit(post, key="b1", company="beta.example", company_name="Beta BV")
    assert post.round() == 1
    assert post.subjects == ["Acme GmbH: Seen, of a segment"]


def test_who_was_turned_away_is_not_told_and_that_is_written_down(post: Post) -> None:
    post.rule("page", pages=("/*",))
    visit(post)
    moved(post, "DISQUALIFIED", "MQL1", at=post.now - 3 * HOUR)
    assert [post.round(), post.round(MINUTE)] == [0, 0]
    assert [(item.state, item.answer) for item in post.box.log()] == [("skipped", "disqualified")]


def test_an_offer_nobody_answers_is_told_once(post: Post) -> None:
    post.rule("late", since=MADE - 99 * HOUR)
    visit(post)
    moved(post, "OFFERED", "MQL2", at=post.now - 72 * HOUR)
    assert [post.round(), post.round(MINUTE), post.round(24 * HOUR)] == [1, 0, 0]
    assert post.subjects == ["Acme GmbH: Not answered in time"]


def test_the_owner_and_the_territory_get_theirs(post: Post) -> None:
    change(post.store, SITE, "acme.example", Change(owner="jan@example.org"), by="t", at=MADE)
    post.rule("page", pages=("/*",), mails=(), to_owner=True)
    places = (Territory(("DE", "AT"), mails=("dach@example.org",)),)
    post.rule("page", pages=("/*",), id="by-land", territories=places)
    visit(post)
    visit(post, key="b1", company="beta.example", company_name="Beta BV")
    assert post.round() == 3
    assert sorted(str(message["To"]) for message in post.inbox.messages) == [
        "ada@example.org",
        "ada@example.org",
        "jan@example.org",
    ]


def test_who_left_is_not_told_as_owner_either_and_every_mail_has_the_way_out(post: Post) -> None:
    change(post.store, SITE, "acme.example", Change(owner="jan@example.org"), by="t", at=MADE)
    made = post.rule("page", pages=("/*",), to_owner=True)
    visit(post)
    assert post.round() == 2
    for message in post.inbox.messages:
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = str(message["List-Unsubscribe"]).strip("<>")
        assert link.startswith("https://visits.example/leave?from=r-page&who=")
        parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
        assert all(link in unescape(part) for part in parts)
    rules.save(post.store, rules.without(made, "jan@example.org"), actor="recipient:jan@example.org")
    visit(post, key="b1", company="beta.example", company_name="Beta BV")
    change(post.store, SITE, "beta.example", Change(owner="jan@example.org"), by="t", at=MADE)
    assert post.round(MINUTE) == 1


def test_a_digest_is_one_message_and_so_is_a_night(post: Post) -> None:
    post.rule("page", pages=("/*",), digest="hour")
    for number in range(3):
        visit(post, key=f"k{number}", company=f"c{number}.example", company_name=f"C{number}")
        assert post.round(MINUTE) == 0
    assert post.round(HOUR) == 1
    assert post.subjects == ["Page visited: 3 companies"]


def hook_target(post: Post, kind: str = "webhook") -> str:
    private = post.desk.settings.private_networks
    url = f"{post.hook.url}/{kind}?token=very-secret"
    made = targets.add(post.store, post.box, kind=kind, title=kind, url=url, actor="ada", private=private)
    return made.id


def test_a_webhook_is_tried_again_under_the_same_id_until_it_is_taken(post: Post) -> None:
    post.rule("page", pages=("/*",), mails=(), destinations=(hook_target(post),))
    visit(post)
    post.hook.answers = [Told(500, b"down"), Told(429, b"slow", {"Retry-After": "900"})]
    assert [post.round(), post.round(10_000), post.round(10 * MINUTE), post.round(6 * MINUTE)] == [0, 0, 0, 1]
    assert len({got.headers["webhook-id"] for got in post.hook.got}) == 1
    assert len({got.headers["webhook-signature"] for got in post.hook.got}) == 3
    (message,) = post.box.log()
    assert [item.answer for item in post.box.attempts(message.id)] == ["500 down", "429 slow", "200 ok"]
    assert json.loads(post.hook.got[0].body)["type"] == "account.page.visited"


def test_every_chat_gets_its_own_form_and_gone_is_gone(post: Post) -> None:
    ids = tuple(hook_target(post, kind) for kind in ("slack", "teams", "google_chat"))
    post.rule("page", pages=("/*",), mails=(), destinations=ids)
    visit(post)
    assert post.round() == 3
    forms = {got.path.partition("?")[0]: set(json.loads(got.body)) for got in post.hook.got}
    assert forms == {
        "/slack": {"text", "blocks"},
        "/teams": {"type", "attachments"},
        "/google_chat": {"text", "cardsV2"},
    }
    visit(post, key="b1", company="beta.example", company_name="Beta BV")
    post.hook.answers = [Told(410, b"gone")] * 3
    assert post.round(MINUTE) == 0
    assert [bool(target.off) for target in targets.every(post.store)] == [True] * 3


def test_secrets_are_nowhere_but_in_the_outbox(post: Post) -> None:
    target = hook_target(post)
    secret = targets.secret_of(post.box, target)
    assert secret is not None
    assert secret.key.startswith("whsec_")
    everything = str(
        [
            post.store.read("records/every", kind=kind, known_at=records.EVER)
            for kind in ("destination", "audit")
        ]
    )
    assert "very-secret" not in everything
    assert secret.key not in everything
    targets.remove(post.store, post.box, target, actor="ada")
    assert targets.secret_of(post.box, target) is None
    assert [entry.what for entry in entries(post.store, kind="destination")] == [
        "destination.removed",
        "destination.added",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"when": "never"}, "hand, qualified"),
        ({"when": "page"}, "/pricing"),
        ({"when": "page", "pages": ("https://x/",)}, "a path such as"),
        ({"when": "qualified", "stages": ("SAL",)}, "MQL1"),
        ({"countries": ("Germany",)}, "two capital letters"),
        ({"quiet": "20-7"}, "20:00-07:00"),
        ({"mails": ()}, "a mail address, a destination"),
        ({"title": " "}, "1 to 80"),
        ({"grade": "E"}, "A, B, C, D"),
    ],
)
def test_a_rule_that_cannot_be_says_why(change: dict[str, Any], told: str) -> None:
    values = {
        "id": "r",
        "site": SITE,
        "title": "T",
        "when": "hand",
        "mails": (Recipient("a@b.example", "en"),),
    }
    with pytest.raises(RuleError, match=told):
        rules.check(Rule(**{**values, **change}))


def test_a_target_in_this_network_is_refused_when_it_is_entered(store: Store, tmp_path: Path) -> None:
    box = Outbox(tmp_path)
    with pytest.raises(TargetError, match="https is needed"):
        targets.add(store, box, kind="slack", title="x", url="http://127.0.0.1/", actor="t")
    box.close()


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("name", "fields", "now", "expected"),
    [
        ("at once", {}, "2026-03-10T11:00", "2026-03-10T11:00"),
        ("in the evening", {"quiet": "20:00-07:00"}, "2026-03-10T21:30", "2026-03-11T06:00"),
        ("before seven", {"quiet": "20:00-07:00"}, "2026-03-10T05:00", "2026-03-10T06:00"),
        ("by day", {"quiet": "12:00-13:00"}, "2026-03-10T11:30", "2026-03-10T12:00"),
        ("friday night", {"quiet": "20:00-07:00", "weekends": True}, "2026-03-13T21:00", "2026-03-16T06:00"),
        ("the clock jumps", {"quiet": "20:00-07:00"}, "2026-03-28T22:00", "2026-03-29T05:00"),
        ("next hour", {"digest": "hour"}, "2026-03-10T11:20", "2026-03-10T12:00"),
        ("today at four", {"digest": "day"}, "2026-03-10T11:20", "2026-03-10T15:00"),
        ("tomorrow at four", {"digest": "day"}, "2026-03-10T15:00", "2026-03-11T15:00"),
    ],
)
def test_when_it_is_told(name: str, fields: dict[str, Any], now: str, expected: str) -> None:
    made = Rule(id="r", site=SITE, title="T", when="hand", **fields)
    assert tell_at(made, at(now), BERLIN) == at(expected), name


def test_a_rule_survives_the_store(post: Post) -> None:
    made = post.rule("page", pages=("/a*",), territories=(Territory(("DE",), mails=("x@example.org",)),))
    assert rules.every(post.store, SITE) == [made]
    rules.save(post.store, msgspec.structs.replace(made, active=False), actor="jan@example.com")
    assert rules.remove(post.store, made.id, actor="jan@example.com")
    assert [entry.what for entry in entries(post.store, kind="alert")] == [
        "alert.removed",
        "alert.changed",
        "alert.added",
    ]
