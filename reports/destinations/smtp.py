"""The way of a finished mail to its mail server, and what that server answered."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

TIMEOUT_SECONDS: Final = 30


class MailError(Exception):
    """An address is not one, or the server did not take the mail; the text says which and why."""


class MailRefused(MailError):
    """The server will not take this mail for this recipient, today or tomorrow: do not try again."""


class MailDeferred(MailError):
    """The server does not take this mail for this recipient now (greylisting, a full mailbox)."""


class MailSetup(MailError):
    """The way to the server is set up wrongly: no mail gets through until somebody changes that."""


@dataclass(frozen=True)
class MailServer:
    """``tls``: starttls, tls or none; "auto" is STARTTLS where the server offers it."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "auto"

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def hand_over(server: MailServer, sender: str, recipient: str, data: bytes) -> str:
    """Hand one mail over; what the server answered to its end. Raises ``MailError``.

    When this returns, the server has taken the mail. When the connection breaks after the last byte and
    before the answer, nobody knows: that too is a ``MailError``, and a second try may be a second mail.
    """
    try:
        with _connected(server) as connection:
            return _transaction(connection, sender, recipient, data)
    except smtplib.SMTPResponseException as error:
        raise _refusal(server, error.smtp_code, _said(error.smtp_error)) from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(f"mail server {server.name}: {_reason(error)}") from None


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    with connection:
        connection.ehlo()
        _encrypt(connection, server, context)
        if server.user:
            _sign_in(connection, server)
        yield connection


def _encrypt(connection: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    offered = connection.has_extn("starttls")
    if server.tls == "starttls" and not offered:
        raise MailSetup(
            f"mail server {server.name} offers no STARTTLS: set TRACKER_SMTP_TLS to tls (often port 465), "
            "or to none where mail server and tracker are one machine"
        )
    if offered and server.tls in {"starttls", "auto"}:
        connection.starttls(context=context)
        connection.ehlo()


def _sign_in(connection: smtplib.SMTP, server: MailServer) -> None:
    try:
        connection.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        raise MailSetup(
            f"mail server {server.name} does not let {server.user!r} in ({error.smtp_code} "
            f"{_said(error.smtp_error)}): check TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD"
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise MailSetup(
            f"mail server {server.name} takes no user and password on this way: "
            "check TRACKER_SMTP_TLS and TRACKER_SMTP_PORT, or leave TRACKER_SMTP_USER empty"
        ) from None


def _transaction(connection: smtplib.SMTP, sender: str, recipient: str, data: bytes) -> str:
    """MAIL, RCPT, DATA by hand: sendmail() throws the answer away, which is the receipt."""
    code, said = connection.mail(sender)
    if code >= 300:
        raise MailSetup(
            f"the mail server does not take mail from {sender} ({code} {_said(said)}): check "
            "TRACKER_MAIL_FROM, or TRACKER_SMTP_USER where it asks for one"
        )
    code, said = connection.rcpt(recipient)
    if code >= 300:
        raise smtplib.SMTPResponseException(code, said)
    code, said = connection.data(data)
    if code >= 300:
        raise smtplib.SMTPResponseException(code, said)
    return f"{code} {_said(said)}"


def _refusal(server: MailServer, code: int, said: str) -> MailError:
    text = f"mail server {server.name}: {code} {said}"
    if code in {530, 535, 538}:
        return MailSetup(f"{text}: check TRACKER_SMTP_USER, TRACKER_SMTP_PASSWORD and TRACKER_SMTP_TLS")
    return MailRefused(text) if 500 <= code < 600 else MailDeferred(text)


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:300]


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message}): check TRACKER_SMTP_HOST"
    if isinstance(error, ssl.SSLError):
        return (
            f"no encryption could be agreed on ({error.reason}): check TRACKER_SMTP_TLS and TRACKER_SMTP_PORT"
        )
    return str(error) or type(error).__name__
