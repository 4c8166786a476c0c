"""Reports and alerts on their way: what is due is put into the outbox, what is there is sent.

Times are parameters everywhere (UTC ms); the chores in ``tracker.app`` give them.
"""
