"""Run collector processes: they take beacons in and keep them in spools of their own, nothing else.

The process that owns the store (tracker serve) loads those spools, so both use one data folder.

tracker collect --workers 2 --host 0.0.0.0 --port 8080
"""

from __future__ import annotations

import argparse
import os
from dataclasses import fields

from tracker.cli.common import Context, UsageError
from tracker.settings import PREFIX, make_data_dir

HELP = "run collector processes: beacons in, spool out"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=1, help="number of processes (default 1)")
    parser.add_argument("--host", help="address to listen on (TRACKER_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (TRACKER_PORT)")


def run(args: argparse.Namespace, context: Context) -> int:
    from tracker.collect import server  # uvicorn is only needed here

    if not 1 <= args.workers <= 64:
        raise UsageError(f"--workers {args.workers}: 1 to 64 are allowed")
    settings = context.settings
    make_data_dir(settings)
    for item in fields(settings):  # what the workers read
        os.environ[PREFIX + item.name.upper()] = str(getattr(settings, item.name))
    where = f"{settings.public_url}/{settings.collect_prefix}/KEY"
    context.console.print(
        f"Collecting at {where} with {args.workers} worker(s), spools in {settings.data_dir}"
    )
    server.serve(settings, args.workers)
    return 0
