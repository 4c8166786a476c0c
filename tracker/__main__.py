"""The command ``tracker``. Sub-commands are the modules of tracker.cli."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from importlib.metadata import version
from types import ModuleType

import tracker.cli
from enrichment import BadData
from tracker.cli.common import Context, UsageError
from tracker.rules import RuleError
from tracker.settings import SettingError, as_served, load_settings
from tracker.spool import SpoolError
from tracker.store import StoreError


def _commands(wanted: str = "") -> dict[str, ModuleType]:
    """Sub-commands by name; just the wanted one where there is such, since each costs time to load."""
    names = [item.name for item in pkgutil.iter_modules(tracker.cli.__path__) if item.name != "common"]
    found = {name.replace("_", "-"): f"tracker.cli.{name}" for name in sorted(names)}
    if wanted in found:
        found = {wanted: found[wanted]}
    return {name: importlib.import_module(module) for name, module in found.items()}


def _parser(commands: dict[str, ModuleType]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tracker",
        description="Which companies visit your website, what they want, and when one is ready for sales.",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", metavar="DIR", help="folder that holds everything (TRACKER_DATA_DIR)")
    common.add_argument(
        "--json", action="store_true", help="print the result as JSON on stdout, nothing else"
    )
    parser.add_argument("--version", action="version", version=f"visitrace {version('visitrace')}")
    subs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in commands.items():
        sub = subs.add_parser(
            name,
            help=module.HELP,
            description=module.__doc__,
            parents=[common],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.configure(sub)
    return parser


def main(argv: list[str] | None = None) -> int:
    os.umask(0o077)
    argv = sys.argv[1:] if argv is None else argv
    commands = _commands(argv[0] if argv else "")
    args = _parser(commands).parse_args(argv or ["--help"])
    try:
        overrides = {key: getattr(args, key, None) for key in ("data_dir", "host", "port")}
        settings = load_settings(**overrides)
        if args.command not in {"serve", "collect"}:
            settings = as_served(settings)
        context = Context(settings=settings, json=args.json)
        result: int = commands[args.command].run(args, context)
        return result
    except (SettingError, UsageError, RuleError, BadData) as error:
        print(f"tracker: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except (StoreError, SpoolError) as error:
        print(f"tracker: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except BrokenPipeError:  # who read our output has seen enough: head, less
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
