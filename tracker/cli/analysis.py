"""What became of leads: funnel, speed, acceptance, sources, rules, deadlines.

  tracker analysis --site shop
  tracker analysis --site shop --every week --since 2026-01-01
  tracker --json analysis --site shop

Shares of fewer than 30 are marked "few"; intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.cli.common import Context, UsageError
from tracker.cli.companies import now_ms
from tracker.cli.signals import site_of
from tracker.read.analysis import Analysis, analysis
from tracker.read.days import day_start
from tracker.read.funnel import Rate
from tracker.read.journeys import STEPS

HELP = "funnel, speed, acceptance and sources of leads, with intervals"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="ID")
    parser.add_argument("--every", choices=("week", "month"), default="month", help="cohorts by")
    parser.add_argument("--since", default="", metavar="DAY", help="only what began on that day or later")


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        site = site_of(store, args.site)
        zone = site.timezone or context.settings.timezone
        since = _since(args.since, zone)
        found = analysis(store, site.id, zone=zone, at=now_ms(), every=args.every, since=since)
    context.emit(to_dict(found), told(found))
    return 0


def _since(text: str, zone: str) -> int:
    try:
        return day_start(date.fromisoformat(text).isoformat(), zone) if text else 0
    except ValueError:
        raise UsageError(f"--since {text!r}: a day like 2026-01-31 is needed") from None


def to_dict(found: Analysis) -> dict[str, Any]:
    """Every rate with its value, interval and whether it rests on too few."""
    data = asdict(found)
    data["steps"] = dict(zip(STEPS, found.counts, strict=True))
    data["rates"] = {name: _rate(rate) for name, rate in found.rates.items()}
    for name in ("sources", "campaigns", "bands"):
        data[name] = [
            {"name": item.name, "qualified": _rate(item.qualified), "won": _rate(item.won)}
            for item in getattr(found, name)
        ]
    data["lifts"] = [
        {"rule": item.rule, "won": _rate(item.won), "lift": item.lift, "interval": [item.low, item.high]}
        for item in found.lifts
    ]
    data["profile"] = [asdict(item) | {"index": item.index} for item in found.profile]
    return data


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "hits": rate.hits,
        "n": rate.n,
        "value": rate.value,
        "interval": list(rate.interval),
        "few": rate.few,
    }


def told(found: Analysis) -> str:
    lines = [f"{found.accounts:,} accounts, {found.journeys:,} cycles"]
    lines += [f"  {step:<12} {n:>6,}" for step, n in zip(STEPS, found.counts, strict=True)]
    lines += [f"  {name:<20} {_percent(rate)}" for name, rate in found.rates.items()]
    lines += [
        f"  {span.start} → {span.end}: median {span.median:.1f} days (n {span.n})"
        for span in found.spans
        if span.median is not None
    ]
    lines += [f"  source {item.name}: qualified {_percent(item.qualified)}" for item in found.sources[:8]]
    lines += [
        f"  rule {item.rule}: lift {item.lift:.2f} ({item.low:.2f}–{item.high:.2f}), n {item.won.n}"
        for item in found.lifts[:8]
        if item.lift is not None
    ]
    return "\n".join(lines)


def _percent(rate: Rate) -> str:
    if rate.value is None:
        return "none yet"
    low, high = rate.interval
    few = ", few" if rate.few else ""
    return f"{rate.value:.0%} ({rate.hits} of {rate.n}; {low:.0%}–{high:.0%}{few})"
