"""Google Chat, by an incoming webhook of a space: a text for the notification and a card.

Form: https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from reports.alert import Alert, Line, say
from reports.i18n import N_, translator
from reports.render import one_line

NAME: Final = "google_chat"
TITLE: Final = "Google Chat"
HINT: Final = N_("In Google Chat: the space’s menu, Apps & integrations, Webhooks.")
SIGNED: Final = False
_MOST: Final = 2000


def body(alert: Alert, language: str) -> bytes:
    words = say(alert, language)
    button = translator(language, alert.zone).gettext("Open the account")
    sections = [{"widgets": _company(line, button)} for line in words.lines]
    texts = [text for text in (words.intro, words.more) if text]
    sections += [{"widgets": [_paragraph(escape(one_line(text)))]} for text in texts]
    header = {"title": _plain(words.title)[:200], "subtitle": _plain(words.foot)[:200]}
    card = {"cardId": alert.id[:60], "card": {"header": header, "sections": sections}}
    return json.dumps({"text": _plain(words.title), "cardsV2": [card]}, ensure_ascii=False).encode()


def headers(_alert_id: str, _secret: str, _now: int, _body: bytes) -> Mapping[str, str]:
    return {"Content-Type": "application/json; charset=UTF-8"}


def _company(line: Line, button: str) -> list[dict[str, Any]]:
    parts = [f"<b>{_html(line.name)}</b> · {_html(line.cell)} · {_html(line.headline)}"]
    parts += [_html(text) for text in (line.why, line.facts, *line.more) if text]
    widgets = [_paragraph("<br>".join(parts))]
    if line.link:
        opens = {"text": button, "onClick": {"openLink": {"url": line.link}}}
        widgets.append({"buttonList": {"buttons": [opens]}})
    return widgets


def _paragraph(text: str) -> dict[str, Any]:
    return {"textParagraph": {"text": text[:_MOST]}}


def _html(text: str) -> str:
    return escape(one_line(text))


def _plain(text: str) -> str:
    """The notification's text knows mentions (<users/all>) and links: none may come from outside."""
    return one_line(text).replace("<", "‹").replace(">", "›")[:_MOST]
