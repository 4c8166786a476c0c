"""Is the domain of a mail address one that says whom somebody works for?  [pure but for its packed list]"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from enrichment import tables
from enrichment.data import FOLDER
from enrichment.domains import registrable

#: Mailboxes of a company, not of a person: in English, German, Dutch and what is used everywhere.
_GENERAL: Final = frozenset({
        "administratie", "administration", "anfrage", "anfragen", "bestellung", "bestellungen", "buero",
        "contact", "contacto", "contatti", "customerservice", "einkauf", "email", "empfang", "enquiries",
        "hallo", "hello", "hi", "info", "information", "infos", "inkoop", "inquiries", "klantenservice",
        "kontakt", "kundendienst", "kundenservice", "mail", "marketing", "office", "order", "orders", "post",
        "postmaster", "press", "presse", "purchasing", "receptie", "reception", "request", "requests",
        "sales", "secretariaat", "sekretariat", "service", "support", "team", "verkauf", "verkoop",
        "vertrieb", "verwaltung", "welcome", "willkommen", "zentrale",
    })  # fmt: skip
_MAILBOX: Final = re.compile(r"[a-z0-9._-]{1,64}@[a-z0-9.-]{1,189}\.[a-z]{2,24}")


def general(mail: str) -> bool:
    """A mailbox that belongs to a company as such (info@, kontakt.de@), at a domain of its own."""
    if not _MAILBOX.fullmatch(mail) or not work_domain(mail):
        return False
    return re.split(r"[._-]", mail.partition("@")[0])[0] in _GENERAL


def work_domain(text: str) -> str:
    """The registrable domain of a work address; "" for free and throw-away mail, and for what is no domain.

    Whatever stands before an "@" is dropped unseen.
    """
    host = text.rpartition("@")[2].strip().rstrip(".").lower()
    if len(host) > 253 or not host.isprintable():
        return ""
    domain = registrable(host)
    return "" if not domain or personal(host) or personal(domain) else domain


def personal(domain: str) -> bool:
    """A domain that anybody can have an address under: free mail, or mail thrown away after use."""
    return domain in _known()


def kind_of(mail: str) -> str:
    """Of an address under a domain anybody can have one of: "free" or "disposable"; else ""."""
    host = mail.rpartition("@")[2].strip().rstrip(".").lower()
    return _known().get(host) or _known().get(registrable(host), "")


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    return {row["domain"]: row["kind"] for row in tables.read(FOLDER / "mail_domains.xz").rows}
