"""CPU time of a process and its children, from /proc: it tells more than a rate on a busy machine."""

from __future__ import annotations

import os
from pathlib import Path

_TICK: int = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of the process and its living descendants; 0 where there is no /proc."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(entry.parent.name)
        parents[number] = int(fields[1])
        ticks[number] = int(fields[11]) + int(fields[12])
    mine = sum(n for number, n in ticks.items() if _descends(number, pid, parents))
    return float(mine / _TICK)


def _descends(number: int, ancestor: int, parents: dict[int, int]) -> bool:
    while number > 1:
        if number == ancestor:
            return True
        number = parents.get(number, 0)
    return False
