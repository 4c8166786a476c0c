"""``resolve`` is deterministic and free of order, and keeps its promises on any evidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enrichment import KINDS, PROVIDERS, Evidence, Subject, Verdict, resolve
from enrichment.resolve import FLOOR

SUBJECT = Subject("203.0.113.7", 0xCB007107, 4)
NAMES = ["Alpha GmbH", "ALPHA", "Beta Inc.", "Gamma B.V.", "Delta"]
NETWORKS = {"own": "203.0.113.0/26", "host": "", "block": "203.0.113.0/25", "as": "203.0.0.0/16"}


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    claim = draw(st.sampled_from(["operator", "holder", "kind", "company", "note"]))
    scope = draw(st.sampled_from(sorted(NETWORKS)))
    value = draw(st.sampled_from(sorted(KINDS) if claim == "kind" else NAMES))
    domain = draw(st.sampled_from(["", "alpha.example", "beta.example"])) if claim == "company" else ""
    confidence = draw(st.sampled_from([0.0, 0.3, 0.5, 0.6, 0.75, 0.9, 0.99]))
    source = draw(st.sampled_from(["one", "two", "three"]))
    return Evidence(source, claim, value, f"{source} says", confidence, scope, NETWORKS[scope], domain)


EVIDENCE = st.lists(evidence(), max_size=12)


@given(EVIDENCE, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(items: list[Evidence], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(SUBJECT, shuffled + items[:2]) == resolve(SUBJECT, items)


@given(EVIDENCE)
def test_resolving_its_own_evidence_gives_the_same_verdict(items: list[Evidence]) -> None:
    first = resolve(SUBJECT, items)
    plain = [item.judged(used=False, why="") for item in first.evidence]
    assert resolve(SUBJECT, plain) == first


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


@given(EVIDENCE)
def test_business_only_on_positive_evidence(items: list[Evidence]) -> None:
    verdict = resolve(SUBJECT, items)
    if verdict.kind == "business":
        assert used(verdict, "company") or any(item.value == "business" for item in used(verdict, "kind"))
    if not any(item.claim in {"kind", "company"} and item.confidence >= FLOOR for item in items):
        assert (verdict.kind, verdict.company) == ("unknown", None)


@given(EVIDENCE)
def test_no_evidence_is_lost_and_every_loser_has_a_reason(items: list[Evidence]) -> None:
    verdict = resolve(SUBJECT, items)
    assert {item.judged(used=False, why="") for item in verdict.evidence} == set(items)
    assert all(item.used or item.why for item in verdict.evidence if item.claim == "company")


def used(verdict: Verdict, claim: str) -> list[Evidence]:
    return [item for item in verdict.evidence if item.claim == claim and item.used]
