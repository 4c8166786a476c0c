"""Sends what waits in the outbox, one message after the other, and notes each answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from reports.destinations.smtp import MailDeferred, MailError, MailRefused, MailServer, MailSetup, hand_over
from tracker.outbox import Message, Outbox
from tracker.outbox.post import mail_server
from tracker.settings import Settings

log = logging.getLogger("tracker.deliver")
_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE
#: After each failed try, by channel: how long to wait (ms). After the last the message has failed.
MAIL_WAITS: Final = (*(minutes * _MINUTE for minutes in (1, 2, 5, 10, 15, 30)), *([_HOUR] * 47))


class Undelivered(Exception):
    """It did not arrive. ``final``: trying again is no use. ``alone``: only this message is concerned."""

    def __init__(self, text: str, *, final: bool = False, alone: bool = False, wait: int = 0) -> None:
        super().__init__(text)
        self.final = final
        self.alone = alone
        self.wait = wait


@dataclass(frozen=True)
class Route:
    """How messages of one channel leave. ``send`` returns the answer or raises ``Undelivered``."""

    send: Callable[[Message, int], str]
    waits: tuple[int, ...]


Routes = Mapping[str, Route]


def send_due(
    box: Outbox, routes: Routes, *, clock: Callable[[], int], stopping: Callable[[], bool] = lambda: False
) -> int:
    """Try every message that is due; how many arrived. Does nothing while another process sends."""
    with box.alone() as mine:
        if not mine:
            return 0
        stale = box.recover(clock())
        if stale:
            log.warning("%d messages were interrupted while being sent; they are sent again", stale)
        return _round(box, routes, clock, stopping)


def _round(box: Outbox, routes: Routes, clock: Callable[[], int], stopping: Callable[[], bool]) -> int:
    done = 0
    broken: dict[str, str] = {}
    for message in box.due(clock()):
        if stopping():
            break
        route = routes.get(message.channel)
        way = f"{message.channel} {'' if message.channel == 'mail' else message.target}"
        if route is None:
            continue  # no mail server yet: it waits, untried
        if way in broken:
            box.later(message.id, broken[way], clock(), clock() + _wait(message, route))
        elif box.begin(message.id, clock()):
            error = _try(box, route, message, clock)
            done += error is None
            if error is not None and not error.alone:
                broken[way] = str(error)
    return done


def _try(box: Outbox, route: Route, message: Message, clock: Callable[[], int]) -> Undelivered | None:
    """Send one, note what came of it; why it did not arrive, None if it did."""
    try:
        answer = route.send(message, clock())
    except Undelivered as error:
        _note(box, route, message, error, clock())
        return error
    box.sent(message.id, answer, clock())
    return None


def _note(box: Outbox, route: Route, message: Message, error: Undelivered, now: int) -> None:
    text = str(error)
    if error.final or message.tries >= len(route.waits):
        log.error("%s by %s failed for good: %s", message.kind, message.channel, text)
        box.fail(message.id, text, now)
    else:
        log.warning("%s by %s not sent, tried again later: %s", message.kind, message.channel, text)
        box.later(message.id, text, now, now + max(error.wait, _wait(message, route)))


def _wait(message: Message, route: Route) -> int:
    return route.waits[min(message.tries, len(route.waits) - 1)]


def mail_routes(settings: Settings) -> dict[str, Route]:
    """The way of mail, if there is one. A wrong setting is an answer each message gets."""
    try:
        server = mail_server(settings)
    except MailSetup as error:
        text = str(error)

        def refuse(_message: Message, _now: int) -> str:
            raise Undelivered(text)

        return {"mail": Route(refuse, MAIL_WAITS)}
    return {} if server is None else {"mail": Route(_mailer(server, settings.mail_from), MAIL_WAITS)}


def _mailer(server: MailServer, sender: str) -> Callable[[Message, int], str]:
    def send(message: Message, _now: int) -> str:
        try:
            return hand_over(server, sender, message.target, message.body)
        except (MailRefused, MailDeferred) as error:
            raise Undelivered(str(error), final=isinstance(error, MailRefused), alone=True) from None
        except MailError as error:
            raise Undelivered(str(error)) from None

    return send
