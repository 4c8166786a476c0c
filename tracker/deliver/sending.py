"""Sends what waits in the outbox and notes each answer: side by side to several receivers, to one of them one
message after the other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
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
Way = tuple[str, str]
Clock = Callable[[], int]
Stopping = Callable[[], bool]


def _never() -> bool:
    return False


class Lane(threading.Thread):
    """Sends what is due on one way, and then ends. Whoever hangs there holds up nobody else."""

    def __init__(self, box: Outbox, route: Route, way: Way, clock: Clock, stopping: Stopping) -> None:
        super().__init__(name=f"send-{way[0]}", daemon=True)
        self.box, self.route, self.way, self.clock, self.stopping = box, route, way, clock, stopping
        self.arrived = 0
        self.problem: Exception | None = None

    def run(self) -> None:
        try:
            with self.box.alone(" ".join(self.way)) as mine:
                if mine:
                    self._send()
        except Exception as error:  # told by whoever waits for the lane, and in the log
            self.problem = error
            if self.stopping():
                log.warning("sending by %s was cut off; it is sent again under the same id", self.way[0])
            else:
                log.exception("sending by %s failed", self.way[0])

    def _send(self) -> None:
        stale = self.box.recover(self.way, self.clock())
        if stale:
            log.warning("%d messages were interrupted while being sent; they are sent again", stale)
        broken = ""
        for message in self.box.due(self.clock(), self.way):
            if self.stopping():
                return
            if broken:
                now = self.clock()
                self.box.later(message.id, broken, now, now + _wait(message, self.route))
            elif self.box.begin(message.id, self.clock()):
                error = _try(self.box, self.route, message, self.clock)
                self.arrived += error is None
                broken = str(error) if error is not None and not error.alone else ""


class Sender:
    """The lanes of a process: one for each way, while something is due there."""

    def __init__(self, box: Outbox) -> None:
        self._box = box
        self._lanes: list[Lane] = []
        self._lock = threading.Lock()

    def round(
        self, routes: Routes, *, clock: Clock, stopping: Stopping = _never, patience: float | None = None
    ) -> int:
        """Try every message that is due; how many arrived within ``patience`` (seconds; None: until all
        lanes have ended). A lane that takes longer goes on; the next round leaves its way to it."""
        ways = [
            way for way in self._box.ways(clock()) if way[0] in routes
        ]  # no mail server: it waits, untried
        lanes = [Lane(self._box, routes[way[0]], way, clock, stopping) for way in ways]
        with self._lock:
            self._lanes = [lane for lane in self._lanes if lane.is_alive()]
            for lane in lanes:
                lane.start()
            self._lanes += lanes
        _join(lanes, patience)
        for lane in lanes:
            if lane.problem is not None:
                raise lane.problem
        return sum(lane.arrived for lane in lanes)

    def close(self, patience: float = 4.0) -> None:
        """Wait for those on their way: one that is cut off is sent again, under the same id. Not for long: a
        server has to stop within ten seconds."""
        with self._lock:
            _join(self._lanes, patience)


def _join(lanes: Sequence[Lane], patience: float | None) -> None:
    end = None if patience is None else time.monotonic() + patience
    for lane in lanes:
        lane.join(None if end is None else max(end - time.monotonic(), 0))


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
