"""Networks this installation has learnt belong to an account.

  tracker links list
  tracker links remove 192.0.2.0/24 acme.com
  tracker links allow 192.0.2.0/24 acme.com

Learnt from the domain of a work mail address given in a form with consent; never from one visit alone, never
on networks that many share. A link ends 90 days after the last such visit. A link removed is not learnt again
until it is allowed.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from typing import Any

from enrichment.links import Link
from tracker.cli.common import Context, UsageError
from tracker.companies import learnt, snapshots

HELP = "networks learnt to belong to an account, from work mail given with consent"
ACTOR = "command line"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "remove", "allow"))
    parser.add_argument("pair", nargs="*", metavar="NETWORK DOMAIN", help="as the list shows them")


def run(args: argparse.Namespace, context: Context) -> int:
    if len(args.pair) != (0 if args.action == "list" else 2):
        raise UsageError("say: tracker links list, or tracker links remove|allow NETWORK DOMAIN")
    now = time.time_ns() // 1_000_000
    with context.store() as store:
        try:
            if args.action == "remove":
                learnt.remove(store, *args.pair, actor=ACTOR, at=now)
            elif args.action == "allow":
                learnt.allow(store, *args.pair, actor=ACTOR)
        except KeyError as error:
            raise UsageError(f"there is no link {error.args[0]}; tracker links list shows them") from None
        snapshots.publish(store, context.settings.data_dir, now=now)
        found = learnt.every(store, now=now)
    text = "\n".join(_line(link) for link in found)
    context.emit([_row(link) for link in found], text or "No link has been learnt.")
    return 0


def _row(link: Link) -> dict[str, Any]:
    return {**asdict(link), "expires": link.expires}


def _line(link: Link) -> str:
    ends = time.strftime("%Y-%m-%d", time.gmtime(link.expires / 1000))
    people = f"{link.visitors} visitors, {link.days} days"
    return f"{link.network:<28} {link.domain:<32} {link.confidence:.0%}  {people}  until {ends}"
