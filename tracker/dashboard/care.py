"""What is due and until when, in the reader's words.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from babel.dates import format_timedelta

from reports.i18n import N_, Translator
from tracker.lifecycle.due import Due

WHATS: Final = {
    "answer": N_("answer the offer"),
    "touch": N_("first contact"),
    "decide": N_("qualify or give back"),
    "step": N_("next step"),
    "wake": N_("follow up"),
}
TOLD: Final = {
    "owner": N_("half of the time has gone"),
    "lead": N_("the time is over"),
    "reassign": N_("long overdue: somebody else should take it"),
}


@dataclass(frozen=True)
class Care:
    t: Translator

    def what(self, due: Due) -> str:
        return self.t.gettext(WHATS[due.what])

    def when(self, due: Due, now: int) -> str:
        """ "in 3 hours", "2 days overdue"."""
        left = (due.at - now) // 1000
        if left >= 0:
            return str(format_timedelta(left, add_direction=True, threshold=1.2, locale=self.t.locale))
        span = format_timedelta(-left, threshold=1.2, locale=self.t.locale)
        return self.t.gettext("%(span)s overdue", span=span)

    def told(self, due: Due, now: int) -> str:
        """How pressing it is; "" while there is time."""
        code = due.told(now)
        return self.t.gettext(TOLD[code]) if code else ""

    def share(self, due: Due, now: int) -> int:
        """How much of the time has gone, in steps of 10 up to 100."""
        return min(10 * int(10 * (now - due.since) / max(due.at - due.since, 1)), 100)
