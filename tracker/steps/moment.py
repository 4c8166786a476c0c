"""When it happened. Browsers send ages, not clocks: ts = received − age + offset.  [pure]"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from tracker.event import Draft
from tracker.steps.context import PipelineContext

DAY_MS: Final = 24 * 3600 * 1000
OLDEST_MS: Final = 7 * DAY_MS
NEWEST_MS: Final = 5 * 60 * 1000


def put_time(draft: Draft, _context: PipelineContext) -> None:
    """A time outside [received − 7 days, received + 5 minutes] cannot be right: the time of receipt is."""
    if not draft.received - OLDEST_MS <= draft.ts <= draft.received + NEWEST_MS:
        draft.ts, draft.moved = draft.received, True


def day_of(ts: int) -> str:
    """UTC day "YYYY-MM-DD" of UTC milliseconds."""
    return _day(ts // DAY_MS)


@lru_cache(maxsize=512)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * DAY_MS / 1000, UTC).strftime("%Y-%m-%d")
