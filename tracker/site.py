"""What a site is.  [pure]"""

from __future__ import annotations

import re

import msgspec

#: Clicks and forms, the site's own control for an objection, the way to the debug overlay.
MODULES_OF_A_NEW_SITE = ("auto", "objection", "inspect")

#: Where the website of the demonstration stands, on this installation itself.
DEMO_PATH = "/beispiel"

SITE_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")


class SiteError(ValueError):
    """The site's name or host is not allowed; the text says what is."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """``hosts`` empty means any host may send; ``timezone`` empty means the installation's."""

    id: str  # short name people use: a-z, 0-9, "-"
    key: str  # 12 characters in the snippet's URL
    title: str = ""
    hosts: tuple[str, ...] = ()
    timezone: str = ""
    demo: bool = False  # generated traffic: marked on every page
    consent: str = "anon"  # state the snippet starts in: "wait" or "anon"
    snippet: str = "core"  # edition: "core" (with modules) or "lite" (views and time, nothing else)
    modules: tuple[str, ...] = MODULES_OF_A_NEW_SITE  # core is composed with; see snippet.compose.MODULES
    refusal: str = "no"  # what a refusal in the consent tool means: "no" or "anon"
    work_mail_forms: tuple[str, ...] = ()  # names or kinds (demo, contact) of forms that ask for work mail
