"""Why this name: all candidates of a company's networks, and where a person can say that it is another."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from enrichment import BadSubject
from enrichment.corrections import COMPANY_KINDS, IS, LONGEST, NOT, PROVIDER_KINDS, SAYS, Correction
from enrichment.domains import registrable
from tracker.corrections import correct, undo
from tracker.dashboard import answers
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.dashboard.refusals import refusal
from tracker.read.candidates import Grounds, grounds
from tracker.read.days import day_end

_FIELDS: Final = ("says", "network", "name", "domain", "kind", "why")


async def _grounds(page: Page, key: str) -> Grounds:
    day = await blocking(answers.last_day, page)
    at = min(page.now, day_end(day, page.zone))
    site = page.need_site().id
    found = await blocking(grounds, page.deps.store, site, key, at=at, known_at=page.now)
    if found is None:
        raise PageError(404, page.gettext("No visit of this company is known on this site."))
    return found


def _show(page: Page, found: Grounds, *, problem: str = "", status: int = 200) -> Response:
    return page.render(
        "why.html",
        status=status,
        g=found,
        problem=problem,
        done=page.request.query_params.get("done", "") if page.request.method == "GET" else "",
        form={name: page.form.get(name, "") for name in _FIELDS} | {"says": page.form.get("says") or NOT},
        company_kinds={code: page.speech.kind(code) for code in COMPANY_KINDS},
        provider_kinds={code: page.speech.kind(code) for code in PROVIDER_KINDS},
        longest=LONGEST,
    )


async def why(page: Page) -> Response:
    page.need_site()
    return _show(page, await _grounds(page, page.request.path_params["key"]))


async def say(page: Page) -> Response:
    """What a person knows better, in force when the answer goes out."""
    page.need_site()
    key = page.form.get("key", "")
    found = await _grounds(page, key)
    if problem := _problem(page, found):
        return _show(page, found, problem=problem, status=422)
    try:
        await blocking(_keep, page, _asked(page, key))
    except BadSubject as error:
        return _show(page, found, problem=refusal(page, error), status=422)
    return redirect(_address(page, key, "said"))


def _asked(page: Page, key: str) -> Correction:
    says = page.form["says"]
    return Correction(
        id="",
        says=says,
        company=key,
        network=page.form.get("network", ""),
        name=page.form.get("name", ""),
        domain=page.form.get("domain", ""),
        kind=page.form.get("company_kind" if says == IS else "provider_kind", "") if says != NOT else "",
        why=page.form.get("why", ""),
    )


def _problem(page: Page, found: Grounds) -> str:
    """What is wrong with the form, in the reader's words."""
    form = page.form
    if form.get("says", "") not in SAYS:
        return page.gettext("Choose what is right.")
    if form.get("network", "") not in {"", *(ground.network for ground in found.networks)}:
        return page.gettext("Choose one of the networks of this company.")
    if form["says"] != IS:
        return ""
    if not (form.get("name", "").strip() or form.get("domain", "").strip()):
        return page.gettext("Which company is it? Enter its name, its domain, or both.")
    if form.get("domain", "").strip() and not registrable(form["domain"].strip()):
        return page.gettext("A domain is written acme.com.")
    return ""


def _keep(page: Page, correction: Correction) -> None:
    by = page.user.id if page.user else ""
    made = correct(page.deps.store, correction, by=by, at=page.now)
    page.deps.corrected(made)


async def take_back(page: Page) -> Response:
    page.need_site()
    key = page.form.get("key", "")
    await blocking(_take_back, page, page.form.get("id", ""))
    return redirect(_address(page, key, "undone"))


def _take_back(page: Page, correction_id: str) -> None:
    was = undo(page.deps.store, correction_id, by=page.user.id if page.user else "")
    if was is not None:
        page.deps.corrected(was)


def _address(page: Page, key: str, done: str) -> str:
    return f"{page.here('why')}/{quote(key)}?done={done}#corrections"


ENTRIES: Final = (
    Entry("/site/{site}/why/{key:path}", why),
    Entry("/site/{site}/correct", say, method="POST", least="sales"),
    Entry("/site/{site}/correct/undo", take_back, method="POST", least="sales"),
)
