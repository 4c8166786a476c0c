"""Reading somebody's list: values, headings, rows, files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from enrichment import BadData
from enrichment.columns import BadMapping, recognise, relation
from enrichment.importing import plan
from enrichment.mail import work_domain
from enrichment.profile import FIELDS, MORE, BadValue, clean, completeness, rank
from enrichment.sheets import parse, read
from enrichment.sole_traders import sole_trader


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("employees", "1.250", "1250"),
        ("employees", "ca. 250", "250"),
        ("employees", "51 - 200 employees", "51-200"),
        ("employees", "10,000+", "10000+"),
        ("employees", "mehr als 500", "500+"),
        ("revenue_eur", "12,5 Mio. €", "12500000"),
        ("revenue_eur", "EUR 1.2bn", "1200000000"),
        ("revenue_eur", "5.000.000", "5000000"),
        ("revenue_eur", "1200000.00", "1200000"),
        ("revenue_eur", "10-50 Mio", "10000000-50000000"),
        ("revenue_eur", "£3.5m", "3500000 GBP"),
        ("revenue_eur", "2-4 Mio. CHF", "2000000-4000000 CHF"),
        ("revenue_eur", "USD 1bn", "1000000000 USD"),
        ("industry_code", "J62.01", "NACE 62.01"),
        ("industry_code", "WZ 2008 62.01.0", "WZ 62.01.0"),
        ("industry_code", "SBI 6201", "SBI 62.01"),
        ("country", "Deutschland", "DE"),
        ("country", "Duitsland", "DE"),
        ("country", "the Netherlands", "NL"),
        ("country", "nl", "NL"),
        ("website", "https://www.Acme.co.uk/a?b", "acme.co.uk"),
        ("phone", "+49 (30) 1234-56", "+49 (30) 1234-56"),
        ("city", "  Bad\u0000 Homburg ", "Bad Homburg"),
        ("city", "", ""),
        ("email_general", "Info@Acme.COM", "info@acme.com"),
        ("email_general", "kontakt.de@acme.com", "kontakt.de@acme.com"),
    ],
)
def test_a_value_is_kept_in_one_form(field: str, text: str, kept: str) -> None:
    assert clean(field, text) == kept
    assert clean(field, kept) == kept, "what is kept may be typed again"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("employees", "many"),
        ("employees", "²"),
        ("employees", "200-51"),
        ("employees", "-5"),
        ("employees", "− 250"),
        ("revenue_eur", "-1.200.000"),
        ("revenue_eur", "(1.200.000)"),
        ("revenue_eur", "€ -3 Mio"),
        ("employees", "9" * 13),
        ("revenue_eur", "$5m or £4m"),
        ("revenue_eur", "¥5m"),
        ("revenue_eur", "a lot"),
        ("industry_code", "software"),
        ("country", "Atlantis"),
        ("website", "not a host"),
        ("website", "mail@acme.com"),
        ("phone", "<b>"),
        ("city", "x" * 81),
        ("email_general", "ada.berger@acme.com"),
        ("email_general", "info@gmail.com"),
        ("postal_code", "x" * 17),
        ("shoe_size", "43"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_can(field: str, text: str) -> None:
    with pytest.raises(BadValue) as caught:
        clean(field, text)
    assert caught.value.allowed


@given(st.sampled_from((*FIELDS, *MORE)), st.text(max_size=60))
def test_any_text_is_kept_in_one_form_or_refused(field: str, text: str) -> None:
    try:
        kept = clean(field, text)
    except BadValue:
        return
    assert kept.isprintable()
    assert clean(field, kept) == kept


def test_the_order_of_sources() -> None:
    order = ["hand", "own-list", "crm", "import", "gleif", "listed", "wikidata"]
    assert sorted(set(order), key=rank) == order
    assert rank("own_list") == rank("own-list")
    assert completeness(["city", "city", "lei", "name", "phone"]) == 2


@pytest.mark.parametrize(
    ("crm", "columns", "expected"),
    [
        (
            "hubspot",
            ["Record ID", "Company name", "Company Domain Name", "Company owner", "Lifecycle Stage",
             "Number of Employees", "Country/Region", "Create Date"],
            ["external_id", "name", "domain", "owner", "crm_stage", "employees", "country"],
        ),
        (
            "salesforce",
            ["Account ID", "Account Name", "Website", "Type", "Employees", "Billing City", "Account Owner"],
            ["external_id", "name", "website", "crm_stage", "employees", "city", "owner"],
        ),
        (
            "pipedrive",
            ["Organization - ID", "Organization - Name", "Organization - Website", "Organization - Owner",
             "Organization - Label", "Organization - City/town/village/locality of Address"],
            ["external_id", "name", "website", "owner", "crm_stage", "city"],
        ),
        ("", ["Firma", "Domain", "Branche", "WZ-Code", "Mitarbeiterzahl", "Ort", "Bemerkung"],
         ["name", "domain", "industry", "industry_code", "employees", "city"]),
        ("", ["Bedrijfsnaam", "Domein", "Aantal medewerkers", "Omzet", "Plaats", "SBI-code"],
         ["name", "domain", "employees", "revenue_eur", "city", "industry_code"]),
    ],
    ids=["hubspot", "salesforce", "pipedrive", "German", "Dutch"],
)  # fmt: skip
def test_headings_are_recognised(crm: str, columns: list[str], expected: list[str]) -> None:
    found = recognise(columns)
    assert (found.crm, list(found.fields.values()), found.usable) == (crm, expected, True)


def test_a_mapping_by_hand_goes_first() -> None:
    found = recognise(["Firma", "Kurz", "Domain"], {"Kurz": "name", "Domain": ""})
    assert dict(found.fields) == {"Kurz": "name"}
    assert found.unused == ("Firma", "Domain")
    for wrong in ({"Nope": "name"}, {"Kurz": "shoe_size"}):
        with pytest.raises(BadMapping, match=r"there is no column|no such field"):
            recognise(["Kurz"], wrong)


@pytest.mark.parametrize(
    ("stage", "meant"),
    [
        ("Customer - Direct", "customer"),
        ("Bestandskunde", "customer"),
        ("Zielkunde", "target"),
        ("Former customer", "former"),
        ("opportunity", "opportunity"),
        ("Wettbewerber", "competitor"),
        ("concurrent", "competitor"),
        ("marketingqualifiedlead", "prospect"),
        ("klant", "customer"),
        ("Other", ""),
        ("", ""),
    ],
)
def test_a_stage_says_what_the_company_is_to_us(stage: str, meant: str) -> None:
    assert relation(stage) == meant


LIST = """Firma;Domain;Mitarbeiter;Land;Status
Acme GmbH;www.acme.example;1.250;Deutschland;Kunde
Acme;acme.example, acme.test;;;
Nur Name AG;;many;DE;Zielkunde
;;;;
;;5;;
Bad;not a domain;;;
Mail;gmail.com;;;
Max Muster e.K.;muster.example;;;
Gone;gone.example;;;
"""


def test_every_row_is_accounted_for() -> None:
    headings, rows = parse(LIST.encode("cp1252"), "list.csv")
    made = plan(rows, recognise(headings), opted_out=lambda key: key == "gone.example")
    assert dict(made.counts) == {
        "imported": 2, "merged": 1, "empty": 1, "no_name": 1, "bad_domain": 1, "private_mail": 1,
        "sole_trader": 1, "opted_out": 1,
    }  # fmt: skip
    assert made.rows == 9
    acme = made.companies["acme.example"]
    assert acme.facts == {
        "name": "Acme", "employees": "1250", "country": "DE", "crm_stage": "Kunde", "relation": "customer",
        "website": "acme.example",
    }  # fmt: skip
    assert acme.also == ["acme.test"]
    assert made.companies["~nur-name"].facts["relation"] == "target"
    assert [(p.line, p.reason, p.column) for p in made.problems] == [
        (4, "left_out", "Mitarbeiter"),
        (5, "empty", ""),
        (6, "no_name", ""),
        (7, "bad_domain", "domain"),
        (8, "private_mail", "domain"),
        (9, "sole_trader", ""),
        (10, "opted_out", ""),
    ]


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([], ["Company", "Domain", "Employees"], ["Acme", "acme.example", 250.0], [None, None, None]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Company,Domain,Employees\r\nAcme,acme.example,250\r\n", {"Company": "Acme", "Employees": "250"}),
        ("sep=;\nCompany;Employees\nÄcme;250\n".encode(), {"Company": "Äcme", "Employees": "250"}),
        (b"sep=\t\nCompany\tEmployees\nAcme\t250\n", {"Company": "Acme", "Employees": "250"}),
        (b"sep=\nCompany,Employees\nAcme,250\n", {"Company": "Acme", "Employees": "250"}),
        (b'sep="\nCompany;Employees\nAcme;250\n', {"Company": "Acme", "Employees": "250"}),
        ("\ufeffCompany\tEmployees\nÄcme\t250\n".encode("utf-16"), {"Company": "Äcme", "Employees": "250"}),
        (b"Company;X\n\"Two\nlines\";1\n", {"Company": "Two\nlines", "X": "1"}),
        (b"Company;X;Y\nAcme\n", {"Company": "Acme", "X": "", "Y": ""}),
        (workbook(), {"Company": "Acme", "Employees": "250"}),
    ],
    ids=["comma", "sep line", "sep tab", "sep nothing", "sep quote", "utf-16 tabs",
         "quoted line", "short row", "workbook"],
)  # fmt: skip
def test_whatever_program_wrote_it(data: bytes, expected: dict[str, str]) -> None:
    _headings, rows = parse(data, "file")
    first = next(rows)[1]
    assert {key: first[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "no row"),
        (b"\n\n", "no row"),
        (b"\x00\x01\x02\x03", "neither a CSV nor an XLSX"),
        (b"PK\x03\x04 broken", "not a workbook"),
        (b"a,a\n1,2\n", "line 1: two columns are called “a”"),
    ],
)
def test_what_is_no_list_is_told(data: bytes, text: str) -> None:
    with pytest.raises(BadData, match=text):
        parse(data, "file")


def test_a_quote_that_is_never_closed_is_told_by_its_line() -> None:
    _headings, rows = parse(b'a,b\n1,2\n3,"' + b"x,\n" * 70_000, "file")
    with pytest.raises(BadData, match=r"line \d+: .*is a quote never closed"):
        list(rows)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\nCompany\nAcme\n\nBeta\n")
    assert [(line, row["Company"]) for line, row in read(path)[1]] == [(3, "Acme"), (4, ""), (5, "Beta")]


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("ada@acme.co.uk", "acme.co.uk"),
        ("mail.acme.example", "acme.example"),
        ("ada@gmail.com", ""),
        ("x@t-online.de", ""),
        ("x@mailinator.com", ""),
        ("nonsense", ""),
        ("a@\u202ebad.com", ""),
    ],
)
def test_work_mail_is_told_from_private_mail(text: str, domain: str) -> None:
    assert work_domain(text) == domain


@pytest.mark.parametrize(
    ("name", "network", "person"),
    [
        ("Max Mustermann e.K.", "", True),
        ("Bäckerei Schmidt e. K.", "", True),
        ("Eenmanszaak Jansen", "", True),
        ("John Doe T/A The Shop", "", True),
        ("Mr John Doe", "", True),
        ("Dr. Oetker", "", False),
        ("Jan de Vries", "192.0.2.8/29", True),
        ("Vries, Jan", "2001:db8::/64", True),
        ("Jan de Vries", "192.0.2.0/24", False),
        ("Jan de Vries B.V.", "192.0.2.8/29", False),
        ("Acme Logistics", "192.0.2.8/29", False),
        ("Stadt Bonn", "192.0.2.8/29", False),
        ("EKG Labs", "", False),
    ],
)
def test_persons_trading_alone(name: str, network: str, person: bool) -> None:
    assert bool(sole_trader(name, network)) is person
