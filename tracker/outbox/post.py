"""Whether mail can be sent, by the settings, and links that end it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote

from reports.destinations.mail import MailError, address
from reports.destinations.smtp import MailServer, MailSetup
from tracker.settings import Settings

_TAG = 16


def mail_server(settings: Settings) -> MailServer | None:
    """Where mail goes; None where none is set. Raises ``MailSetup`` that names the setting to change."""
    if not settings.smtp_host:
        return None
    if not settings.mail_from:
        raise MailSetup("TRACKER_MAIL_FROM is empty: name the sender's address, e.g. visits@example.com")
    try:
        address(settings.mail_from)
    except MailError as error:
        raise MailSetup(f"TRACKER_MAIL_FROM: {error}") from None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_user,
        settings.smtp_password,
        settings.smtp_tls,
    )


def leave_link(public_url: str, secret: bytes, schedule: str, mail: str) -> str:
    """Address of the page that takes this recipient off this schedule; nobody can make one for another."""
    return f"{public_url}/leave?from={quote(schedule)}&who={quote(mail)}&sign={_sign(secret, schedule, mail)}"


def leave_ok(secret: bytes, schedule: str, mail: str, sign: str) -> bool:
    return hmac.compare_digest(_sign(secret, schedule, mail).encode(), sign.encode())


def _sign(secret: bytes, schedule: str, mail: str) -> str:
    tag = hmac.digest(secret, f"leave\n{schedule}\n{mail}".encode(), hashlib.sha256)[:_TAG]
    return base64.urlsafe_b64encode(tag).decode().rstrip("=")
