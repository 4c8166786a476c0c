"""A list of a thousand companies: each a lead without a point, until somebody of it comes."""

from __future__ import annotations

from pathlib import Path

from tests.intent_kit import DAY, MONDAY, event, seed, verdict
from tests.store.test_companies import LATER, command, read
from tracker.cli import companies
from tracker.companies import facts, optouts
from tracker.companies.facts import Entry
from tracker.intent import default_model
from tracker.qualify import qualify
from tracker.read.day import day_report
from tracker.read.days import utc_day
from tracker.read.unseen import list_leads
from tracker.sites import new_site, save_site
from tracker.store import Store


def test_a_thousand_rows_are_leads_without_points(store: Store, tmp_path: Path) -> None:
    shop = new_site("shop", title="The shop", key="k" * 12, timezone="UTC")
    save_site(store, shop, actor="t")
    rows = [f"c{number}.example,Company {number},DE,Ulm" for number in range(1000)]
    path = tmp_path / "fair.csv"
    path.write_text("\n".join(["Domain,Company,Country,City", *rows]), encoding="utf-8")
    assert command(companies, store, tmp_path, "import", str(path))["counts"] == {"imported": 1000}
    found = command(companies, store, tmp_path, "leads", "--site", "shop")
    assert len(found) == 1000
    assert {(item["stage"], item["score"], item["source"], item["list"]) for item in found} == {
        ("LEAD", 0.0, "list", "import")
    }
    assert qualify(store, "shop", at=MONDAY + DAY) == []
    report = day_report(store, shop, utc_day(MONDAY), zone="UTC", known_at=LATER, model=default_model())
    assert report.companies == ()

    seed(store, [event(MONDAY, address_key="a", view="v")], [verdict(MONDAY, "a", "c7.example")])
    optouts.add(store, "c8.example", actor="t", at=MONDAY)
    facts.put(store, [Entry("c9.example", "relation", "customer", "crm")], actor="t", at=MONDAY)
    left = {lead.key for lead in list_leads(store, "shop")}
    assert len(left) == 997
    assert not left & {"c7.example", "c8.example", "c9.example"}
    assert set(read(store)) == {"c7.example"}
    assert next(lead.name for lead in list_leads(store, "shop", text="company 42")) == "Company 42"
    assert len(list_leads(store, "other")) == 998  # on that site nobody was seen
