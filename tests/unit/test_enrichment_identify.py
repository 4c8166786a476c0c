"""Identifier over the packaged data: no network, real look-ups."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichment import BadData, BadSubject, Evidence, Identifier

OWN = """network,company,domain,kind,country,city,industry,employees,revenue_eur
192.0.2.64/28,Nordwind Pumpen GmbH,nordwind-pumpen.example,,DE,Kiel,Manufacturing,180,42000000
8.8.8.0/24,Kabel Beispiel,,isp,,,,,
,Langara Werke,langara.bc.ca,,CA,,,,
"""


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier()


KNOWN = {
    "software house by its group's name": ("155.56.0.1", "business", "sap.com"),
    "short name under the legal form that a list knows": ("130.214.0.1", "business", "sap.com"),
    "public resolver in a cloud's network": ("2001:4860:4860::8888", "hosting", ""),
    "documentation": ("192.0.2.1", "private", ""),
    "private": ("10.20.30.40", "private", ""),
    "shared carrier space": ("100.64.1.1", "private", ""),
    "IPv4 in IPv6 notation": ("::ffff:10.1.1.1", "private", ""),
    "cloud": ("52.149.85.85", "hosting", ""),
    "carrier that is a listed company": ("12.0.0.1", "isp", ""),
    "carrier for organisations: an office, unnamed": ("38.104.0.1", "business", ""),
    "mobile network": ("172.32.0.1", "mobile", ""),
    "university": ("128.122.85.85", "education", "nyu.edu"),
    "department, its country written out": (
        "129.198.30.228",
        "government",
        "defense.gov",
    ),
    "all universities of a state": ("131.144.166.23", "education", ""),
    "air force base by its host name": ("gate.hill.af.mil", "government", "af.mil"),
    "university by its second domain": ("cs.washington.edu", "education", "uw.edu"),
    "dial-up port of 1995": ("pppa006.compuserve.com", "isp", ""),
    "free-net of 1995": ("dds.dds.nl", "isp", ""),
    "carrier under a country's domain": ("mvm.dial.eunet.hu", "isp", ""),
    "college by its host name, under its main domain": ("vcc7.langara.bc.ca", "education", "langara.ca"),
    "company by its host name": ("gateway.xerox.com", "business", "xerox.com"),
    "state agency by its host name": ("host1.ornl.gov", "government", "ornl.gov"),
    "host name without a public suffix": ("derec.derec", "unknown", ""),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known(identifier: Identifier, name: str) -> None:
    subject, kind, company = KNOWN[name]
    verdict = identifier.identify([subject])[0]
    assert (verdict.kind, verdict.company.key if verdict.company else "") == (kind, company)
    assert verdict.rule


def test_own_list_wins_even_over_reserved_ranges_and_clouds(tmp_path: Path) -> None:
    (tmp_path / "own-list.csv").write_text(OWN, encoding="utf-8")
    company, outside, isp, host = Identifier(tmp_path).identify(
        ["192.0.2.70", "192.0.2.1", "8.8.8.8", "vcc7.langara.bc.ca"]
    )
    assert company.company is not None
    assert (company.kind, company.company.key, company.network) == (
        "business",
        "nordwind-pumpen.example",
        "192.0.2.64/28",
    )
    assert outside.kind == "private"
    assert (isp.kind, isp.operator, isp.company) == ("isp", "Kabel Beispiel", None)
    assert host.company is not None
    assert (host.kind, host.company.name) == ("business", "Langara Werke")


ROLL_UP = {"": "SAP", "[listed]\nroll_up = true\n": "SAP", "[listed]\nroll_up = false\n": "SAP America Inc."}


@pytest.mark.parametrize("text", ROLL_UP)
def test_subsidiaries_count_as_their_group_or_apart(tmp_path: Path, text: str) -> None:
    (tmp_path / "lookups.toml").write_text(text, encoding="utf-8")
    judge = next(part for part in Identifier(tmp_path).parts.judges if part.name == "listed")
    holder = Evidence("test", "operator", "SAP America Inc.", "test", 0.9, country="US", asn=64500)
    kind, company = judge.judge(holder)
    assert kind.value == "business"
    assert company.value.startswith(ROLL_UP[text])
    assert bool(company.domain) is ("false" not in text)


def test_a_wrong_switch_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lookups.toml").write_text('[listed]\nroll_up = "no"\n', encoding="utf-8")
    with pytest.raises(BadData, match="true or false"):
        Identifier(tmp_path)


def test_equal_answers_from_the_cache_and_without_it() -> None:
    addresses = ["155.56.0.1", "155.56.0.2", "8.8.8.8", "vcc7.langara.bc.ca", "10.0.0.1"]
    warm = Identifier()
    warm.identify(addresses)
    cold = [Identifier(parts=warm.parts).identify([address])[0] for address in addresses]
    assert warm.identify(addresses) == cold


@pytest.mark.parametrize("text", ["", "300.1.1.1", "1.2.3", "2001:db8::g", "a b", "-x.com", "x" * 300])
def test_what_is_no_subject_is_named(identifier: Identifier, text: str) -> None:
    with pytest.raises(BadSubject, match="is no"):
        identifier.identify([text])
