"""The command line as it is typed beside this installation: which program, and which data folder."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from tracker.settings import Settings


def command(settings: Settings, *words: str) -> str:
    """``words`` after the program, with the data folder where it is not the usual one."""
    folder = [] if settings.data_dir == Settings().data_dir else ["--data-dir", _near(settings.data_dir)]
    return " ".join([_program(), *map(shlex.quote, [*words, *folder])])


def _program() -> str:
    """``tracker`` where the shell finds this very one, else its path from where it was started."""
    own = Path(sys.executable).with_name("tracker")
    found = shutil.which("tracker")
    if not own.is_file() or (found and Path(found).resolve() == own.resolve()):
        return "tracker"
    return shlex.quote(_near(own))


def _near(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
