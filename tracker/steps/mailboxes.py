"""Forms that ask for work mail: with a private address such a form is no contact and no raised hand.  [pure]

Which forms those are a site says (``Site.work_mail_forms``). The domain of an address is known only where the
visitor consented and the script's part for it is on; without it a form counts as ever. The domain comes
before the form, often with an earlier body: so it is remembered for the newest views what kind it was, never
the domain itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import msgspec

from enrichment.mail import kind_of, work_domain
from tracker.event import Draft
from tracker.rules import Hit
from tracker.site import Site

#: Views remembered; the oldest go.
MOST: Final = 20_000
#: Kind of mail → the signal of the event that is left.
SIGNALS: Final = {"free": "private_mail", "disposable": "disposable_mail"}
RULE: Final = "work-mail-form"


class Mailboxes:
    """Of page views: what kind of mail domain was typed there last, "work", "free" or "disposable"."""

    def __init__(self) -> None:
        self._kinds: OrderedDict[tuple[str, str], str] = OrderedDict()

    def note(self, site: str, view: str, domain: str) -> None:
        kind = kind_of(f"@{domain}") or ("work" if work_domain(domain) else "")
        if not kind:
            return
        self._kinds[site, view] = kind
        self._kinds.move_to_end((site, view))
        if len(self._kinds) > MOST:
            self._kinds.popitem(last=False)

    def of(self, site: str, view: str) -> str:
        return self._kinds.get((site, view), "")


def refused(draft: Draft, hits: Sequence[Hit], site: Site | None, boxes: Mailboxes) -> str:
    """The signal that is left of a form that asks for work mail and got other; "" where it counts."""
    if site is None or not site.work_mail_forms:
        return ""
    names = {_form(draft), *(hit.signal for hit in hits)}
    if not names & {name.casefold() for name in site.work_mail_forms}:
        return ""
    return SIGNALS.get(boxes.of(draft.site, draft.view), "")


def _form(draft: Draft) -> str:
    """Its name as recorded, for comparison."""
    return str(msgspec.json.decode(draft.props or "{}").get("form", "")).casefold()
