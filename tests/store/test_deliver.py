"""Scheduled reports on the real store, by a real SMTP server: once each, over restarts and an outage."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from reports.model import content_hash
from reports.render import render
from tests.http.dashboard_kit import SITE, add_verdict, add_view
from tests.mailserver import Inbox, mail_server
from tests.sending import send_due
from tests.served import free_port
from tracker.audit import entries
from tracker.cli import report as report_command
from tracker.cli.common import Context
from tracker.deliver.reports import Desk, queue_reports, report_for
from tracker.deliver.sending import mail_routes
from tracker.deliver.when import Occurrence
from tracker.outbox import Outbox, schedules
from tracker.outbox.schedules import Recipient, Schedule
from tracker.outbox.telling import note_to
from tracker.read.segments import Conditions, save_segment
from tracker.settings import Settings, load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store

HOUR = 3_600_000
DAY = 24 * HOUR


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


MADE = at("2026-03-11T05:00")
MORNING = at("2026-03-11T06:30")  # 07:30 in Berlin: the report of the 10th is due


@dataclass
class Post:
    """An installation's post, opened again at each round as after a restart."""

    store: Store
    folder: Path
    port: int

    def round(self, now: int, **settings: str) -> int:
        box = Outbox(self.folder)
        chosen = load_settings(
            {
                "TRACKER_DATA_DIR": str(self.folder),
                "TRACKER_SMTP_HOST": "127.0.0.1",
                "TRACKER_SMTP_PORT": str(self.port),
                "TRACKER_SMTP_TLS": "none",
                "TRACKER_MAIL_FROM": "visits@example.com",
                "TRACKER_BASE_URL": "https://visits.example",
                **settings,
            }
        )
        try:
            queue_reports(Desk(self.store, box, chosen), now)
            return send_due(box, mail_routes(chosen), clock=lambda: now)
        finally:
            box.close()

    @property
    def box(self) -> Outbox:
        return Outbox(self.folder)


@pytest.fixture
def post(store: Store, tmp_path: Path) -> Post:
    save_site(store, new_site(SITE, title="The shop", key="k" * 12, timezone="Europe/Berlin"), actor="test")
    add_view(store)
    add_verdict(store)
    schedules.save(store, plan(), actor="ada@example.com")
    return Post(store, tmp_path, free_port())


def plan(**change: object) -> Schedule:
    made = Schedule(
        id="s1",
        site=SITE,
        time="07:00",
        recipients=(Recipient("ada@example.org", "en"), Recipient("jan@example.org", "nl")),
        since=MADE,
    )
    return msgspec.structs.replace(made, **change)


def test_each_recipient_gets_one_mail_in_their_language(post: Post) -> None:
    schedules.save(post.store, plan(formats=("csv", "pdf")), actor="ada@example.com")
    with mail_server(Inbox(), port=post.port) as inbox:
        assert [post.round(MORNING - HOUR), post.round(MORNING), post.round(MORNING + HOUR)] == [0, 2, 0]
        found = {message["To"]: message for message in inbox.messages}
    assert {to: message["Content-Language"] for to, message in found.items()} == {
        "ada@example.org": "en",
        "jan@example.org": "nl",
    }
    mail = found["ada@example.org"]
    body, *files = mail.iter_parts()
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html"]
    html = next(part for part in body.iter_parts() if part.get_content_subtype() == "html").get_content()
    assert "Acme GmbH" in html
    assert "<img" not in html
    assert [(file.get_filename(), file.get_content_type()) for file in files] == [
        ("shop-2026-03-10.csv", "text/csv"),
        ("shop-2026-03-10.pdf", "application/pdf"),
    ]
    assert files[1].get_content().startswith(b"%PDF-")
    assert mail["List-Unsubscribe"].startswith("<https://visits.example/leave?from=s1&who=ada%40example.org")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    logged = post.box.log()
    assert {(item.state, item.answer) for item in logged} == {("sent", "250 2.0.0 queued as 4711")}


def test_an_outage_of_six_hours_is_waited_out_and_every_mail_comes_once(post: Post) -> None:
    for minutes in range(0, 6 * 60, 60):
        assert post.round(MORNING + minutes * 60_000) == 0
    assert post.box.counts() == {"queued": 2}
    with mail_server(Inbox(), port=post.port) as inbox:
        arrived = [post.round(MORNING + 6 * HOUR + minutes * 60_000) for minutes in range(0, 90, 30)]
        assert (sum(arrived), len(inbox.mails)) == (2, 2)
        assert len({message["Message-ID"] for message in inbox.messages}) == 2


def test_after_days_off_the_newest_comes_late_and_the_others_are_noted(post: Post) -> None:
    with mail_server(Inbox(), port=post.port) as inbox:
        assert post.round(MORNING + 4 * DAY) == 2
        assert post.round(MORNING + 4 * DAY + HOUR) == 0
        assert post.round(MORNING + 5 * DAY) == 2
        days = {str(message["Subject"]) for message in inbox.messages if message["To"] == "ada@example.org"}
    assert days == {
        "The shop: visitors of Saturday, 14 March 2026",
        "The shop: visitors of Sunday, 15 March 2026",
    }
    states = {run.day: run.state for run in post.box.runs("s1")}
    assert states == {
        **{f"2026-03-{day}": "skipped" for day in (11, 12, 13, 14)},
        **{f"2026-03-{day}": "queued" for day in (15, 16)},
    }


def test_a_crash_between_the_last_byte_and_the_note_repeats_the_same_mail(post: Post) -> None:
    with mail_server(Inbox(), port=post.port) as inbox:
        box = post.box
        post.round(MORNING - HOUR)
        queue_reports(Desk(post.store, box, settings(post)), MORNING)
        for message in box.due(MORNING, ("mail", "")):
            box.begin(message.id, MORNING)
            mail_routes(settings(post))["mail"].send(message, MORNING)  # taken; and here the process dies
        box.close()
        assert post.round(MORNING + 1000) == 2
        ids = [message["Message-ID"] for message in inbox.messages]
    assert (len(ids), len(set(ids))) == (4, 2)


def settings(post: Post) -> Settings:
    return load_settings(
        {
            "TRACKER_DATA_DIR": str(post.folder),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(post.port),
            "TRACKER_SMTP_TLS": "none",
            "TRACKER_MAIL_FROM": "visits@example.com",
        }
    )


def test_an_empty_day_is_said_in_one_line(post: Post) -> None:
    schedules.save(post.store, plan(recipients=(Recipient("ada@example.org", "de"),)), actor="t")
    with mail_server(Inbox(), port=post.port) as inbox:
        post.round(at("2026-04-01T06:30"))
        (message,) = inbox.messages
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain").get_content()
    assert "Nichts wurde an diesem Tag aufgezeichnet" in text or "An diesem Tag wurde nichts" in text


WRONG = {
    "no mail server": ({"TRACKER_SMTP_HOST": ""}, {}, ""),
    "no sender": ({"TRACKER_MAIL_FROM": ""}, {}, ""),
    "no STARTTLS there": ({"TRACKER_SMTP_TLS": "starttls"}, {"queued": 2}, "TRACKER_SMTP_TLS"),
    "wrong password": (
        {"TRACKER_SMTP_USER": "ada", "TRACKER_SMTP_PASSWORD": "wrong"},
        {"queued": 2},
        "TRACKER_SMTP_PASSWORD",
    ),
    "asks for a user": ({}, {"queued": 2}, "TRACKER_SMTP_USER"),
}


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named_and_nothing_is_lost(post: Post, name: str) -> None:
    change, left, told = WRONG[name]
    with mail_server(Inbox(), port=post.port, login=("ada", "right")) as inbox:
        assert post.round(MORNING, **change) == 0
        assert post.box.counts() == left
        assert all(told in item.answer for item in post.box.log()[:1])
        right = {"TRACKER_SMTP_USER": "ada", "TRACKER_SMTP_PASSWORD": "right"}
        assert post.round(MORNING + 2 * HOUR, **right) == 2
        assert len(inbox.mails) == 2


def test_who_changed_a_schedule_is_written_down(post: Post) -> None:
    schedules.save(post.store, plan(time="08:00"), actor="jan@example.com")
    schedules.remove(post.store, "s1", actor="ada@example.com")
    found = [(entry.who, entry.what) for entry in entries(post.store, kind="schedule")]
    assert found == [
        ("ada@example.com", "schedule.removed"),
        ("jan@example.com", "schedule.changed"),
        ("ada@example.com", "schedule.added"),
    ]


def test_the_hash_that_is_kept_is_that_of_the_report(post: Post) -> None:
    with mail_server(Inbox(), port=post.port):
        post.round(MORNING)
    desk = Desk(post.store, post.box, settings(post))
    site = new_site(SITE, title="The shop", key="k" * 12, timezone="Europe/Berlin")
    again = report_for(desk, plan(), site, Occurrence("2026-03-11", MORNING - HOUR // 2), MORNING)
    assert [run.hash for run in post.box.runs("s1") if run.state == "queued"] == [content_hash(again)]


def test_the_digest_of_a_week_says_what_changed_on_monday(post: Post) -> None:
    weekly = plan(report="weekly", recipients=(Recipient("ada@example.org", "de"),))
    schedules.save(post.store, weekly, actor="t")
    with mail_server(Inbox(), port=post.port) as inbox:
        assert post.round(at("2026-03-15T23:00")) == 0  # still Sunday, and before seven on Monday
        assert post.round(at("2026-03-16T06:30")) == 1
        (message,) = inbox.messages
    assert message["Subject"] == "The shop: die Woche vom 9.–15. März 2026"
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain").get_content()
    assert "ZUM ERSTEN MAL DA (1)" in text
    assert "Acme GmbH" in text


def test_past_days_made_twice_are_the_same_bytes_in_every_format(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    for back in range(5):
        add_view(post.store, at=MADE - back * DAY, key=f"k{back}", view=f"v{back}", url_path="/pricing")
        add_verdict(post.store, key=f"k{back}", company=f"c{back % 7}.example", day="2026-03-10")
    args = argparse.Namespace(
        site=SITE, first="2026-03-06", last="2026-03-10", day=None, week=False, as_known="now"
    )
    context = Context(settings(post), json=True)
    found = []
    for _ in range(2):
        report_command._hashes(post.store, args, context, "de")
        found.append(capsys.readouterr().out)
    rows = json.loads(found[0])
    assert found[0] == found[1]
    assert len(rows) == len({row["content"] for row in rows}) == 5
    assert {len(value) for row in rows for name, value in row.items() if name != "day"} == {64}


@pytest.mark.parametrize("kind", ["daily", "weekly"])
def test_a_schedule_for_a_segment_lists_its_companies_and_counts_all_traffic(post: Post, kind: str) -> None:
    add_view(post.store, key="b1", view="v9")
    add_verdict(post.store, key="b1", company="beta.example", company_name="Beta BV")
    save_segment(post.store, SITE, "Only Beta", Conditions(text="beta"), by="t", at=MADE)
    schedules.save(post.store, plan(segment="only-beta", report=kind), actor="t")
    desk = Desk(post.store, post.box, settings(post))
    site = new_site(SITE, title="The shop", key="k" * 12, timezone="Europe/Berlin")
    (schedule,) = schedules.every(post.store)
    report = report_for(desk, schedule, site, Occurrence("2026-03-11", MORNING), MORNING)
    assert [row.name for row in report.companies] == ["Beta BV"]
    assert report.accounting.total_views == 2
    assert "Only Beta" in render(report, "mail-text", "nl")


def test_a_letter_of_the_installation_goes_the_same_way(post: Post) -> None:
    with mail_server(Inbox(), port=post.port) as inbox:
        said = {"subject": "You are invited", "text": "<b> https://x", "language": "en"}
        post.box.put([note_to(settings(post), "new@example.org", now=MADE, **said)])
        assert post.round(MADE) == 1
        (message,) = inbox.messages
    assert (message["To"], message["Subject"]) == ("new@example.org", "You are invited")
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    assert parts[0].strip() == "<b> https://x"
    assert "&lt;b&gt;" in parts[1]
    assert [item.body for item in (post.box.get(found.id) for found in post.box.log()) if item] == [b""]
