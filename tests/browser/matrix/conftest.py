"""Each case runs once per engine; one browser process per engine, one visitor per case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.engines import Engine
from tests.browser.engines.chromium import Chromium, chromium_path, launch
from tests.browser.engines.firefox import Firefox
from tests.browser.engines.webkit import WebKit
from tests.browser.matrix.run import Run
from tests.browser.matrix.site import Site
from tests.browser.matrix.table import ENGINES, excluded
from tests.browser.recorder import Recorder


@pytest.fixture(scope="package", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = _launch(request)
    yield made
    made.close()


def _launch(request: pytest.FixtureRequest) -> Engine:
    if request.param == "chromium":  # as visitors have it, not the shell that suffices elsewhere
        return Chromium(launch(request.getfixturevalue("playwright"), chromium_path()))
    return Firefox() if request.param == "firefox" else WebKit()


@pytest.fixture
def run(request: pytest.FixtureRequest, engine: Engine, collector: Recorder) -> Iterator[Run]:
    if reason := excluded(request.node.name, engine.name):
        pytest.skip(reason)
    site = Site(collector, crossorigin=not engine.tells_errors)
    with engine.visitor() as visitor:
        made = Run(engine, visitor, collector, site)
        yield made
        visitor.problems()  # heard while the pages are still there
    # What a page sends as it goes is looked at too.
    made.check()
    site.close()
