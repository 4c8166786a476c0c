"""Identification in bulk from packaged data: verdicts per second, and as a multiple of a plain range look-up.

python -m bench.identify --addresses 200000

On a shared machine compare the multiples, not the rates: both parts of one suffer alike. Every part is run
``--rounds`` times, the fastest counts. Evidence is made when it is read; the last lines read all of it.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable
from ipaddress import IPv4Address

from enrichment import Identifier
from enrichment.packed import Operators
from enrichment.sources.operator import OperatorSource


class Blocks:
    """Addresses of the packaged blocks, each in a block not drawn before."""

    def __init__(self, operators: Operators) -> None:
        self._columns = operators.columns
        self._dice = random.Random(7)
        self._rows = list(range(len(self._columns["start4"])))
        self._dice.shuffle(self._rows)

    def draw(self, count: int) -> list[str]:
        """``count`` addresses in other blocks than all before; fewer where none are left."""
        taken, self._rows = self._rows[:count], self._rows[count:]
        starts, lengths = self._columns["start4"], self._columns["length4"]
        return [str(IPv4Address(starts[row] + self._dice.randrange(1 << 32 - lengths[row]))) for row in taken]

    def anywhere(self, count: int) -> list[str]:
        """Addresses drawn evenly from all announced space, as visitors come: wide blocks more often."""
        starts, lengths = self._columns["start4"], self._columns["length4"]
        rows = self._dice.choices(range(len(starts)), [1 << 32 - length for length in lengths], k=count)
        return [str(IPv4Address(starts[row] + self._dice.randrange(1 << 32 - lengths[row]))) for row in rows]


#: Addresses in one go, as the slow line takes them.
BATCH = 5000


def rate(work: Callable[[], object], count: int) -> float:
    began = time.process_time()
    work()
    return count / (time.process_time() - began)


def plain(operators: Operators, texts: list[str]) -> float:
    numbers = [int(IPv4Address(text)) for text in texts]
    return rate(lambda: [operators.find(4, number) for number in numbers], len(numbers))


def _all(identifier: Identifier, texts: list[str], *, evidence: bool = False) -> int:
    """How many verdicts name a company; ``evidence``: how many pieces of it were read."""
    count = 0
    for start in range(0, len(texts), BATCH):
        for verdict in identifier.identify(texts[start : start + BATCH]):
            count += len(list(verdict.evidence)) if evidence else verdict.company is not None
    return count


def _system(operators: Operators, text: str) -> int:
    row = operators.find(4, int(IPv4Address(text)))
    return operators.systems[row[2]].asn if row else 0


def measure(count: int) -> dict[str, float]:
    """Rates of one round; "plain" is the range look-up alone."""
    found = Identifier()
    gc.freeze()  # as the server does (tracker/workshop.py)
    operators = next(part.operators for part in found.parts.sources if isinstance(part, OperatorSource))
    blocks = Blocks(operators)
    first, other = blocks.draw(count), blocks.draw(count)
    rates = {"plain": plain(operators, first)}
    rates["networks and systems not met before"] = rate(lambda: _all(found, first), count)
    systems = {_system(operators, text) for text in first}
    met = [text for text in other if _system(operators, text) in systems]
    rates["networks not met before, of systems met"] = rate(lambda: _all(found, met), len(met))
    rates["networks met before"] = rate(lambda: _all(found, met), len(met))
    fresh = Identifier()
    visitors = blocks.anywhere(count)
    rates["drawn from all announced space, at first"] = rate(lambda: _all(fresh, visitors), count)
    rates["the same, with all evidence"] = rate(lambda: _all(found, met, evidence=True), len(met))
    return rates


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--addresses", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    rounds = [measure(args.addresses) for _ in range(args.rounds)]
    best = {name: max(item[name] for item in rounds) for name in rounds[0]}
    for name, value in best.items():
        times = f"{value / best['plain']:6.2f} of a plain look-up" if name != "plain" else ""
        sys.stdout.write(f"{name:<44}{value:>12,.0f}/s  {times}\n")


if __name__ == "__main__":
    main()
