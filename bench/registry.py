"""Registry index: records built per second, memory it takes, addresses looked up per second.

python -m bench.registry --records 500000
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import sys
import tempfile
import time
from ipaddress import IPv4Address
from pathlib import Path

from enrichment import Identifier
from enrichment.registry.build import build
from enrichment.registry.index import Index
from enrichment.subject import parse

_OBJECT = """inetnum:        {first} - {last}
netname:        NET-{number}
descr:          Firma {number} GmbH
country:        DE
org:            ORG-F{org}-RIPE
admin-c:        EM1-RIPE
tech-c:         EM1-RIPE
status:         ASSIGNED PA
mnt-by:         NETZ-MNT
created:        2014-03-01T10:00:00Z
last-modified:  2024-03-01T10:00:00Z
source:         RIPE

"""
_ORGANISATION = (
    "organisation:   ORG-F{number}-RIPE\norg-name:       Organisation {number} AG\nsource: RIPE\n\n"
)


def write(path: Path, count: int) -> None:
    """A dump of blocks of 4 to 256 addresses, every third with an organisation that the dump knows."""
    dice = random.Random(7)
    with gzip.open(path, "wt", compresslevel=1) as file:
        start = int(IPv4Address("5.0.0.0"))
        for number in range(count):
            size = 1 << dice.randint(2, 8)
            start = -(-start // size) * size
            text = {"first": IPv4Address(start), "last": IPv4Address(start + size - 1), "number": number}
            file.write(_OBJECT.format(**text, org=number))
            if number % 3 == 0:
                file.write(_ORGANISATION.format(number=number))
            start += size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=500_000)
    count: int = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        dump, out = Path(folder) / "ripe.db.inetnum.gz", Path(folder) / "enrichment" / "registry.idx"
        write(dump, count)
        began = time.process_time()
        counts = build([dump], out, built="2026-11-01", source="bench")
        spent = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = count / spent
        say(f"{counts['blocks']:,} blocks in {spent:.1f} s: {rate:,.0f} records/s, peak {peak:.0f} MB")
        say(f"index of {counts['bytes'] / 1e6:.1f} MB")
        dice = random.Random(8)
        low, high = int(IPv4Address("5.0.0.0")), int(IPv4Address("5.0.0.0")) + count * 60
        numbers = [dice.randint(low, high) for _ in range(200_000)]
        index = Index(out)
        began = time.process_time()
        hits = sum(index.find(4, number) is not None for number in numbers)
        spent = time.process_time() - began
        say(f"{hits:,} of 200,000 found: {200_000 / spent:,.0f} look-ups/s")
        identifier, texts = Identifier(folder), [str(IPv4Address(number)) for number in numbers[:50_000]]
        for text in texts[:100]:
            parse(text)
        began = time.process_time()
        identifier.identify(texts)
        spent = time.process_time() - began
        say(f"whole verdicts, every address in another block: {50_000 / spent:,.0f}/s")
        began = time.process_time()
        identifier.identify(texts)
        spent = time.process_time() - began
        say(f"the same again, known by block: {50_000 / spent:,.0f}/s")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
