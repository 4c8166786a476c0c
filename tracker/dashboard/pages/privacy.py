"""Privacy: what this installation keeps of a visitor and for how long, as it is set now; and words for
the website's own notice, to be checked by whoever answers for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.site import Site
from tracker.snippet.install import beacon_url


@dataclass(frozen=True)
class Kept:
    """One kind of data; ``gone`` says when it goes."""

    what: str
    how: str
    gone: str


async def privacy(page: Page) -> Response:
    site = page.need_site()
    lookups = sorted(await blocking(page.deps.lookups))
    return page.render(
        "privacy.html",
        kept=_kept(page),
        device=_device(page, site),
        lookups=lookups,
        notice=_notice(page, site, lookups),
        optout=_optout(page, site),
    )


def _kept(page: Page) -> list[Kept]:
    say, days = page.gettext, page.deps.settings.keep_days
    until = say("after %(n)s days", n=page.words.number(days)) if days else say("never; no limit is set")
    return [
        Kept(
            say("Full address"),
            say("sealed until it is looked up"),
            say("within 24 hours; its key within 48"),
        ),
        Kept(
            say("Visitor"),
            say("a keyed hash; the key changes each day"),
            say("the key is destroyed each day"),
        ),
        Kept(say("Network"), say("of an identified company its block, else no finer than a /24"), until),
        Kept(
            say("Pages, campaigns, signals"), say("mail addresses and tokens in addresses are masked"), until
        ),
        Kept(say("Form contents"), say("never leave the browser"), say("nothing to delete")),
        Kept(
            say("People who made themselves known"),
            say("with their source and legal basis, in a file of their own"),
            say("when somebody erases them; on request at once"),
        ),
    ]


def _device(page: Page, site: Site) -> str:
    """What is written to the visitor's device, in words."""
    if site.consent == "wait":
        return page.gettext(
            "Nothing is sent or kept on the device until the visitor agrees. After a yes, a random number "
            "is kept in the browser so that visits of several days belong together; after a no, only that no."
        )
    return page.gettext(
        "Page views are counted from the start; nothing is kept on the device. After a yes, a random number "
        "is kept in the browser so that visits of several days belong together; after a no, only that no. "
        "In the EU even counting by a script may need consent: then start with “wait” on the page Sites."
    )


def _optout(page: Page, site: Site) -> str:
    return f"{beacon_url(page.deps.settings, site)}/optout"


def _notice(page: Page, site: Site, lookups: list[str]) -> str:
    say, days = page.gettext, page.deps.settings.keep_days
    parts = [
        say(
            "On this website we use Visitrace, which we run ourselves. It records which pages are viewed, "
            "how long, from where visitors come, and actions such as downloads or that a form was sent, "
            "never what was typed into it."
        ),
        say(
            "From the IP address it is looked up which company's network the visit came from. The "
            "full address is kept sealed for at most 24 hours for that purpose and then destroyed. Private "
            "lines are not assigned to anybody."
        ),
        say(
            "The data stays on our own server and is not passed on. Page views are deleted after %(n)s days.",
            n=page.words.number(days),
        )
        if days
        else say("The data stays on our own server and is not passed on."),
    ]
    if lookups:
        parts.append(
            say(
                "To find the holder of a network, the address or its network is asked for in the public "
                "registries of the internet or in the domain name system."
            )
        )
    parts.append(
        say(
            "Nothing is recorded of visitors whose browser sends Global Privacy Control or Do Not Track. You "
            "can object at any time here: %(where)s",
            where=_optout(page, site),
        )
    )
    return "\n\n".join(parts)


ENTRIES: Final = (Entry("/site/{site}/privacy", privacy),)
