"""Pointer and keys as WebDriver and WebDriver BiDi both spell them (W3C "actions")."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, Literal

from tests.browser.engines import Button

BUTTONS: dict[Button, int] = {"left": 0, "middle": 1, "right": 2}
KEYS = {"Enter": "\ue007", "Tab": "\ue004"}
CONTROL = "\ue009"
MIDDLE = """(() => {{
  const element = document.querySelector({selector});
  element.scrollIntoView({{block: 'center', behavior: 'instant'}});
  const box = element.getBoundingClientRect();
  return [Math.floor(box.x + box.width / 2), Math.floor(box.y + box.height / 2)];
}})()"""


class ActingTab(ABC):
    """What a tab can do once it can evaluate and perform actions."""

    @abstractmethod
    def evaluate(self, source: str) -> Any: ...

    @abstractmethod
    def perform(self, actions: list[dict[str, Any]]) -> None: ...

    def click(self, selector: str, button: Button = "left", *, control: bool = False) -> None:
        x, y = self.evaluate(MIDDLE.format(selector=json.dumps(selector)))
        steps: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": BUTTONS[button]},
            {"type": "pointerUp", "button": BUTTONS[button]},
        ]
        if control:
            self._keys([{"type": "keyDown", "value": CONTROL}])
        self._pointer(steps)
        if control:
            self._keys([{"type": "keyUp", "value": CONTROL}])

    def move(self, x: int, y: int) -> None:
        self._pointer([{"type": "pointerMove", "x": x, "y": y}])

    def type(self, selector: str, text: str) -> None:
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        self._keys([{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")])

    def key(self, selector: str, name: Literal["Enter", "Tab"]) -> None:
        self.type(selector, KEYS[name])

    def _keys(self, steps: list[dict[str, Any]]) -> None:
        self.perform([{"type": "key", "id": "keyboard", "actions": steps}])

    def _pointer(self, steps: list[dict[str, Any]]) -> None:
        self.perform([{"type": "pointer", "id": "mouse", "actions": steps}])
