"""Access logs in: lines → page views → a spool of their own, and afterwards the account of every line.

Idempotent: a view's id is a keyed hash of the site, the line and its how-manieth identical line it is,
and before lines are spooled the store is asked which of them it holds. So the same file twice adds
nothing, a grown file adds its new lines, and an import that was killed is simply run again.
"""

from tracker.importlog.account import Account, account_of
from tracker.importlog.feed import Feed, Tally
from tracker.importlog.reading import LogError, LogFile, first_look, open_log

__all__ = ["Account", "Feed", "LogError", "LogFile", "Tally", "account_of", "first_look", "open_log"]
