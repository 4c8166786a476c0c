"""The demonstration's people: who works on its accounts, in which role, and in which language they read.

They are users like any other, on the demonstration's site alone and without a password: nobody signs in as
one of them. Their addresses cannot exist (RFC 2606), so that no mail reaches anybody either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Member:
    mail: str
    role: str
    language: str


MARA: Final = Member("mara.lindt@antriebe.example", "marketing", "de")
JONAS: Final = Member("jonas.brandt@antriebe.example", "sales", "de")
SANNE: Final = Member("sanne.visser@antriebe.example", "sales", "nl")
OLIVIA: Final = Member("olivia.hart@antriebe.example", "viewer", "en")
TEAM: Final = (MARA, JONAS, SANNE, OLIVIA)
