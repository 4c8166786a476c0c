"""The way of alerts to chats and webhooks."""

from __future__ import annotations

from typing import Final

from reports.destinations import place, places
from reports.destinations.http import Answer, BadTarget, Unreachable, post
from tracker.deliver.reports import Desk
from tracker.deliver.sending import Route, Undelivered
from tracker.outbox import Message
from tracker.outbox.targets import find, secret_of, switch_off

_SECOND: Final = 1000
_HOUR: Final = 3_600_000
#: As Standard Webhooks proposes: a little over three days in all.
WAITS: Final = (
    *(5 * _SECOND, 5 * 60 * _SECOND, 30 * 60 * _SECOND),
    *(hours * _HOUR for hours in (2, 5, 10, 14, 20, 24)),
)
_GONE: Final = 410
_LATER: Final = frozenset({429, 502, 503, 504})


def chat_routes(desk: Desk) -> dict[str, Route]:
    """A way for each kind of destination there is."""

    def send(message: Message, now: int) -> str:
        return _send(desk, message, now)

    return dict.fromkeys(places(), Route(send, WAITS))


def _send(desk: Desk, message: Message, now: int) -> str:
    secret = secret_of(desk.box, message.target)
    if secret is None:
        raise Undelivered("the destination is gone", final=True, alone=True)
    identity = message.id.removesuffix(f"/{message.target}")
    said = place(message.channel).headers(identity, secret.key, now // 1000, message.body)
    try:
        answer = post(secret.url, message.body, said, private=desk.settings.private_networks)
    except BadTarget as error:
        raise Undelivered(str(error), final=True) from None
    except Unreachable as error:
        raise Undelivered(str(error)) from None
    return _judged(desk, message, answer)


def _judged(desk: Desk, message: Message, answer: Answer) -> str:
    text = f"{answer.status} {answer.text}".strip()
    if answer.ok:
        return text
    if 300 <= answer.status < 400:
        raise Undelivered(f"{text}: it leads elsewhere, which is not followed; enter the final address")
    if answer.status == _GONE:
        found = find(desk.store, message.target)
        switch_off(desk.store, message.target, text)
        name = found.title if found else message.target
        raise Undelivered(f"{text}: {name} is switched off", final=True)
    wait = answer.retry_after * _SECOND if answer.status in _LATER else 0
    raise Undelivered(text, wait=wait)
