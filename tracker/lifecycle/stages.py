"""Names of stages, in their order, and of those who act.  [pure]"""

from __future__ import annotations

from typing import Final

from tracker.intent.levels import HELD, IQL, LEAD, MQLS

OFFERED: Final = "OFFERED"
SAL: Final = "SAL"
SQL: Final = "SQL"
OPPORTUNITY: Final = "OPPORTUNITY"
WON: Final = "WON"
LOST: Final = "LOST"
CHURNED: Final = "CHURNED"
RECYCLED: Final = "RECYCLED"
DISQUALIFIED: Final = "DISQUALIFIED"

#: Set by rules alone, from what an account does and is.
EARNED: Final = (LEAD, IQL, *MQLS)
#: Set by people.
TAKEN: Final = (OFFERED, SAL, SQL, OPPORTUNITY, WON, LOST, CHURNED, RECYCLED, DISQUALIFIED)
STAGES: Final = (*EARNED, *TAKEN)

ROLES: Final = ("rule", "viewer", "sales", "marketing", "admin")

assert set(TAKEN) == HELD
