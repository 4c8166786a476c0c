"""Consent: without a "may", nothing is written.  [pure]

Global Privacy Control and Do Not Track are request headers, seen at the door (tracker.collect) and in
the browser; what is left to check here is the state the batch itself declares.
"""

from __future__ import annotations

from tracker.event import Draft, Reason
from tracker.steps.context import PipelineContext

STATES = ("anon", "yes")


def drop_objection(draft: Draft, _context: PipelineContext) -> Reason | None:
    if draft.consent not in STATES:
        return Reason.OBJECTION
    if draft.consent != "yes":
        draft.visitor_id = ""
    return None
