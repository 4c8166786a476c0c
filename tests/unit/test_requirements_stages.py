"""What was asked of stages (docs/requirements.md): definitions are each site's own, and agreed in data."""

from __future__ import annotations

from tests.intent_kit import HOUR, MONDAY, touch
from tracker.intent import Activity, Profile, assess, parse_model

EARLY = parse_model('extends = "default"\nname = "early"\nengagement_bounds = [30, 20, 5]\n')
LATE = parse_model('extends = "default"\nname = "late"\nengagement_bounds = [95, 90, 80]\n')


def test_two_models_two_thresholds() -> None:
    """The same visit qualifies under one site's definition and not under another's."""
    seen = Activity.of([touch(0, "pricing", engaged_ms=30_000), touch(1, "cart", name="add_to_cart")])
    stages = {model.name: assess(seen, Profile(), model, MONDAY + HOUR).stage for model in (EARLY, LATE)}
    assert stages == {"early": "MQL2", "late": "LEAD"}
    assert EARLY.version != LATE.version
