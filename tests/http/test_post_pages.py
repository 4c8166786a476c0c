"""Schedules, alerts, destinations and the log on their pages; the link that ends a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from tests.hookserver import hook_server
from tests.http.dashboard_kit import NOW, SITE, Client, World, add_verdict, add_view, world
from tests.mailserver import Inbox, mail_server
from tests.sending import send_due
from tracker.audit import entries
from tracker.dashboard import Dependencies
from tracker.deliver.chat import chat_routes
from tracker.deliver.reports import Desk
from tracker.deliver.sending import mail_routes
from tracker.outbox import Outbox, rules, schedules, targets
from tracker.outbox.post import leave_link
from tracker.outbox.rules import Rule
from tracker.outbox.schedules import Recipient
from tracker.settings import load_settings
from tracker.store import Store

PAGE = f"/site/{SITE}/schedules"
ALERTS = f"/site/{SITE}/alerts"
FORM = {
    "report": "daily",
    "time": "07:30",
    "zone": "Europe/Berlin",
    "language": "de",
    "active": "on",
    "csv": "on",
}


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_view(store, at=NOW - 24 * 3_600_000)
        add_verdict(store)
        yield made


def with_mail(place: World, port: int) -> None:
    """The installation's post as it runs in the server, by the same functions."""
    folder = place.deps.settings.data_dir
    env = {
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(port),
        "TRACKER_SMTP_TLS": "none",
        "TRACKER_MAIL_FROM": "visits@example.com",
        "TRACKER_PRIVATE_TARGETS": "127.0.0.0/8",
    }
    settings = load_settings(env)

    def send() -> None:
        with closing(Outbox(folder)) as box:
            routes = {**mail_routes(settings), **chat_routes(Desk(place.store, box, settings))}
            send_due(box, routes, clock=place.deps.clock)

    place.deps = replace(place.deps, settings=settings, send=send)
    assert isinstance(place.deps, Dependencies)


def post(client: Client, path: str, **form: str) -> tuple[int, str]:
    answer = client.post(path, {"csrf": client.csrf, **form})
    return answer.status_code, unescape(answer.text)


def test_a_schedule_is_made_changed_and_removed_and_each_is_written_down(place: World) -> None:
    client = place.signed_in_as("marketing")
    assert "TRACKER_SMTP_HOST" in client.get(PAGE).text
    status, _ = post(client, PAGE, **FORM, recipients="ada@example.org\njan@example.org nl")
    (made,) = schedules.every(place.store)
    assert status == 303
    assert [(to.mail, to.language) for to in made.recipients] == [
        ("ada@example.org", "de"),
        ("jan@example.org", "nl"),
    ]
    assert (made.time, made.formats, made.since) == ("07:30", ("csv",), NOW)
    shown = unescape(client.get(f"{PAGE}?edit={made.id}").text)
    assert "ada@example.org\njan@example.org nl</textarea>" in shown
    post(
        client,
        PAGE,
        **{**FORM, "time": "08:00", "report": "weekly"},
        id=made.id,
        recipients="ada@example.org",
    )
    (changed,) = schedules.every(place.store)
    assert (changed.id, changed.time, changed.report, changed.since) == (made.id, "08:00", "weekly", NOW)
    post(client, PAGE + "/remove", id=made.id)
    assert schedules.every(place.store) == []
    found = [(entry.who, entry.what) for entry in entries(place.store, kind="schedule")]
    assert found == [
        ("marketing@example.com", f"schedule.{verb}") for verb in ("removed", "changed", "added")
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"recipients": ""}, "At least one mail address"),
        ({"recipients": "ada@example.org\r\nBcc: x"}, "“Bcc:” is no mail address"),
        ({"recipients": "ada@example.org fr"}, "one address a line"),
        ({"zone": "Mars/Base"}, "Europe/Berlin"),
        ({"time": "25:00"}, "00:00 to 23:59"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    place: World, change: dict[str, str], told: str
) -> None:
    client = place.signed_in_as("admin")
    form = {**FORM, "recipients": "ada@example.org", "title": "For the board", **change}
    status, text = post(client, PAGE, **form)
    assert (status, told in text, "For the board" in text) == (422, True, True)
    assert schedules.every(place.store) == []


def test_a_test_mail_shows_the_servers_answer(place: World) -> None:
    client = place.signed_in_as("admin")
    assert "No mail server is set" in post(client, PAGE + "/test", to="ada@example.org")[1]
    with mail_server(Inbox()) as inbox:
        with_mail(place, inbox.port)
        client = place.signed_in_as("admin")
        _, tested = post(client, PAGE + "/test", to="ada@example.org")
        assert "queued as 4711" in tested
        assert 'type="time" required value="07:00"' in tested
        assert "no such mailbox" in post(client, PAGE + "/test", to="refused@example.org")[1]
        assert [message["To"] for message in inbox.messages] == ["ada@example.org"]
    log = unescape(client.get(f"/site/{SITE}/deliveries").text)
    assert "550 5.1.1 no such mailbox" in log
    (failed,) = re.findall(r'name="id" value="(test/[^"]+)"', log)
    assert post(client, f"/site/{SITE}/deliveries/again", id=failed)[0] == 303


def test_a_rule_a_webhook_and_a_test_of_both(place: World) -> None:
    with mail_server(Inbox()) as inbox, hook_server() as hook:
        with_mail(place, inbox.port)
        client = place.signed_in_as("marketing")
        _, text = post(
            client,
            f"/site/{SITE}/destinations",
            kind="webhook",
            name="Our CRM",
            url=f"{hook.url}/in?key=s3cret",
        )
        assert re.search(r"whsec_[A-Za-z0-9+/=]{40,}", text)
        (target,) = targets.every(place.store)
        form = {
            "when": "page",
            "pages": "/pricing*\n/demo",
            "title": "Prices",
            "mails": "ada@example.org",
            "language": "en",
            "active": "on",
            f"to:{target.id}": "on",
            "grade": "B",
            "countries": "de, nl",
            "territories": "AT = wien@example.org, our crm",
            "quiet_from": "20:00",
            "quiet_to": "07:00",
        }
        assert post(client, ALERTS, **form)[0] == 303
        (rule,) = rules.every(place.store)
        assert (rule.pages, rule.countries, rule.destinations) == (
            ("/pricing*", "/demo"),
            ("DE", "NL"),
            (target.id,),
        )
        assert (rule.quiet, rule.territories[0].mails) == ("20:00-07:00", ("wien@example.org",))
        assert rule.territories[0].destinations == (target.id,)
        shown = client.get(f"{ALERTS}?edit={rule.id}").text
        assert "AT = wien@example.org, Our CRM" in shown
        for page in (shown, client.get(ALERTS).text, client.get(f"/site/{SITE}/deliveries").text):
            assert "s3cret" not in page
            assert "whsec_" not in page
        _, tested = post(client, ALERTS + "/test", id=rule.id)
        assert "Sent to" in tested
        assert '<input type="hidden" name="id" value="">' in tested  # the form below adds, it does not change
        place.now += 1000
        assert "200 ok" in post(client, f"/site/{SITE}/destinations/test", id=target.id)[1]
        assert (len(inbox.mails), len(hook.got)) == (1, 2)
        post(client, f"/site/{SITE}/destinations/remove", id=target.id)
        post(client, ALERTS + "/remove", id=rule.id)
    assert (rules.every(place.store), targets.every(place.store)) == ([], [])


def test_wrong_rules_and_places_are_refused_in_words(place: World) -> None:
    client = place.signed_in_as("admin")
    base = {"when": "page", "pages": "/x", "mails": "ada@example.org", "language": "en"}
    for change, told in (
        ({"pages": ""}, "Name at least one page"),
        ({"mails": ""}, "Who should be told?"),
        ({"countries": "Germany"}, "two letters"),
        ({"territories": "sales"}, "written DE, AT"),
        ({"when": "handover", "digest": "day"}, "told at once, each by itself"),
    ):
        status, text = post(client, ALERTS, **{**base, **change})
        assert (status, told in text) == (422, True), change
    assert post(client, ALERTS, **{**base, "when": "handover", "handed": "SAL"})[0] == 303
    assert [(rule.when, rule.stages) for rule in rules.every(place.store)] == [("handover", ("SAL",))]
    for url in ("http://127.0.0.1/", "https://user:pw@example.com/", "file:///x"):
        assert post(client, f"/site/{SITE}/destinations", kind="slack", name="x", url=url)[0] == 422
    assert targets.every(place.store) == []


def test_the_link_at_the_end_of_a_mail_takes_one_recipient_off(place: World) -> None:
    admin = place.signed_in_as("admin")
    post(admin, PAGE, **FORM, recipients="ada@example.org\njan@example.org")
    (made,) = schedules.every(place.store)
    with closing(Outbox(place.deps.settings.data_dir)) as box:
        link = leave_link("", box.secret, made.id, "ada@example.org")
    stranger = place.client()
    assert "ada@example.org" in stranger.get(link).text
    assert len(schedules.every(place.store)[0].recipients) == 2  # looking takes nobody off
    assert stranger.get(link.replace("ada", "jan")).status_code == 404
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [to.mail for to in schedules.every(place.store)[0].recipients] == ["jan@example.org"]
    assert entries(place.store, kind="schedule")[0].who == "recipient:ada@example.org"


def test_who_leaves_an_alert_gets_it_no_more_and_the_log_says_so(place: World) -> None:
    owner, ada = "jan@example.org", Recipient("ada@example.org", "en")
    rule = Rule(id="r1", site=SITE, title="Hands", when="hand", mails=(ada,), to_owner=True, since=1)
    rules.save(place.store, rule, actor="t")
    client = place.signed_in_as("admin")
    with closing(Outbox(place.deps.settings.data_dir)) as box:
        links = [leave_link("", box.secret, "r1", mail) for mail in (owner, ada.mail)]
    assert "No more of these alerts?" in client.get(links[0]).text
    for link in links:
        told = client.post(link, {"List-Unsubscribe": "One-Click"})
        assert (told.status_code, "gets these alerts no more" in told.text) == (200, True)
    (found,) = rules.every(place.store, SITE)
    assert (found.left, found.mails, found.active) == ((owner, ada.mail), (), True)
    log = unescape(client.get(f"/site/{SITE}/deliveries").text)
    assert log.count("took themselves off by the link in the mail") == 2
    assert "jan@example.org left" in unescape(client.get(ALERTS).text)
    assert [entry.who for entry in entries(place.store, kind="alert")][:1] == [f"recipient:{ada.mail}"]
