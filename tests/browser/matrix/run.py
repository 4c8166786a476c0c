"""One case in one engine: a visitor, the website, the collector, and what every case asserts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.browser.engines import Engine, Visitor
from tests.browser.matrix.site import Site
from tests.browser.recorder import Event, Recorder

LIMIT = 30.0  # seconds: a limit for a busy machine, not a measure


@dataclass
class Run:
    engine: Engine
    visitor: Visitor
    collector: Recorder
    site: Site
    _ends: int = 0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.tab = self.visitor.tab

    def go(self, path: str) -> None:
        self.tab.go(f"{self.site.url}/{path}")

    def js(self, source: str) -> Any:
        return self.tab.evaluate(source)

    def call(self, *arguments: object) -> None:
        """``vt(…)`` in the page."""
        self.js(f"void vt({', '.join(json.dumps(argument) for argument in arguments)})")

    def until(self, true: Callable[[], object], what: str) -> None:
        end = time.monotonic() + LIMIT
        while not true():
            if time.monotonic() > end:
                came = [(event.name, event.seq) for event in self.collector.events()][:50]
                raise AssertionError(f"never came: {what}; received {came}; problems {self.problems()}")
            time.sleep(0.01)

    def events(self, name: str, count: int = 1) -> list[Event]:
        """Events of that name once there are ``count``; more than that is an error."""
        self.until(lambda: len(self.collector.events(name)) >= count, f"{count} x {name}")
        found = self.collector.events(name)
        assert len(found) == count, found
        return found

    def comes(self, name: str) -> bool:
        """Whether an event of that name is there, or comes soon."""
        end = time.monotonic() + LIMIT / 3
        while not self.collector.events(name) and time.monotonic() < end:
            time.sleep(0.02)
        return bool(self.collector.events(name))

    def view(self, count: int = 1) -> Event:
        """The last of ``count`` page views."""
        return self.events("pv", count)[-1]

    def names(self) -> list[str]:
        return [event.name for event in self.collector.events() if not event.name.startswith("end-")]

    def ready(self) -> None:
        """Returns when a script that another one inserted is there; the line itself holds up the load."""
        self.until(lambda: self.js("!!window.vt"), "the script")

    def end(self) -> None:
        """Returns when all that was seen so far has come: what is sent at once takes along what waits."""
        self._ends += 1
        self.call(f"end-{self._ends}", {}, True)
        self.events(f"end-{self._ends}")

    def settle(self, seconds: float = 0.8) -> None:
        """Longer than what the script itself delays: for what must not come where nothing may come."""
        time.sleep(seconds)

    def drop_cookie(self) -> None:
        """A beacon may carry the site's own cookie, by the browser's rule; a fetch here may not."""
        self.js("void (document.cookie = 'session=; max-age=0; path=/')")

    def elapsed(self) -> float:
        """Milliseconds since the case began: no page can have been looked at for longer."""
        return (time.monotonic() - self.began) * 1000

    def problems(self) -> list[str]:
        return [*self.visitor.problems(), *self.site.problems]

    def check(self) -> None:
        """What holds in every case: no preflight, no cookie, plain text, no error in the page."""
        assert self.problems() == []
        for request in self.collector.requests:
            assert request.method == "POST"
            assert "cookie" not in request.headers
            assert request.headers["content-type"].startswith("text/plain")
            assert b"secret" not in request.body
