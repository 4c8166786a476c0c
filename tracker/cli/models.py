"""Versions of the score model: what there is, what differs, who agreed, which one is in force.

tracker models list --site shop                  every version, and which is in force
tracker models show 3                            one version: what it says, its signatures
tracker models diff 3 --against 2                what differs; default: from the one in force
tracker models draft model.toml --name "machines" --as mia@example.com --reason "fairs count more"
tracker models sign 3 --as sam@example.com --side sales
tracker models activate 3 --as sam@example.com --reason "agreed on 3 May"
tracker models rollback 2 --as sam@example.com --reason "too many MQLs"
tracker models shadow 3 --site shop --as mia@example.com      beside the one in force; --off ends it
tracker models release --site shop --as mia@example.com --reason "…"   back to the model of all sites

A version counts for all sites, or with --site for one. It is in force only when marketing and sales, two
people, have signed it (docs/scoring.md, "Agreeing on a model"). A version is named by its number, its name or
the hash of its content.
"""

from __future__ import annotations

import argparse
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.cli.common import Context, UsageError
from tracker.dashboard.users import User, find_user
from tracker.intent import Model, ModelError, parse_model
from tracker.modelbook import book as pages
from tracker.modelbook.agreement import NotAgreed, is_return, signatures
from tracker.modelbook.diff import diff, diff_handover
from tracker.modelbook.versions import SIDES, Book, Step, Version
from tracker.read.agreed import put_in_force
from tracker.read.days import utc_day
from tracker.sites import all_sites
from tracker.store import Store

HELP = "Versions of the score model: draft, compare, sign, activate, roll back, run in shadow."
STATES = {
    "in_force": "in force",
    "shadow": "in shadow",
    "discarded": "discarded",
    "was": "was in force",
    "agreed": "agreed",
    "draft": "draft",
}
ACTIONS = ("list", "show", "diff", "draft", "sign", "withdraw", "activate", "rollback", "shadow", "discard")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=[*ACTIONS, "release"])
    parser.add_argument(
        "what", nargs="?", default="", metavar="VERSION|FILE", help="a version; of draft a TOML"
    )
    parser.add_argument("--site", default="", metavar="ID", help="one site; default: all sites")
    parser.add_argument("--against", default="", metavar="VERSION", help="of diff: compared with")
    parser.add_argument(
        "--name", default="", help="of draft: what it is called; default: the name in the file"
    )
    parser.add_argument("--as", dest="who", default="", metavar="MAIL", help="the user who does it")
    parser.add_argument("--side", choices=SIDES, help="of sign: default the side of the user's role")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why; every step keeps it")
    parser.add_argument("--off", action="store_true", help="of shadow: cease")


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        if args.site and args.site not in all_sites(store):
            known = ", ".join(sorted(all_sites(store))) or "none yet"
            raise UsageError(f"there is no site {args.site!r}; sites: {known}")
        try:
            if args.action in _LOOKS:
                context.emit(*_LOOKS[args.action](store, args))
            else:
                user = acting_user(store, args.who)
                context.emit(*_done(store, _STEPS[args.action](store, args, user, context), args.site))
        except NotAgreed as error:
            raise UsageError(f"models {args.action}: {error}") from None
        except ModelError as error:
            raise UsageError(f"score model {args.what}: {error}") from None
    return 0


def model_named(store: Store, text: str) -> Model:
    """A version of the book, or the model of a TOML file. Raises ``UsageError``."""
    path = Path(text)
    try:
        if path.suffix == ".toml" or path.is_file():
            return parse_model(path.read_text("utf-8"))
        return parse_model(pages.read_book(store).find(text).text)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (ModelError, UnicodeDecodeError) as error:
        raise UsageError(f"score model {path}: {error}") from None
    except KeyError:
        raise UsageError(f"there is no file and no version {text!r}; versions: tracker models list") from None


def acting_user(store: Store, mail: str) -> User:
    """Whoever is named as doing it; not somebody who may only look. Raises ``UsageError``."""
    found = find_user(store, mail.strip().lower()) if mail else None
    if found is None:
        raise UsageError(f"--as {mail!r}: name the user who does it; users: tracker user list")
    if not found.may("sales"):
        raise UsageError(f"--as {mail!r}: the role {found.role} may not; marketing, sales and admin may")
    return found


def _version(book: Book, text: str) -> Version:
    try:
        return book.find(text)
    except KeyError:
        known = ", ".join(f"{version.number} ({version.name})" for version in book.versions)
        raise UsageError(f"there is no version {text!r}; versions: {known}") from None


def _list(store: Store, args: argparse.Namespace) -> tuple[Any, str]:
    book = pages.read_book(store)
    rows = [_row(book, version, args.site) for version in book.of_site(args.site)]
    table = Table("no.", "name", "for", "state", "marketing", "sales", "by", "day")
    for row in rows:
        signed = [row["signatures"][side]["by"] if row["signatures"][side] else "–" for side in SIDES]
        cells = (str(row["number"]), row["name"], row["site"] or "all sites", row["state"], *signed)
        table.add_row(*map(Text, (*cells, row["by"], utc_day(row["at"]) if row["at"] else "")))
    return rows, _printed(table)


def _row(book: Book, version: Version, site: str) -> dict[str, Any]:
    standing = book.standing(version)
    row = {name: getattr(version, name) for name in _SHOWN}
    row["signatures"] = {side: msgspec.to_builtins(step) for side, step in signatures(standing)}
    row["state"] = STATES[book.state(version, site)]
    row["agreed"] = standing.agreed
    return row


def _show(store: Store, args: argparse.Namespace) -> tuple[Any, str]:
    book = pages.read_book(store)
    version = _version(book, args.what)
    steps = [msgspec.to_builtins(step) for step in book.steps if step.version == version.id]
    row = _row(book, version, args.site or version.site)
    data = row | {"handover": msgspec.to_builtins(version.handover), "steps": steps, "text": version.text}
    lines = [f"# {version.number}: {version.name} ({version.content}), {row['state']}"]
    lines += [f"# drafted by {version.by}: {version.reason}"] if version.reason else []
    lines += [f"# {_told(step)}" for step in book.steps if step.version == version.id]
    return data, "\n".join([*lines, "", version.text])


def _diff(store: Store, args: argparse.Namespace) -> tuple[Any, str]:
    book = pages.read_book(store)
    after = _version(book, args.what)
    before = _version(book, args.against) if args.against else book.in_force(args.site or after.site)
    found = diff(parse_model(before.text), parse_model(after.text))
    found += diff_handover(before.handover, after.handover)
    rows = [{"kind": d.kind, "name": d.name, "field": d.field, "text": str(d)} for d in found]
    head = f"from {before.number} ({before.name}) to {after.number} ({after.name})"
    return {"from": before.number, "to": after.number, "differences": rows}, "\n".join(
        [head, *(f"  {d}" for d in found)] if found else [head, "  nothing differs"]
    )


def _draft(store: Store, args: argparse.Namespace, user: User, _context: Context) -> Version:
    model = model_named(store, args.what)
    path = Path(args.what)
    text = path.read_text("utf-8") if path.is_file() else pages.read_book(store).find(args.what).text
    name = args.name or model.name
    base = pages.read_book(store).in_force(args.site).id
    return pages.draft(
        store, text, name=name, by=user.id, reason=args.reason, site=args.site, base=base, source="file"
    )


def _sign(store: Store, args: argparse.Namespace, user: User, _context: Context) -> Version:
    version = _version(pages.read_book(store), args.what)
    side = args.side or (user.role if user.role in SIDES else "")
    if not side:
        raise UsageError("--side: an admin says for whom: marketing or sales")
    if args.action == "withdraw":
        pages.withdraw(store, version.id, side, by=user.id, role=user.role, reason=args.reason)
    else:
        pages.sign(store, version.id, side, by=user.id, role=user.role, reason=args.reason)
    return version


def _activate(store: Store, args: argparse.Namespace, user: User, context: Context) -> Version:
    book = pages.read_book(store)
    version = _version(book, args.what)
    site = args.site or version.site
    if args.action == "rollback" and not is_return(book.standing(version), site):
        raise UsageError(f"models rollback: {version.number} was never in force there; use activate")
    put_in_force(
        store,
        version.id,
        site=site,
        by=user.id,
        role=user.role,
        reason=args.reason,
        zone=context.settings.timezone,
    )
    return version


def _shadow(store: Store, args: argparse.Namespace, user: User, _context: Context) -> Version:
    version = _version(pages.read_book(store), args.what)
    given: dict[str, Any] = {"by": user.id, "role": user.role, "reason": args.reason}
    if args.action == "discard":
        pages.discard(store, version.id, **given)
    elif not args.site:
        raise UsageError("--site: a version is scored in shadow on one site")
    else:
        pages.shadow(store, version.id, site=args.site, on=not args.off, **given)
    return version


def _release(store: Store, args: argparse.Namespace, user: User, _context: Context) -> Version:
    pages.release(store, args.site, by=user.id, role=user.role, reason=args.reason)
    return pages.read_book(store).in_force(args.site)


def _done(store: Store, version: Version, site: str) -> tuple[Any, str]:
    book = pages.read_book(store)
    row = _row(book, book.version(version.id), site or version.site)
    signed = ", ".join(
        f"{side}: {step.by if step else '–'}" for side, step in signatures(book.standing(version))
    )
    return row, f"{row['number']} ({row['name']}): {row['state']}; {signed}"


def _told(step: Step) -> str:
    where = step.site or "all sites"
    side = f" for {step.side}" if step.side else ""
    place = f" on {where}" if step.what in ("activated", "taken", "released", "shadow", "unshadow") else ""
    return f"{utc_day(step.at)} {step.what}{side}{place} by {step.by}" + (
        f": {step.reason}" if step.reason else ""
    )


def _printed(table: Table) -> str:
    file = StringIO()
    Console(file=file, width=120).print(table)
    return file.getvalue().rstrip()


_SHOWN = ("number", "name", "site", "content", "source", "verdict", "by", "at", "reason")
_LOOKS = {"list": _list, "show": _show, "diff": _diff}
_STEPS = {
    "draft": _draft,
    "sign": _sign,
    "withdraw": _sign,
    "activate": _activate,
    "rollback": _activate,
    "shadow": _shadow,
    "discard": _shadow,
    "release": _release,
}
