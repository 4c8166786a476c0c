"""What must be so before sales qualified, as each site agrees: asked for, held to, named when missing."""

from __future__ import annotations

import re

import pytest

from tests.http.dashboard_kit import SITE, World
from tests.http.test_dashboard_moves import GATE, KEY, bring_to, place, post, stages
from tracker.audit import entries
from tracker.companies.working import working
from tracker.lifecycle import Given, Refused, decide
from tracker.lifecycle.gates import GATES, checked

__all__ = ["place"]

#: What was chosen, what is said, what is still needed.
TRIED = {
    "nothing chosen, nothing said": (GATES, Given(), GATES),
    "nothing chosen, half said": (GATES, Given(contact=True, need="water"), GATES[1:4]),
    "two chosen, one said": (("contact", "products"), Given(contact=True), ("products",)),
    "two chosen, both said": (("contact", "products"), Given(contact=True, products=("pump",)), ()),
}  # fmt: skip


@pytest.mark.parametrize(("gates", "given", "missing"), TRIED.values(), ids=TRIED)
def test_what_is_missing_is_named_gate_by_gate(
    gates: tuple[str, ...], given: Given, missing: tuple[str, ...]
) -> None:
    if not missing:
        assert decide("qualify", current="SAL", role="sales", given=given, gates=gates).needs == gates
        return
    with pytest.raises(Refused, match=", ".join(missing)) as refused:
        decide("qualify", current="SAL", role="sales", given=given, gates=gates)
    assert refused.value.missing == missing


def test_other_moves_keep_what_holds_for_everybody() -> None:
    """No site can switch off that only who showed interest is offered."""
    with pytest.raises(Refused, match="interest"):
        decide("offer", current="MQL3", role="marketing", given=Given(), gates=("contact",))
    for wrong in (["charm"], []):
        with pytest.raises(
            ValueError, match="contact, products, clear_interest, offer_fits, need are allowed"
        ):
            checked(wrong)


def test_a_site_agrees_on_its_gates(place: World) -> None:
    bring_to(place, "SAL")
    sales, admin = place.signed_in_as("sales"), place.signed_in_as("admin")
    assert sorted(asked(sales.get(f"/site/{SITE}/move/qualify/{KEY}").text)) == sorted(GATES)
    form = {"asks_gates": "on", "gate.contact": "on", "gate.products": "on"}
    sales.post(f"/site/{SITE}/plays", {"csrf": sales.csrf, **form})
    assert working(place.store, SITE).gates == GATES, "administrators decide what is agreed on"
    none = admin.post(f"/site/{SITE}/plays", {"csrf": admin.csrf, "asks_gates": "on"})
    assert (none.status_code, "At least one is needed." in none.text) == (422, True)
    assert admin.post(f"/site/{SITE}/plays", {"csrf": admin.csrf, **form}).status_code == 303
    assert working(place.store, SITE).gates == ("contact", "products")
    assert "site.working" in {entry.what for entry in entries(place.store, site=SITE)}

    assert sorted(asked(sales.get(f"/site/{SITE}/move/qualify/{KEY}").text)) == ["contact", "products"]
    status, text = post(sales, "qualify", contact="on")
    assert status == 422
    assert "Still needed: the products they want." in text
    assert post(sales, "qualify", contact="on", products="pump")[0] == 303
    assert stages(place)[-1] == "SQL"
    page = admin.get(f"/site/{SITE}/editor/handover").text
    assert "Sales qualified takes: a talk with somebody there and the products they want." in page


def asked(page: str) -> list[str]:
    """Gates the form of a move has a field for."""
    return [name for name in re.findall(r'name="([a-z_]+)"', page) if name in GATE]
