"""The rules' test bench: what a page or an event is taken for, by which rule, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from reports.i18n import N_
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.intent.model import SignalRule
from tracker.read.models import model_of
from tracker.read.ruled import NoUrl, pack_of, subject
from tracker.rules import RuleError
from tracker.rules.explain import Explained, explain
from tracker.rules.model import MAX_WORDS

#: What is asked about → in words.
EVENTS: Final = {
    "pv": N_("a page view"),
    "dl": N_("a download"),
    "out": N_("a link to elsewhere"),
    "form": N_("a form that is sent"),
    "ct": N_("a mail or phone link"),
}
VERDICTS: Final = {
    "hit": N_("hits"),
    "second": N_("would hit"),
    "vetoed": N_("stopped"),
    "near": N_("nearly"),
}
_WHY: Final = {
    "second": N_("%(what)s, but the rule %(other)s came first"),
    "vetoed": N_("%(what)s, but %(other)s in the path stops it"),
    "like_event": N_("the event “%(what)s” resembles “%(other)s”"),
    "like": N_("“%(what)s” resembles “%(other)s”"),
    "in_word": N_("“%(what)s” is only a part of a word in “%(other)s”"),
    "long": N_("“%(what)s” is in “%(other)s”, which has more than %(words)s words"),
    "not_whole": N_("“%(what)s” must be the whole part of the path, not a piece of “%(other)s”"),
}
MOST: Final = 500


@dataclass(frozen=True)
class Asked:
    url: str
    event: str
    fields: str


async def bench(page: Page) -> Response:
    page.need_site()
    query = page.request.query_params
    event = query.get("event", "pv").strip()[:60] or "pv"
    asked = Asked(query.get("url", "").strip()[:MOST], event, query.get("fields", "").strip()[:MOST])
    problem, found = "", []
    if asked.url or asked.event not in EVENTS:
        try:
            found = await blocking(_found, page, asked)
        except NoUrl:
            problem = page.gettext(
                "That is no address of a page; one like https://www.example.com/preise is needed."
            )
        except (RuleError, UnicodeDecodeError) as error:
            problem = page.gettext("The file of own rules cannot be read: %(why)s", why=str(error))
    return page.render(
        "rules.html",
        status=422 if problem else 200,
        problem=problem,
        asked=asked,
        tried=bool(asked.url or asked.event not in EVENTS),
        found=found,
        events=EVENTS,
        verdicts=VERDICTS,
        why=lambda item: _why(page, item),
        worth=await blocking(_worth, page),
    )


def _found(page: Page, asked: Asked) -> list[Explained]:
    return explain(pack_of(page.deps.settings.data_dir), subject(asked.url, asked.event, asked.fields))


def _why(page: Page, item: Explained) -> str:
    what, other = (*item.terms, "", "")[:2]
    text = _WHY.get(item.code)
    return page.gettext(text, what=what, other=other, words=MAX_WORDS) if text else what


def _worth(page: Page) -> dict[str, list[SignalRule]]:
    """Signal → what the model gives for it."""
    found: dict[str, list[Any]] = {}
    for rule in model_of(page.deps.store, page.need_site().id).signals:
        found.setdefault(rule.signal, []).append(rule)
    return found


ENTRIES: Final = (Entry("/site/{site}/rules", bench),)
