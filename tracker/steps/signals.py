"""Signals: what the rule pack reads out of an event.  [pure]"""

from __future__ import annotations

from tracker.event import Draft
from tracker.steps.context import PipelineContext
from tracker.steps.mailboxes import RULE, refused


def put_signals(draft: Draft, context: PipelineContext) -> None:
    hits = context.rules.hits(draft.name, draft.url_path, draft.url_query, draft.target, draft.props)
    if draft.name == "form":
        private = refused(draft, hits, context.site_of(draft.site), context.mailboxes)
        if private:
            draft.signals, draft.rules = [private], [RULE]
            return
    draft.signals = [hit.signal for hit in hits]
    draft.rules = [hit.id for hit in hits]
