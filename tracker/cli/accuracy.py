"""How often identification is right, against a truth you know: precision, recall, kinds, each with interval.

  tracker accuracy truth.csv
  tracker accuracy truth.csv --where asn_filtered=no --json
  tracker accuracy truth.csv --registry ripe.db.inetnum.gz --registry ripe.db.organisation.gz
  tracker accuracy truth.csv --save
  tracker accuracy --own shop

The CSV has a heading with ip and one of company, domain, kind; other columns can be asked for with --where.
Nobody is asked on the network. --save keeps the figures for the page "Accuracy" and the reports' footer.
--own holds names against what a site knows itself: work mail given in forms with consent, its CRM, and what
people corrected. The server does so once a day by itself.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from enrichment import EnrichmentError, Identifier, accuracy
from enrichment.registry.build import build
from enrichment.registry.index import FORMAT
from tracker import sites
from tracker.cli.common import Context, UsageError
from tracker.read import accuracy as saved
from tracker.read import owntruth

HELP = "Measure precision and recall of companies and kinds against a CSV of known addresses."
HALVES = {"first": 0, "second": 1}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="CSV with ip and company, domain or kind"
    )
    parser.add_argument("--own", metavar="SITE", help="in place of FILE: what this site knows itself")
    parser.add_argument(
        "--registry", metavar="FILE", type=Path, action="append", default=[],
        help="an index of tracker data registry build, or dumps to make one of; else the installation's",
    )  # fmt: skip
    parser.add_argument("--where", metavar="COLUMN=VALUE", action="append", default=[], help="only such rows")
    parser.add_argument("--half", choices=HALVES, help="one half of the rows, by a hash of the address")
    parser.add_argument("--embedded", action="store_true", help="packaged data alone, no file of yours")
    parser.add_argument("--own-list", metavar="CSV", type=Path, help="own list; else the data folder's")
    parser.add_argument("--wrong", action="store_true", help="list the rows that were wrong or missed")
    parser.add_argument("--save", action="store_true", help="keep the figures for the dashboard and reports")


def run(args: argparse.Namespace, context: Context) -> int:
    if (args.file is None) == (args.own is None):
        raise UsageError("say tracker accuracy FILE, or tracker accuracy --own SITE")
    return _own(args, context) if args.own is not None else _given(args, context)


def _own(args: argparse.Namespace, context: Context) -> int:
    """What a site's own truth says; kept for the page where it is new and ``--save`` is said."""
    now = time.time_ns() // 1_000_000
    with context.store() as store:
        if args.own not in (known := sites.all_sites(store)):
            raise UsageError(f"there is no site {args.own!r}; there are {', '.join(sorted(known)) or 'none'}")
        data = Identifier(context.settings.data_dir).data_version
        today = datetime.now(UTC).strftime("%Y-%m-%d")
        if args.save:
            owntruth.measure(store, args.own, now=now, day=today, data=data)
        rows = owntruth.judged(store, args.own, now=now)
    found = {"file": f"own truth of {args.own}", "data": data, "measured": today, **accuracy.report(rows)}
    context.emit(found, _text(found))
    return 0


def _given(args: argparse.Namespace, context: Context) -> int:
    where = [_pair(text) for text in args.where]
    try:
        rows = accuracy.read(args.file, where, HALVES.get(args.half))
        with tempfile.TemporaryDirectory() as folder:
            identifier = _identifier(args, context, Path(folder))
            judged = accuracy.judge(rows, identifier.identify(row.ip for row in rows))
    except (EnrichmentError, OSError) as error:
        raise UsageError(str(error)) from None
    found = {
        "file": args.file.name,
        "where": dict(where),
        "half": args.half or "",
        "data": identifier.data_version,
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        **accuracy.report(judged),
    }
    if args.save:
        with context.store() as store:
            saved.save(store, found, actor="command line")
    if args.wrong:
        found["wrong"] = [_wrong(row) for row in judged if _is_wrong(row)]
    context.emit(found, _text(found))
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--where {text!r}: COLUMN=VALUE is needed, e.g. --where level=netblock")
    return name.strip().lower(), value.strip()


def _identifier(args: argparse.Namespace, context: Context, folder: Path) -> Identifier:
    data_dir = None if args.embedded else context.settings.data_dir
    settings: dict[str, dict[str, Any]] = {}
    if args.registry:
        settings["registry"] = {"file": str(_index(args.registry, folder, context))}
    return Identifier(data_dir, own_list=args.own_list, settings=settings)


def _index(paths: list[Path], folder: Path, context: Context) -> Path:
    """The one file if it is an index already, else one made of the dumps, for this run only."""
    if len(paths) == 1 and paths[0].is_file():
        with paths[0].open("rb") as file:
            if FORMAT.encode() in file.read(200):
                return paths[0]
    out = folder / "registry.idx"
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    counts = build(paths, out, built=today, source=", ".join(path.name for path in paths))
    context.console.print(f"{counts['blocks']:,} blocks from {len(paths)} files", style="dim")
    return out


def _is_wrong(row: accuracy.Judged) -> bool:
    company = row.truth.wanted != row.right if row.truth.company or row.truth.domain else False
    return company or (bool(row.truth.kind) and not row.kind_right) or (row.named and not row.right)


def _wrong(row: accuracy.Judged) -> dict[str, Any]:
    company = row.verdict.company
    return {
        "ip": row.truth.ip,
        "truth": {"company": row.truth.company, "domain": row.truth.domain, "kind": row.truth.kind},
        "ours": {
            "company": company.name if company else "",
            "kind": row.verdict.kind,
            "rule": row.verdict.rule,
            "operator": row.verdict.operator,
        },
    }


def _text(found: dict[str, Any]) -> str:
    company, kind = found["company"], found["kind"]
    lines = [
        f"{found['rows']} rows of {found['file']}; data: {found['data']}",
        f"company precision  {_share(company['precision'])}",
        f"company recall     {_share(company['recall'])}",
        f"kind accuracy      {_share(kind['accuracy'])}",
        f"(right: {found['rule']}; 95 % intervals after Wilson)",
    ]
    for name, groups in found["by"].items():
        lines.append(f"\n{name:<24}{'precision':<34}{'recall':<34}kind")
        for group, figures in groups.items():
            shares = (*figures["company"].values(), figures["kind"]["accuracy"])
            lines.append(f"  {group[:20]:<22}" + "".join(f"{_share(share):<34}" for share in shares).rstrip())
    lines.append("\nkinds: truth → what was said")
    lines += [
        f"  {truth:<14} " + ", ".join(f"{ours} {count}" for ours, count in said.items())
        for truth, said in kind["confusion"].items()
    ]
    lines += ["", *(_told(row) for row in found.get("wrong", ()))]
    return "\n".join(lines).rstrip()


def _share(share: dict[str, Any]) -> str:
    if share["value"] is None:
        return "none of 0"
    low, high = share["interval"]
    return f"{share['value']:.1%} ({share['right']}/{share['n']}, {low:.0%} to {high:.0%})"


def _told(row: dict[str, Any]) -> str:
    truth, ours = row["truth"], row["ours"]
    return (
        f"{row['ip']}: {truth['company'] or truth['domain'] or '-'} ({truth['kind'] or '?'}); "
        f"said {ours['company'] or '-'} ({ours['kind']}: {ours['rule']}; {ours['operator'] or 'no operator'})"
    )
