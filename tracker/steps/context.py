"""What the steps may know besides the event: looked up by the caller, so that steps stay pure.  [pure]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.rules import RulePack
from tracker.site import Site
from tracker.steps.mailboxes import Mailboxes


@dataclass(frozen=True, slots=True)
class PipelineContext:
    """``day_key`` gives the 32 bytes that key one UTC day ("YYYY-MM-DD"); ``site_of`` is by site id."""

    site_of: Callable[[str], Site | None]
    day_key: Callable[[str], bytes]
    rules: RulePack
    parameters: frozenset[str] = frozenset()  # query parameters to keep beside the usual ones, lower case
    mailboxes: Mailboxes = field(default_factory=Mailboxes)  # what was typed on the last views
