"""Tables of networks: which block of a list contains an address.  [pure]"""

from __future__ import annotations

import socket
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Generic, TypeVar

T = TypeVar("T")
Network = IPv4Network | IPv6Network
WIDTH = {4: 32, 6: 128}


def cidr(version: int, start: int, length: int) -> str:
    """Text of a block, e.g. ``155.56.0.0/16``."""
    if version == 4:
        return f"{socket.inet_ntoa(start.to_bytes(4))}/{length}"
    return f"{IPv6Address(start)}/{length}"


class PrefixTable(Generic[T]):
    """Longest match over a list of CIDRs: the lines between them, sorted, and what holds from each on."""

    def __init__(self, rows: Iterable[tuple[Network, T]] = ()) -> None:
        blocks: dict[int, dict[tuple[int, int], T]] = {4: {}, 6: {}}
        for network, value in rows:  # later rows win
            start, length = int(network.network_address), network.prefixlen
            blocks[network.version][start, length] = value
        self._size = sum(map(len, blocks.values()))
        self._tables = {version: _flat(version, found) for version, found in blocks.items() if found}

    def find(self, version: int, number: int) -> tuple[str, T] | None:
        """(CIDR, value) of the narrowest block that contains the address, or None."""
        table = self._tables.get(version)
        return table[1][bisect_right(table[0], number)] if table else None

    def __len__(self) -> int:
        return self._size


def _flat(version: int, blocks: Mapping[tuple[int, int], T]) -> tuple[list[int], list[tuple[str, T] | None]]:
    """(where the answer changes, the answers: one before each of these lines, one after the last)."""
    lines: list[int] = []
    answers: list[tuple[str, T] | None] = [None]
    around: list[tuple[int, tuple[str, T]]] = []  # (end, answer) of the blocks we are in, widest first

    def begin(line: int, answer: tuple[str, T] | None) -> None:
        if lines and lines[-1] == line:
            answers[-1] = answer
        else:
            lines.append(line)
            answers.append(answer)

    def leave(before: int) -> None:
        while around and around[-1][0] <= before:
            end = around.pop()[0]
            begin(end, around[-1][1] if around else None)

    for (start, length), value in sorted(blocks.items(), key=lambda item: item[0]):
        leave(start)
        answer = cidr(version, start, length), value
        around.append((start + (1 << WIDTH[version] - length), answer))
        begin(start, answer)
    leave(1 << WIDTH[version])
    return lines, answers


def coarse(network: str, *, four: int = 24, six: int = 48) -> str:
    """The block at most as fine as /24 (IPv4) or /48 (IPv6): what may be kept without naming one line."""
    if not network:
        return ""
    block = ip_network(network, strict=False)
    limit = four if block.version == 4 else six
    return str(block if block.prefixlen <= limit else block.supernet(new_prefix=limit))


def length_of(network: str) -> int:
    """Prefix length; 0 for an empty text."""
    return int(network.rpartition("/")[2]) if "/" in network else 0
