"""Microsoft Teams, by a workflow "When a Teams webhook request is received": an Adaptive Card.

Form: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
Workflows take Adaptive Cards only; the older message cards are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from reports.alert import Alert, Line, say
from reports.i18n import N_, translator
from reports.render import one_line

NAME: Final = "teams"
TITLE: Final = "Microsoft Teams"
HINT: Final = N_("In Teams: the channel’s menu, Workflows, “When a Teams webhook request is received”.")
SIGNED: Final = False
#: A message may have about 28 kB.
_MOST: Final = 1000
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+!~|-])")


def body(alert: Alert, language: str) -> bytes:
    words = say(alert, language)
    parts = [_text(words.title, size="Medium", weight="Bolder")]
    parts += [_text(words.intro)] if words.intro else []
    for line in words.lines:
        parts += _company(line)
    parts += [_text(text, isSubtle=True, size="Small") for text in (words.more, words.foot) if text]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": parts,
        "msteams": {"width": "Full"},
    }
    if len(words.lines) == 1 and words.lines[0].link:
        title = translator(language, alert.zone).gettext("Open the account")
        card["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": words.lines[0].link}]
    attached = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return json.dumps({"type": "message", "attachments": [attached]}, ensure_ascii=False).encode()


def headers(_alert_id: str, _secret: str, _now: int, _body: bytes) -> Mapping[str, str]:
    return {"Content-Type": "application/json; charset=utf-8"}


def _company(line: Line) -> list[dict[str, Any]]:
    name = f"[{_safe(line.name)}]({line.link})" if line.link else _safe(line.name)
    first = {"type": "TextBlock", "wrap": True, "separator": True, "weight": "Bolder"}
    head = {**first, "text": f"{name} · {_safe(line.cell)} · {_safe(line.headline)}"[:_MOST]}
    rest = [_text(text, isSubtle=text is line.facts) for text in (line.why, line.facts) if text]
    return [head, *rest, *map(_text, line.more)]


def _text(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "wrap": True, "text": _safe(text)[:_MOST], **more}


def _safe(text: str) -> str:
    """Cards read a little Markdown: whatever could be part of it is taken as it stands."""
    return _MARKS.sub(r"\\\1", one_line(text).replace("<", "‹").replace(">", "›"))
