"""Bulk identification takes short cuts; every answer is the one without them."""

from __future__ import annotations

import random
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path

import pytest

from enrichment import Identifier
from enrichment.data import toml
from enrichment.keywords import match, rules
from enrichment.moved import MovedEvidence
from enrichment.names import fold
from enrichment.networks import PrefixTable
from enrichment.sources.operator import OperatorSource

DICE = random.Random(11)


def operators(identifier: Identifier) -> OperatorSource:
    return next(part for part in identifier.parts.sources if isinstance(part, OperatorSource))


def addresses(identifier: Identifier, count: int) -> list[str]:
    """Some in the same block, some in blocks of the same system, IPv6, private ones, and anywhere."""
    columns = operators(identifier).operators.columns
    rows = DICE.sample(range(len(columns["start4"])), count)
    texts = [str(IPv4Address(columns["start4"][row] + extra)) for row in rows for extra in (0, 1)]
    some = {columns["system4"][row] for row in rows[:40]}
    texts += [
        str(IPv4Address(start))
        for start, system in zip(columns["start4"], columns["system4"], strict=True)
        if system in some and DICE.random() < 0.2
    ]
    texts += [str(IPv6Address((high << 64) + 1)) for high in DICE.sample(list(columns["high6"]), count // 4)]
    texts += [str(IPv4Address(DICE.getrandbits(32))) for _ in range(count // 4)]
    return [*texts, "10.1.2.3", "192.0.2.7", "0.0.0.0", "::1", "host.example"]


@pytest.mark.parametrize("own", ["", "192.0.2.0/24,Nordwind\n8.8.0.0/16,Achtern\n"], ids=["", "own list"])
def test_a_verdict_taken_over_from_another_block_is_the_one_found_by_itself(tmp_path: Path, own: str) -> None:
    if own:
        (tmp_path / "own-list.csv").write_text(f"network,company\n{own}", "utf-8")
    quick, slow = Identifier(tmp_path), Identifier(tmp_path)
    slow._asked = [(token_of, None) for token_of, _ in slow._asked]
    texts = addresses(quick, 600)
    found, wanted = quick.identify(texts), slow.identify(texts)
    assert len(quick._cache) < len(slow._cache), "nothing was taken over"
    assert found == wanted
    assert [item.to_dict() for item in found] == [item.to_dict() for item in wanted]
    assert any(isinstance(item.evidence, MovedEvidence) for item in found)
    assert len({hash(item.evidence) for item in found}) == len({hash(item.evidence) for item in wanted})


def test_the_index_of_words_finds_what_the_expressions_find() -> None:
    """On names of the operator table, and on every word of every rule, alone and within others."""
    systems = operators(Identifier()).operators.systems
    names = [system.name for system in DICE.sample(systems, 1500)]
    words = [word.strip("*") for rule in toml("keywords.toml")["rule"] for word in rule["words"]]
    names += [*words, *(f"x{word}" for word in words), *(f"a {word}y b" for word in words[::2])]
    for name in names:
        text = fold(name)
        fired = next(((rule, hit[0]) for rule in rules() if (hit := rule.pattern.search(text))), None)
        assert match(name) == fired, name


def test_a_table_of_nested_blocks_gives_the_narrowest() -> None:
    blocks = ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.128/25", "10.2.0.0/16", "11.0.0.0/8",
              "255.255.255.0/24", "0.0.0.0/32", "2001:db8::/32", "2001:db8:1::/48"]  # fmt: skip
    table = PrefixTable((ip_network(block), block) for block in blocks)
    assert len(table) == len(blocks)
    points = {edge + step for block in blocks for edge in _edges(block) for step in (-1, 0, 1)}
    for version, width in ((4, 32), (6, 128)):
        for number in sorted(point for point in points if 0 <= point < 1 << width):
            holding = [block for block in map(ip_network, blocks) if block.version == version
                       and int(block[0]) <= number <= int(block[-1])]  # fmt: skip
            wanted = str(max(holding, key=lambda block: block.prefixlen)) if holding else None
            assert table.find(version, number) == ((wanted, wanted) if wanted else None)


def _edges(block: str) -> tuple[int, int]:
    network = ip_network(block)
    return int(network[0]), int(network[-1])
