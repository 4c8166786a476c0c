"""Learn points from outcomes: at most twenty rules with whole points, and whether to trust them.

tracker learn leads.csv --target won
tracker learn leads.csv --target won --exclude status --exclude days_open
tracker learn leads.csv --target won --time created --in-use score
tracker learn --site shop
tracker learn days.csv --target won --account company --time day --in-use score --mark-at 60

The file is any CSV (comma, semicolon or tab) with a header: one line per account, lead or session, numbers
and words in any columns, and one column with the outcome as 0/1, true/false, yes/no or won/lost.

Without a file, the site's own history is read day by day (tracker history --daily), and what was learnt
is kept for the page Learning. With one row for each account and day it is also told how many days earlier
the learnt points would have marked the later customers than the points in use.

Two judgements are printed. In folds: the points against gradient boosting, a method nobody can read, on
the same left-out rows. Out of time: learnt from the first 70 % of the rows, judged on the last 30 %; only
this one says what to do. Nothing is activated by this command.

tracker learn leads.csv --target won --draft "learnt in May" --as mia@example.com --site shop

puts the points forward as a draft of the score model, where columns are called like its signals
(pricing_view, cart_add, …; docs/learning.md). It can be put in force only if the verdict is "activate" and
marketing and sales have signed it.

Columns that may know the outcome are warned about by name: leave them out with --exclude.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table as Grid
from rich.text import Text

from tracker.cli.common import Context, UsageError
from tracker.cli.companies import now_ms
from tracker.cli.history import as_csv
from tracker.cli.models import acting_user
from tracker.cli.signals import site_of
from tracker.intent import ModelError
from tracker.modelbook import book
from tracker.modelbook.agreement import NotAgreed
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.learnt import Learnt, NothingLearnt, Rule, learnt_model
from tracker.modelbook.versions import Version
from tracker.read.daybyday import ACCOUNT, DAY, POINTS, day_by_day
from tracker.read.learnt import remember
from tracker.read.past import OUTCOME

if TYPE_CHECKING:
    from tracker.learn import Judgement, Table
    from tracker.learn.earlier import Earlier

HELP = "Learn points from a table of behaviour and outcomes, and judge them."

_VERDICTS = {
    "activate": "These points hold on the newest rows. Have marketing and sales sign them before use.",
    "keep": "Keep the points in use: what was learnt does not hold well enough on the newest rows.",
    "nothing to learn": "Nothing to learn: on the newest rows these columns say no more than chance.",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="CSV with a header; none: --site's own history",
    )
    parser.add_argument("--target", metavar="COLUMN", help="the outcome; default: the last column")
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="COLUMN", help="leave out; repeat it"
    )
    parser.add_argument(
        "--time", default="", metavar="COLUMN", help="order rows by this; default: the file's order"
    )
    parser.add_argument(
        "--in-use", default="", metavar="COLUMN", help="score of the points in use, to compare with"
    )
    parser.add_argument(
        "--account", default="", metavar="COLUMN", help="whose row it is, where there is one for each day"
    )
    parser.add_argument(
        "--mark-at", type=float, metavar="POINTS", help="with --account: points in use that mark an account"
    )
    parser.add_argument("--draft", default="", metavar="NAME", help="put it forward as a draft of that name")
    parser.add_argument(
        "--site", default="", metavar="ID", help="whose history, without a file; of --draft: one site"
    )
    parser.add_argument(
        "--as", dest="who", default="", metavar="MAIL", help="of --draft: the user who does it"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    try:
        from tracker.learn import TableError, judge
        from tracker.learn.suspects import suspects
        from tracker.learn.telling import as_data
    except ImportError as error:
        raise UsageError(
            f"learning needs the extra \"learn\": pip install 'visitrace[learn]' ({error})"
        ) from None
    own = not args.file
    text = _own_history(args, context) if own else _text_of(args.file)
    name = f"the history of {args.site}" if own else args.file
    try:
        given = _read(text, args)
    except TableError as error:
        raise UsageError(f"{name}: {error}") from None
    warned = suspects(column.name for column in given.table.columns)
    for column, why in warned.items():
        context.console.print(Text(f"warning: {column!r} {why}; leave it out with --exclude {column}"))
    with _progress(context) as bar:
        task = bar.add_task("learning", total=None)
        found = judge(
            given.table,
            in_use=given.in_use,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    data = as_data(found, given.table, warned, given.sooner)
    told = "" if context.json else _text(found, given.table, given.sooner)
    if own:
        with context.store() as store:
            remember(store, args.site, data, actor=args.who or "operator", at=now_ms())
    if args.draft:
        more, line = _put_forward(found, args, context)
        data, told = data | more, f"{told}\n{line}"
    context.emit(data, told)
    return 0


@dataclass(frozen=True)
class _Given:
    """``sooner``: only of days of accounts with the points in use beside."""

    table: Table
    in_use: Any = None
    sooner: Earlier | None = None


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8 text ({error.reason} at byte {error.start})") from None


def _own_history(args: argparse.Namespace, context: Context) -> str:
    """The days of the site's own accounts; ``args`` then name their columns."""
    if not args.site:
        raise UsageError("a file to learn from, or --site to learn from its own history")
    with context.store() as store:
        days = day_by_day(store, site_of(store, args.site).id, "won", at=now_ms())
    args.target, args.account, args.time, args.in_use = OUTCOME, ACCOUNT, DAY, POINTS
    args.mark_at = days.bound if args.mark_at is None else args.mark_at
    return as_csv(days)


def _put_forward(found: Judgement, args: argparse.Namespace, context: Context) -> tuple[dict[str, Any], str]:
    """The points as a draft of the score model in force. Raises ``UsageError``; then nothing was written."""
    verdict = found.out_of_time.verdict
    with context.store() as store:
        user = acting_user(store, args.who)
        base = book.read_book(store).in_force(args.site)
        try:
            made = learnt_model(whole(base.text), _plain_rules(found))
            version = book.draft(
                store,
                to_toml(made.data),
                name=args.draft,
                by=user.id,
                reason=f"learnt from {args.file.name if args.file else 'the own history'}: {verdict}",
                site=args.site,
                base=base.id,
                source="learnt",
                verdict=verdict,
                handover=base.handover,
            )
        except (NothingLearnt, NotAgreed, ModelError) as error:
            raise UsageError(f"--draft: {error}") from None
        number = book.read_book(store).version(version.id).number
    changed = {name: {"before": before, "after": after} for name, (before, after) in made.changed.items()}
    told = {"number": number, "name": version.name, "verdict": verdict, "changed": changed, "left": made.left}
    return {"draft": told}, _told(version, made, verdict)


def _plain_rules(found: Judgement) -> list[Rule]:
    plain = []
    for rule, points in found.points.rules:
        (test, *others) = rule.tests
        counted = test.op == "ge" and not others
        given = (test.column, test.value) if counted else ("", 0.0)
        plain.append(Rule(str(rule), points, *given))
    return plain


def _told(version: Version, made: Learnt, verdict: str) -> str:
    lines = [f"Draft {version.number} ({version.name}):"]
    lines += [f"  {name}: {before:g} → {after:g} points" for name, (before, after) in made.changed.items()]
    lines += [f"  not taken over: {text} ({why})" for text, why in made.left.items()]
    lines += [
        "It needs both signatures." if verdict == "activate" else f"It cannot be put in force: {verdict}."
    ]
    return "\n".join(lines)


def _last_column(text: str) -> str:
    first = text.lstrip("\n").split("\n", 1)[0].strip()
    return first.split(max(";,\t", key=first.count))[-1].strip().strip('"')


def _read(text: str, args: argparse.Namespace) -> _Given:
    from tracker.learn import read_table

    target, exclude = args.target or _last_column(text), _columns(args.exclude)
    if args.account:
        return _read_days(text, target, exclude, args)
    if not args.in_use:
        return _Given(read_table(text, target=target, exclude=exclude, order=args.time))
    table = read_table(text, target=target, exclude=exclude, order=args.time, aside=[args.in_use])
    return _Given(table, _numbers(table, args.in_use))


def _read_days(text: str, target: str, exclude: list[str], args: argparse.Namespace) -> _Given:
    from tracker.learn import read_table
    from tracker.learn.earlier import daily, earlier, ends

    if not args.time:
        raise UsageError("--account: with it, --time must name the column that holds the day")
    beside = [args.account, args.time, *([args.in_use] if args.in_use else [])]
    table = read_table(text, target=target, exclude=exclude, order=args.time, aside=beside, with_open=True)
    days = daily(table, account=args.account, time=args.time)
    last = ends(days)
    if not args.in_use:
        return _Given(last)
    sooner = None if args.mark_at is None else earlier(days, _numbers(table, args.in_use), args.mark_at)
    return _Given(last, _numbers(last, args.in_use), sooner)


def _numbers(table: Table, column: str) -> Any:
    import numpy as np

    try:
        found = np.array([float(text.replace(",", ".")) for text in table.aside[column]])
    except ValueError:
        found = np.array([np.nan])
    if not np.isfinite(found).all():
        raise UsageError(f"--in-use {column!r}: a column of numbers without blanks is needed")
    return found


def _columns(given: list[str]) -> list[str]:
    """``--exclude a --exclude b`` and ``--exclude a,b`` both."""
    return [name.strip() for item in given for name in item.split(",") if name.strip()]


def _progress(context: Context) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), console=context.console, transient=True)


def _text(found: Judgement, table: Table, sooner: Earlier | None) -> str:
    from tracker.learn.telling import days_earlier, rules

    grid = Grid("points", "rule", "rows", "won", "lift", title="Points")
    for item in rules(found, table):
        share = f"{item['share']:.1%}"
        grid.add_row(
            f"{item['points']:+d}", Text(item["rule"]), f"{item['n']:,}", share, f"{item['lift']:.2f}"
        )
    folds, newest = found.folds, found.out_of_time
    console = Console(file=StringIO(), width=110)
    console.print(grid if found.points.rules else "No rule tells won from lost.")
    console.print(
        f"In folds: AUC {folds.points:.3f} ({folds.low:.3f} to {folds.high:.3f}), gradient boosting "
        f"{folds.boosting:.3f}: {folds.ratio:.1%} of it."
    )
    console.print(
        f"Out of time ({newest.n:,} newest rows): AUC {newest.points:.3f} "
        f"({newest.low:.3f} to {newest.high:.3f}), boosting {newest.boosting:.3f}; "
        f"best tenth wins {newest.lift:.2f} times as often as all; "
        f"calibration error {newest.error:.3f}."
    )
    for check, held in newest.passed.items():
        console.print(f"  {'yes' if held else 'NO '}  {check}")
    for line in days_earlier(sooner):
        console.print(line)
    console.print(_VERDICTS[newest.verdict], style="bold")
    file = console.file
    return file.getvalue().rstrip() if isinstance(file, StringIO) else ""
