"""What was sent, what waits, what failed, and why.

  tracker outbox list                        the newest reports and alerts, with the answers they got
  tracker outbox list --state failed
  tracker outbox show ID                     every try of one
  tracker outbox retry ID                    try it again now; without an ID all that failed
  tracker outbox test --to you@example.com   a test mail, now: says what the mail server answers

The server sends. A retry waits for it; a test is sent by this command itself.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from reports.destinations.mail import Envelope, MailError, letter
from reports.destinations.smtp import hand_over
from tracker.cli.common import Context, UsageError
from tracker.cli.schedule import problem
from tracker.outbox import Message, Outbox
from tracker.outbox.post import mail_server

HELP = "reports and alerts that were sent, that wait and that failed"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "show", "retry", "test"))
    parser.add_argument("id", nargs="?", help="of the message, as list shows it")
    parser.add_argument("--state", choices=("queued", "sent", "failed", "skipped"), default="")
    parser.add_argument("--site", default="", metavar="ID", help="only of this site")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="default: 50")
    parser.add_argument("--to", metavar="ADDRESS", help="of the test")


def run(args: argparse.Namespace, context: Context) -> int:
    if args.action == "test":
        return _test(args, context)
    context.need_installation()
    with closing(Outbox(context.settings.data_dir)) as box:
        if args.action == "show":
            return _show(box, args, context)
        if args.action == "retry":
            return _retry(box, args, context)
        found = box.log(site=args.site, state=args.state, limit=max(1, args.limit))
        counts = box.counts()
    text = "\n".join(map(_line, found)) or "Nothing was sent yet."
    summary = ", ".join(f"{n} {state}" for state, n in sorted(counts.items()))
    context.emit({"counts": counts, "messages": [_doc(item) for item in found]}, text)
    context.console.print(summary, highlight=False)
    return 0


def _show(box: Outbox, args: argparse.Namespace, context: Context) -> int:
    found = box.get(args.id or "")
    if found is None:
        raise UsageError(f"there is no message {args.id or ''!r}; tracker outbox list shows those there are")
    tries = box.attempts(found.id)
    text = "\n".join([_line(found), *(f"  {_time(item.at)}  {item.answer}" for item in tries)])
    context.emit({**_doc(found), "attempts": [asdict(item) for item in tries]}, text)
    return 0


def _retry(box: Outbox, args: argparse.Namespace, context: Context) -> int:
    now = time.time_ns() // 1_000_000
    wanted = [args.id] if args.id else [item.id for item in box.log(state="failed", limit=10_000)]
    again = [name for name in wanted if box.again(name, now)]
    if args.id and not again:
        raise UsageError(f"{args.id!r} does not wait and has not failed, or is not there")
    context.emit({"again": again}, f"{len(again)} will be tried again as soon as the server looks.")
    return 0


def _test(args: argparse.Namespace, context: Context) -> int:
    if not args.to:
        raise UsageError("outbox test needs --to ADDRESS")
    settings = context.settings
    told = problem(settings)
    if told:
        raise UsageError(told)
    server = mail_server(settings)
    assert server is not None
    now = time.time()
    envelope = Envelope(
        sender=settings.mail_from,
        recipient=args.to,
        subject="Visitrace: test",
        identity=f"test/{args.to}/{now}",
        language="en",
        now=now,
    )
    try:
        message = letter(envelope, "Mail from Visitrace arrives.\n", "<p>Mail from Visitrace arrives.</p>")
        answer = hand_over(server, settings.mail_from, args.to, message.as_bytes())
    except MailError as error:
        context.console.print(f"tracker: {error}", markup=False, highlight=False)
        return 1
    context.emit({"to": args.to, "server": server.name, "answer": answer}, f"{server.name}: {answer}")
    return 0


def _doc(item: Message) -> dict[str, Any]:
    return {name: value for name, value in asdict(item).items() if name != "body"}


def _line(item: Message) -> str:
    tries = f" ({item.tries} tries)" if item.tries > 1 else ""
    head = f"{_time(item.made)}  {item.state:<8} {item.channel:<8} {item.title}  → {item.target}{tries}"
    return f"{head}\n  {item.id}  {item.answer}"


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%MZ")
