"""Alerts: rules, the places they are told in, and a test of either."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from reports.alert import KINDS
from reports.destinations import places
from tracker.dashboard.alertform import HINTS, empty_form, form_of, rule_of
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.dashboard.posting import mail_problem, may_edit, need_editor, outbox, outcome, send_now
from tracker.intent.levels import MQLS, mqls
from tracker.lifecycle import STAGES
from tracker.outbox import Message, rules, targets
from tracker.outbox.rules import GRADES, Rule
from tracker.outbox.targets import Target, TargetError
from tracker.outbox.telling import message_of, sample
from tracker.read.models import model_of
from tracker.read.segments import segments_of


async def alerts(page: Page) -> Response:
    return await show(page)


async def show(page: Page, *, problem: str = "", done: str = "", secret: str = "") -> Response:
    """``secret``: of the webhook just made, shown this once."""
    site = page.need_site()
    found = await blocking(rules.every, page.deps.store, site.id)
    known = await blocking(targets.every, page.deps.store)
    model = await blocking(model_of, page.deps.store, site.id)
    wanted = page.request.query_params.get("edit", "")
    edited = next((rule for rule in found if rule.id == wanted), None)
    return page.render(
        "alerts.html",
        status=422 if problem else 200,
        problem=problem,
        done=done,
        secret=secret,
        saved=page.request.query_params.get("saved", ""),
        found=found,
        targets=known,
        chats=places(),
        kinds={code: (page.gettext(name), page.gettext(HINTS[code])) for code, name in KINDS.items()},
        editor=may_edit(page),
        edited=edited,
        form=page.form if "mails" in page.form else _form(page, edited, known),
        grades=GRADES,
        levels=mqls(model),
        stages=[stage for stage in STAGES if stage not in MQLS[model.levels :]],
        handed=rules.HANDED,
        segments=await blocking(segments_of, page.deps.store, site.id),
        mail=mail_problem(page),
        names={target.id: target.title for target in known},
    )


def _form(page: Page, edited: Rule | None, known: list[Target]) -> dict[str, str]:
    return form_of(edited, known) if edited else empty_form(page)


async def keep(page: Page) -> Response:
    who = need_editor(page)
    try:
        await blocking(_keep, page, who)
    except ValueError as error:
        return await show(page, problem=page.blame(error))
    return redirect(f"{page.here('alerts')}?saved=kept")


def _keep(page: Page, who: str) -> None:
    before = _own(page, page.form.get("id", ""))
    rule = rule_of(page, before, targets.every(page.deps.store))
    rules.save(page.deps.store, rule, actor=who)


def _own(page: Page, rule_id: str) -> Rule | None:
    found = rules.find(page.deps.store, rule_id)
    return found if found and found.site == page.need_site().id else None


async def drop(page: Page) -> Response:
    who = need_editor(page)
    found = await blocking(_own, page, page.form.get("id", ""))
    if found:
        await blocking(rules.remove, page.deps.store, found.id, actor=who)
    return redirect(f"{page.here('alerts')}?saved=removed")


async def trial(page: Page) -> Response:
    """A made-up company, told to everybody a rule tells."""
    need_editor(page)
    found = await blocking(_own, page, page.form.get("id", ""))
    if found is None:
        raise PageError(404, page.gettext("There is no such rule any more."))
    done, problem = outcome(page, await blocking(_trial, page, found))
    return await show(page, problem=problem, done=done)


def _trial(page: Page, rule: Rule) -> list[Message]:
    ways = [("mail", item.mail, item.language) for item in rule.mails]
    known = {target.id: target for target in targets.every(page.deps.store)}
    ids = [*rule.destinations, *(name for part in rule.territories for name in part.destinations)]
    ways += [(known[name].kind, name, rule.language) for name in dict.fromkeys(ids) if name in known]
    return send_now(page, [_sample(page, rule.title, *way, when=rule.when) for way in ways])


def _sample(page: Page, title: str, channel: str, target: str, language: str, *, when: str = "") -> Message:
    settings = page.deps.settings
    alert = sample(settings, page.need_site(), title, day=page.words.today, now=page.now, when=when)
    return message_of(settings, alert, "", channel, target, language, page.now)


async def add_target(page: Page) -> Response:
    who = need_editor(page)
    try:
        made = await blocking(_add_target, page, who)
    except TargetError as error:
        return await show(page, problem=page.blame(_refused(page, str(error))))
    secret = await blocking(_secret, page, made)
    page.form = {}
    return await show(page, done=page.gettext("Added. Send a test to see that it arrives."), secret=secret)


def _refused(page: Page, said: str) -> Exception:
    if said.startswith("name"):
        return Fault(
            "name", page.gettext("A name of at most %(n)s characters is needed.", n=targets.MOST_NAME)
        )
    if said.startswith("at most"):
        return ValueError(page.gettext("At most %(n)s destinations are kept.", n=targets.MOST))
    return Fault("url", page.gettext("This address cannot be used: %(why)s", why=said))


def _add_target(page: Page, who: str) -> Target:
    with outbox(page) as box:
        return targets.add(
            page.deps.store,
            box,
            kind=page.form.get("kind", ""),
            title=page.form.get("name", ""),
            url=page.form.get("url", ""),
            actor=who,
            private=page.deps.settings.private_networks,
        )


def _secret(page: Page, made: Target) -> str:
    with outbox(page) as box:
        found = targets.secret_of(box, made.id)
        return found.key if found else ""


async def drop_target(page: Page) -> Response:
    who = need_editor(page)
    await blocking(_drop_target, page, who)
    return redirect(f"{page.here('alerts')}?saved=removed#places")


def _drop_target(page: Page, who: str) -> None:
    with outbox(page) as box:
        targets.remove(page.deps.store, box, page.form.get("id", ""), actor=who)


async def try_target(page: Page) -> Response:
    need_editor(page)
    found = await blocking(targets.find, page.deps.store, page.form.get("id", ""))
    if found is None:
        raise PageError(404, page.gettext("There is no such destination any more."))
    sent = await blocking(_try_target, page, found)
    page.form = {}
    done, problem = outcome(page, sent)
    return await show(page, problem=problem, done=done)


def _try_target(page: Page, found: Target) -> list[Message]:
    return send_now(page, [_sample(page, found.title, found.kind, found.id, page.language)])


ENTRIES: Final = (
    Entry("/site/{site}/alerts", alerts, least="sales"),
    Entry("/site/{site}/alerts", keep, method="POST", least="sales"),
    Entry("/site/{site}/alerts/remove", drop, method="POST", least="sales"),
    Entry("/site/{site}/alerts/test", trial, method="POST", least="sales"),
    Entry("/site/{site}/destinations", add_target, method="POST", least="sales"),
    Entry("/site/{site}/destinations/remove", drop_target, method="POST", least="sales"),
    Entry("/site/{site}/destinations/test", try_target, method="POST", least="sales"),
)
