"""Names of persons trading alone leave a verdict and its evidence; companies beside them stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichment import Evidence, Identifier
from enrichment.optouts import ALONE, SHOWN
from enrichment.subject import parse


def said(name: str, network: str = "198.102.118.8/29", domain: str = "") -> Evidence:
    return Evidence(
        "registry", "holder", name, "registered holder", 0.9, scope="block", network=network, domain=domain
    )


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("Bäckerei Schmidt e.K.", True),
        ("Jan de Vries", True),
        ("Eenmanszaak Jansen", True),
        ("Acme Maschinenbau GmbH", False),
    ],
)
@pytest.mark.parametrize("shown", [False, True], ids=["by default", "switched on"])
def test_persons_are_not_named(tmp_path: Path, name: str, hidden: bool, shown: bool) -> None:
    if shown:
        (tmp_path / "enrichment").mkdir()
        (tmp_path / "enrichment" / "optouts.txt").write_text(f"{SHOWN}\n")
    identifier = Identifier(tmp_path)
    verdict = identifier.decide(parse("198.102.118.9"), [said(name)])
    text = str(verdict.to_dict())
    if hidden and not shown:
        assert verdict.company is None
        assert name not in text
    else:
        assert name in text
    if not hidden:
        assert verdict.company is not None
        assert verdict.rule != ALONE
