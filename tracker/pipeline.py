"""The hot line's middle: one accepted body becomes clean events.  [pure]

Read ``STEPS`` aloud: each ``put_…`` fills fields of the draft, each ``drop_…`` may end it with a reason.
Order is meaning. Adding a step: one module in tracker/steps and one line here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tracker.event import MAX_AGE_MS, Batch, Draft, Envelope, Reason, decode_batch, is_event
from tracker.steps.address import put_address
from tracker.steps.bot import put_bot
from tracker.steps.channel import put_channel
from tracker.steps.consent import drop_objection
from tracker.steps.context import PipelineContext
from tracker.steps.device import put_device
from tracker.steps.moment import put_time
from tracker.steps.payload import put_event
from tracker.steps.signals import put_signals
from tracker.steps.site import drop_unknown_site, drop_wrong_host
from tracker.steps.url import drop_bad_url, put_url
from tracker.steps.visitor import put_visitor

__all__ = ["STEPS", "Outcome", "PipelineContext", "Step", "process"]

Step = Callable[[Draft, PipelineContext], Reason | None]

STEPS: Final[tuple[Step, ...]] = (
    drop_objection,
    drop_unknown_site,
    put_time,
    put_url,
    drop_bad_url,
    drop_wrong_host,
    put_address,
    put_bot,
    put_device,
    put_event,
    put_channel,
    put_signals,
    put_visitor,
)


@dataclass(slots=True)
class Outcome:
    """``len(drafts) + dropped.total()`` is the number of events in the batch."""

    drafts: list[Draft] = field(default_factory=list)
    dropped: Counter[Reason] = field(default_factory=Counter)


def process(envelope: Envelope, address: str, context: PipelineContext) -> Outcome:
    """Clean and classify the events of one body; ``address`` is the unsealed address or host name.

    Raises ``tracker.event.Rejected`` if the body is not a batch: the door lets none such in, so
    it belongs among the dead letters.
    """
    batch = decode_batch(envelope.body)
    outcome = Outcome()
    for item in batch.e:
        if not is_event(item):
            outcome.dropped[Reason.BAD_JSON] += 1
            continue
        draft = _draft(envelope, batch, item, address)
        reason = _run(draft, context)
        if reason is None:
            outcome.drafts.append(draft)
        else:
            outcome.dropped[reason] += 1
    return outcome


def _run(draft: Draft, context: PipelineContext) -> Reason | None:
    for step in STEPS:
        reason = step(draft, context)
        if reason is not None:
            return reason
    return None


def _draft(envelope: Envelope, batch: Batch, item: list[object], address: str) -> Draft:
    name, seq, offset, *payload = item
    assert isinstance(name, str)
    assert isinstance(seq, int)
    assert isinstance(offset, int | float)
    age = min(max(batch.a, 0), MAX_AGE_MS)  # a tab that slept for days still tells of a visit
    return Draft(
        site=envelope.site,
        ts=int(envelope.received - age + offset),
        received=envelope.received,
        source=envelope.source,
        view=batch.i,
        seq=seq,
        name=name,
        title=batch.t,
        consent=batch.c,
        address=address,
        agent=envelope.agent,
        url=batch.u,
        payload=payload[0] if payload else None,
        visitor_id=batch.x,
        webdriver=batch.b,
        origin=envelope.origin,
        moved=age != batch.a,
    )
