"""Slack, by an incoming webhook: a text for the notification and blocks for the channel.

Form: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from reports.alert import Alert, Line, say
from reports.i18n import N_
from reports.render import one_line

NAME: Final = "slack"
TITLE: Final = "Slack"
HINT: Final = N_("In Slack: your app, Incoming Webhooks, Add New Webhook to Workspace.")
SIGNED: Final = False
#: A section's text may have 3,000 characters, a message 50 blocks.
_MOST: Final = 2900


def body(alert: Alert, language: str) -> bytes:
    words = say(alert, language)
    blocks: list[dict[str, Any]] = [_section(f"*{_safe(words.title)}*")]
    if words.intro:
        blocks.append(_section(_safe(words.intro)))
    blocks += [_section(_company(line)) for line in words.lines]
    if words.more:
        blocks.append(_section(_safe(words.more)))
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": _safe(words.foot)}]})
    return json.dumps({"text": _safe(words.title), "blocks": blocks}, ensure_ascii=False).encode()


def headers(_alert_id: str, _secret: str, _now: int, _body: bytes) -> Mapping[str, str]:
    return {"Content-Type": "application/json; charset=utf-8"}


def _company(line: Line) -> str:
    name = f"<{line.link}|{_safe(line.name)}>" if line.link else _safe(line.name)
    parts = [f"*{name}*  `{_safe(line.cell)}`  {_safe(line.headline)}", line.why, line.facts, *line.more]
    return "\n".join([parts[0], *(_safe(part) for part in parts[1:] if part)])[:_MOST]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:_MOST]}}


def _safe(text: str) -> str:
    """Text that Slack shows as it is: no mention and no link can be made of it."""
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
