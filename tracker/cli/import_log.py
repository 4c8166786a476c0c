"""Read an access log of nginx or Apache, and say what became of every line.

tracker import-log access.log --site shop
zcat access.log.*.gz | tracker import-log - --site shop --json

Common and combined format, with or without a virtual host in front; plain, gzip, zstd, or - for
standard input. Kept are page requests: GET, answered with 200, 203 or 304, and no part of a page
(style, script, picture, font, sound, film, feed, robots.txt, sitemap). What is left out is counted by
reason: not_get, status, asset, malformed.

The same file twice adds nothing, a grown file adds its new lines; an import that was stopped is simply
run again. A site of that name is made if there is none.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from tracker import sites
from tracker.cli.common import Context, UsageError
from tracker.importlog import Account, Feed, LogError, LogFile, account_of, first_look, open_log
from tracker.site import Site, SiteError
from tracker.spool import Spool, claim
from tracker.store import StoreError
from tracker.store.remote import OwnerStore
from tracker.workshop import Workshop, now_ms, open_workshop

HELP = "read an access log (nginx, Apache) and say what became of every line"

_BACKLOG = 20_000  # views in the spool before they are loaded, so that it stays small
_PATIENCE_S = 120.0  # how long a running server may make no headway before we stop waiting for it
_TOLD_EVERY = 500


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the log: plain, .gz, .zst, or - for standard input")
    parser.add_argument("--site", required=True, help="short name of the site it belongs to; made if missing")


def run(args: argparse.Namespace, context: Context) -> int:
    try:
        with open_log(args.file) as log, open_workshop(context.settings) as workshop:
            account = import_log(log, workshop, args.site, context)
    except (LogError, SiteError) as error:
        raise UsageError(str(error)) from None
    context.emit(asdict(account), _text(account))
    return 0


def import_log(log: LogFile, workshop: Workshop, site_id: str, context: Context) -> Account:
    """Every line of ``log`` into the site of that id. Raises ``LogError``, ``SiteError``, ``StoreError``."""
    lines = first_look(log)
    site = _site(workshop, site_id, context)
    with claim(context.settings.data_dir, f"import-{site.id}") as path:
        return _import(log, lines, workshop, site, path, context)


def _site(workshop: Workshop, site_id: str, context: Context) -> Site:
    fresh = site_id not in sites.all_sites(workshop.store)
    site = sites.ensure_site(workshop.store, site_id, actor="import-log")
    if fresh:
        sites.publish(workshop.store, context.settings.data_dir)
        context.console.print(f"There was no site {site.id!r}: it is made now.", highlight=False)
    return site


def _import(
    log: LogFile, lines: Iterator[bytes], workshop: Workshop, site: Site, path: Path, context: Context
) -> Account:
    with closing(Spool(path)) as spool, _Bars(context) as bars:
        line = _HotLine(workshop, spool, bars)
        line.finish()  # what an earlier import left behind
        feed = Feed(
            workshop.store,
            spool,
            workshop.keyring,
            site,
            flushed=line.relieve,
        )
        feed.read(bars.reading(log, lines))
        line.finish()
        line.identify()
        return account_of(workshop.store, site.id, feed.tally, known_at=now_ms())


class _HotLine:
    """Brings the spool's views into the store: itself, or by waiting for the server that owns it."""

    def __init__(self, workshop: Workshop, spool: Spool, bars: _Bars) -> None:
        self._workshop = workshop
        self._spool = spool
        self._bars = bars
        self._server = isinstance(workshop.store, OwnerStore)

    def relieve(self) -> None:
        if not self._server and self._spool.backlog()[0] >= _BACKLOG:
            self._workshop.load()

    def finish(self) -> None:
        """Return when nothing waits in the spool any more."""
        if self._server:
            self._wait("loading", lambda: self._spool.backlog()[0])
        else:
            self._workshop.load()

    def identify(self) -> None:
        if self._server:
            self._wait("identifying", self._workshop.queue.count)
        else:
            self._bars.step("identifying", self._workshop.queue.count())
            self._workshop.identify()

    def _wait(self, what: str, waiting: Callable[[], int]) -> None:
        """Until nothing waits, or the server has made no headway for so long that it must be ill."""
        left, since = waiting(), time.monotonic()
        while left and time.monotonic() - since < _PATIENCE_S:
            self._bars.step(f"the server is {what}", left)
            time.sleep(0.1)
            now = waiting()
            left, since = now, since if now == left else time.monotonic()
        if left:
            raise StoreError(
                f"the process that owns the store is not {what}: {left:,} wait. Nothing is lost; run this "
                "again when it works, or stop it first."
            )


class _Bars:
    """Progress for people: on stderr, and only where that is a terminal."""

    def __init__(self, context: Context) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(),
            console=context.console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("opening", total=None, note="")

    def __enter__(self) -> _Bars:
        self._progress.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._progress.stop()

    def reading(self, log: LogFile, lines: Iterator[bytes]) -> Iterator[bytes]:
        for number, line in enumerate(lines, 1):
            yield line
            if number % _TOLD_EVERY == 0:
                self._show(f"reading {log.name}", log.size or None, log.position, f"{number:,} lines")

    def step(self, what: str, left: int) -> None:
        self._show(what, None, 0, f"{left:,} left")

    def _show(self, what: str, total: int | None, done: int, note: str) -> None:
        self._progress.update(self._task, description=what, total=total, completed=done, note=note)


def _text(account: Account) -> str:
    lines = [
        f"{account.lines:,} lines, {account.accepted:,} page views of {account.site} "
        f"({account.first_day} to {account.last_day})",
        f"  new: {account.added:,}   there already: {account.duplicates:,}",
        "left out:",
        *[f"  {reason:<14}{count:>10,}" for reason, count in account.rejected.items()],
        "views by class:",
        *[f"  {kind:<14}{count:>10,}" for kind, count in account.classes.items()],
        f"companies: {account.companies:,}",
    ]
    return "\n".join(lines)
