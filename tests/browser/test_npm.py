"""The npm package in a real browser, as a module of the page's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.recorder import KEY

PACKAGE = Path(__file__).parents[2] / "js" / "npm" / "dist" / "index.js"


@pytest.fixture
def site(visit: Visit, tmp_path: Path) -> Visit:
    """A website whose files are in ``tmp_path``, the package among them."""
    visit.website.pages = tmp_path
    shutil.copy(PACKAGE, tmp_path / "package.js")
    return visit


def _open(visit: Visit, script: str, path: str = "npm.html") -> None:
    page = f"<!doctype html><title>Npm</title><p>x<script type=module>{script}</script>"
    (visit.website.pages / "npm.html").write_text(page)
    visit.go(path)


def _init(visit: Visit, more: str = "") -> str:
    return f"init({{key: '{KEY}', host: '{visit.collector.url}/', {more}}});"


def test_a_view_and_an_event_arrive_as_from_the_tag(site: Visit) -> None:
    start = "import { init, track, page } from '/package.js';" + "track('early', {n: 1});"
    _open(site, start + _init(site) * 2 + "track('trial', {plan: 'pro'}, true);", "npm.html?ref=x&email=a")
    [view] = site.events("pv")
    [early] = site.events("early")
    [trial] = site.events("trial")
    assert view.batch["u"].endswith("/npm.html?ref=x")
    assert (early.payload, trial.payload) == ({"n": 1}, {"plan": "pro"})
    assert (view.seq, early.seq, trial.seq) == (0, 1, 2)
    assert site.collector.requests[0].path == f"/s/{KEY}"


def test_what_is_configured_holds(site: Visit) -> None:
    more = "consent: 'wait', prefix: 'x7', parameters: ['product']"
    start = (
        "import { init, consent, identify } from '/package.js';window.say = consent; window.who = identify;"
    )
    _open(site, start + _init(site, more), "npm.html?product=7&other=8")
    site.settle()
    assert site.collector.requests == []
    site.page.evaluate("say('yes'); who('customer-7')")
    [view] = site.events("pv")
    [who] = site.events("identify")
    assert view.batch["u"].endswith("/npm.html?product=7")
    assert (who.batch["c"], who.payload[0]) == ("yes", "customer-7")
    assert site.collector.requests[0].path == f"/x7/{KEY}"


@pytest.mark.parametrize(("modules", "seen"), [("['auto']", 1), ("[]", 0)], ids=["with auto", "without"])
def test_modules_are_those_asked_for(site: Visit, modules: str, seen: int) -> None:
    _open(site, "import { init } from '/package.js';" + _init(site, f"modules: {modules}"))
    site.events("pv")
    site.page.evaluate("document.body.innerHTML = '<a href=\"mailto:a@example.com\">m</a>'")
    site.page.click("a")
    site.settle()
    assert len(site.collector.events("ct")) == seen
