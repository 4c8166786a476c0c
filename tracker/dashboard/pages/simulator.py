"""The simulator: what another model would have meant in the last quarter, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from tracker.dashboard import asked
from tracker.dashboard.entry import Entry
from tracker.dashboard.modelwords import ModelWords
from tracker.dashboard.page import Page, PageError, blocking
from tracker.dashboard.simulation import Run
from tracker.dashboard.weekbars import week_bars
from tracker.intent import Model, parse_model
from tracker.intent.levels import MQLS, mqls
from tracker.modelbook import book as pages
from tracker.modelbook.sketch import sketch_of
from tracker.modelbook.versions import Book, Handover, Version
from tracker.read.gather import HORIZON_DAYS, refresh
from tracker.read.naming import names
from tracker.read.whatif import Progress, WhatIf, what_if

#: How far back one may look; the last is a quarter.
PERIODS: Final = (4, 8, 13)
SKETCH: Final = "sketch"
ROWS: Final = 50
MOST: Final = 500
#: Seconds a request waits before it says how far it is.
PATIENCE: Final = 1.5
WITHOUT_SCRIPT: Final = 120.0
#: What-ifs of the same ten minutes are the same.
ROUND_MS: Final = 600_000


@dataclass(frozen=True)
class Question:
    """``what``: the number of a version, or SKETCH; ``stage``: the level counted per week."""

    what: str
    before: Version
    name: str
    model: Model
    handover: Handover
    stage: str
    people: int
    slots: int
    weeks: int
    choices: list[tuple[str, Version | None]]

    @property
    def capacity(self) -> int:
        return self.people * self.slots

    @property
    def query(self) -> str:
        return f"of={self.what}&stage={self.stage}&people={self.people}&slots={self.slots}&weeks={self.weeks}"


async def simulator(page: Page) -> Response:
    question = await blocking(_question, page)
    waits = page.request.query_params.get("wait") == "1"
    run = await blocking(_run, page, question, WITHOUT_SCRIPT) if waits and question.choices else None
    return page.render(
        "simulator.html",
        **_shared(page, question),
        **_result(run, question),
        names=await blocking(_names, page, run),
        weeks=_weeks(question),
        periods=PERIODS,
    )


async def result(page: Page) -> Response:
    """The answer, or how far it is; fetched by the page again and again until it is there."""
    question = await blocking(_question, page)
    if not question.choices:
        raise PageError(404, page.gettext("There is nothing to try yet"))
    run = await blocking(_run, page, question, PATIENCE)
    template = "simulator_brief.html" if page.request.query_params.get("brief") else "simulator_result.html"
    called = await blocking(_names, page, run)
    answer = page.render(template, **_shared(page, question), **_result(run, question), names=called)
    if run.over.is_set():
        answer.headers["X-Done"] = "1"
    return answer


def _shared(page: Page, question: Question) -> dict[str, Any]:
    return {
        "q": question,
        "words": ModelWords(page.words.t, page.speech),
        "rows": 10 if page.request.query_params.get("brief") else ROWS,
        "levels": mqls(question.model),
    }


def _question(page: Page) -> Question:
    store, site = page.deps.store, page.need_site().id
    book = pages.read_book(store)
    before = book.in_force(site)
    sketch = sketch_of(store, site, page.user.id if page.user else "")
    others = [version for version in book.of_site(site) if version.id != before.id]
    choices: list[tuple[str, Version | None]] = [(str(version.number), version) for version in others]
    if sketch is not None:
        choices.insert(0, (SKETCH, None))
    default = choices[0][0] if choices else str(before.number)
    what = asked.choice(
        page, "of", [code for code, _ in choices] or [default], _preferred(book, site, default)
    )
    if what == SKETCH and sketch is not None:
        name, model, agreed = "", sketch.model, sketch.handover
    else:
        chosen = dict(choices).get(what) or before
        name, model, agreed = chosen.name, parse_model(chosen.text), chosen.handover
    return Question(
        what=what,
        before=before,
        name=name,
        model=model,
        handover=agreed,
        stage=asked.choice(page, "stage", mqls(model), mqls(model)[-1]),
        people=_count(page, "people", agreed.people),
        slots=_count(page, "slots", agreed.slots),
        weeks=int(asked.choice(page, "weeks", map(str, PERIODS), str(PERIODS[-1]))),
        choices=choices,
    )


def _preferred(book: Book, site: str, default: str) -> str:
    shadow = book.shadow(site)
    return str(shadow.number) if shadow is not None and default != SKETCH else default


def _count(page: Page, name: str, default: int) -> int:
    said = page.request.query_params.get(name, "") or str(default)
    if not said.isdecimal() or not 1 <= int(said) <= MOST:
        text = page.gettext("A whole number from %(low)s to %(high)s is needed.", low=1, high=MOST)
        raise PageError(400, text)
    return int(said)


def _names(page: Page, run: Run | None) -> dict[str, str]:
    found = run.result if run is not None else None
    return (
        names(page.deps.store, page.need_site().id, [move.account for move in found.moves]) if found else {}
    )


def _weeks(question: Question) -> int:
    """As far back as sums are kept."""
    window = max(parse_model(question.before.text).window_days, question.model.window_days)
    return max(1, min(question.weeks, (HORIZON_DAYS - 32 - window) // 7))


def _run(page: Page, question: Question, wait: float) -> Run:
    store, site = page.deps.store, page.need_site().id
    before, weeks = parse_model(question.before.text), _weeks(question)
    at = page.now // ROUND_MS * ROUND_MS

    def work(progress: Progress) -> WhatIf:
        refresh(store, site, now=page.now)
        return what_if(store, site, at, before, question.model, weeks=weeks, progress=progress)

    key = (site, before.version, question.model.version, str(at), str(weeks))
    found: Run = page.request.app.state.what_ifs.get(key, work, wait=wait)
    return found


def _result(run: Run | None, question: Question) -> dict[str, Any]:
    if run is None or run.result is None:
        return {
            "run": run,
            "found": None,
            "picture": None,
            "entering": [],
            "leaving": [],
            "mean": (0.0, 0.0),
            "bound": None,
        }
    found, stage = run.result, question.stage
    counts = [(week.at, week.before[stage], week.after[stage]) for week in found.weeks]
    total = max(1, len(counts))
    above, highest = MQLS[MQLS.index(stage) :], mqls(question.model)[-1]
    return {
        "run": run,
        "found": found,
        "bound": found.bound_for(question.capacity) if stage == highest else None,
        "picture": week_bars(counts, question.capacity),
        "mean": (
            sum(before for _, before, _ in counts) / total,
            sum(after for _, _, after in counts) / total,
        ),
        "entering": [move for move in found.moves if move.after in above and move.before not in above],
        "leaving": [move for move in found.moves if move.before in above and move.after not in above],
    }


ENTRIES: Final = (
    Entry("/site/{site}/simulator", simulator),
    Entry("/site/{site}/simulator/result", result, fragment=True),
)
