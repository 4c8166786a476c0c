"""Every module of enrichment/sources keeps the contract of enrichment/source.py."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from enrichment.model import CLAIMS, KINDS, SCOPES, BadData, Evidence
from enrichment.source import Judge, Options, Parts, Remote, Source, SourceError, scan, sort_parts
from enrichment.sources.own_list import read_rows
from enrichment.subject import parse

SUBJECTS = [
    "155.56.0.1",
    "8.8.8.8",
    "10.1.2.3",
    "0.0.0.0",
    "255.255.255.255",
    "192.0.2.7",
    "2001:4860:4860::8888",
    "::",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "pppa006.compuserve.com",
    "vcc7.langara.bc.ca",
    "localhost",
    "derec.derec",
]
HOLDERS = [
    ("as", "Deutsche Bank AG", "", "DE"),
    ("as", "", "", ""),
    ("block", "Coal India Limited", "", "IN"),
    ("host", "mit.edu", "mit.edu", ""),
    ("as", "株式会社日立製作所", "", "JP"),
]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder: Path = tmp_path_factory.mktemp("data")
    (folder / "own-list.csv").write_text("network,company\n192.0.2.0/24,Nordwind\n", encoding="utf-8")
    return scan(Options(data_dir=folder, lookups=frozenset({"rdns", "rdap"})))


def check(item: Evidence) -> None:
    assert item.claim in CLAIMS
    assert item.scope in SCOPES
    assert 0 <= item.confidence <= 1
    assert item.rule, "evidence without the rule that made it"
    assert item.value
    assert not item.used
    if item.claim == "kind":
        assert item.value in KINDS


def test_all_kinds_of_parts_are_found(parts: Parts) -> None:
    assert {part.name for part in parts.sources} >= {"operator", "special", "own-list", "host-name"}
    assert {part.name for part in parts.judges} >= {"keyword", "system", "listed", "university", "legal-form"}
    assert {part.name for part in parts.remotes} == {"rdns", "rdap"}


def test_remote_sources_are_absent_unless_asked_for(tmp_path: Path) -> None:
    assert scan(Options(data_dir=tmp_path)).remotes == ()


@pytest.mark.parametrize("text", SUBJECTS)
def test_sources_give_well_formed_evidence_that_depends_on_the_token_only(parts: Parts, text: str) -> None:
    subject = parse(text)
    for source in parts.sources:
        hash(source.token(subject))
        assert source.token(subject) == source.token(subject)
        found = source.look(subject)
        assert found == source.look(subject)
        for item in found:
            check(item)
            assert item.source == source.name


@pytest.mark.parametrize(("scope", "value", "domain", "country"), HOLDERS)
def test_judges_stay_at_the_holders_scope(
    parts: Parts, scope: str, value: str, domain: str, country: str
) -> None:
    claim = "operator" if scope == "as" else "holder"
    holder = Evidence(
        "test", claim, value, "test", 0.8, scope, "198.18.0.0/24", domain, country, 64500, space=512
    )
    for judge in parts.judges:
        for item in judge.judge(holder):
            check(item)
            assert item.scope in {scope, "own"}
            assert item.claim in {"kind", "company", "operator"}
            assert item.network == holder.network


class Twin:
    name = "special"
    version = ""

    def token(self, subject: object) -> None: ...

    def look(self, subject: object) -> tuple[()]:
        return ()


def test_two_of_one_name_or_a_malformed_one_stop_the_start() -> None:
    with pytest.raises(SourceError, match="two sources"):
        sort_parts([Twin(), Twin()])
    with pytest.raises(SourceError, match="needs a name"):
        sort_parts([SimpleNamespace(name="nothing")])


def test_every_part_is_one_of_three(parts: Parts) -> None:
    for part in (*parts.sources, *parts.judges, *parts.remotes):
        assert isinstance(part, Source | Judge | Remote)


BAD_LISTS = {
    "heading": ("net,firm\n", "heading"),
    "network": ("network,company\n192.0.2.1/24,X\n", "line 2"),
    "kind": ("network,company,kind\n192.0.2.0/24,X,carrier\n", "allowed: isp"),
    "no digit to count with": (
        "network,company,employees\n192.0.2.0/24,X,\u00b2\n",
        "line 2: employees .*at most 12",
    ),
    "too many digits": (
        f"network,company,revenue_eur\n192.0.2.0/24,X,{'9' * 400}\n",
        "line 2: revenue_eur .*band",
    ),
    "nothing to go by": ("network,company\n,X\n", "a network"),
}


@pytest.mark.parametrize("size", ["", "250", "51-200", "10,000+", "1.000.000.000 \u20ac", "ca. 40"])
def test_counts_and_bands_are_taken(tmp_path: Path, size: str) -> None:
    path = tmp_path / "own-list.csv"
    path.write_text(f'network,company,employees\n192.0.2.0/24,X,"{size}"\n', encoding="utf-8")
    (row,) = read_rows(path)
    assert dict(row.facts).get("employees", "") == size


@pytest.mark.parametrize("name", BAD_LISTS)
def test_a_broken_own_list_says_where_and_what_is_allowed(tmp_path: Path, name: str) -> None:
    text, said = BAD_LISTS[name]
    (tmp_path / "own-list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadData, match=said):
        scan(Options(data_dir=tmp_path))
