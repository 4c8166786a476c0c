"""Files in the layout of a CRM: what goes out comes back as the same account, by its number."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from enrichment.columns import recognise
from enrichment.importing import IMPORTED, plan
from reports.exports import export, formats
from reports.targets import TargetRow

ROW = TargetRow(
    account_id="acme.example",
    name="Müller & Söhne GmbH",
    domain="acme.example",
    website="https://www.acme.example/",
    phone="+49 731 12345",
    email_general="info@acme.example",
    street="Hauptstraße 5",
    postal_code="89073",
    city="Ulm",
    region="BW",
    country_code="DE",
    industry="Machine building",
    employees=250,
    revenue_eur="10000000-50000000",
    intent_score=71.4,
    cell="A1",
    stage="MQL2",
    last_seen="2026-03-10T11:00:00Z",
    reasons="2 people, pricing page 3 times",
    owner="jan@example.com",
    relation="prospect",
    external_id="4711",
)
CRMS = ("dynamics", "firmao", "hubspot", "pipedrive", "salesforce")


def lines(form: str, *rows: TargetRow) -> list[dict[str, str]]:
    out = io.BytesIO()
    export(rows, out, form)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8"), newline="")))


def test_every_crm_has_a_file() -> None:
    assert tuple(code for code in formats() if code not in {"csv", "xlsx"}) == CRMS


@pytest.mark.parametrize("form", CRMS)
def test_it_comes_back_by_its_number(form: str) -> None:
    row = replace(ROW, external_id="0a1b2c3d-0000-4000-8000-000000000001")
    (line,) = lines(form, row)
    mapping = recognise(list(line))
    assert mapping.crm == ("" if form == "firmao" else form)
    back = plan([(2, line)], mapping, by_id={row.external_id: row.account_id})
    assert (back.counts, back.left_out) == ({IMPORTED: 1}, {})
    (company,) = back.companies.values()
    assert (company.key, company.facts["external_id"], company.facts["name"]) == (
        row.account_id,
        row.external_id,
        ROW.name,
    )
    number_alone = {column: text if text == row.external_id else "" for column, text in line.items()}
    (joined,) = plan([(2, number_alone)], mapping, by_id={row.external_id: "acme.example"}).companies.values()
    assert joined.key == "acme.example"


@pytest.mark.parametrize("form", ["dynamics", "firmao", "hubspot", "salesforce"])
def test_public_contact_facts_go_and_come(form: str) -> None:
    (line,) = lines(form, ROW)
    (company,) = plan([(2, line)], recognise(list(line))).companies.values()
    found = company.facts
    assert (found["street"], found["postal_code"], found["city"], found["country"]) == (
        ROW.street,
        ROW.postal_code,
        ROW.city,
        "DE",
    )
    assert found["phone"] == "0049 731 12345"
    assert found["employees"] == "250"
    assert "revenue_eur" not in found  # a band is no number of a CRM: the description has it


@pytest.mark.parametrize("form", CRMS)
def test_what_has_no_column_is_told_in_words(form: str) -> None:
    (line,) = lines(form, ROW)
    told = line.get("Description", line.get("Note", ""))
    assert told.startswith("Visitrace A1 MQL2 71.4 points; 2 people, pricing page 3 times")
    assert "Revenue EUR: 10000000-50000000" in told
    (bare,) = lines(form, TargetRow("~x", "X"))
    assert set(bare.values()) <= {"", "X", "Prospect", "Visitrace"}


@pytest.mark.parametrize("form", CRMS)
def test_no_cell_is_a_formula(form: str) -> None:
    texts = dict.fromkeys(("name", "street", "city", "reasons", "external_id", "phone"), "=cmd|' /C calc'!A0")
    (line,) = lines(form, replace(ROW, **texts))  # type: ignore[arg-type]
    assert not [cell for cell in line.values() if cell[:1] in tuple("=+-@\t\r")]


def test_too_long_is_cut_where_a_crm_refuses_the_line() -> None:
    (line,) = lines("salesforce", replace(ROW, city="x" * 60, name="y" * 300))
    assert (len(line["Billing City"]), len(line["Account Name"])) == (40, 255)
