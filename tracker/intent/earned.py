"""Which signals an event earns points for.  [pure]

A view earns for its page. What a visitor *does* earns for what it is: the model may say it by the event's
name (``event_signals``), else the rule pack has said it. Only a form without a meaning of its own takes
that of its page, because that is how a contact form or a trial sign-up looks from outside; a video
played on the trial page is no sign-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracker.intent.model import DERIVED
from tracker.intent.touch import Touch

FORM: Final = "form"
HEARTBEAT: Final = "en"  # engaged time only, nothing done


def earned_signals(
    touch: Touch, page_signals: tuple[str, ...], event_signals: Mapping[str, str]
) -> tuple[str, ...]:
    """Signals this event earns for. ``page_signals``: those of the view it happened on."""
    if touch.name == HEARTBEAT:
        return ()
    if touch.name in event_signals:
        return (event_signals[touch.name],)
    if touch.name == FORM and not touch.signals:
        return tuple(signal for signal in page_signals if signal not in DERIVED)
    return tuple(signal for signal in dict.fromkeys(touch.signals) if signal not in DERIVED)
