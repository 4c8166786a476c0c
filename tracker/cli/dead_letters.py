"""Events that could not be processed or stored: look at them, send them through again, or drop them.

tracker dead-letters list
tracker dead-letters replay            (all; or: replay serve-0:17 serve-0:18)
tracker dead-letters drop serve-0:17

Replaying moves a letter back into its spool; what fails again comes back with one more try counted.
"""

from __future__ import annotations

import argparse
import contextlib
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from tracker.cli.common import Context, UsageError
from tracker.event import decode_envelope
from tracker.spool import DeadLetter, Spool, folder

HELP = "list, replay or drop the events that could not be processed"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "replay", "drop"])
    parser.add_argument("letters", nargs="*", metavar="SPOOL:ID", help="which ones; none given: all")
    parser.add_argument("--limit", type=int, default=100, help="list at most so many per spool (default 100)")


def run(args: argparse.Namespace, context: Context) -> int:
    wanted = _wanted(args.letters)
    names = sorted(path.stem for path in folder(context.settings.data_dir).glob("*.db"))
    unknown = set(wanted) - set(names)
    if unknown:
        raise UsageError(f"no spool {', '.join(sorted(unknown))}; there is: {', '.join(names) or 'none'}")
    actions: dict[str, Callable[[], None]] = {
        "list": lambda: _list(args, context, names, wanted),
        "replay": lambda: _move(context, names, wanted, "replay"),
        "drop": lambda: _move(context, names, wanted, "drop"),
    }
    actions[args.action]()
    return 0


def _wanted(texts: list[str]) -> dict[str, set[int]]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for text in texts:
        name, _, number = text.rpartition(":")
        if not name or not number.isdigit():
            raise UsageError(f"{text!r} is not SPOOL:ID, e.g. serve-0:17 (see `tracker dead-letters list`)")
        wanted[name].add(int(number))
    return dict(wanted)


def _open(context: Context, name: str) -> contextlib.closing[Spool]:
    return contextlib.closing(Spool(folder(context.settings.data_dir) / f"{name}.db"))


def _list(args: argparse.Namespace, context: Context, names: list[str], wanted: dict[str, set[int]]) -> None:
    rows: list[dict[str, Any]] = []
    for name in names:
        with _open(context, name) as spool:
            rows += [
                _row(name, letter)
                for letter in spool.dead_letters(args.limit)
                if not wanted or letter.id in wanted.get(name, set())
            ]
    text = "\n".join(
        f"{row['letter']}  {row['at']}  {row['events']} event(s), {row['tries']} tries  "
        f"site {row['site']}  {row['reason']}: {row['detail']}"
        for row in rows
    )
    context.emit(rows, text or "There are no dead letters.")


def _row(name: str, letter: DeadLetter) -> dict[str, Any]:
    try:
        envelope = decode_envelope(letter.data)
        site, body = envelope.site, envelope.body.decode("utf-8", "replace")
    except msgspec.DecodeError:
        site, body = "(unreadable)", letter.data[:200].decode("latin-1")
    return {
        "letter": f"{name}:{letter.id}",
        "at": datetime.fromtimestamp(letter.at / 1000, UTC).isoformat(timespec="seconds"),
        "site": _printable(site),
        "events": letter.events,
        "tries": letter.tries,
        "reason": letter.reason,
        "detail": _printable(letter.detail),
        "body": _printable(body),
    }


def _printable(text: str) -> str:
    """Visitors wrote this: nothing in it may steer the terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _move(context: Context, names: list[str], wanted: dict[str, set[int]], action: str) -> None:
    moved = 0
    for name in names:
        if wanted and name not in wanted:
            continue
        with _open(context, name) as spool:
            act = spool.replay if action == "replay" else spool.drop
            moved += act(wanted.get(name) if wanted else None)
    verb = "put back into the spool" if action == "replay" else "dropped"
    context.emit({"action": action, "letters": moved}, f"{moved} dead letter(s) {verb}.")
