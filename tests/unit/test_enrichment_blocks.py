"""What registry records of blocks make of verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichment import Identifier
from enrichment.registry.build import build


# What the records make of verdicts, in networks of a real carrier: Cable Onda, AS18809 (a /16 of it), and
# of Hurricane Electric, AS6939, as the packaged operator data has them.
def _record(block: str, name: str, status: str = "ASSIGNED PA", label: str = "NET-1") -> str:
    return f"inetnum: {block}\nnetname: {label}\ndescr: {name}\nstatus: {status}\nsource: TEST\n"


CARRIED: dict[str, tuple[str, str, str]] = {
    # record → (kind, company, why the loser lost); the address is 186.188.188.205
    _record("186.188.188.204/30", "Pumpen Panama, S.A."): ("business", "Pumpen Panama, S.A.", ""),
    _record("186.188.188.204/30", "Pumpen Networks, S.A."): ("business", "Pumpen Networks, S.A.", ""),
    _record("186.188.188.0/24", "Pumpen Networks, S.A."): ("isp", "", ""),
    _record("186.188.188.0/24", "Pumpen Panama, S.A.", label="CITY-DSL-POOL"): ("isp", "", ""),
    _record("186.188.188.0/24", "Cable Onda S.A."): (
        "isp",
        "",
        "the operator's own name on the block: its subscribers",
    ),
    _record("186.188.128.0/17", "Pumpen Panama, S.A.", "ALLOCATED PA"): ("isp", "", ""),
    _record("186.188.188.204/30", "Erika Muster"): ("isp", "", ""),
    _record("186.188.188.204/30", "Ministerio de Bombas"): ("government", "Ministerio de Bombas", ""),
    _record("186.188.188.204/30", "Telefonica Empresas S.A."): ("isp", "", ""),
    _record("186.188.188.0/24", "Cliente Cable Onda"): ("isp", "", ""),
    _record("186.188.188.0/24", "Grossbank AG")
    + "\n"
    + _record("186.188.188.204/30", "Pumpen Panama, S.A."): (
        "business",
        "Pumpen Panama, S.A.",
        "a narrower block decides (186.188.188.204/30)",
    ),
}


def test_a_block_of_somebody_unnamed_is_not_the_firms_around_it(tmp_path: Path) -> None:
    (tmp_path / "dump").write_text(_record("155.56.1.0/28", "Erika Muster"), encoding="utf-8")
    build([tmp_path / "dump"], tmp_path / "enrichment" / "registry.idx", built="2026-11-01", source="test")
    inside, beside = Identifier(tmp_path).identify(["155.56.1.3", "155.56.1.77"])
    assert (inside.kind, inside.company) == ("unknown", None)
    assert any("nearer block" in item.why for item in inside.evidence if item.claim == "company")
    assert beside.company is not None
    assert beside.company.key == "sap.com"
    assert "Muster" not in repr(inside)


@pytest.mark.parametrize("record", CARRIED)
def test_records_decide_about_customers_of_a_carrier(tmp_path: Path, record: str) -> None:
    kind, company, why = CARRIED[record]
    (tmp_path / "dump").write_text(record, encoding="utf-8")
    out = tmp_path / "enrichment" / "registry.idx"
    build([tmp_path / "dump"], out, built="2026-11-01", source="test")
    (verdict,) = Identifier(tmp_path).identify(["186.188.188.205"])
    assert (verdict.kind, verdict.company.name if verdict.company else "") == (kind, company), verdict
    assert verdict.operator == "Cable Onda"
    assert "registry 2026-11-01" in verdict.data_version
    if why:
        assert why in {item.why for item in verdict.evidence}
