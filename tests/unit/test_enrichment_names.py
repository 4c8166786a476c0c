"""Names of companies: tidied, normalised, keyed."""

from __future__ import annotations

import pytest

from enrichment.aliases import aliases
from enrichment.domains import registrable, suffix
from enrichment.names import account_key, bare, has_form, legal_form, slug, tidy

SAME_COMPANY = {
    "legal form with comma": ("Wal-Mart Stores, Inc.", "WAL-MART STORES INC"),
    "German partnership": ("Stihl AG & Co. KG", "Stihl"),
    "Dutch dots": ("Vaartveer B.V.", "VAARTVEER BV"),
    "Mexican": ("Uninet S. A. de C.V.", "Uninet S.A. de C.V."),
    "Russian prefix": ("OOO Suntel", "Suntel LLC"),
    "Polish": ("Orlen Sp. z o.o.", "ORLEN"),
    "Japanese": ("株式会社日立製作所", "日立製作所"),
    "accents": ("Société Générale SA", "Societe Generale"),
    "the": ("The Hong Kong Polytechnic University", "Hong Kong Polytechnic University"),
    "ampersand": ("Johnson & Johnson", "Johnson and Johnson"),
    "quotes": ('JSC "CenterInform"', "CenterInform"),
}


@pytest.mark.parametrize("name", SAME_COMPANY)
def test_two_spellings_have_one_slug(name: str) -> None:
    first, second = SAME_COMPANY[name]
    assert slug(first) == slug(second)


OTHER_COMPANY = {
    "different first word": ("Nordwind Pumpen GmbH", "Südwind Pumpen GmbH"),
    "name that is a legal form": ("SE GmbH", "AG GmbH"),
    "form inside a word": ("Costa Crociere S.p.A.", "Crociere S.p.A."),
}


@pytest.mark.parametrize("name", OTHER_COMPANY)
def test_two_companies_have_two_slugs(name: str) -> None:
    first, second = OTHER_COMPANY[name]
    assert slug(first) != slug(second)


TIDY = {
    "shouting": ("NORTHERN TOOL AND EQUIPMENT COMPANY, INC.", "Northern Tool and Equipment Company, Inc."),
    "legal form in capitals": ("BANCO BTG PACTUAL S.A.", "Banco BTG Pactual S.A."),
    "AS number in front": ("ASN-12345 Example Works Ltd", "Example Works Ltd"),
    "blanks": ("  Example   Works  Ltd ", "Example Works Ltd"),
    "left alone": ("eBay Inc.", "eBay Inc."),
    "form is no handle": ("Bloomberg, LP", "Bloomberg, LP"),
    "AS number behind": ("Example Works (AS 64500)", "Example Works"),
}


@pytest.mark.parametrize("name", TIDY)
def test_tidy(name: str) -> None:
    given, wanted = TIDY[name]
    assert tidy(given) == wanted


FORMS = {
    "GmbH & Co. KG": ("ORION Versand GmbH & Co. KG", "gmbhcokg"),
    "S.p.A.": ("Pirelli & C. S.p.A.", "spa"),
    "Inc with comma": ("Gilbarco, Inc.", "inc"),
    "none": ("Duane Morris", ""),
    "not inside a word": ("Alaska", ""),
}


@pytest.mark.parametrize("name", FORMS)
def test_legal_form(name: str) -> None:
    given, wanted = FORMS[name]
    assert legal_form(given) == wanted


def test_key_is_the_domain_or_the_name() -> None:
    assert account_key("Nordwind Pumpen GmbH", "Nordwind-Pumpen.example") == "nordwind-pumpen.example"
    assert account_key("Kramer Levin Naftalis & Frankel LLP") == "~kramer-levin-naftalis-and-frankel"
    assert bare("LLC") == "llc", "a name is never normalised to nothing"


DOMAINS = {
    "two-level suffix": ("vcc7.langara.bc.ca", "langara.bc.ca", "bc.ca"),
    "plain": ("pppa006.compuserve.com", "compuserve.com", "com"),
    "reserved for examples": ("mail.nordwind.example", "nordwind.example", ""),
    "no public suffix": ("derec.derec", "", ""),
    "only a suffix": ("co.uk", "", "co.uk"),
}


@pytest.mark.parametrize("name", DOMAINS)
def test_registrable(name: str) -> None:
    host, domain, ending = DOMAINS[name]
    assert (registrable(host), suffix(host)) == (domain, ending)


ONE_COMPANY = [
    ("Cemex, S.A.B. de C.V.", "CEMEX SA DE CV"),
    ("ООО «Ромашка»", "Ромашка"),
    ("삼성전자㈜", "(주)삼성전자"),
    ("ＡＢＣ株式会社", "ABC Co., Ltd."),
    ("Foo Sp. z o.o.", "Foo spółka z o.o."),
    ("Acme (Pvt) Limited", "ACME PVT. LTD."),
    ("Acme S.p.A. in liquidazione", "Acme SpA"),
    ("Аlpha GmbH", "Alpha GmbH"),  # the first A is Cyrillic
    ("Alpha\u200b Gm\u00adbH", "Alpha GmbH"),  # signs that nobody sees
    ("Công ty TNHH Thử Nghiệm", "Thu Nghiem"),
]


@pytest.mark.parametrize(("one", "other"), ONE_COMPANY)
def test_two_writings_of_one_company_have_one_key(one: str, other: str) -> None:
    assert account_key(one) == account_key(other)


TWO_COMPANIES = [("Alpha GmbH", "Alfa GmbH"), ("Ромашка ООО", "Pomashka"), ("Нова", "HoBa Inc.")]


@pytest.mark.parametrize(("one", "other"), TWO_COMPANIES)
def test_names_in_another_script_are_not_mistaken_for_latin_ones(one: str, other: str) -> None:
    assert account_key(one) != account_key(other)


def test_what_nobody_sees_is_not_shown() -> None:
    assert tidy("Alpha\u202e GmbH\u200b") == "Alpha GmbH"


@pytest.mark.parametrize("name", ["ООО Вега Плюс", "PT Acme", "株式会社日立", "Acme GmbH", "บริษัท ทดสอบ จำกัด"])
def test_a_legal_form_before_or_behind_is_seen(name: str) -> None:
    assert has_form(name)


@pytest.mark.parametrize("name", ["Erika Muster", "Cidade Nova", "Ромашка", ""])
def test_a_plain_name_has_no_legal_form(name: str) -> None:
    assert not has_form(name)


#: Name, its domains with the main one first, and which of them stands for another.
ALIASES = {
    "name and initials": ("University of Washington", "uw.edu washington.edu", {"washington.edu": "uw.edu"}),
    "name and its beginning": (
        "Glasgow University",
        "gla.ac.uk glasgow.ac.uk",
        {"glasgow.ac.uk": "gla.ac.uk"},
    ),
    "one label, two endings": ("Maharishi University", "miu.edu miu.org", {"miu.org": "miu.edu"}),
    "two levels of one country": ("Shaanxi", "snnu.edu.cn snnu.cn", {"snnu.cn": "snnu.edu.cn"}),
    "three of one": (
        "Universite de Nord",
        "un.fr nord.fr nord.org",
        {"nord.fr": "un.fr", "nord.org": "un.fr"},
    ),
    "namesakes of one country": ("Lincoln University", "lincoln.edu lincolnu.edu", {}),
    "namesakes, one by its full name": ("Wheaton College", "wheaton.edu wheatoncollege.edu", {}),
    "namesakes of two countries": ("Aquinas College", "aquinas.edu aquinas.ac.uk", {}),
    "initials elsewhere": ("University of Newcastle", "uon.edu.au newcastle.ac.uk", {}),
    "nothing in common": ("Hohentwiel Schule", "hgs.de singen.de", {}),
}


@pytest.mark.parametrize("name", ALIASES)
def test_second_domains_of_a_university(name: str) -> None:
    school, domains, found = ALIASES[name]
    assert aliases([(school, domains.split())]) == found
