"""A contact: what may be kept of a person, checked and made uniform."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from enrichment.mail import kind_of, work_domain

WORK: Final = "work"
PRIVATE: Final = "private"
DISPOSABLE: Final = "disposable"

#: Why a person may be kept and written to. Only "consent" needs the day and the text agreed to.
BASES: Final = ("consent", "request", "contract", "legitimate_interest")
#: Where a person made themselves known.
SOURCES: Final = ("form", "chat", "fair", "phone", "mail", "list", "crm", "hand", "api")
LEVELS: Final = ("Q1", "Q2", "Q3")
_MAIL: Final = re.compile(r"[^@\s\"<>(),;:\\]{1,64}@[^@\s]{1,189}\.[^@\s.]{2,}")
_PHONE: Final = re.compile(r"\+?\d[\d\s()./‑-]{4,24}")
_LANGUAGES: Final = {
    "de": "de", "german": "de", "deutsch": "de", "duits": "de", "nl": "nl", "dutch": "nl", "nederlands": "nl",
    "en": "en", "english": "en", "englisch": "en", "engels": "en",
}  # fmt: skip
_DIALS: Final = {
    "DE": "49",
    "NL": "31",
    "AT": "43",
    "CH": "41",
    "BE": "32",
    "GB": "44",
    "US": "1",
    "FR": "33",
}


class BadContact(ValueError):
    """A field that cannot be; ``field``, ``text`` and what is ``allowed``."""

    def __init__(self, field: str, text: str, allowed: str) -> None:
        super().__init__(f"{field}: {text!r}; allowed: {allowed}")
        self.field, self.text, self.allowed = field, text[:60], allowed


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A person of an account. Times are UTC ms, 0: never. At least a mail address or a phone number.

    ``visitor``: the key of the visits before they made themselves known, where that is known.
    ``checked``: when somebody looked at what they said and found it right.
    """

    id: str = ""
    site: str = ""
    account: str = ""
    name: str = ""
    mail: str = ""
    phone: str = ""
    title: str = ""
    function: str = ""
    seniority: str = ""
    language: str = ""
    source: str = ""
    basis: str = ""
    consent_at: int = 0
    consent_text: str = ""
    do_not_contact: int = 0
    do_not_why: str = ""
    checked: int = 0
    visitor: str = ""
    external: str = ""
    created: int = 0
    updated: int = 0
    by: str = ""

    @property
    def mail_kind(self) -> str:
        return mail_kind(self.mail) if self.mail else ""

    @property
    def level(self) -> str:
        """How far the account is known through this person: Q3 a person with a name who may be addressed,
        Q2 a department, Q1 the company only."""
        if self.name and (self.mail or self.phone):
            return "Q3"
        return "Q2" if self.function else "Q1"


def level(contacts: list[Contact]) -> str:
    """Of an account: that of the person it is known best through."""
    return max((contact.level for contact in contacts), default="Q1")


def mail_kind(mail: str) -> str:
    """work, private or disposable."""
    found = kind_of(mail)
    if found:
        return DISPOSABLE if found == "disposable" else PRIVATE
    return WORK if work_domain(mail) else PRIVATE


def clean_mail(text: str) -> str:
    """Lower case. Raises ``BadContact``."""
    mail = text.strip().lower()
    if not _MAIL.fullmatch(mail) or not mail.isprintable():
        raise BadContact("mail", text, "an address such as ada@acme.com")
    return mail


def clean_phone(text: str, country: str = "") -> str:
    """E.164 where the number says its country or ``country`` (ISO 3166) is known; else its digits.

    Raises ``BadContact``.
    """
    if not _PHONE.fullmatch(text.strip()):
        raise BadContact("phone", text, "a number such as +49 30 123456")
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    dial = _DIALS.get(country.upper(), "")
    if text.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{dial}{digits[1:]}" if dial and digits.startswith("0") else digits


def clean_language(text: str) -> str:
    return _LANGUAGES.get(text.strip().lower()[:10].split("-")[0], "")
