"""What happened elsewhere than on the site, at a fair, on the phone, by mail: it counts for the score.

  tracker signals import fair.xlsx --site shop --campaign "Hannover Messe" --at 2026-04-20 --dry-run
  tracker signals import followers.csv --site shop --signal social --at 2026-11-01
  tracker signals add acme.example --site shop --signal phone_inbound --note "asked for 40 drives"
  tracker signals list --site shop
  tracker signals known --site shop

"import" reads CSV or XLSX with headings in English, German or Dutch: a company (domain, name or work mail),
what happened or how much they want (none, light, concrete), when. The same file twice adds nothing. Rows that
cannot be used are named with line and reason. Persons are kept only with a legal basis (--basis or a column).
"""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from enrichment import EnrichmentError
from enrichment.columns import BadMapping
from enrichment.sheets import read
from tracker.cli.common import Context, UsageError
from tracker.cli.companies import SHOWN, now_ms
from tracker.contacts import vocabulary
from tracker.contacts.book import open_book
from tracker.contacts.offline import signals_of
from tracker.contacts.person import BASES
from tracker.contacts.recording import Recorded, record
from tracker.read.contacts import desk
from tracker.read.models import model_of
from tracker.site import Site
from tracker.sites import all_sites
from tracker.store import Store

HELP = "import or enter what happened elsewhere: fairs, calls, mails, social networks"
_GIVEN = (
    "signal",
    "at",
    "campaign",
    "channel",
    "basis",
    "consent_at",
    "consent_text",
    "note",
    "mail",
    "person",
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("import", "add", "list", "known"))
    parser.add_argument("what", nargs="?", default="", metavar="FILE | ACCOUNT")
    parser.add_argument("--site", required=True, metavar="ID")
    parser.add_argument("--signal", default="", help="what happened, where a row does not say; see: known")
    parser.add_argument("--at", default="", metavar="WHEN", help="2026-11-03 or 2026-11-03T14:30; else now")
    parser.add_argument("--campaign", default="", metavar="NAME", help="which fair, event or advertisement")
    parser.add_argument("--channel", default="", choices=("", *vocabulary.CHANNELS), metavar="CHANNEL",
                        help=", ".join(vocabulary.CHANNELS))  # fmt: skip
    add_people_options(parser)
    parser.add_argument("--note", default="")
    parser.add_argument("--mail", default="", help="of the person, with --basis")
    parser.add_argument("--person", default="", metavar="NAME")
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="what a column is")
    parser.add_argument("--dry-run", action="store_true", help="say what would be stored, store nothing")


def add_people_options(parser: argparse.ArgumentParser) -> None:
    """Why persons may be kept."""
    parser.add_argument("--basis", default="", choices=("", *BASES), metavar="BASIS",
                        help=f"legal basis of all persons: {', '.join(BASES)}")  # fmt: skip
    parser.add_argument("--consent-at", default="", metavar="DAY", help="when they agreed")
    parser.add_argument(
        "--consent-text", default="", metavar="TEXT", help="what they agreed to, with its version"
    )


def site_of(store: Store, name: str) -> Site:
    """Raises ``UsageError``."""
    found = all_sites(store).get(name)
    if found is None:
        known = ", ".join(sorted(all_sites(store))) or "none yet"
        raise UsageError(f"there is no site {name!r}; sites: {known}")
    return found


def mapping_of(pairs: list[str]) -> dict[str, str]:
    odd = next((pair for pair in pairs if "=" not in pair), None)
    if odd is not None:
        raise UsageError(f"--map {odd!r}: write COLUMN=FIELD; fields: {', '.join(vocabulary.FIELDS)}")
    return {column.strip(): field.strip() for column, _, field in (pair.rpartition("=") for pair in pairs)}


def given_of(args: argparse.Namespace) -> dict[str, str]:
    found = {name: getattr(args, name, "") for name in _GIVEN}
    return {name: text for name, text in found.items() if text}


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        site = site_of(store, args.site)
        if args.action == "known":
            names = sorted(signals_of(model_of(store, site.id)))
            context.emit(names, "\n".join(names))
            return 0
        if args.action == "list":
            return _list(store, site.id, args.what, context)
        try:
            result = _recorded(store, site, args, context)
        except (EnrichmentError, BadMapping, OSError) as error:
            raise UsageError(str(error)) from None
    context.emit(result.to_dict() | {"dry_run": args.dry_run}, told(result, dry_run=args.dry_run))
    return 0 if args.action == "import" or result.counts.get("taken") or result.counts.get("known") else 2


def _recorded(store: Store, site: Site, args: argparse.Namespace, context: Context) -> Recorded:
    zone = site.timezone or context.settings.timezone
    if not args.what:
        raise UsageError("name a file (import) or an account (add)")
    given = given_of(args)
    if args.action == "import":
        headings, rows = read(Path(args.what))
        columns: Mapping[str, str] = vocabulary.columns(headings, mapping_of(args.map))
        source = Path(args.what).name
    else:
        rows, source = iter([(1, _account(args.what))]), "hand"
        columns = {"domain": "domain", "company": "company"}
    with open_book(context.settings.data_dir, store) as book:
        place = desk(store, book, site.id, zone=zone, now=now_ms(), by=getpass.getuser(), source=source,
                     given=given, dry_run=args.dry_run)  # fmt: skip
        return record(place, rows, columns)


def _account(text: str) -> dict[str, str]:
    return {"company": text.removeprefix("~")} if text.startswith("~") or " " in text else {"domain": text}


def _list(store: Store, site: str, account: str, context: Context) -> int:
    rows = store.read("contacts/offline", site=site, account=account, since=0, limit=200)
    shown = [{name: row[name] for name in row if name != "visitor"} for row in rows]
    lines = [f"{row['account']:<36} {', '.join(row['signals']):<24} {row['campaign']}" for row in rows]
    context.emit(shown, "\n".join(lines) or "Nothing yet: tracker signals import FILE --site SITE")
    return 0


def told(result: Recorded, *, dry_run: bool) -> str:
    head = "would be " if dry_run else ""
    lines = [f"{result.rows:,} rows, {result.counts.get('taken', 0):,} {head}taken in"]
    lines += [f"  {reason.replace('_', ' ')}: {n:,}" for reason, n in sorted(result.counts.items())]
    lines += [f"  persons, {reason.replace('_', ' ')}: {n:,}" for reason, n in sorted(result.people.items())]
    return "\n".join([*lines, *problems_told(result.to_dict()["problems"])])


def problems_told(problems: list[dict[str, Any]]) -> list[str]:
    """One line each, the first ones."""
    lines = [
        f"  line {item['line']}: {item['reason'].replace('_', ' ')}"
        + (f" {item['text']!r}" if item["text"] else "")
        + (f"; allowed: {item['allowed']}" if item["allowed"] else "")
        for item in problems[:SHOWN]
    ]
    more = len(problems) - SHOWN
    return [*lines, f"  and {more:,} more; all of them with --json"] if more > 0 else lines
