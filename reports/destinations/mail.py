"""The report as a mail with two parts of equal worth, and files beside it where they are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from hashlib import sha256
from typing import Final

from email_validator import EmailNotValidError, validate_email

from reports.destinations.smtp import MailError, MailServer, hand_over
from reports.model import DailyReport, content_hash
from reports.present import present
from reports.render import one_line, render

__all__ = ["Envelope", "File", "MailError", "address", "compose", "letter", "send", "server"]

MAX_SUBJECT: Final = 150


@dataclass(frozen=True)
class File:
    """Something attached. ``media``: "text/csv"; ``name`` holds no visitor's text."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, about what. ``identity`` makes the Message-ID: the same twice is the same mail.

    ``now``: seconds since 1970, for the Date. ``leave``: address of the page that ends these mails, "" for
    none; ``list_name``: what they are called in a mail program.
    """

    sender: str
    recipient: str
    subject: str
    identity: str
    language: str
    now: float
    leave: str = ""
    list_name: str = ""


def address(text: str) -> Address:
    """One plain mail address, IDN allowed, without a display name. Raises ``MailError``."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise MailError(f"mail address {text[:100]!r}: {error}") from None
    return Address(username=found.ascii_local_part or "", domain=found.ascii_domain)


def compose(
    report: DailyReport,
    language: str,
    *,
    sender: str,
    recipient: str,
    now: float,
    identity: str = "",
    leave: str = "",
    files: tuple[File, ...] = (),
) -> EmailMessage:
    """The report's mail. ``now``: seconds since 1970, for its Date. Headers hold no visitor's text.

    The Message-ID is made of ``identity``; without one, of recipient, language and content: the same report
    sent twice is the same mail.
    """
    envelope = Envelope(
        sender=sender,
        recipient=recipient,
        subject=present(report, language).title,
        identity=identity or f"{address(recipient).addr_spec} {language} {content_hash(report)}",
        language=language,
        now=now,
        leave=leave,
        list_name=f"report-{report.site}",
    )
    return letter(envelope, render(report, "mail-text", language), render(report, "mail", language), files)


def letter(envelope: Envelope, text: str, html: str, files: tuple[File, ...] = ()) -> EmailMessage:
    """A mail of a text part and an HTML part that say the same. Raises ``MailError`` for bad addresses."""
    source, target = address(envelope.sender), address(envelope.recipient)
    identity = sha256(envelope.identity.encode()).hexdigest()[:40]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Visitrace", source.username, source.domain)
    message["To"] = target
    message["Subject"] = one_line(envelope.subject)[:MAX_SUBJECT]
    message["Date"] = formatdate(envelope.now)
    message["Message-ID"] = f"<{identity}@{source.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    _list_headers(message, envelope, source.domain)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"part-{identity[:24]}")
    if files:
        _attach(message, files, identity)
    message["Content-Language"] = envelope.language  # after the parts: else it belongs to the first
    return message


def _list_headers(message: EmailMessage, envelope: Envelope, domain: str) -> None:
    """RFC 2369 and 8058: the mail program's own button to leave. One click needs https."""
    if envelope.list_name:
        message["List-Id"] = f"<{envelope.list_name}.{domain}>"
    if envelope.leave:
        message["List-Unsubscribe"] = f"<{envelope.leave}>"
    if envelope.leave.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _attach(message: EmailMessage, files: tuple[File, ...], identity: str) -> None:
    for file in files:
        kind, _, subtype = file.media.partition("/")
        message.add_attachment(file.data, maintype=kind, subtype=subtype, filename=file.name)
    message.set_boundary(f"files-{identity[:23]}")


def _only(header: AddressHeader) -> str:
    return header.addresses[0].addr_spec


def server(text: str) -> tuple[str, int]:
    """``host:port``, ``[v6]:port`` or ``host`` (port 25). Raises ``MailError``."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, "25"
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise MailError(f"mail server {text!r}: host:port is needed, e.g. mail.example.com:587")
    return host, int(port)


def send(message: EmailMessage, host: str, port: int) -> None:
    """Hand the mail over; encrypted where the server offers it. Raises ``MailError``."""
    hand_over(MailServer(host, port), _only(message["From"]), _only(message["To"]), message.as_bytes())
