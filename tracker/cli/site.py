"""List the sites, or add one and print the line to paste into its pages.

tracker site add shop --host www.example.com --title "Our shop"
tracker site add shop --module auto --module datalayer --module cmp_cookiebot --refusal anon
tracker site add blog --snippet lite
tracker site list
"""

from __future__ import annotations

import argparse

import msgspec

from tracker import sites
from tracker.cli.common import Context, UsageError
from tracker.snippet.compose import DEFAULT, MODULES, checked
from tracker.store import Store

HELP = "list the sites, or add one and print its snippet line"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "add"])
    parser.add_argument("site", nargs="?", help="short name: 2 to 32 characters of a-z, 0-9 and '-'")
    parser.add_argument("--title", default="", help="name shown in reports")
    parser.add_argument(
        "--host", action="append", default=[], dest="hosts", help="host that may send (repeatable)"
    )
    parser.add_argument("--timezone", default="", help="time zone of its days, e.g. Europe/Amsterdam")
    parser.add_argument(
        "--consent", choices=["anon", "wait"], default="anon", help="state the snippet starts in"
    )
    parser.add_argument(
        "--snippet", choices=["core", "lite"], default="core", help="edition; lite: views and time only"
    )
    parser.add_argument(
        "--module",
        action="append",
        default=[],
        dest="modules",
        metavar="NAME",
        help=f"part of the script (repeatable): {', '.join(MODULES)}; if none is named: {', '.join(DEFAULT)}",
    )
    parser.add_argument(
        "--refusal", choices=["no", "anon"], default="no", help="what a refusal in the consent tool means"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store(create=args.action == "add") as store:
        if args.action == "add":
            _add(args, context, store)
        known = sites.all_sites(store)
        if args.action == "add":
            known = {args.site: known[args.site]}
    rows = [
        {**msgspec.to_builtins(site), "edition": site.snippet, "snippet": _line(context, site)}
        for site in known.values()
    ]
    text = "\n\n".join(f"{row['id']}  {row['title']}\n{row['snippet']}" for row in rows)
    context.emit(rows, text or "No site yet: tracker site add NAME --host www.example.com")
    return 0


def _add(args: argparse.Namespace, context: Context, store: Store) -> None:
    if not args.site:
        raise UsageError("site add: a name is missing, e.g. tracker site add shop")
    if args.site in sites.all_sites(store):
        raise UsageError(f"site {args.site!r} is there already; tracker site list shows its snippet line")
    modules = _modules(args)
    try:
        site = sites.new_site(
            args.site,
            title=args.title,
            hosts=args.hosts,
            timezone=args.timezone,
            consent=args.consent,
        )
    except sites.SiteError as error:
        raise UsageError(str(error)) from None
    site = msgspec.structs.replace(site, snippet=args.snippet, modules=modules, refusal=args.refusal)
    sites.save_site(store, site, actor="command line")
    sites.publish(store, context.settings.data_dir)


def _modules(args: argparse.Namespace) -> tuple[str, ...]:
    """What the script is put together from; lite takes no modules and knows no consent."""
    if args.snippet == "lite":
        if args.modules:
            raise UsageError("site add: --snippet lite takes no --module; leave one of them out")
        if args.consent == "wait":
            raise UsageError("site add: --snippet lite knows no consent; with --consent wait only core")
        return DEFAULT
    try:
        return checked(args.modules) or DEFAULT
    except ValueError as error:
        raise UsageError(f"site add: {error}") from None


def _line(context: Context, site: sites.Site) -> str:
    settings = context.settings
    return f'<script async src="{settings.public_url}/{settings.collect_prefix}/{site.key}.js"></script>'
