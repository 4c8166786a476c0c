"""The score model: which version is in force, what it says, who signed it, and what was done with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.modelwords import ModelWords
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.intent import Model, SignalRule, parse_model
from tracker.intent.model import Criterion
from tracker.modelbook import book as pages
from tracker.modelbook.agreement import NotAgreed, is_return, refusal_to_activate, sides, signatures
from tracker.modelbook.diff import diff, diff_handover
from tracker.modelbook.sketch import sketch_of
from tracker.modelbook.versions import EVERYWHERE, Book, Version
from tracker.read.agreed import put_in_force
from tracker.read.models import model_of
from tracker.read.shares import bounds_known

TOP: Final = 10
SHOWN_STEPS: Final = 40
#: Answer to a step that is refused; anything else is 422.
STATUS: Final = {"side": 403, "role": 403, "same_person": 403, "signatures": 409, "in_force": 409}


async def scoring(page: Page) -> Response:
    site = page.need_site().id
    book = await blocking(pages.read_book, page.deps.store)
    version = book.in_force(site)
    model = await blocking(model_of, page.deps.store, site)
    return page.render(
        "scoring.html",
        measured=await blocking(bounds_known, page.deps.store, site) if model.measured else None,
        **shared(page, book),
        version=version,
        standing=book.standing(version),
        since=book.since(site),
        own=book.own(site) is not None,
        model=model,
        top=strongest(model),
        asks=page.words.t.listing([page.speech.field(item.field) for item in _questions(model)]),
        versions=book.of_site(site),
        shadow=book.shadow(site),
        sketch=await blocking(sketch_of, page.deps.store, site, _me(page)),
        steps=_steps(book, site),
        saved=page.request.query_params.get("saved", ""),
    )


def _questions(model: Model) -> list[Criterion]:
    """What any kind of ideal customer is asked, each once."""
    every = {item.field: item for persona in model.profiles for item in persona.criteria}
    return list(every.values())


def shared(page: Page, book: Book) -> dict[str, Any]:
    """What every page of the model needs in its template."""
    site = page.need_site().id
    return {
        "book": book,
        "words": ModelWords(page.words.t, page.speech),
        "state": lambda version: book.state(version, site),
        "signatures": lambda version: signatures(book.standing(version)),
    }


def strongest(model: Model) -> list[tuple[SignalRule, float]]:
    """What earns most: half of it things done, the other half things viewed; with the points each earns."""
    worth = [
        (rule, rule.points * (model.proactive_factor if rule.proactive else 1.0)) for rule in model.signals
    ]
    worth = [(rule, min(points, rule.cap)) for rule, points in worth]
    ranked = sorted(worth, key=lambda item: (-item[1], item[0].id))
    done = [item for item in ranked if item[0].on == "action"][: TOP // 2]
    return done + [item for item in ranked if item[0].on != "action"][: TOP - len(done)]


def _steps(book: Book, site: str) -> list[tuple[Any, Version]]:
    own = {version.id: version for version in book.of_site(site)}
    found = [(step, own[step.version]) for step in reversed(book.steps) if step.version in own]
    return [item for item in found if item[0].site in (EVERYWHERE, site)][:SHOWN_STEPS]


async def version(page: Page) -> Response:
    return await _show(page)


async def _show(page: Page, refused: NotAgreed | None = None) -> Response:
    site = page.need_site().id
    book = await blocking(pages.read_book, page.deps.store)
    shown = _asked(page, book)
    before = book.in_force(site)
    standing, place = book.standing(shown), shown.site
    user = page.user
    assert user is not None
    words = ModelWords(page.words.t, page.speech)
    hindered = refusal_to_activate(book, shown, place, user.role)
    return page.render(
        "scoring_version.html",
        status=STATUS.get(refused.code, 422) if refused else 200,
        **shared(page, book),
        problem=words.refusal(refused.code) if refused else "",
        version=shown,
        before=before,
        standing=standing,
        model=parse_model(shown.text),
        differences=differences(shown, before),
        may_sign=sides(standing, user.id, user.role),
        hindered=hindered.code if hindered else "",
        back=is_return(standing, place),
        place=place,
        dark=book.shadow(site),
        steps=[(step, shown) for step in reversed(book.steps) if step.version == shown.id],
        saved=page.request.query_params.get("saved", ""),
    )


def differences(shown: Version, before: Version) -> list[Any]:
    found = diff(parse_model(before.text), parse_model(shown.text))
    return found + diff_handover(before.handover, shown.handover)


def _asked(page: Page, book: Book) -> Version:
    wanted = page.request.path_params["version"]
    for known in book.of_site(page.need_site().id):
        if str(known.number) == wanted:
            return known
    raise PageError(404, page.gettext("There is no such version of the model."))


async def step(page: Page) -> Response:
    """One step with a version: sign, withdraw, activate, shadow, unshadow, discard, release."""
    name = page.request.path_params["step"]
    if name not in _STEPS:
        raise PageError(404, page.gettext("There is no such version of the model."))
    book = await blocking(pages.read_book, page.deps.store)
    asked = _asked(page, book)
    try:
        await blocking(_STEPS[name], page, asked)
    except NotAgreed as refused:
        return await _show(page, refused)
    there = "scoring" if name in ("activate", "release") else f"scoring/{asked.number}"
    return redirect(page.here(f"{there}?saved={name}"))


def _who(page: Page) -> dict[str, str]:
    user = page.user
    assert user is not None
    return {"by": user.id, "role": user.role, "reason": page.form.get("reason", "")}


def _me(page: Page) -> str:
    return page.user.id if page.user else ""


def _sign(page: Page, asked: Version) -> None:
    pages.sign(page.deps.store, asked.id, page.form.get("side", ""), **_who(page))


def _withdraw(page: Page, asked: Version) -> None:
    pages.withdraw(page.deps.store, asked.id, page.form.get("side", ""), **_who(page))


def _activate(page: Page, asked: Version) -> None:
    put_in_force(page.deps.store, asked.id, site=asked.site, zone=page.zone, **_who(page))


def _shadow(page: Page, asked: Version) -> None:
    pages.shadow(page.deps.store, asked.id, site=page.need_site().id, on=True, **_who(page))


def _unshadow(page: Page, asked: Version) -> None:
    pages.shadow(page.deps.store, asked.id, site=page.need_site().id, on=False, **_who(page))


def _discard(page: Page, asked: Version) -> None:
    pages.discard(page.deps.store, asked.id, **_who(page))


def _release(page: Page, _asked: Version) -> None:
    pages.release(page.deps.store, page.need_site().id, **_who(page))


_STEPS: Final[dict[str, Callable[[Page, Version], None]]] = {
    "sign": _sign,
    "withdraw": _withdraw,
    "activate": _activate,
    "shadow": _shadow,
    "unshadow": _unshadow,
    "discard": _discard,
    "release": _release,
}

ENTRIES: Final = (
    Entry("/site/{site}/scoring", scoring),
    Entry("/site/{site}/scoring/{version}", version),
    Entry("/site/{site}/scoring/{version}/{step}", step, method="POST", least="sales"),
)
