"""The way from lead to customer: who may move an account where, and what must be said.  [pure]

    move = decide("accept", current="OFFERED", role="sales", given=Given(...))

Rules move accounts between LEAD, IQL and MQL1-3 (tracker.intent); from the offer on people do, by the
moves of this package. What is no move here is refused. Marketing offers, sales takes or leaves: only
sales makes a SAL. No clock: times are parameters, UTC milliseconds.
"""

from tracker.lifecycle.decide import Given, Refused, decide, possible
from tracker.lifecycle.moves import MOVES, Move
from tracker.lifecycle.reasons import REASONS
from tracker.lifecycle.request import Request
from tracker.lifecycle.stages import ROLES, STAGES

__all__ = ["MOVES", "REASONS", "ROLES", "STAGES", "Given", "Move", "Refused", "Request", "decide", "possible"]
