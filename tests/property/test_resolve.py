"""``resolve`` is deterministic and free of order, and keeps its promises on any evidence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from enrichment import KINDS, PROVIDERS, Evidence, Subject, Verdict, resolve
from enrichment.judging import hear
from enrichment.model import SCOPES
from enrichment.networks import length_of
from enrichment.resolve import FLOOR
from enrichment.source import Options, scan

#: The first name read builds the tables of legal forms: no test of speed.
CALM = settings(deadline=None)
SUBJECT = Subject("203.0.113.7", 0xCB007107, 4)
NAMES = ["Alpha GmbH", "ALPHA", "Beta Inc.", "Gamma B.V.", "Delta"]
NETWORKS = {"own": "203.0.113.0/26", "host": "", "block": "203.0.113.0/25", "as": "203.0.0.0/16"}

#: Blocks of the address, narrow and wide, and a claim that does not say which.
BLOCKS = ["203.0.113.0/25", "203.0.113.0/28", "203.0.112.0/22", ""]


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    claim = draw(st.sampled_from(["operator", "holder", "kind", "company", "note"]))
    scope = draw(st.sampled_from(sorted(NETWORKS)))
    value = draw(st.sampled_from(sorted(KINDS) if claim == "kind" else NAMES))
    domain = draw(st.sampled_from(["", "alpha.example", "beta.example"])) if claim == "company" else ""
    confidence = draw(st.sampled_from([0.0, 0.3, 0.5, 0.6, 0.75, 0.9, 0.99]))
    source = draw(st.sampled_from(["one", "two", "three"]))
    network = draw(st.sampled_from(BLOCKS)) if scope == "block" else NETWORKS[scope]
    return Evidence(source, claim, value, f"{source} says", confidence, scope, network, domain)


EVIDENCE = st.lists(evidence(), max_size=12)


@CALM
@given(EVIDENCE, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(items: list[Evidence], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(SUBJECT, shuffled + items[:2]) == resolve(SUBJECT, items)


@CALM
@given(EVIDENCE)
def test_resolving_its_own_evidence_gives_the_same_verdict(items: list[Evidence]) -> None:
    first = resolve(SUBJECT, items)
    plain = [item.judged(used=False, why="") for item in first.evidence]
    assert resolve(SUBJECT, plain) == first


@CALM
@given(EVIDENCE)
def test_a_provider_is_never_a_company(items: list[Evidence]) -> None:
    verdict = resolve(SUBJECT, items)
    assert verdict.kind in KINDS
    assert 0 <= verdict.confidence <= 1
    if verdict.company is not None:
        assert verdict.kind not in PROVIDERS
        assert verdict.confidence >= FLOOR
        assert verdict.company.key == verdict.company.domain or verdict.company.key.startswith("~")
        assert used(verdict, "company")


@CALM
@given(EVIDENCE)
def test_business_only_on_positive_evidence(items: list[Evidence]) -> None:
    verdict = resolve(SUBJECT, items)
    if verdict.kind == "business":
        assert used(verdict, "company") or any(item.value == "business" for item in used(verdict, "kind"))
    if not any(item.claim in {"kind", "company"} and item.confidence >= FLOOR for item in items):
        assert (verdict.kind, verdict.company) == ("unknown", None)


@CALM
@given(EVIDENCE)
def test_no_evidence_is_lost_and_every_loser_has_a_reason(items: list[Evidence]) -> None:
    verdict = resolve(SUBJECT, items)
    assert {item.judged(used=False, why="") for item in verdict.evidence} == set(items)
    assert all(item.used or item.why for item in verdict.evidence if item.claim == "company")


@CALM
@given(EVIDENCE)
def test_a_company_is_never_named_from_farther_than_what_decided(items: list[Evidence]) -> None:
    verdict = resolve(SUBJECT, items)
    kinds, companies = used(verdict, "kind"), used(verdict, "company")
    for kind in kinds:
        for company in companies:
            assert SCOPES.index(company.scope) <= SCOPES.index(kind.scope)
            if company.scope == kind.scope and company.network:
                assert length_of(company.network) >= length_of(kind.network)


HOLDERS = ["Alpha GmbH", "Netz Telecom SA", "Kabel Pool", "Universität Kiel", "Alpha Netz Telecom", "Mix 12"]


@st.composite
def holder(draw: st.DrawFn) -> Evidence:
    scope = draw(st.sampled_from(["as", "block"]))
    value = draw(st.sampled_from(HOLDERS))
    network = draw(st.sampled_from(BLOCKS[:3])) if scope == "block" else NETWORKS["as"]
    use = draw(st.sampled_from(["assigned", "allocated", "pool", "direct", ""])) if scope == "block" else ""
    claim = "operator" if scope == "as" else "holder"
    return Evidence("test", claim, value, "test", 0.9, scope, network, country="DE", space=512, use=use)


JUDGES = scan(Options()).judges


@CALM
@given(st.lists(holder(), max_size=5), st.randoms(use_true_random=False))
def test_judges_are_heard_in_any_order(holders: list[Evidence], random: object) -> None:
    shuffled = list(holders)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    verdict = resolve(SUBJECT, hear(JUDGES, holders))
    assert resolve(SUBJECT, hear(JUDGES, shuffled)) == verdict
    assert verdict.company is None or verdict.kind not in PROVIDERS


def used(verdict: Verdict, claim: str) -> list[Evidence]:
    return [item for item in verdict.evidence if item.claim == claim and item.used]
