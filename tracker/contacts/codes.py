"""Codes of what is known of people, and the words of three languages that mean them.  [pure]"""

from __future__ import annotations

from typing import Final

from tracker.contacts.person import DISPOSABLE, PRIVATE, WORK
from tracker.contacts.titles import FUNCTIONS, SENIORITY, function_of, seniority_of

#: Field of a criterion → what it may be.
CODES: Final[dict[str, tuple[str, ...]]] = {
    "function": tuple(FUNCTIONS),
    "seniority": (*SENIORITY, "specialist"),
    "mail": (WORK, PRIVATE, DISPOSABLE),
}
_MAILS: Final = {
    "business": WORK, "geschaeftlich": WORK, "geschäftlich": WORK, "dienstlich": WORK, "zakelijk": WORK,
    "privat": PRIVATE, "privé": PRIVATE, "prive": PRIVATE, "wegwerf": DISPOSABLE, "wegwerp": DISPOSABLE,
}  # fmt: skip
_SENIORITY: Final = {
    "entscheider": "executive", "beslisser": "executive", "fachkraft": "specialist",
    "spezialist": "specialist", "vakspecialist": "specialist",
    "in ausbildung": "learner", "in opleiding": "learner",
}  # fmt: skip


def code_of(field: str, word: str) -> str:
    """ "Einkauf", "inkoop" → "purchasing"; "" where a word means none of the field's codes."""
    text = word.strip().casefold()
    if text in CODES[field]:
        return text
    if field == "mail":
        return _MAILS.get(text, "")
    if field == "function":
        return function_of(text)
    found = _SENIORITY.get(text) or seniority_of(text)
    return "" if found == "specialist" and text not in _SENIORITY else found
