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

import msgspec

from tracker.cli.common import Context, UsageError
from tracker.rules import RuleError, RulePack, load_pack
from tracker.rules.explain import Explained, explain
from tracker.rules.model import PATTERNS, Rule, Subject
from tracker.rules.pack import subject_of
from tracker.steps.url import clean_target, clean_url, query_text

HELP = "say which rules a URL or an event hits, and why; list the rules"

OWN_RULES = "rules.toml"
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
    subject = _subject(args.url, args.event, args.fields)
    found = explain(pack, subject)
    data = {
        "url": args.url,
        "event": args.event,
        "path": subject.path,
        "signals": [item.signal for item in found if item.verdict == "hit"],
        "rules": [asdict(item) for item in found],
    }
    context.emit(data, _text(found, args.url or args.event))
    return 0


def _pack(context: Context) -> RulePack:
    path = context.settings.data_dir / OWN_RULES
    try:
        return load_pack(path.read_text("utf-8") if path.exists() else None, str(path))
    except (RuleError, UnicodeDecodeError) as error:
        raise UsageError(str(error)) from None


def _subject(url: str, event: str, fields: str) -> Subject:
    if event == "ct":
        return subject_of("ct", "", "", url.partition(":")[0].lower(), "")
    page = clean_url(url)
    if event in {"pv", "out", "dl", "form"} and not page.path:
        raise UsageError(f"rules test: {url!r} is no URL; one like https://www.example.com/preise is needed")
    target = clean_target(url) if event in {"out", "dl"} else ""
    props = msgspec.json.encode({"fields": fields.lower()}).decode() if event == "form" else ""
    return subject_of(event, page.path, query_text(page.query), target, props)


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
