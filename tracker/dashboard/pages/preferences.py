"""Language and theme, kept in this browser."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.language import LANGUAGES
from tracker.dashboard.page import THEMES, Page, PageError, local_path, redirect
from tracker.dashboard.signin import form_token_ok

_CHOICES: Final = {"language": tuple(LANGUAGES), "theme": THEMES}


async def preferences(page: Page) -> Response:
    if not (form_token_ok(page) or (page.session and page.session.form_ok(page.form.get("csrf", "")))):
        raise PageError(403, page.gettext("This form was too old. Please try again."))
    response = redirect(local_path(page.form.get("next", "/")))
    for name, allowed in _CHOICES.items():
        value = page.form.get(name)
        if value is None:
            continue
        if value not in allowed:
            raise PageError(400, f"{name}: {', '.join(allowed)}")
        response.set_cookie(
            name, value, max_age=31_536_000, path="/", secure=page.deps.https, httponly=True, samesite="lax"
        )
    return response


ENTRIES: Final = (Entry("/preferences", preferences, method="POST", open=True),)
