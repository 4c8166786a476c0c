"""Which signals an event earns points for.  [pure]

A view earns for its page. What a visitor *does* earns for what it is, not for where it happened: a video
played on the trial page is no sign-up. Only a form takes the meaning of its page, because that is how
a contact form or a trial sign-up looks from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracker.intent.touch import Touch

FORM: Final = "form"
HEARTBEAT: Final = "en"  # engaged time only, nothing done
LINKS: Final = frozenset({"out", "dl", "ct"})  # where a link led; the page's signals are not theirs


def earned_signals(
    touch: Touch, page_signals: tuple[str, ...], event_signals: Mapping[str, str]
) -> tuple[str, ...]:
    """Signals this event earns for. ``page_signals``: those of the view it happened on."""
    if touch.name == HEARTBEAT:
        return ()
    always = [event_signals[touch.name]] if touch.name in event_signals else []
    if touch.is_view:
        own = list(touch.signals)
    elif touch.name == FORM:
        own = [*touch.signals, *page_signals]
    elif touch.name in LINKS:
        own = []
    else:
        own = [signal for signal in touch.signals if signal not in page_signals]
    return tuple(dict.fromkeys([*always, *own]))
