"""Host names of old logs: nobody checked them, so a domain alone names no company."""

from __future__ import annotations

import pytest

from enrichment import PROVIDERS, Company, Evidence, Identifier, Subject, resolve
from enrichment.domains import registered, registrable, suffix
from enrichment.facts import facts_of
from enrichment.sources.university import common_name


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier()


ROOTS = {
    "reverse zone": "140.in-addr.arpa",
    "host in a reverse zone": "5.4.3.202.in-addr.arpa",
    "new reverse zone": "1.0.0.2.ip6.arpa",
    "second level of a country": "ac.sg",
    "second level in the list": "co.uk",
    "proxy right under a suffix": "wwwproxy.ac.il",
    "top level": "com",
}


@pytest.mark.parametrize("name", ROOTS)
def test_roots_and_suffixes_are_nobody(identifier: Identifier, name: str) -> None:
    verdict = identifier.identify([ROOTS[name]])[0]
    assert (verdict.kind, verdict.company) == ("unknown", None)
    assert [item.rule for item in verdict.evidence] == ["no registrable domain in the host name"]


def test_a_level_that_left_the_list_is_still_a_suffix() -> None:
    assert (registrable("pc1.np.ac.sg"), suffix("np.ac.sg")) == ("np.ac.sg", "ac.sg")
    assert (registrable("x.cistron.nl"), registered("x.y.cistron.nl")) == ("x.cistron.nl", "cistron.nl")


UNPROVEN = {
    "carrier by its brand": ("gw.telstra.com.au", "isp"),
    "carrier that is listed": ("proxy.bt.co.uk", "isp"),
    "carrier's word": ("slip1.telecentro.com.br", "isp"),
    "owner gives names to customers": ("kunde.cistron.nl", "isp"),
    "a group's name as a customer's": ("ibm.cistron.nl", "isp"),
    "nobody knows it": ("gate.pumpenwerk.de", "unknown"),
    "education by a word alone": ("pc7.fh-bielefeld.de", "education"),
}


@pytest.mark.parametrize("name", UNPROVEN)
def test_a_domain_alone_names_nobody(identifier: Identifier, name: str) -> None:
    host, kind = UNPROVEN[name]
    verdict = identifier.identify([host])[0]
    assert (verdict.kind, verdict.company) == (kind, None)
    if kind not in PROVIDERS:
        lost = [item for item in verdict.evidence if item.claim == "company"]
        assert [item.value for item in lost] == [registered(host)]
        assert lost[0].rule == "domain of an unconfirmed host name alone"
        assert lost[0].why


def test_a_checked_name_and_the_own_list_are_second_evidence(identifier: Identifier) -> None:
    checked = Evidence(
        "rdns", "holder", "pumpenwerk.de", "leads back", 0.72, scope="host", domain="pumpenwerk.de"
    )
    said = [item for judge in identifier.parts.judges for item in judge.judge(checked)]
    assert [item.confidence >= 0.7 for item in said if item.claim == "company"] == [True]


PROVEN = {
    "listed, by domain": ("gate.honeywell.com", "business", "honeywell.com"),
    "listed, by name": ("gateway.xerox.com", "business", "xerox.com"),
    "national domain of a group": ("gate.ibm.de", "business", "ibm.com"),
    "another": ("gate.ibm.com.au", "business", "ibm.com"),
    "university": ("pc.uni-bremen.de", "education", "uni-bremen.de"),
    "university under a city's domain": ("host.uni.wroc.pl", "education", "uni.wroc.pl"),
    "reserved suffix": ("pc.bournemouth.ac.uk", "education", "bournemouth.ac.uk"),
    "university called City": ("pc.city.ac.uk", "education", "city.ac.uk"),
    "state": ("pc.state.fl.us", "government", "state.fl.us"),
    "agency": ("pc.ksc.nasa.gov", "government", "nasa.gov"),
}


@pytest.mark.parametrize("name", PROVEN)
def test_a_second_source_or_a_reserved_suffix_names(identifier: Identifier, name: str) -> None:
    host, kind, key = PROVEN[name]
    verdict = identifier.identify([host])[0]
    assert (verdict.kind, verdict.company.key if verdict.company else "") == (kind, key)


NETWORKS_OF_OTHERS = {
    "NASK": ("Naukowa I Akademicka Siec Komputerowa - Panstwowy Instytut Badawczy", "PL", "education"),
    "universities of a country": ("Red Universitaria Nacional", "CL", "education"),
    "schools of a region": ("Education Service Center", "US", "education"),
    "supercomputer centre": ("Alabama Supercomputer Authority", "US", "education"),
    "telephones of a state": ("State of NC - State Telecommunications Services", "US", "government"),
    "network centre": ("DoD Network Information Center", "US", "government"),
}


@pytest.mark.parametrize("name", NETWORKS_OF_OTHERS)
def test_networks_of_others_have_no_company(identifier: Identifier, name: str) -> None:
    value, country, kind = NETWORKS_OF_OTHERS[name]
    operator = Evidence(
        "test", "operator", value, "test", 0.9, "as", "198.18.0.0/16", country=country, space=512
    )
    said = [item for judge in identifier.parts.judges for item in judge.judge(operator)]
    verdict = resolve(Subject("198.18.0.1", 0xC6120001, 4), [operator, *said])
    assert (verdict.kind, verdict.company) == (kind, None)


def test_one_agency_is_one_account(identifier: Identifier) -> None:
    name = "National Aeronautics and Space Administration"
    operator = Evidence("test", "operator", name, "test", 0.9, "as", "198.18.0.0/16", country="US", space=512)
    found = {
        item.domain for judge in identifier.parts.judges for item in judge.judge(operator) if item.domain
    }
    assert found == {"nasa.gov"}


def row(**fields: str) -> dict[str, str]:
    empty = dict.fromkeys(("name", "domain", "country", "city", "industry", "employees"), "")
    return {**empty, "name": "Firm", "domain": "firm.com", **fields}


FACTS = {
    "clean": ([row(industry="Banking", city="Munich", country="DE")], {"industry", "city", "country"}),
    "two lists disagree": ([row(industry="Banking"), row(industry="Energy")], set()),
    "several industries in one": ([row(industry="Computer hardware , Manufacturing , Retail")], set()),
    "two without a comma": ([row(industry="Agricultural machinery Heavy equipment")], set()),
    "street for a city": ([row(city="388 Greenwich Street New York City")], set()),
    "building for a city": ([row(city="Ford World Headquarters")], set()),
    "country against the domain": ([row(domain="firm.co.jp", country="GB", employees="7")], {"employees"}),
    "country of the exchange": ([row(country="GB", city="Shimomaruko")], {"city"}),
    "country with its place": ([row(country="GB", city="London")], {"city", "country"}),
}


@pytest.mark.parametrize("name", FACTS)
def test_only_clean_facts_are_kept(name: str) -> None:
    rows, kept = FACTS[name]
    assert set(facts_of(rows)) == kept


def test_no_wrong_facts_on_right_names(identifier: Identifier) -> None:
    def facts(key: str, name: str) -> dict[str, str]:
        return {fact.field: fact.value for fact in identifier.facts(Company(key, name, key))}

    assert "industry" not in facts("amd.com", "AMD")
    assert facts("taisei.co.jp", "Taisei Corporation").get("country") is None
    assert facts("apple-farm.example", "Apple Inc.") == {}, "a namesake's facts"


NAMES = {
    "one": ("abo.fi", ["Abo Akademi University"], "Abo Akademi University"),
    "campuses": (
        "indiana.edu",
        ["Indiana University (System)", "Indiana University - East"],
        "Indiana University",
    ),
    "campuses and a system, written differently": (
        "hawaii.edu",
        ["University Of Hawaii - System", "University of Hawaii - Hilo", "University of Hawaii - Manoa"],
        "University of Hawaii",
    ),
    "translations": (
        "uva.nl",
        ["University of Amsterdam", "Universiteit van Amsterdam"],
        "Universiteit van Amsterdam",
    ),
    "by its initials": (
        "ubc.ca",
        ["Sauder School", "University of British Columbia"],
        "University of British Columbia",
    ),
    "schools that share an institute's domain": ("inra.fr", ["Ecole A", "Ecole B", "Institut C"], ""),
    "a remark": ("x.com", ["https://x.com/", "College X"], "College X"),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_one_name_of_a_domain(name: str) -> None:
    domain, names, expected = NAMES[name]
    assert common_name(domain, names) == expected
