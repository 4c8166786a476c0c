"""Industries in the reader's language: lists and registers give them in English, and it is shown as it is
where no word is known."""

from __future__ import annotations

from functools import cache
from typing import Final

from reports.i18n import LANGUAGES, N_, Translator, translator

_KNOWN: Final = (
    *(N_("Aerospace"), N_("Agriculture"), N_("Automation"), N_("Automotive"), N_("Banking"), N_("Beverages")),
    *(N_("Biotechnology"), N_("Chemicals"), N_("Construction"), N_("Consulting"), N_("Conveyor systems")),
    *(N_("Education"), N_("Electronics"), N_("Energy"), N_("Financial services"), N_("Food processing")),
    *(N_("Glass"), N_("Greenhouses"), N_("Health care"), N_("Higher education"), N_("Hospitality")),
    *(N_("Hydraulics"), N_("Insurance"), N_("Logistics"), N_("Machinery"), N_("Manufacturing"), N_("Media")),
    *(N_("Medical devices"), N_("Metal"), N_("Mining"), N_("Packaging"), N_("Paper"), N_("Pharmaceuticals")),
    *(N_("Plastics"), N_("Pumps"), N_("Real estate"), N_("Retail"), N_("Robotics"), N_("Sensors")),
    *(N_("Shipbuilding"), N_("Software"), N_("Staffing"), N_("Steel"), N_("Telecommunications")),
    *(N_("Textiles"), N_("Transport"), N_("Utilities"), N_("Wholesale"), N_("Wind power")),
)
_BY_NAME: Final = {name.casefold(): name for name in _KNOWN}


def industry(t: Translator, text: str) -> str:
    """``text`` in the reader's language where there is a word for it, else unchanged."""
    known = _BY_NAME.get(text.strip().casefold())
    return t.gettext(known) if known else text


def as_listed(text: str) -> str:
    """What lists and registers call it: "Maschinenbau", "machinebouw" → "Machinery"; "" where not known."""
    return _listed().get(text.strip().casefold(), "")


@cache
def _listed() -> dict[str, str]:
    return {translator(code).gettext(name).casefold(): name for code in LANGUAGES for name in _KNOWN}
