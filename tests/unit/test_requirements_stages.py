"""What was asked of stages (docs/requirements.md): definitions are each site's own, and agreed in data."""

from __future__ import annotations

import re
from pathlib import Path

from tests.intent_kit import HOUR, MONDAY, touch
from tracker.intent import Activity, Profile, assess, parse_model
from tracker.intent.levels import threshold

EARLY = parse_model('extends = "default"\nname = "early"\nengagement_bounds = [30, 20, 5]\n')
LATE = parse_model('extends = "default"\nname = "late"\nengagement_bounds = [95, 90, 80]\n')


def test_levels_are_as_many_as_the_grid_names() -> None:
    """One level only: whoever is in its cells is MQL1, nobody is more."""
    text = "\n".join(
        f'{cell} = "MQL1"' for cell in ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "C1", "C2", "D1")
    )
    one = parse_model(f'extends = "default"\n[cells]\n{text}\n')
    much = [touch(i, "trial", name="form", view=f"v{i}") for i in range(3)]
    much += [touch(i, "cart", name="add_to_cart", view=f"w{i}") for i in range(3)]
    assert [threshold(level, "A", one) for level in (1, 2, 3)] == [5, None, None]
    assert assess(Activity.of(much), Profile(), one, MONDAY + HOUR).stage == "MQL1"


def test_nothing_says_that_somebody_will_buy() -> None:
    """Chances are shown, promises are not: in no text, in no language."""
    promise = re.compile(
        r"\b(will buy|sure to buy|guaranteed (customer|sale)|wird kaufen|werden kaufen|kauft sicher|"
        r"gaat kopen|zal kopen|zullen kopen|koopt zeker)\b",
        re.IGNORECASE,
    )
    root = Path(__file__).parents[2]
    texts = {path: path.read_text() for path in root.glob("reports/locale/*/*.po")}
    assert len(texts) >= 4
    assert [path.name for path, text in texts.items() if promise.search(text)] == []


def test_two_models_two_thresholds() -> None:
    """The same visit qualifies under one site's definition and not under another's."""
    seen = Activity.of([touch(0, "pricing", engaged_ms=30_000), touch(1, "cart", name="add_to_cart")])
    stages = {model.name: assess(seen, Profile(), model, MONDAY + HOUR).stage for model in (EARLY, LATE)}
    assert stages == {"early": "MQL2", "late": "LEAD"}
    assert EARLY.version != LATE.version
