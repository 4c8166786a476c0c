"""Which column of somebody's list is which field: headings of CRM exports and of hand-made lists.  [pure]

Known by name: HubSpot companies, Salesforce and Dynamics accounts, Pipedrive organisations, and lists in
English, German and Dutch. What a heading means is looked up after folding, so case, accents and punctuation
do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from enrichment.model import EnrichmentError
from enrichment.names import fold
from enrichment.profile import FIELDS, MORE

#: Fields an import may fill. "domain" may repeat: every further one is another domain of the account.
TARGETS: Final = ("domain", *FIELDS, *MORE)

#: CRM → headings; the ``signature`` tells its export from a list.
_CRMS: Final[dict[str, tuple[frozenset[str], dict[str, str]]]] = {
    "hubspot": (
        frozenset({"company domain name", "record id"}),
        {
            "record id": "external_id",
            "company id": "external_id",
            "company name": "name",
            "company domain name": "domain",
            "website url": "website",
            "company owner": "owner",
            "lifecycle stage": "crm_stage",
            "annual revenue": "revenue_eur",
            "country region": "country",
            "state region": "region",
            "phone number": "phone",
        },
    ),
    "dynamics": (
        frozenset({"do not modify account", "address 1 city", "main phone"}),
        {
            "do not modify account": "external_id",
            "account name": "name",
            "main phone": "phone",
            "relationship type": "crm_stage",
            "address 1 street 1": "street",
            "address 1 city": "city",
            "address 1 zip postal code": "postal_code",
            "address 1 state province": "region",
            "address 1 country region": "country",
            "annual revenue": "revenue_eur",
        },
    ),
    "salesforce": (
        frozenset({"account name"}),
        {
            "account id": "external_id",
            "account id 18": "external_id",
            "account name": "name",
            "account owner": "owner",
            "account owner alias": "owner",
            "type": "crm_stage",
            "account type": "crm_stage",
            "billing city": "city",
            "billing country": "country",
            "billing state province": "region",
            "annual revenue": "revenue_eur",
            "naics code": "industry_code",
            "billing street": "street",
            "billing zip postal code": "postal_code",
        },
    ),
    "pipedrive": (
        frozenset({"organization name"}),
        {
            "organization id": "external_id",
            "organization name": "name",
            "organization owner": "owner",
            "organization label": "crm_stage",
            "organization labels": "crm_stage",
            "organization website": "website",
            "organization domain": "domain",
            "organization phone": "phone",
            "organization industry": "industry",
            "organization annual revenue": "revenue_eur",
            "organization number of employees": "employees",
            "organization country of address": "country",
            "organization region of address": "region",
            "organization street road name of address": "street",
            "organization zip postal code of address": "postal_code",
            "organization zip postcode of address": "postal_code",
            "organization email": "email_general",
            "organization city town village locality of address": "city",
        },
    ),
}
_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "domain": (
        "domain", "domains", "company domain", "domain name", "mail domain", "email domain", "domaene",
        "domane", "domein", "domeinnaam",
    ),
    "name": (
        "name", "company", "company name", "account", "organisation", "organization", "firma", "firmenname",
        "unternehmen", "unternehmensname", "bedrijf", "bedrijfsnaam", "onderneming", "kunde", "klant",
    ),
    "website": ("website", "web site", "url", "homepage", "webseite", "internet", "www", "web"),
    "industry": ("industry", "sector", "branche", "wirtschaftszweig", "industrie", "bedrijfstak"),
    "industry_code": (
        "industry code", "nace", "nace code", "nace rev 2", "wz", "wz code", "wz 2008", "sbi", "sbi code",
        "branchencode", "branchecode",
    ),
    "employees": (
        "employees", "number of employees", "numberofemployees", "no of employees", "headcount",
        "company size", "mitarbeiter", "mitarbeitende", "anzahl mitarbeiter", "mitarbeiterzahl",
        "mitarbeiteranzahl", "beschaftigte", "medewerkers", "aantal medewerkers", "werknemers",
        "unternehmensgrosse", "bedrijfsgrootte",
    ),
    "revenue_eur": (
        "revenue", "revenue eur", "annualrevenue", "annual revenue eur", "turnover", "umsatz",
        "jahresumsatz", "umsatz eur", "omzet", "jaaromzet",
    ),
    "country": ("country", "country code", "billingcountry", "land", "landcode", "staat", "landercode"),
    "region": ("region", "state", "province", "bundesland", "provincie", "kanton", "billingstate"),
    "city": ("city", "town", "place", "billingcity", "ort", "stadt", "plaats", "stad", "sitz"),
    "phone": ("phone", "telephone", "telefon", "telefonnummer", "telefoon", "telefoonnummer", "tel"),
    "owner": (
        "owner", "account manager", "accountmanager", "betreuer", "zustandig", "kundenbetreuer",
        "verantwortlich", "ownerid", "owner name",
    ),
    "crm_stage": (
        "stage", "status", "relation", "relationship", "customer status", "kundenstatus", "klantstatus",
        "phase", "beziehung", "relatie", "lifecyclestage",
    ),
    "external_id": ("id", "external id", "crm id", "kundennummer", "klantnummer", "customer number"),
    "lei": ("lei", "lei code"),
    "street": (
        "street", "street address", "address", "address line 1", "strasse", "strasse und hausnummer",
        "anschrift", "adresse", "straat", "straat en huisnummer", "adres", "billingstreet",
    ),
    "postal_code": (
        "postal code", "zip", "zip code", "postcode", "plz", "postleitzahl", "billingpostalcode",
    ),
    "email_general": (
        "email", "e mail", "mail", "email general", "general email", "company email", "firmen e mail",
        "firmenmail", "bedrijfsmail", "algemeen e mailadres", "zentrale e mail", "emailaddress",
    ),
}  # fmt: skip
#: Headings that tell a file we exported ourselves.
_OWN: Final = frozenset({"account id", "mql level"})
_KNOWN: Final = {heading: field for field, headings in _LISTS.items() for heading in headings}


class BadMapping(EnrichmentError):
    """A mapping names a column the file has not, or a field there is none of."""


@dataclass(frozen=True, slots=True)
class Columns:
    """``fields``: column → field. ``crm``: hubspot, salesforce, pipedrive or "". ``unused``: the rest."""

    fields: Mapping[str, str]
    crm: str
    unused: tuple[str, ...]

    @property
    def usable(self) -> bool:
        return bool({"domain", "website", "name", "external_id"} & set(self.fields.values()))


def heading(text: str) -> str:
    """Folded: "Organization - Name" → "organization name"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


def recognise(columns: Sequence[str], given: Mapping[str, str] | None = None) -> Columns:
    """``given``: column → field by hand; it goes first, "" leaves the column out. Raises ``BadMapping``."""
    chosen = _given(columns, given or {})
    folded = {column: heading(column) for column in columns}
    crm = next((name for name, (signs, _) in _CRMS.items() if signs & set(folded.values())), "")
    names = {**_KNOWN, **(_CRMS[crm][1] if crm else {})}
    if set(folded.values()) >= _OWN:
        del names["stage"]  # ours, not the CRM's: what the company is to us stands in "relation"
    taken = {field for field in chosen.values() if field and field != "domain"}
    for column, name in folded.items():
        field = names.get(name, "")
        if column not in chosen and field and field not in taken:
            chosen[column] = field
            taken |= {field} - {"domain"}
    fields = {column: chosen[column] for column in columns if chosen.get(column)}
    return Columns(fields, crm, tuple(column for column in columns if column not in fields))


def _given(columns: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    for column, field in given.items():
        if column not in columns:
            raise BadMapping(
                "there is no column “%(column)s”; the file has %(columns)s",
                column=column,
                columns=", ".join(columns),
            )
        if field and field not in TARGETS:
            raise BadMapping(
                "%(column)s=%(field)s: no such field; allowed: %(allowed)s",
                column=column, field=field, allowed=", ".join(TARGETS),
            )  # fmt: skip
    return dict(given)


#: Words of a CRM's stage, first match wins → what the company is to us.
_RELATIONS: Final = (
    ("former", r"former|ex[- ]|churn|lost customer|ehemalig|gekundigt|voormalig|opgezegd"),
    ("competitor", r"competitor|wettbewerb|konkurren|concurren|mitbewerb"),
    ("partner", r"partner|reseller|supplier|vendor|lieferant|leverancier|handler"),
    ("opportunity", r"opportunit|open deal|negotiat|proposal|angebot|offerte|chance|kans|verhandl|pipeline"),
    ("target", r"target|ziel|doel|wunsch|wish|named account"),
    ("prospect", r"prospect|lead|interessent|subscriber|qualified|cold|warm|hot|nieuw|neu|new"),
    ("customer", r"customer|client|kunde|klant|won|gewonnen|evangelist|installed base|bestand"),
)


def relation(stage: str) -> str:
    """What a stage or type of a CRM means, "" where it cannot be told: "Customer - Direct" → "customer"."""
    words = fold(stage)
    if re.search(r"zielkund|wunschkund|doelklant|target customer", words):
        return "target"
    return next((name for name, pattern in _RELATIONS if words and re.search(pattern, words)), "")
