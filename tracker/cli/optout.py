"""Companies and networks that asked not to be identified.

  tracker optout add acme.com --note "mail of 3 March"
  tracker optout add 192.0.2.0/24
  tracker optout remove acme.com
  tracker optout list

Acts at once, on the past too: they are in no list, report or export, and no score is worked out. Their views
are counted as "opted out".
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict

from enrichment import BadSubject
from enrichment.optouts import target
from tracker.cli.common import Context, UsageError
from tracker.companies import optouts, snapshots
from tracker.companies.optouts import OptOut
from tracker.store import Store

HELP = "companies and networks that asked not to be identified"
ACTOR = "command line"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("add", "list", "remove"))
    parser.add_argument("target", nargs="*", help="a domain, a network (192.0.2.0/24), or ~name")
    parser.add_argument("--note", default="", help="who asked and when, in a few words")


def run(args: argparse.Namespace, context: Context) -> int:
    if bool(args.target) == (args.action == "list"):
        raise UsageError("say: tracker optout add|remove DOMAIN or NETWORK, or tracker optout list")
    with context.store(create=args.action == "add") as store:
        try:
            for text in args.target:
                _act(store, args.action, text, args.note)
        except BadSubject as error:
            raise UsageError(str(error)) from None
        finally:
            snapshots.publish(store, context.settings.data_dir)
        found = optouts.every(store)
        alike = [key for text in args.target for key in optouts.alike(store, target(text))]
    text = "\n".join(_line(item) for item in found)
    context.emit([asdict(item) for item in found], text or "Nobody has opted out.")
    if alike and args.action == "add":
        _tell(alike)
    return 0


def _tell(alike: list[str]) -> None:
    text = f"Still named: {', '.join(alike)}. If one of them asked: tracker optout add '{alike[0]}'"
    print(text, file=sys.stderr)  # noqa: T201


def _act(store: Store, action: str, text: str, note: str) -> None:
    if action == "add":
        optouts.add(store, text, actor=ACTOR, at=time.time_ns() // 1_000_000, note=note)
        return
    try:
        optouts.remove(store, text, actor=ACTOR)
    except KeyError as error:
        raise UsageError(f"{error.args[0]} has not opted out; tracker optout list shows who has") from None


def _line(item: OptOut) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(item.at / 1000))
    return f"{item.id:<40} {day}  {item.by}  {item.note}".rstrip()
