"""Which rule does a URL hit, and why? Which nearly did? Which rules are there?

tracker rules test https://www.example.com/preise
tracker rules test https://www.example.com/katalog.pdf --event dl
tracker rules test https://www.example.com/kontakt --event form --fields name,email,textarea
tracker rules test --event add_to_cart
tracker rules list

Own rules stand in rules.toml in the data folder and are read before the default pack.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from tracker.cli.common import Context, UsageError
from tracker.read.ruled import NoUrl, pack_of, subject
from tracker.rules import RuleError, RulePack
from tracker.rules.explain import Explained, explain
from tracker.rules.model import PATTERNS, Rule, Subject

HELP = "say which rules a URL or an event hits, and why; list the rules"

_HEADS = {"hit": "hits", "second": "would hit", "vetoed": "vetoed", "near": "nearly"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["test", "list"])
    parser.add_argument(
        "url", nargs="?", default="", help="page, or with --event out, dl and form the target"
    )
    parser.add_argument(
        "--event", default="pv", metavar="NAME", help="pv (default), out, dl, ct, form, or any event's name"
    )
    parser.add_argument(
        "--fields", default="", help="with --event form: its field types, e.g. name,email,textarea"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    pack = _pack(context)
    if args.action == "list":
        _list(pack, context)
        return 0
    about = _subject(args.url, args.event, args.fields)
    found = explain(pack, about)
    data = {
        "url": args.url,
        "event": args.event,
        "path": about.path,
        "signals": [item.signal for item in found if item.verdict == "hit"],
        "rules": [asdict(item) | {"why": item.why} for item in found],
    }
    context.emit(data, _text(found, args.url or args.event))
    return 0


def _pack(context: Context) -> RulePack:
    try:
        return pack_of(context.settings.data_dir)
    except (RuleError, UnicodeDecodeError) as error:
        raise UsageError(str(error)) from None


def _subject(url: str, event: str, fields: str) -> Subject:
    try:
        return subject(url, event, fields)
    except NoUrl:
        example = "one like https://www.example.com/preise is needed"
        raise UsageError(f"rules test: {url!r} is no URL; {example}") from None


def _text(found: list[Explained], what: str) -> str:
    none = not any(item.verdict == "hit" for item in found)
    lines = [f"{what}: no rule hits" if none else what]
    for item in found:
        own = " (own rule)" if item.own else ""
        lines.append(f"  {_HEADS[item.verdict]:<10}{item.signal:<14}{item.rule}{own}: {item.why}")
    return "\n".join(lines)


def _list(pack: RulePack, context: Context) -> None:
    rows = [_row(rule, rule.id in pack.own) for rule in pack.rules]
    lines = [
        f"{row['signal']:<14}{row['id']:<22}{','.join(row['on']):<8}{_short(row['patterns'])}"
        + ("  (own rule)" if row["own"] else "")
        for row in rows
    ]
    context.emit(rows, "\n".join(lines))


def _row(rule: Rule, own: bool) -> dict[str, Any]:
    patterns = {field: list(getattr(rule, field)) for field in PATTERNS if getattr(rule, field)}
    return {
        "id": rule.id, "signal": rule.signal, "on": list(rule.on), "own": own,
        "patterns": patterns, "unless": list(rule.unless), "note": rule.note,
    }  # fmt: skip


def _short(patterns: dict[str, list[str]]) -> str:
    text = "; ".join(f"{field} {', '.join(values)}" for field, values in patterns.items())
    return text if len(text) <= 90 else text[:89] + "…"
