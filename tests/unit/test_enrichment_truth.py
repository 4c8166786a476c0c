"""How often identification is right, on data that is not ours to ship. Skipped where it is absent.

Half of the truth (by a hash of the address) is held back: rules are written looking at the other half only.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from enrichment import PROVIDERS, Identifier, accuracy
from enrichment.registry.build import build

SHARED = Path(os.environ.get("TRACKER_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
REGISTRY = SHARED / "registry"
TRUTH = SHARED / "truth" / "ip_company.csv"
EDGAR = SHARED / "logs" / "edgar-2017-06-30.log"
NASA = SHARED / "logs" / "nasa-1995-08-01.log"


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    """Packaged data alone."""
    return Identifier()


def rows(*, held_back: bool) -> list[accuracy.Truth]:
    return accuracy.read(TRUTH, half=1 if held_back else 0)


@pytest.mark.skipif(not TRUTH.exists(), reason="truth file absent")
@pytest.mark.parametrize("held_back", [False, True], ids=["seen half", "held-back half"])
def test_named_companies_are_right_and_providers_are_never_named(
    identifier: Identifier, held_back: bool
) -> None:
    """By the strict rule: an agency named for its government, a church by its full name, are wrong."""
    truth = rows(held_back=held_back)
    judged = accuracy.judge(truth, identifier.identify([row.ip for row in truth]))
    named = [row for row in judged if row.named]
    assert len(named) >= 20
    assert sum(row.right for row in named) >= 0.8 * len(named)
    assert not [row for row in named if row.truth.kind in PROVIDERS]


@pytest.mark.skipif(not TRUTH.exists(), reason="truth file absent")
def test_kind_is_right_where_the_operator_can_tell(identifier: Identifier) -> None:
    """Rows inside a carrier's netblock need registry data; here those of whole systems."""
    truth = accuracy.read(TRUTH, [("level", "asn")])
    judged = accuracy.judge(truth, identifier.identify([row.ip for row in truth]))
    assert sum(row.kind_right for row in judged) >= 0.8 * len(truth)


INDEPENDENT = [("asn_filtered", "no")]


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Identifier:
    """Packaged data and the registry samples."""
    folder = tmp_path_factory.mktemp("registry")
    out = folder / "enrichment" / "registry.idx"
    build(sorted(REGISTRY.iterdir()), out, built="2026-11-01", source="samples")
    return Identifier(folder)


@pytest.mark.skipif(
    not (TRUTH.exists() and REGISTRY.exists()), reason="truth file or registry samples absent"
)
@pytest.mark.parametrize("half", [0, 1], ids=["seen half", "held-back half"])
def test_registry_records_name_whom_they_register(registered: Identifier, half: int) -> None:
    """The samples hold half of the truth's blocks: recall is asked for where a record was at hand."""
    truth = accuracy.read(TRUTH, [*INDEPENDENT, ("level", "netblock")], half)
    judged = accuracy.judge(truth, registered.identify([row.ip for row in truth]))
    covered = accuracy.figures([row for row in judged if has_record(row)])
    assert covered["company"]["recall"]["n"] >= 4
    assert covered["company"]["recall"]["value"] >= 0.75
    assert covered["company"]["precision"]["value"] >= 0.95
    assert not [row for row in judged if row.named and row.truth.kind in PROVIDERS]


def has_record(row: accuracy.Judged) -> bool:
    return any(item.source == "registry" for item in row.verdict.evidence)


def subjects(path: Path) -> Counter[str]:
    with path.open(encoding="utf-8", errors="replace") as file:
        return Counter(line.split(" ", 1)[0] for line in file)


FIRMS = (
    "Soros Fund Management",
    "FINAM",
    "Bloomberg",
    "Schonfeld",
    "BTG Pactual",
    "Moody",
    "Kramer Levin",
    "PriceWaterhouse",
    "Deloitte",
    "Moelis",
    "Citigroup",
    "Factset",
    "Macquarie",
    "Donnelley",
    "Northwestern University",
    "Hong Kong Polytechnic",
    "University of Melbourne",
    "University of Colorado",
)


@pytest.mark.skipif(not EDGAR.exists(), reason="EDGAR log absent")
def test_edgar_log_names_firms_and_universities_and_no_provider(identifier: Identifier) -> None:
    verdicts = identifier.identify(sorted(subjects(EDGAR)))
    names = sorted({verdict.company.name for verdict in verdicts if verdict.company})
    found = [firm for firm in FIRMS if any(firm.lower() in name.lower() for name in names)]
    assert len(found) >= 10, names
    providers = (
        "amazon",
        "microsoft corp",
        "google",
        "comcast",
        "at&t",
        "verizon",
        "cogent",
        "ovh",
        "telecom",
    )
    assert not [name for name in names if any(word in name.lower() for word in providers)]


CARRIERS = frozenset(
    {
        "telstra",
        "bt",
        "uswest",
        "bell-atl",
        "kdd",
        "dacom",
        "telkom",
        "telepac",
        "wcom",
        "tds",
        "ozemail",
        "jaring",
        "bekkoame",
        "compusmart",
        "iol",
        "oslonett",
        "hkstar",
        "idirect",
        "intac",
        "cris",
        "best",
        "mv",
        "vol",
        "picard",
        "cistron",
        "snafu",
        "actcom",
    }
)


@pytest.mark.skipif(not NASA.exists(), reason="NASA log absent")
def test_host_names_of_1995(identifier: Identifier) -> None:
    hosts = [host for host in sorted(subjects(NASA)) if host.replace("-", "").replace(".", "").isalnum()]
    verdicts = {verdict.ip: verdict for verdict in identifier.identify(hosts)}
    for domain in ("compuserve.com", "aol.com", "prodigy.com", "netcom.com"):
        lines = [verdict for host, verdict in verdicts.items() if host.endswith("." + domain)]
        assert lines
        assert {(verdict.kind, verdict.company) for verdict in lines} == {("isp", None)}, domain
    academic = [verdict for host, verdict in verdicts.items() if host.endswith(".edu")]
    assert len([v for v in academic if v.kind == "education" and v.company]) >= 0.95 * len(academic)
    firms = {verdict.company.key for verdict in verdicts.values() if verdict.company}
    assert {"ibm.com", "hp.com", "xerox.com", "honeywell.com"} <= firms
    assert not [key for key in firms if key.partition(".")[0] in CARRIERS or key.endswith(".arpa")]
    business = {v.company.key for v in verdicts.values() if v.company and v.kind == "business"}
    assert 20 <= len(business) <= 100, "only firms that a second source knows"
    assert not business & {"ibm.de", "ibm.ch", "ibm.com.au"}, "national domains join the main one"
