"""An alert, or a letter, on its way to one target: the message as the outbox holds it."""

from __future__ import annotations

from html import escape
from typing import Final

from reports.alert import Alert, Hit, say
from reports.destinations import place
from reports.destinations.mail import Envelope, letter
from reports.handover import Handover, Plan, Point, Step, Visited
from reports.model import Because, CompanyRow
from reports.render import alert_mail
from tracker.outbox.box import Message
from tracker.settings import Settings
from tracker.site import Site

#: Answer of what is not mailed because nothing can be.
NO_SERVER: Final = "no_server"
#: Answer of what says that a recipient left.
LEFT: Final = "left"


def message_of(
    settings: Settings,
    alert: Alert,
    cause: str,
    channel: str,
    target: str,
    language: str,
    now: int,
    *,
    leave: str = "",
) -> Message:
    """The alert for one target. ``leave``: address of the page that ends its mails, "" for none.

    Raises ``MailError`` for an address that is none.
    """
    identity = f"{alert.id}/{target}"
    if channel == "mail":
        body = _letter(settings, alert, identity, target, language, now, leave)
    else:
        body = place(channel).body(alert, language)
    return Message(
        id=identity,
        kind="test" if alert.kind == "test" else "alert",
        site=alert.site,
        cause=cause,
        day=alert.day,
        channel=channel,
        target=target,
        title=say(alert, language).title[:200],
        due=now,
        made=now,
        body=body,
    )


def unsent(alert: Alert, cause: str, target: str, language: str, now: int) -> Message:
    """For the log: it would have been mailed, had there been a mail server. Weeks later nobody wants it."""
    return Message(
        id=f"{alert.id}/{target}",
        kind="alert",
        site=alert.site,
        cause=cause,
        day=alert.day,
        channel="mail",
        target=target,
        title=say(alert, language).title[:200],
        due=now,
        made=now,
        state="skipped",
        answer=NO_SERVER,
    )


def left(site: str, cause: str, mail: str, title: str, now: int) -> Message:
    """For the log: that somebody took themselves off."""
    return Message(
        id=f"left/{cause}/{mail}/{now}",
        kind="left",
        site=site,
        cause=cause,
        day="",
        channel="mail",
        target=mail,
        title=title[:200],
        due=now,
        made=now,
        state="skipped",
        answer=LEFT,
    )


def _letter(
    settings: Settings, alert: Alert, identity: str, to: str, language: str, now: int, leave: str
) -> bytes:
    envelope = Envelope(
        sender=settings.mail_from or to,
        recipient=to,
        subject=say(alert, language).title,
        identity=identity,
        language=language,
        now=now / 1000,
        leave=leave,
        list_name=f"alerts-{alert.site}",
    )
    text, html = alert_mail(alert, language, leave)
    return letter(envelope, text, html).as_bytes()


def sample(settings: Settings, site: Site, rule: str, *, day: str, now: int, when: str = "") -> Alert:
    """What an alert looks like, of a company that does not exist. ``when``: as in a rule of that kind."""
    row = CompanyRow(
        key="example.com",
        name="Example GmbH",
        domain="example.com",
        city="Berlin",
        country="DE",
        grade="A",
        cell="A1",
        score=71.4,
        stage="MQL3",
        previous_stage="MQL2",
        why=(Because("visitors", (("count", 2),)), Because("signal", (("signal", "pricing"), ("count", 3)))),
    )
    return Alert(
        id=f"test/{site.id}/{now}",
        kind="test",
        rule=rule,
        site=site.id,
        site_title=site.title,
        day=day,
        zone=site.timezone or settings.timezone,
        at=now,
        hits=(Hit(row, now, handover=_handed(now) if when == "handover" else None),),
        link=settings.public_url,
    )


def _handed(now: int) -> Handover:
    hour = 3_600_000
    return Handover(
        what="offered",
        at=now,
        by="marketing:ada@example.com",
        from_stage="MQL3",
        to_stage="OFFERED",
        move="offer",
        score=71.4,
        grade="A",
        fit=82.0,
        completeness=0.75,
        confidence=0.95,
        level="MQL3",
        owner="jan@example.com",
        due="answer",
        deadline=now + 8 * hour,
        reasons=(Point("pricing_view", 15.0, now - hour, "www.example.com/pricing"),),
        visits=(Visited(now - hour, 6, 312, "search", "", "/", ("product", "pricing")),),
        plan=Plan(goal="Replace the old press", steps=(Step("Send the price list", due=now + 24 * hour),)),
    )


def note_to(settings: Settings, to: str, subject: str, text: str, *, language: str, now: int) -> Message:
    """A plain letter of the installation itself, such as an invitation. Raises ``MailError``."""
    identity = f"letter/{to}/{now}"
    envelope = Envelope(
        sender=settings.mail_from or to,
        recipient=to,
        subject=subject,
        identity=identity,
        language=language,
        now=now / 1000,
    )
    body = f'<body><p style="white-space: pre-wrap">{escape(text)}</p></body>'
    html = f'<!doctype html><html lang="{language}">{body}</html>'
    return Message(
        id=identity,
        kind="letter",
        site="",
        cause="",
        day="",
        channel="mail",
        target=to,
        title=subject[:200],
        due=now,
        made=now,
        body=letter(envelope, text, html).as_bytes(),
    )
