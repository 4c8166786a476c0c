"""A real SMTP server of the test's own: keeps what arrives, refuses what it is told to refuse."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope


class Inbox:
    """``answer``: what DATA gets instead of "250 OK", while it is set. Mail for refused@… is refused."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.answer = ""
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope, to: str, _options: Any
    ) -> str:
        if to.startswith("refused@"):
            return "550 5.1.1 no such mailbox"
        if to.startswith("later@"):
            return "450 4.2.0 greylisted"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.answer:
            return self.answer
        self.mails.append(envelope)
        return "250 2.0.0 queued as 4711"

    @property
    def messages(self) -> list[EmailMessage]:
        return [_parsed(envelope) for envelope in self.mails]


def _parsed(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


class _AnyPort(Controller):
    """Binds port 0 and learns its number before it tries itself out."""

    wanted = 0

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)

    def start(self, *args: Any, **kwargs: Any) -> None:
        self._bound = socket.create_server(("127.0.0.1", self.wanted))
        self.port = self._bound.getsockname()[1]
        super().start(*args, **kwargs)


def _only(user: str, password: str) -> Any:
    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return check


@contextmanager
def mail_server(inbox: Inbox, *, port: int = 0, login: tuple[str, str] | None = None) -> Iterator[Inbox]:
    """Serve ``inbox`` on loopback (``port`` 0: any). With ``login`` nobody else may send."""
    more: dict[str, Any] = {}
    if login:
        more = {"authenticator": _only(*login), "auth_required": True, "auth_require_tls": False}
    controller = _AnyPort(inbox, loop=asyncio.new_event_loop(), hostname="127.0.0.1", **more)
    controller.wanted = port
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()
