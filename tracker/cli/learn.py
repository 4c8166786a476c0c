"""Learn points from outcomes: at most twenty rules with whole points, and whether to trust them.

tracker learn leads.csv --target won
tracker learn leads.csv --target won --exclude status --exclude days_open
tracker learn leads.csv --target won --time created --in-use score

The file is any CSV (comma, semicolon or tab) with a header: one line per account, lead or session, numbers
and words in any columns, and one column with the outcome as 0/1, true/false, yes/no or won/lost.

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
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table as Grid
from rich.text import Text

from tracker.cli.common import Context, UsageError
from tracker.cli.models import acting_user
from tracker.intent import ModelError
from tracker.modelbook import book
from tracker.modelbook.agreement import NotAgreed
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.learnt import Learnt, NothingLearnt, Rule, learnt_model
from tracker.modelbook.versions import Version

if TYPE_CHECKING:
    from tracker.learn import Judgement, Table

HELP = "Learn points from a table of behaviour and outcomes, and judge them."

_VERDICTS = {
    "activate": "These points hold on the newest rows. Have marketing and sales sign them before use.",
    "keep": "Keep the points in use: what was learnt does not hold well enough on the newest rows.",
    "nothing to learn": "Nothing to learn: on the newest rows these columns say no more than chance.",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV with a header line")
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

    parser.add_argument("--draft", default="", metavar="NAME", help="put it forward as a draft of that name")
    parser.add_argument("--site", default="", metavar="ID", help="of --draft: one site; default: all sites")
    parser.add_argument(
        "--as", dest="who", default="", metavar="MAIL", help="of --draft: the user who does it"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    try:
        from tracker.learn import TableError, judge, read_table
        from tracker.learn.suspects import suspects
    except ImportError as error:
        raise UsageError(
            f"learning needs the extra \"learn\": pip install 'visitrace[learn]' ({error})"
        ) from None
    try:
        text = args.file.read_text("utf-8-sig")
        target = args.target or _last_column(text)
        table, in_use = _read(read_table, text, args, target)
    except OSError as error:
        raise UsageError(f"{args.file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{args.file}: not UTF-8 text ({error.reason} at byte {error.start})") from None
    except TableError as error:
        raise UsageError(f"{args.file}: {error}") from None
    warned = suspects(column.name for column in table.columns)
    for name, why in warned.items():
        context.console.print(Text(f"warning: {name!r} {why}; leave it out with --exclude {name}"))
    with _progress(context) as bar:
        task = bar.add_task("learning", total=None)
        found = judge(
            table, in_use=in_use, progress=lambda done, of: bar.update(task, completed=done, total=of)
        )
    data, told = _data(found, table, warned), "" if context.json else _text(found, table)
    if args.draft:
        more, line = _put_forward(found, args, context)
        data, told = data | more, f"{told}\n{line}"
    context.emit(data, told)
    return 0


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
                reason=f"learnt from {args.file.name}: {verdict}",
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


def _read(read_table: Any, text: str, args: argparse.Namespace, target: str) -> tuple[Table, Any]:
    exclude = _columns(args.exclude)
    if not args.in_use:
        return read_table(text, target=target, exclude=exclude, order=args.time), None
    whole = read_table(text, target=target, exclude=exclude, order=args.time)
    column = next((item for item in whole.columns if item.name == args.in_use), None)
    if column is None or column.kind != "number" or bool((column.values != column.values).any()):
        raise UsageError(f"--in-use {args.in_use!r}: a column of numbers without blanks is needed")
    table = read_table(text, target=target, exclude=[*exclude, args.in_use], order=args.time)
    return table, column.values


def _columns(given: list[str]) -> list[str]:
    """``--exclude a --exclude b`` and ``--exclude a,b`` both."""
    return [name.strip() for item in given for name in item.split(",") if name.strip()]


def _progress(context: Context) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), console=context.console, transient=True)


def _data(found: Judgement, table: Table, warned: dict[str, str]) -> dict[str, Any]:
    folds, newest = found.folds, found.out_of_time
    return {
        "target": table.target,
        "rows": len(table.y),
        "won": int(table.y.sum()),
        "skipped": table.skipped,
        "columns": [column.name for column in table.columns],
        "left_out": table.left_out,
        "warnings": warned,
        "auc": {
            "points": round(folds.points, 4),
            "boosting": round(folds.boosting, 4),
            "low": round(folds.low, 4),
            "high": round(folds.high, 4),
        },
        "ratio": round(folds.ratio, 4),
        "rules": _rules(found, table),
        "calibration": {"intercept": found.points.intercept, "slope": found.points.slope},
        "out_of_time": {
            "verdict": newest.verdict,
            "rows": newest.n,
            "won": newest.won,
            "auc": {
                "points": round(newest.points, 4),
                "low": round(newest.low, 4),
                "high": round(newest.high, 4),
                "boosting": round(newest.boosting, 4),
                "in_use": None if newest.in_use is None else round(newest.in_use, 4),
            },
            "lift_best_tenth": round(newest.lift, 3),
            "calibration_error": round(newest.error, 4),
            "deciles": list(newest.deciles),
            "passed": newest.passed,
        },
    }


def _rules(found: Judgement, table: Table) -> list[dict[str, Any]]:
    """Each rule with its points, and how often rows it holds for won."""
    from tracker.learn.measures import wilson

    mean = float(table.y.mean())
    listed = []
    for rule, points in found.points.rules:
        met = rule.holds(table)
        n, won = int(met.sum()), int(table.y[met].sum())
        low, high = wilson(won, n)
        listed.append(
            {"rule": str(rule), "points": points, "n": n, "won": won}
            | {"share": won / n, "low": low, "high": high, "lift": won / n / mean}
        )
    return listed


def _text(found: Judgement, table: Table) -> str:
    grid = Grid("points", "rule", "rows", "won", "lift", title="Points")
    for item in _rules(found, table):
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
    console.print(_VERDICTS[newest.verdict], style="bold")
    file = console.file
    return file.getvalue().rstrip() if isinstance(file, StringIO) else ""
