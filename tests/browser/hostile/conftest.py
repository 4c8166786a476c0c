"""The collector of these tests puts calls of the probe around the snippet, or serves nothing in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.recorder import Recorder, Request

PROBE = (Path(__file__).parent / "probe.js").read_text("utf-8")
_CALL = "window[Symbol.for('probe')]?.('{}')"


class WrappingRecorder(Recorder):
    """``blank``: answers an empty script where the snippet was asked for: the page as it is without.

    "?bare" at an address of the script: without the probe's calls.
    """

    blank = False
    preflights = 0  # how often a browser asked first whether it may send

    def _answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        if request.method == "OPTIONS":
            self.preflights += 1
            return 403, {}, b""
        status, headers, body = super()._answer(request)
        if request.method != "GET":
            return status, headers, body
        if request.path.endswith("?bare"):
            return status, headers, b"" if self.blank else body
        before, after = (_CALL.format(moment).encode() for moment in ("before", "after"))
        run = b"" if self.blank else body
        return status, headers, before + b"\ntry {\n" + run + b"\n} finally {\n" + after + b"\n}"

    def batches(self) -> list[dict[str, Any]]:
        """Those whose events are a list, as the server demands it."""
        return [batch for batch in super().batches() if isinstance(batch["e"], list)]


@pytest.fixture
def collector() -> Iterator[WrappingRecorder]:
    recorder = WrappingRecorder()
    yield recorder
    recorder.close()
