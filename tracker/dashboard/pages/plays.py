"""The grid with what to do in each cell, and what a site agreed on for its work."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any, Final

from starlette.responses import Response

from tracker.companies import working as agreed
from tracker.dashboard import answers
from tracker.dashboard.days import Period
from tracker.dashboard.entry import Entry
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Fault, Page, blocking, redirect
from tracker.dashboard.working import Working
from tracker.intent.levels import MQLS, mqls, row_of
from tracker.lifecycle.checklist import SCHEMES
from tracker.lifecycle.gates import GATES
from tracker.lifecycle.plays import GRADES, NUMBERS, by_cell
from tracker.lifecycle.worth import spread
from tracker.read.models import model_of

DAYS: Final = 30
_NUMBERS: Final = ("offer_chance", "touches", "capacity", "least_eur", "cost_eur")


async def plays(page: Page) -> Response:
    return await _show(page)


async def _show(page: Page, problem: str = "") -> Response:
    page.need_site()
    return page.render(
        "plays.html",
        status=422 if problem else 200,
        problem=problem,
        saved="saved" in page.request.query_params,
        grades=GRADES,
        numbers=NUMBERS,
        schemes=list(SCHEMES),
        gates=GATES,
        moving=Moving(page.words.t),
        **await blocking(_read, page),
    )


def _read(page: Page) -> dict[str, Any]:
    store, site = page.deps.store, page.need_site().id
    found = answers.listed(page, Period(page.words.today, DAYS))
    counts = Counter(item.assessment.cell for item in found)
    model, said = model_of(store, site), agreed.working(store, site)
    stages = {
        f"{grade}{number}": model.cells.get(f"{row_of(grade)}{number}", "")
        for grade in GRADES
        for number in NUMBERS
    }
    return {
        "counts": counts,
        "by_cell": partial(by_cell, levels=model.levels),
        "spread": spread([item.assessment.engagement for item in found]),
        "stages": stages,
        "levels": mqls(model),
        "nurtured": [stage for stage in agreed.NURTURED if stage not in MQLS[model.levels :]],
        "agreed": said,
        "working": Working(page.words.t, said.plays),
        "words": Working(page.words.t, {}),
    }


async def save(page: Page) -> Response:
    """Own words per cell; an administrator also what must be so before a move."""
    try:
        await blocking(_save, page)
    except ValueError as error:
        return await _show(page, page.blame(_fault(page, error)))
    return redirect(page.here("plays") + "?saved")


def _fault(page: Page, error: ValueError) -> Exception:
    """A refusal begins with the name of what it is about."""
    name = str(error).partition(":")[0]
    most = 100 if name == "offer_chance" else agreed.MOST_EUR if name.endswith("_eur") else agreed.MOST
    if name in _NUMBERS:
        return Fault(
            name,
            page.gettext(
                "A whole number from %(low)s to %(high)s is needed.", low=0, high=page.words.number(most)
            ),
        )
    if name == "gates":
        return Fault("gates", page.gettext("At least one is needed."))
    return ValueError(page.gettext("This cannot be: %(what)s", what=str(error)))


def _save(page: Page) -> None:
    form, store, site = page.form, page.deps.store, page.need_site().id
    said: dict[str, Any] = {}
    cells = {name.removeprefix("play."): text for name, text in form.items() if name.startswith("play.")}
    if cells:
        said["plays"] = agreed.working(store, site).plays | cells
    tags = {name.removeprefix("content."): text for name, text in form.items() if name.startswith("content.")}
    if tags:
        said["content"] = agreed.working(store, site).content | tags
    if page.may("admin"):
        said |= {name: form[name] for name in ("checklist", "offer_at") if name in form}
        if "asks_need" in form:  # a box that is not ticked sends nothing
            said["need_first"] = form.get("need_first") == "on"
        if "asks_gates" in form:
            said["gates"] = [gate for gate in GATES if form.get(f"gate.{gate}") == "on"]
        said |= {name: _whole(name, form[name]) for name in _NUMBERS if name in form}
    agreed.save(store, site, said, by=page.user.id if page.user else "", at=page.now)


def _whole(name: str, text: str) -> int:
    text = text.strip() or "0"
    if not text.isdecimal() or not text.isascii() or len(text) > 12:
        raise ValueError(f"{name}: {text!r} is no whole number")
    return int(text)


ENTRIES: Final = (
    Entry("/site/{site}/plays", plays),
    Entry("/site/{site}/plays", save, method="POST", least="sales"),
)
