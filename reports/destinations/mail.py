"""The report as a mail with two parts of equal worth, and its way to an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from hashlib import sha256
from typing import Final

from email_validator import EmailNotValidError, validate_email

from reports.model import DailyReport, content_hash
from reports.present import present
from reports.render import one_line, render

TIMEOUT_SECONDS: Final = 30
MAX_SUBJECT: Final = 150


class MailError(Exception):
    """An address is not one, or the server did not take the mail; the text says which and why."""


def address(text: str) -> Address:
    """One plain mail address, IDN allowed, without a display name. Raises ``MailError``."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise MailError(f"mail address {text[:100]!r}: {error}") from None
    return Address(username=found.ascii_local_part or "", domain=found.ascii_domain)


def compose(report: DailyReport, language: str, *, sender: str, recipient: str, now: float) -> EmailMessage:
    """The mail. ``now``: seconds since 1970, for its Date. Headers hold no visitor's text.

    The Message-ID is made of recipient, language and content: the same report sent twice is the same mail.
    """
    source, target = address(sender), address(recipient)
    identity = sha256(f"{target.addr_spec} {language} {content_hash(report)}".encode()).hexdigest()[:40]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Visitrace", source.username, source.domain)
    message["To"] = target
    message["Subject"] = one_line(present(report, language).title)[:MAX_SUBJECT]
    message["Date"] = formatdate(now)
    message["Message-ID"] = f"<{identity}@{source.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render(report, "mail-text", language), cte="quoted-printable")
    message.add_alternative(render(report, "mail", language), subtype="html", cte="quoted-printable")
    message.set_boundary(f"part-{identity[:24]}")
    message["Content-Language"] = language  # after the parts: else it belongs to the first
    return message


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
    try:
        with smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS) as connection:
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=ssl.create_default_context())
                connection.ehlo()
            # send_message() would put ">" before every line of text that begins with "From ".
            connection.sendmail(_only(message["From"]), [_only(message["To"])], message.as_bytes())
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(f"mail server {host}:{port}: {error}") from None
