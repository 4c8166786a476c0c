"""The operator data that identification works from: look at it, refresh it, read the registries' terms.

  tracker data show
  tracker data build --asn asn-ipv4.csv --asn asn-ipv6.csv --source "my provider" --dated 2026-11-01
  tracker data build --asn ipinfo_lite.mmdb
  tracker data registry build ripe.db.inetnum.gz ripe.db.organisation.gz apnic.db.inetnum.gz
  tracker data gleif build 20261101-lei2-golden-copy.csv.zip
  tracker data wikidata build companies.json.bz2
  tracker data terms

"build" packs any CSV (start,end,asn,name) or MMDB with AS numbers into the data folder; from then on it is
used in place of the packaged file. MMDB files can also be put into DATA_DIR/enrichment as they are.

"gleif build" and "wikidata build" make local indexes of companies' facts (place, industry, size) out of files
you downloaded: GLEIF's golden copy, level 1, as CSV or zip; a Wikidata JSON dump, whole or filtered.

"registry build" makes one local index of who holds which block, from dumps you downloaded under the
registries' terms: RPSL (RIPE, APNIC, AFRINIC; inetnum, inet6num, organisation), the whois form of LACNIC,
ARIN's bulk data as XML or text, rwhois as CSV, RDAP answers saved as JSON (files, or a folder of them); plain
or in gz, bz2, xz, zip. Persons are left out. It replaces the last index as a whole; a running server uses it
within a minute, tracker reidentify judges history by it.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from enrichment import EnrichmentError, gleif, wikidata
from enrichment.age import MAX_AGE_DAYS, ages
from enrichment.lookups import settings_of
from enrichment.packing.operators import Countries, built_of, pack, read_ranges
from enrichment.rdap_client import TERMS
from enrichment.registry import build as registry
from enrichment.source import Options, scan
from enrichment.sources.operator import FILE, data_file
from enrichment.sources.registry import FILE as REGISTRY
from enrichment.sources.registry import RegistrySource
from tracker.cli.common import Context, UsageError

#: Facts of companies: action → module with ``build``, ``FILE`` and ``LICENCE``.
FACTS: dict[str, Any] = {"gleif": gleif, "wikidata": wikidata}

HELP = "Show, refresh and date the data that identification works from."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("show", "build", "registry", "gleif", "wikidata", "terms"))
    parser.add_argument("words", nargs="*", metavar="build FILE", help="after registry: build, and the dumps")
    parser.add_argument(
        "--asn", metavar="FILE", type=Path, action="append", help=".csv or .mmdb; may be repeated"
    )
    parser.add_argument(
        "--country", metavar="CSV", type=Path, action="append", default=[], help="start,end,country; optional"
    )
    parser.add_argument("--source", metavar="TEXT", help="where the data is from, with its licence")
    parser.add_argument(
        "--dated", metavar="DAY", help="YYYY-MM-DD of the data; else the MMDB's own date, or today"
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to write; else into the data folder")


def run(args: argparse.Namespace, context: Context) -> int:
    if args.action == "terms":
        return _terms(context)
    if args.words and args.action not in {"registry", *FACTS}:
        raise UsageError(f"tracker data {args.action} takes no {args.words[0]!r}")
    act = {"build": _build, "registry": _build_registry, "show": _show, **dict.fromkeys(FACTS, _build_facts)}
    try:
        return act[args.action](args, context)
    except (EnrichmentError, OSError) as error:
        raise UsageError(str(error)) from None


def _terms(context: Context) -> int:
    """The registries' terms, and where those of the paid provider stand, if one is configured."""
    paid = settings_of(context.settings.data_dir, "paid")
    bought = {"name": str(paid.get("name", "")), "terms": str(paid.get("terms", ""))} if paid else None
    more = f"\n{bought['name']}, asked for money: {bought['terms']}\n" if bought else ""
    context.emit({"terms": TERMS, "paid": bought}, TERMS + more)
    return 0


def _show(_args: argparse.Namespace, context: Context) -> int:
    options = Options(data_dir=context.settings.data_dir)
    today = datetime.now(UTC).date()
    found = ages(scan(options), today)
    rows = [{"source": age.source, "dated": age.dated, "days": age.days, "old": age.old} for age in found]
    lines = [f"{age.source:<12} {age.dated}  {age.days:>5} days{'  OLD' if age.old else ''}" for age in found]
    file = data_file(options)
    data: dict[str, Any] = {"operators": str(file), "max_age_days": MAX_AGE_DAYS, "data": rows}
    if any(age.old for age in found):
        context.console.print(
            f"Data older than {MAX_AGE_DAYS} days: refresh it with tracker data build --asn FILE",
            style="yellow",
        )
    lines += [f"operators: {file}", "IP Geolocation by DB-IP (https://db-ip.com/)"]
    if (held := _registry_held(options)) is not None:
        data["registry"] = held
        lines.append(f"registry: {held['blocks']:,} blocks from {held['source']} ({held['dated']})")
    else:
        lines.append("registry: none built; tracker data registry build FILE…")
    held_facts = {part.name: part.held for part in scan(options).describers if hasattr(part, "held")}
    data["facts"] = {name: {**head, "format": ""} for name, head in held_facts.items()}
    lines += [f"{name}: {head['keys']:,} companies ({head['built']}), {head['licence']}"
              for name, head in held_facts.items()]  # fmt: skip
    context.emit(data, "\n".join(lines))
    return 0


def _registry_held(options: Options) -> dict[str, Any] | None:
    """Date, counts and source of the index that is in use."""
    source = next((part for part in scan(options).sources if isinstance(part, RegistrySource)), None)
    return None if source is None else {"dated": source.built, **source.held}


def _build_registry(args: argparse.Namespace, context: Context) -> int:
    """Progress and warnings go to stderr; what was left out is told by reason."""
    if args.words[:1] != ["build"] or len(args.words) < 2:
        raise UsageError("say tracker data registry build FILE…, with the dumps you downloaded")
    paths = [Path(word) for word in args.words[1:]]
    dated = _day(args.dated or _newest(paths))
    out: Path = args.out or context.settings.data_dir / "enrichment" / REGISTRY
    source = args.source or ", ".join(path.name for path in paths)
    console = context.console
    counts = registry.build(
        paths, out, built=dated, source=source,
        progress=lambda what, count: console.print(f"{count:>12,} {what}", style="dim"),
    )  # fmt: skip
    result = {"file": str(out), "dated": dated, "source": source, **counts}
    context.emit(result, _told(result))
    return 0


def _told(result: dict[str, Any]) -> str:
    plain = [f"{key}: {value}" for key, value in result.items() if not isinstance(value, dict)]
    nested = [
        f"{key.replace('_', ' ')}: {what}: {count:,}"
        for key in ("records", "left_out")
        for what, count in result[key].items()
    ]
    return "\n".join(plain + nested)


def _newest(paths: list[Path]) -> str:
    """A dump says nothing about its day; its file does."""
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), UTC).strftime("%Y-%m-%d")


def _build_facts(args: argparse.Namespace, context: Context) -> int:
    if args.words[:1] != ["build"] or len(args.words) != 2:
        raise UsageError(f"say tracker data {args.action} build FILE, with the file you downloaded")
    module, path = FACTS[args.action], Path(args.words[1])
    dated = _day(args.dated or _newest([path]))
    out: Path = args.out or context.settings.data_dir / "enrichment" / module.FILE
    counts = module.build(path, out, dated=dated)
    result = {"file": str(out), "dated": dated, "licence": module.LICENCE, **counts}
    context.emit(result, "\n".join(f"{key}: {value}" for key, value in result.items()))
    return 0


def _build(args: argparse.Namespace, context: Context) -> int:
    if not args.asn:
        raise UsageError("tracker data build needs --asn FILE (.csv or .mmdb)")
    dated = _day(args.dated or built_of(args.asn))
    out: Path = args.out or context.settings.data_dir / "enrichment" / FILE
    out.parent.mkdir(parents=True, exist_ok=True)
    countries = Countries(args.country) if args.country else None
    ranges = chain.from_iterable(read_ranges(path) for path in args.asn)
    source = args.source or ", ".join(path.name for path in args.asn)
    counts = pack(ranges, out, built=dated, source=source, countries=countries)
    result = {"file": str(out), "dated": dated, "source": source, **counts}
    context.emit(result, "\n".join(f"{key}: {value}" for key, value in result.items()))
    return 0


def _day(text: str | None) -> str:
    try:
        return (date.fromisoformat(text) if text else datetime.now(UTC).date()).isoformat()
    except ValueError:
        raise UsageError(f"--dated {text!r}: a day like 2026-11-01 is needed") from None
