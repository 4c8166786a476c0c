"""API keys: what a program shows instead of signing in. Keys read files, or report what happened elsewhere.

tracker apikey add "CRM, nightly" --scope accounts --scope reports     prints the key, this once
tracker apikey add "Data team" --scope reports --site shop             only of this site
tracker apikey list
tracker apikey revoke 1f3a9c02d4e5                                     by the id between vt_ and the next _

Used as: curl -H "Authorization: Bearer vt_…" …; docs/api.md lists the addresses.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from typing import Any

from tracker.cli.common import Context, UsageError
from tracker.dashboard.apikeys import SCOPES, ApiKey, KeyProblem, every_key, make, revoke
from tracker.sites import all_sites
from tracker.store import Store

HELP = "make, list and revoke API keys"
ACTOR = "command line"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "add", "revoke"])
    parser.add_argument("name", nargs="?", default="", help="add: what it is for; revoke: its id")
    parser.add_argument(
        "--scope",
        action="append",
        default=[],
        dest="scopes",
        choices=sorted(SCOPES),
        help="what it may do (repeatable)",
    )
    parser.add_argument(
        "--site", action="append", default=[], dest="sites", help="only this site (repeatable)"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    try:
        with context.store() as store:
            if args.action == "add":
                _add(store, args, context)
                return 0
            if args.action == "revoke":
                revoke(store, args.name, actor=ACTOR, now=_now())
            found = every_key(store)
    except KeyProblem as error:
        raise UsageError(f"apikey {args.action}: {error}") from None
    context.emit([_doc(key) for key in found], "\n".join(map(_line, found)) or "No key.")
    return 0


def _add(store: Store, args: argparse.Namespace, context: Context) -> None:
    known = all_sites(store)
    if strange := sorted(set(args.sites) - set(known)):
        raise UsageError(f"--site {strange[0]}: there is {', '.join(known) or 'no site yet'}")
    key, text = make(store, args.name, args.scopes, args.sites, actor=ACTOR, now=_now())
    context.emit({**_doc(key), "key": text}, f"{text}\nShown this once; only its hash is kept.")


def _doc(key: ApiKey) -> dict[str, Any]:
    """Everything but the hash."""
    return {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "sites": key.sites,
        "by": key.by,
        "created": key.created,
        "used": key.used,
    }


def _line(key: ApiKey) -> str:
    used = f"last used {datetime.fromtimestamp(key.used / 1000, UTC):%Y-%m-%d}" if key.used else "never used"
    return f"{key.id}  {key.name}: {', '.join(key.scopes)}; {', '.join(key.sites) or 'all sites'}; {used}"


def _now() -> int:
    return time.time_ns() // 1_000_000
