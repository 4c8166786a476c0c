"""The mail as a real SMTP server receives it, and the addresses it refuses to write to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from reports.destinations.mail import MailError, address, compose, send, server
from reports.i18n import LANGUAGES
from reports.model import CompanyRow
from reports.render import render
from tests.golden.seeded import seeded

NOW = 1_773_300_000.0


class Inbox:
    """Keeps what arrives; refuses mail for "refused@…"."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope, to: str, _options: Any
    ) -> str:
        if to.startswith("refused@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(envelope)
        return "250 OK"


class AnyPort(Controller):
    """Binds port 0 and learns its number before it tries itself out."""

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)

    def start(self, *args: Any, **kwargs: Any) -> None:
        self._bound = socket.create_server(("127.0.0.1", 0))
        self.port = self._bound.getsockname()[1]
        super().start(*args, **kwargs)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    controller = AnyPort(handler, loop=asyncio.new_event_loop(), hostname="127.0.0.1")
    controller.start()
    yield handler, controller.port
    controller.stop()


def _received(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_arrives_with_two_parts_of_equal_worth(inbox: tuple[Inbox, int], language: str) -> None:
    handler, port = inbox
    sent = compose(seeded(), language, sender="visits@example.com", recipient="me@example.org", now=NOW)
    send(sent, "127.0.0.1", port)
    (envelope,) = handler.mails
    message = _received(envelope)
    assert envelope.rcpt_tos == ["me@example.org"]
    assert message["Content-Language"] == language
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    texts = [part.get_content().replace("\r\n", "\n") for part in parts]
    assert texts == [render(seeded(), form, language) for form in ("mail-text", "mail")]


def test_the_same_report_is_the_same_mail_and_another_is_not() -> None:
    def made(**change: Any) -> str:
        report = replace(seeded(), **change.pop("report", {}))
        to = {"sender": "visits@example.com", "recipient": "me@example.org", **change}
        return str(compose(report, "de", now=NOW, **to)["Message-ID"])

    assert made() == made(report={"link": "https://elsewhere.example"})
    assert len({made(), made(recipient="you@example.org"), made(report={"day": "2026-03-12"})}) == 3


def test_headers_hold_no_visitors_text() -> None:
    nasty = "x\r\nBcc: all@example.com\u2028y"
    row = CompanyRow(nasty, nasty, campaign=nasty, act_now=True)
    report = replace(seeded(), companies=(row,), site_title=nasty + "z" * 500)
    message = compose(report, "en", sender="visits@example.com", recipient="me@example.org", now=NOW)
    head = message.as_bytes().split(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    assert message["Bcc"] is None
    assert len(str(message["Subject"])) <= 150


@pytest.mark.parametrize(
    ("text", "shown"),
    [("me@example.org", "me@example.org"), ("me@müller.example.de", "me@xn--mller-kva.example.de")],
)
def test_good_addresses(text: str, shown: str) -> None:
    assert address(text).addr_spec == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "me",
        "me@",
        "@example.org",
        "a@example.org, b@example.org",
        "<a@example.org>, c@example.org",
        "Me <me@example.org>",
        "me@example.org\r\nBcc: you@example.org",
        "me@example.org\n",
        "me\u2028@example.org",
        "me@exam ple.org",
        "m" * 300 + "@example.org",
        "me@" + "e" * 300 + ".org",
    ],
)
def test_bad_addresses_are_refused_before_anything_is_sent(text: str) -> None:
    with pytest.raises(MailError, match="mail address"):
        compose(seeded(), "en", sender="visits@example.com", recipient=text, now=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail.example.com:587", ("mail.example.com", 587)),
        ("mail.example.com", ("mail.example.com", 25)),
        ("[::1]:2525", ("::1", 2525)),
        ("[::1]", ("::1", 25)),
    ],
)
def test_servers(text: str, expected: tuple[str, int]) -> None:
    assert server(text) == expected


@pytest.mark.parametrize("text", ["", ":25", "host:", "host:x", "host:0", "host:99999", "host:２５"])
def test_bad_servers_name_what_is_needed(text: str) -> None:
    with pytest.raises(MailError, match="host:port"):
        server(text)


def test_a_refused_mail_says_why(inbox: tuple[Inbox, int]) -> None:
    message = compose(seeded(), "en", sender="v@example.com", recipient="refused@example.org", now=NOW)
    with pytest.raises(MailError, match="no such mailbox"):
        send(message, "127.0.0.1", inbox[1])


def test_a_server_that_is_not_there_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    message = compose(seeded(), "en", sender="v@example.com", recipient="me@example.org", now=NOW)
    with pytest.raises(MailError, match=rf"127\.0\.0\.1:{port}"):
        send(message, "127.0.0.1", port)
