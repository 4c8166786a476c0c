"""A site's own truth: work mail in forms, the CRM, corrections; held against what identification said."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichment.corrections import IS, NOT, PROVIDER, Correction
from tests.intent_kit import DAY, MONDAY, event, seed, verdict
from tests.store.test_companies import command
from tracker.cli import accuracy as command_accuracy
from tracker.cli.common import UsageError
from tracker.companies import facts
from tracker.companies.facts import Entry
from tracker.corrections import correct
from tracker.read import accuracy, owntruth
from tracker.sites import new_site, save_site
from tracker.store import Store
from tracker.store.records import EVER

NOW = MONDAY + 3 * DAY
#: Address key → (the mail domain that was given, what the verdict named, by which source, its class).
VISITS = {
    "right": ("acme.example", "acme.example", "registry", "business"),
    "right again, another network": ("acme.example", "acme.example", "operator", "business"),
    "wrong": ("nordwind.example", "suedwind.example", "registry", "business"),
    "missed": ("hafen.example", "", "operator", "isp"),
    "learnt from such mail itself": ("kreis.example", "kreis.example", "link", "business"),
    "a person's word": ("eigen.example", "eigen.example", "own-list", "business"),
}


@pytest.fixture
def site(store: Store) -> str:
    save_site(store, new_site("shop", key="k" * 12), actor="test")
    events, verdicts = [], []
    for n, (key, (domain, named, method, kind)) in enumerate(VISITS.items()):
        for visit in range(2):  # who comes twice counts once
            given = {"name": "md", "consent": "yes", "props": f'{{"domain":"{domain}"}}'}
            events.append(event(MONDAY + visit, address_key=key, view=f"{key}{visit}", visitor=key, **given))
        network = f"203.0.{n}.0/24"
        verdicts.append(verdict(MONDAY, key, named, company_name=named.split(".")[0], company_domain=named,
                                method=method, kind=kind, network=network, kept=network))  # fmt: skip
    events.append(event(MONDAY, address_key="right", name="md", consent="anon", view="x", visitor="x",
                        props='{"domain":"other.example"}'))  # fmt: skip
    seed(store, events, verdicts)
    facts.put(store, [Entry("acme.example", "name", "Acme", "crm", "2026-01-01")], actor="", at=MONDAY)
    return "shop"


def test_forms_and_crm_against_names(store: Store, site: str) -> None:
    assert owntruth.measure(store, site, now=NOW, day="2026-03-05", data="operators 2026-01-01")
    found = accuracy.known(store, known_at=NOW)[accuracy.own(site)]
    assert (found["measured"], found["rows"]) == ("2026-03-05", len(VISITS))
    precision, recall = found["company"]["precision"], found["company"]["recall"]
    assert (precision["right"], precision["n"]) == (2, 3), "what repeats the form is no proof of itself"
    assert (recall["right"], recall["n"]) == (2, 6)
    assert precision["interval"][0] < precision["value"] < precision["interval"][1]
    by = found["by"]["level"]
    assert (by["crm"]["company"]["precision"]["right"], by["crm"]["company"]["precision"]["n"]) == (2, 2)
    assert (by["form"]["company"]["precision"]["right"], by["form"]["company"]["precision"]["n"]) == (0, 1)
    again = owntruth.measure(store, site, now=NOW + DAY, day="2026-03-06", data="operators 2026-01-01")
    assert not again, "the same figures are not kept twice"


def test_corrections_are_wrong_names(store: Store, site: str) -> None:
    before = len(owntruth.judged(store, site, now=NOW))
    for said in (
        Correction("", NOT, company="suedwind.example"),
        Correction("", IS, company="~falsch", name="Richtig GmbH", domain="richtig.example"),
        Correction("", PROVIDER, company="~kabel-nord", kind="isp"),
    ):
        correct(store, said, by="ada@example.com", at=NOW)
    rows = [
        row for row in owntruth.judged(store, site, now=NOW) if row.truth.columns["level"] == "correction"
    ]
    assert len(owntruth.judged(store, site, now=NOW)) == before + 3
    assert [(row.named, row.right) for row in rows] == [(True, False)] * 3


def test_the_command_measures_and_keeps(store: Store, site: str, tmp_path: Path) -> None:
    correct(store, Correction("", NOT, company="suedwind.example"), by="ada@example.com", at=NOW)
    found = command(command_accuracy, store, tmp_path, "--own", site, "--save")
    assert found["by"]["level"]["correction"]["company"]["precision"]["n"] == 1
    kept = accuracy.known(store, known_at=EVER)[accuracy.own(site)]
    assert (kept["rows"], kept["company"]) == (found["rows"], found["company"])
    with pytest.raises(UsageError, match="there is no site 'none'"):
        command(command_accuracy, store, tmp_path, "--own", "none")
    with pytest.raises(UsageError, match="FILE, or tracker accuracy --own"):
        command(command_accuracy, store, tmp_path)


def test_nothing_known_is_nothing_kept(store: Store) -> None:
    assert not owntruth.measure(store, "shop", now=NOW, day="2026-03-05", data="x")
    assert accuracy.known(store, known_at=NOW) == {}
