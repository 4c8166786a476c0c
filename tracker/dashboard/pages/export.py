"""Accounts as a file: the table's filter, written as CSV or Excel; who took what is recorded."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from reports.exports import export, file_name, formats
from reports.i18n import LANGUAGES
from tracker.audit import audit
from tracker.dashboard.asked import choice
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking
from tracker.dashboard.pages.accounts import chosen, filter_of
from tracker.read.accounts import AccountView
from tracker.read.audience import REASONS, lost_accounts
from tracker.read.targets import nurturing, target_row
from tracker.store import records

_PLAIN: Final = frozenset({"csv", "xlsx"})
_EXCEL_LANGUAGES: Final = frozenset(LANGUAGES) - {"en"}


async def download(page: Page) -> Response:
    form = page.request.path_params["form"]
    if form not in formats():
        raise PageError(404, page.gettext("An export is there as: %(list)s", list=", ".join(formats())))
    if page.request.headers.get("sec-fetch-site") == "cross-site":
        # The record would name a reader who only followed somebody's link; without one, no file.
        raise PageError(403, page.gettext("Another site led here. Start the export on the page of accounts."))
    if "lost" in page.request.query_params:
        return await _lost(page, form)
    by = await filter_of(page)
    accounts = await chosen(page, by)
    preset = choice(page, "preset", ("", "comma", "excel"), "") if form == "csv" else ""
    data = await blocking(_written, page, form, preset or _preset(page, form), accounts)
    if page.request.method != "HEAD":  # nobody took anything
        await blocking(_note, page, form, by.address(), len(accounts))
    parts = (page.need_site().id, "accounts", "" if form in _PLAIN else form, by.period.to_day)
    name = file_name(*parts, suffix=formats()[form].SUFFIX)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=formats()[form].MEDIA, headers=headers)


async def _lost(page: Page, form: str) -> Response:
    """Lost accounts, by reason: an audience for news of just that."""
    reason = choice(page, "lost", ("", *REASONS), "")
    store, site = page.deps.store, page.need_site().id
    rows = await blocking(lost_accounts, store, site, at=page.now, reason=reason)
    out = io.BytesIO()
    await blocking(export, rows, out, form, _preset(page, form))
    if page.request.method != "HEAD":
        await blocking(_note, page, form, f"lost={reason}", len(rows))
    name = file_name(site, "lost", reason, page.words.today, suffix=formats()[form].SUFFIX)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), media_type=formats()[form].MEDIA, headers=headers)


def _preset(page: Page, form: str) -> str:
    """German and Dutch spreadsheets expect semicolons."""
    return "excel" if form == "csv" and page.language in _EXCEL_LANGUAGES else ""


def _written(page: Page, form: str, preset: str, accounts: Sequence[AccountView]) -> bytes:
    found = page.deps.store.read("reports/qualified", site=page.need_site().id, at=page.now)
    since = {row["account"]: row["qualified_at"] for row in found}
    day, tr, out = page.words.today, page.words.t, io.BytesIO()
    sent = nurturing(page.deps.store, page.need_site().id)
    rows = (target_row(account, tr, day, since.get(account.key, 0), sent) for account in accounts)
    export(rows, out, form, preset)
    return out.getvalue()


def _note(page: Page, form: str, asked: str, rows: int) -> None:
    """The record of exports: who took what, when."""
    by = page.user.id if page.user else ""
    doc = {"site": page.need_site().id, "form": form, "filter": asked, "rows": rows, "by": by, "at": page.now}
    records.put(page.deps.store, "export", f"{page.now}-{secrets.token_hex(4)}", doc, actor=by)
    took = {"form": form, "filter": asked, "rows": rows}
    audit(
        page.deps.store,
        who=by,
        what="export.taken",
        site=str(doc["site"]),
        subject=form,
        after=took,
        at=page.now,
    )


ENTRIES: Final = (Entry("/site/{site}/export.{form}", download, least="sales", scope="accounts"),)
