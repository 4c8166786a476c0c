"""The editor of the score model: four steps on a sketch of one's own, then a draft both sides can sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from starlette.responses import Response

from tracker.contacts.codes import CODES
from tracker.dashboard import answers
from tracker.dashboard.days import Period
from tracker.dashboard.entry import Entry
from tracker.dashboard.modelwords import ModelWords
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.dashboard.pages.move import gates_of
from tracker.dashboard.pages.scoring import shared
from tracker.dashboard.persons import Persons
from tracker.intent import ModelError, parse_model
from tracker.intent.parse import MOST_PERSONAS, default_text
from tracker.lifecycle.worth import spread
from tracker.modelbook import book as pages
from tracker.modelbook.agreement import NotAgreed
from tracker.modelbook.combine import (
    CELLS,
    LEVELS,
    MODES,
    combine_fields,
    handover_fields,
    own_bounds,
    read_combine,
    read_handover,
)
from tracker.modelbook.content import whole
from tracker.modelbook.diff import diff, diff_handover
from tracker.modelbook.entry import Entered, Problem
from tracker.modelbook.interactions import (
    ONS,
    ROLES,
    bonuses_of,
    interaction_fields,
    read_interactions,
    rules_of,
)
from tracker.modelbook.persona import FIELDS, KINDS, MOST_NAME, ROWS, persona_fields, read_persona
from tracker.modelbook.profiles import place, profiles_of
from tracker.modelbook.sketch import Sketch, begun_from, save_sketch, sketch_of
from tracker.modelbook.versions import EVERYWHERE
from tracker.read.agreed import handover_of

STEPS: Final = ("persona", "interactions", "combine", "handover", "save")


async def begin(page: Page) -> Response:
    """A sketch of the version in force, or of the one asked for; one that is there already is kept."""
    await blocking(_begin, page)
    return redirect(page.here("editor/persona"))


def _begin(page: Page) -> None:
    store, site, me = page.deps.store, page.need_site().id, _me(page)
    book = pages.read_book(store)
    wanted = page.form.get("from", "")
    known = {str(version.number): version for version in book.of_site(site)}
    if wanted and wanted not in known:
        raise PageError(404, page.gettext("There is no such version of the model."))
    if not wanted and page.form.get("anew") != "1" and sketch_of(store, site, me):
        return
    base = known.get(wanted) or book.in_force(site)
    agreed = base.handover if wanted else handover_of(store, book, site, page.zone)
    save_sketch(store, site, me, begun_from(base, site=base.site, handover=agreed))


async def editor(page: Page) -> Response:
    sketch = await blocking(_sketch, page)
    if _step(page) == "combine" and "own" in page.request.query_params:
        return await _own(page, sketch)
    return await _show(page, _step(page), sketch)


async def _own(page: Page, sketch: Sketch) -> Response:
    """The step with its thresholds taken from the own accounts; nothing is kept before it is sent."""
    found = await blocking(answers.listed, page, Period(page.words.today, 30))
    bounds = own_bounds(spread([item.assessment.engagement for item in found]))
    few = "" if bounds else page.gettext("Too few accounts, or too much alike, for thresholds of their own.")
    return await _show(page, "combine", sketch, problem=few, form=_fields("combine", sketch) | bounds)


async def enter(page: Page) -> Response:
    """Take one step's form over into the sketch; what is wrong stands at its field, and nothing is taken."""
    name, sketch = _step(page), await blocking(_sketch, page)
    if name == "save":
        return await _save(page, sketch)
    entered = Entered(page.form)
    changed = _READ[name](sketch, entered)
    if not entered.problems:
        try:
            _ = changed.text
        except ModelError as error:
            return await _show(page, name, sketch, problem=str(error), form=page.form)
        await blocking(save_sketch, page.deps.store, page.need_site().id, _me(page), changed)
        return redirect(page.here(f"editor/{_next(page, name, changed)}"))
    return await _show(page, name, sketch, entered.problems, form=page.form)


def _next(page: Page, name: str, sketch: Sketch) -> str:
    """The step after this one; or the same for a further kind of customer."""
    if name == "persona" and page.form.get("then") == "another":
        return f"persona?profile={len(profiles_of(sketch.data))}"
    if name == "persona" and page.form.get("remove"):
        return name
    return STEPS[STEPS.index(name) + 1]


async def drop(page: Page) -> Response:
    await blocking(save_sketch, page.deps.store, page.need_site().id, _me(page), None)
    return redirect(page.here("scoring?saved=dropped"))


async def _save(page: Page, sketch: Sketch) -> Response:
    try:
        made = await blocking(_draft, page, sketch)
    except NotAgreed as refused:
        words = ModelWords(page.words.t, page.speech)
        return await _show(page, "save", sketch, problem=words.refusal(refused.code), form=page.form)
    return redirect(page.here(f"scoring/{made}?saved=draft"))


def _draft(page: Page, sketch: Sketch) -> int:
    store, site = page.deps.store, page.need_site().id
    made = pages.draft(
        store,
        sketch.text,
        name=page.form.get("name", ""),
        by=_me(page),
        reason=page.form.get("reason", ""),
        site=site if page.form.get("place") == "site" else EVERYWHERE,
        base=sketch.base,
        handover=sketch.handover,
    )
    save_sketch(store, site, _me(page), None)
    return made.number


async def _show(
    page: Page,
    name: str,
    sketch: Sketch,
    problems: dict[str, Problem] | None = None,
    *,
    problem: str = "",
    form: dict[str, str] | None = None,
) -> Response:
    book = await blocking(pages.read_book, page.deps.store)
    before = book.in_force(page.need_site().id)
    found = diff(parse_model(before.text), sketch.model) + diff_handover(before.handover, sketch.handover)
    words, moving = ModelWords(page.words.t, page.speech), Moving(page.words.t)
    wrong = {field: words.problem(item) for field, item in (problems or {}).items()}
    return page.render(
        f"editor_{name}.html",
        status=422 if wrong or problem else 200,
        **shared(page, book),
        **_CHOICES,
        step=name,
        order=STEPS,
        sketch=sketch,
        base=book.version(sketch.base),
        before=before,
        differences=found,
        said=form if form is not None else _fields(name, sketch, _number(page, sketch)),
        number=_number(page, sketch),
        profiles=[item.get("name", "") for item in profiles_of(sketch.data)],
        most_personas=MOST_PERSONAS,
        wrong=wrong,
        problem=problem,
        rules=_rules(sketch) if name == "interactions" else {},
        penalties=sketch.data.get("penalty", []),
        bonuses=bonuses_of(sketch.data, whole(default_text())) if name == "interactions" else [],
        groups=sketch.data.get("group_caps", {}),
        shown_rows=_rows(form if form is not None else _fields(name, sketch, _number(page, sketch))),
        gate_words=[moving.need(gate) for gate in await blocking(gates_of, page)],
        codes={
            field: [(code, Persons(page.words.t).code(field, code)) for code in codes]
            for field, codes in CODES.items()
        },
        name_pairs=lambda codes: [(code, words.field(code)) for code in codes],
        on_pairs=lambda codes: [(code, words.on(code)) for code in codes],
        role_pairs=lambda codes: [(code, words.role(code)) for code in codes],
        level_pairs=lambda codes: [(code, code or "–") for code in codes],
    )


def _number(page: Page, sketch: Sketch) -> int:
    """Which kind of customer is being described."""
    said = page.form.get("profile") or page.request.query_params.get("profile", "")
    return place(said, profiles_of(sketch.data))


def _rows(said: dict[str, str]) -> int:
    """Rows of questions to show: those in use, and one more."""
    used = [i for i in range(ROWS) if said.get(f"field{i}") or said.get(f"bands{i}", "").strip()]
    return min(ROWS, max(used, default=-1) + 2)


def _rules(sketch: Sketch) -> dict[str, list[dict[str, Any]]]:
    """Signals by what they say of somebody."""
    every = rules_of(sketch.data, whole(default_text()))
    return {role: [rule for rule in every if rule.get("role", "buying") == role] for role in ROLES}


def _fields(name: str, sketch: Sketch, number: int = 0) -> dict[str, str]:
    shown: dict[str, Callable[[], dict[str, str]]] = {
        "persona": lambda: persona_fields(sketch.data, number),
        "interactions": lambda: interaction_fields(sketch.data, whole(default_text())),
        "combine": lambda: combine_fields(sketch.data),
        "handover": lambda: handover_fields(sketch.handover),
        "save": lambda: {"place": "site" if sketch.site else "all"},
    }
    return shown[name]()


def _changed(sketch: Sketch, data: dict[str, Any]) -> Sketch:
    return msgspec.structs.replace(sketch, data=data)


_READ: Final[dict[str, Callable[[Sketch, Entered], Sketch]]] = {
    "persona": lambda sketch, entered: _changed(sketch, read_persona(sketch.data, entered)),
    "interactions": lambda sketch, entered: _changed(
        sketch, read_interactions(sketch.data, whole(default_text()), entered)
    ),
    "combine": lambda sketch, entered: _changed(sketch, read_combine(sketch.data, entered)),
    "handover": lambda sketch, entered: msgspec.structs.replace(sketch, handover=read_handover(entered)),
}
_CHOICES: Final[dict[str, Any]] = {
    "fields": FIELDS,
    "kinds": KINDS,
    "cells": CELLS,
    "choices": LEVELS,
    "modes": MODES,
    "ons": ONS,
    "roles": ROLES,
    "most_name": MOST_NAME,
}


def _sketch(page: Page) -> Sketch:
    """The reader's sketch; none yet: as if it had just been begun from the version in force."""
    store, site = page.deps.store, page.need_site().id
    found = sketch_of(store, site, _me(page))
    if found is None:
        book = pages.read_book(store)
        base = book.in_force(site)
        found = begun_from(base, site=base.site, handover=handover_of(store, book, site, page.zone))
    return found


def _step(page: Page) -> str:
    name: str = page.request.path_params["step"]
    if name not in STEPS:
        raise PageError(404, page.gettext("There is no such step; there are four, and saving."))
    return name


def _me(page: Page) -> str:
    return page.user.id if page.user else ""


ENTRIES: Final = (
    Entry("/site/{site}/editor", begin, method="POST", least="sales"),
    Entry("/site/{site}/editor/drop", drop, method="POST", least="sales"),
    Entry("/site/{site}/editor/{step}", editor, least="sales"),
    Entry("/site/{site}/editor/{step}", enter, method="POST", least="sales"),
)
