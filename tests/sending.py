"""Sends what is due, and waits for it: what a running installation does in rounds."""

from __future__ import annotations

from tracker.deliver.sending import Clock, Routes, Sender
from tracker.outbox import Outbox


def send_due(box: Outbox, routes: Routes, *, clock: Clock) -> int:
    """How many arrived."""
    return Sender(box).round(routes, clock=clock)
