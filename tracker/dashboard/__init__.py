"""The dashboard: pages for people, behind a sign-in.

The composition root makes ``Dependencies`` and puts ``dashboard_app(deps)`` last into its list of
routes (one mount at "/" with its own error pages and headers). At start it calls
``first_token(store, now_ms)`` and prints ``{settings.public_url}/welcome?token=…`` if there is one:
a link that works once, until somebody has set a password.
"""

from tracker.dashboard.app import dashboard_app, dashboard_asgi
from tracker.dashboard.deps import Dependencies
from tracker.dashboard.tokens import first_token

__all__ = ["Dependencies", "dashboard_app", "dashboard_asgi", "first_token"]
