"""The visitor: a pseudonym for one UTC day, unless the person consented to be known longer.  [pure]"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from tracker.event import Draft
from tracker.steps.context import PipelineContext
from tracker.steps.moment import day_of

VISITOR_BYTES: Final = 12


def put_visitor(draft: Draft, context: PipelineContext) -> None:
    """24 hex characters. Anonymous: keyed hash of site, address and agent under the day's key.

    With consent: hash of the consented id, which is random and therefore needs no key, and of the
    site, so that two sites of one installation cannot be joined.
    """
    if draft.visitor_id:
        text, key = f"{draft.site}\0{draft.visitor_id}", b""
    else:
        text = f"{draft.site}\0{draft.address}\0{draft.agent or ''}"
        key = context.day_key(day_of(draft.ts))
    person = b"consented" if draft.visitor_id else b"visitor"
    draft.visitor = blake2b(text.encode(), key=key, digest_size=VISITOR_BYTES, person=person).hexdigest()
