"""What is to be sent, to whom, and what became of it: schedules, alert rules, destinations, the outbox.

What people decide (schedules, rules, destinations) are records of the store, each version with who wrote it
and when. What is under way is in a file of its own, ``outbox.db`` (SQLite): it must outlive a crash, hold
each message once, and must not wait for the store. Secrets (webhook addresses) are in that file alone.
"""

from tracker.outbox.box import Attempt, Message, Outbox, Run

__all__ = ["Attempt", "Message", "Outbox", "Run"]
