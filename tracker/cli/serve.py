"""Run everything in one process: collector, loader, identification, scoring, dashboard.

tracker serve
tracker serve --demo      with a demonstration site of fictional companies
"""

from __future__ import annotations

import argparse
import logging

from tracker.cli.common import Context, UsageError

HELP = "run everything: collector, identification, scoring, dashboard"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="add a demonstration site with generated traffic")
    parser.add_argument("--host", help="address to listen on (TRACKER_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (TRACKER_PORT)")


def run(args: argparse.Namespace, context: Context) -> int:
    from tracker.app import CannotListen, serve  # the engine starts here, not at tracker --help

    settings = context.settings
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    console = context.console
    try:
        serve(settings, demo=args.demo, say=lambda text: console.print(text, highlight=False, soft_wrap=True))
    except CannotListen as error:
        raise UsageError(str(error)) from None
    return 0
