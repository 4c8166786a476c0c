"""Writes small MMDB files for tests, after the format's specification (2.0, records of 24 bits)."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any


class _Short(int):
    """A number of 16 bits."""


class _Long(int):
    """A number of 64 bits."""


_MARK = b"\xab\xcd\xefMaxMind.com"


def write_mmdb(path: Path, kind: str, rows: dict[str, dict[str, Any]], *, built: int = 1_790_000_000) -> Path:
    """``rows``: CIDR → record; blocks must not overlap. IPv4 lies under ::/96, as everywhere."""
    nodes: list[list[int | None]] = [[None, None]]
    leaves: dict[tuple[int, int], int] = {}
    data = b""
    for block, record in rows.items():
        node, bits = 0, _bits(block)
        for bit in bits[:-1]:
            child = nodes[node][bit]
            if child is None:
                nodes.append([None, None])
                child = nodes[node][bit] = len(nodes) - 1
            node = child
        leaves[node, bits[-1]] = len(data)
        data += _encode(record)
    tree = b"".join(_record(nodes, leaves, at, side) for at in range(len(nodes)) for side in (0, 1))
    meta = {
        "node_count": len(nodes),
        "record_size": _Short(24),
        "ip_version": _Short(6),
        "database_type": kind,
        "languages": ["en"],
        "binary_format_major_version": _Short(2),
        "binary_format_minor_version": _Short(0),
        "build_epoch": _Long(built),
        "description": {"en": "test"},
    }
    path.write_bytes(tree + bytes(16) + data + _MARK + _encode(meta))
    return path


def _bits(block: str) -> list[int]:
    network = ip_network(block)
    length = network.prefixlen + (96 if network.version == 4 else 0)
    return [int(bit) for bit in f"{int(network.network_address):0128b}"[:length]]


def _record(nodes: list[list[int | None]], leaves: dict[tuple[int, int], int], at: int, side: int) -> bytes:
    if (at, side) in leaves:
        return (len(nodes) + 16 + leaves[at, side]).to_bytes(3, "big")
    child = nodes[at][side]
    return (len(nodes) if child is None else child).to_bytes(3, "big")


def _encode(value: Any) -> bytes:
    if isinstance(value, bool):
        return _head(14, int(value))
    if isinstance(value, str):
        return _head(2, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        return _head(7, len(value)) + b"".join(_encode(k) + _encode(v) for k, v in value.items())
    if isinstance(value, list):
        return _head(11, len(value)) + b"".join(map(_encode, value))
    body = int(value).to_bytes(8, "big").lstrip(b"\0")
    kind = 5 if isinstance(value, _Short) else 9 if isinstance(value, _Long) else 6
    return _head(kind, len(body)) + body


def _head(kind: int, size: int) -> bytes:
    """Control byte; kinds from 8 on in a second one, sizes from 29 on behind it."""
    extra = b"" if size < 29 else bytes([size - 29])
    assert size < 285
    size = min(size, 29)
    return (bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])) + extra
