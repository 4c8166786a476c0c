"""Words of lists: headings, signals, channels, degrees of interest, in three languages.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from enrichment.columns import BadMapping, heading

#: Where something happened. A site may switch some off: they then bring no points.
CHANNELS: Final = ("fair", "event", "phone", "email", "social", "chat", "meeting", "webinar", "other")

#: Field of a list → headings. "company" is a name; "person", "mail", "phone" and "title" are of a contact.
_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "domain": ("domain", "company domain", "domain name", "domaene", "domane", "domein", "domeinnaam"),
    "website": ("website", "web site", "url", "homepage", "webseite", "www"),
    "company": (
        "company", "company name", "account", "account name", "organisation", "organization", "firma",
        "firmenname", "unternehmen", "bedrijf", "bedrijfsnaam", "organisatie", "aussteller",
    ),
    "person": (
        "name", "person", "contact", "contact name", "full name", "ansprechpartner", "kontakt",
        "contactpersoon", "naam",
    ),
    "first": ("first name", "firstname", "vorname", "voornaam"),
    "last": ("last name", "lastname", "surname", "nachname", "familienname", "achternaam"),
    "mail": ("email", "e mail", "mail", "email address", "e mail adresse", "emailadres", "e mailadres"),
    "phone": (
        "phone", "phone number", "telephone", "mobile", "telefon", "telefonnummer", "mobil", "handy",
        "telefoon", "telefoonnummer", "mobiel",
    ),
    "title": (
        "title", "job title", "position", "role", "berufsbezeichnung", "titel", "funktion", "funktie",
        "functie", "functietitel",
    ),
    "department": ("department", "abteilung", "afdeling"),
    "signal": (
        "signal", "type", "activity", "what", "action", "art", "aktivitat", "aktion", "was", "soort",
        "activiteit", "actie",
    ),
    "interest": (
        "interest", "interest level", "interesse", "interessegrad", "kaufinteresse", "koopinteresse",
    ),
    "at": (
        "at", "date", "time", "when", "timestamp", "datetime", "datum", "zeit", "zeitpunkt", "wann", "tijd",
        "tijdstip", "wanneer", "created", "activity date",
    ),
    "channel": ("channel", "kanal", "kanaal"),
    "campaign": (
        "campaign", "event", "fair", "trade fair", "event name", "kampagne", "veranstaltung", "messe",
        "campagne", "evenement", "beurs", "advertisement", "anzeige", "advertentie",
    ),
    "note": ("note", "notes", "comment", "notiz", "bemerkung", "kommentar", "notitie", "opmerking"),
    "external_id": ("id", "external id", "record id", "contact id", "crm id"),
    "stage": ("stage", "lead status", "lifecycle stage", "status", "phase", "fase"),
    "basis": ("basis", "legal basis", "rechtsgrundlage", "grondslag", "rechtsgrond"),
    "consent_at": (
        "consent", "consent date", "opt in", "opt in date", "einwilligung", "einwilligung am",
        "einwilligungsdatum", "toestemming", "toestemming op",
    ),
    "consent_text": ("consent text", "einwilligungstext", "toestemmingstekst", "consent version"),
    "source": ("source", "lead source", "original source", "quelle", "herkunft", "bron", "herkomst"),
    "language": ("language", "preferred language", "sprache", "taal"),
    "do_not_contact": (
        "do not contact", "do not call", "opted out", "nicht kontaktieren", "werbesperre",
        "niet benaderen", "marketing opt out",
    ),
}  # fmt: skip
_KNOWN: Final = {name: field for field, names in _HEADINGS.items() for name in names}
FIELDS: Final = tuple(_HEADINGS)

#: What people write for a signal → the signal of the score model.
_SIGNALS: Final[dict[str, tuple[str, ...]]] = {
    "fair_badge": ("badge", "badge scan", "card", "business card", "visitenkarte", "visitekaartje"),
    "fair_info": ("fair talk", "messegesprach", "beursgesprek"),
    "fair_concrete": ("concrete", "konkret", "concreet", "fair lead", "messelead"),
    "phone_inbound": ("call in", "inbound call", "they called", "anruf", "telefoontje", "gebeld"),
    "sales_talk": (
        "sales call", "call", "phone call", "talk", "verkaufsgesprach", "telefonat", "gesprach",
        "verkoopgesprek", "gesprek", "besuch", "bezoek",
    ),
    "question": ("inbound question", "frage", "anfrage", "vraag"),
    "mail_reply": ("reply", "email reply", "antwort", "antwoord"),
    "mail_click": ("click", "email click", "klick", "klik"),
    "unsubscribe": ("unsubscribed", "opt out", "abgemeldet", "abmeldung", "afgemeld", "uitgeschreven"),
    "meeting": ("meeting booked", "termin", "afspraak"),
    "webinar": ("webinar signup", "webinar registration", "webinaranmeldung", "webinar aanmelding"),
    "webinar_attended": ("attended", "webinar attendee", "webinarteilnahme", "teilgenommen", "deelgenomen"),
    "social": ("social follow", "follow", "follower", "subscriber", "abonnent", "volger"),
    "chat": ("live chat", "chat question", "chatfrage", "chatvraag"),
    "demo": ("demo request", "demoanfrage", "demoaanvraag"),
    "quote": ("quote request", "angebotsanfrage", "offerteaanvraag"),
    "newsletter": ("newsletter signup", "newsletteranmeldung", "nieuwsbrief", "nieuwsbriefinschrijving"),
    "whitepaper": ("white paper", "e book", "ebook"),
}  # fmt: skip
_WORDS: Final = {word: signal for signal, words in _SIGNALS.items() for word in words}

#: How much somebody at a fair wants → signal. Who only left a card is no lead for sales.
_INTEREST: Final[dict[str, tuple[str, ...]]] = {
    "fair_badge": ("none", "no", "card", "keine", "kein", "karte", "geen", "kaartje", "0"),
    "fair_info": (
        "light",
        "info",
        "information",
        "warm",
        "leicht",
        "informieren",
        "licht",
        "orientatie",
        "1",
    ),
    "fair_concrete": ("concrete", "hot", "konkret", "heiss", "concreet", "2"),
}
INTEREST: Final = {word: signal for signal, words in _INTEREST.items() for word in words}
LEVELS: Final = ("none", "light", "concrete")

_CHANNEL_OF: Final = {
    "fair_badge": "fair",
    "fair_info": "fair",
    "fair_concrete": "fair",
    "phone_inbound": "phone",
    "sales_talk": "phone",
    "call": "phone",
    "question": "email",
    "mail_reply": "email",
    "mail_click": "email",
    "unsubscribe": "email",
    "newsletter": "email",
    "social": "social",
    "chat": "chat",
    "chat_open": "chat",
    "meeting": "meeting",
    "webinar": "webinar",
    "webinar_attended": "webinar",
    "event": "event",
}
_CHANNEL_WORDS: Final = {
    "messe": "fair", "beurs": "fair", "trade fair": "fair", "veranstaltung": "event", "evenement": "event",
    "telefon": "phone", "telefoon": "phone", "mail": "email", "e mail": "email", "linkedin": "social",
    "youtube": "social", "xing": "social", "instagram": "social", "facebook": "social", "x": "social",
    "live chat": "chat", "termin": "meeting", "afspraak": "meeting",
}  # fmt: skip


def columns(headings: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Column → field. ``given`` (by hand) goes first, "" leaves a column out. Raises ``BadMapping``."""
    chosen = dict(given or {})
    for column, field in chosen.items():
        if column not in headings:
            raise BadMapping(f"there is no column {column!r}; the file has {', '.join(headings)}")
        if field and field not in FIELDS:
            raise BadMapping(f"{column}={field}: no such field; allowed: {', '.join(FIELDS)}")
    taken = set(chosen.values())
    for column in headings:
        field = _KNOWN.get(heading(column), "")
        if column not in chosen and field and field not in taken:
            chosen[column] = field
            taken.add(field)
    return {column: field for column, field in chosen.items() if field}


def values(row: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Field → text of one row, blanks around it gone; fields without text are absent."""
    found = {field: row.get(column, "").strip() for column, field in mapping.items()}
    return {field: text for field, text in found.items() if text}


def signal_of(text: str, interest: str = "") -> str:
    """The signal that a word means, a degree of interest going first; the word folded where none knows it."""
    degree = INTEREST.get(heading(interest))
    if degree:
        return degree
    word = heading(text)
    return _WORDS.get(word) or word.replace(" ", "_")


def channel_of(text: str, signal: str) -> str:
    """One of ``CHANNELS``: what was said, else where such a signal usually comes from."""
    word = heading(text)
    said = word if word in CHANNELS else _CHANNEL_WORDS.get(word, "")
    return said or _CHANNEL_OF.get(signal, "other")


def yes(text: str) -> bool:
    return heading(text) in {"1", "yes", "true", "ja", "x", "wahr", "waar", "y", "j"}
