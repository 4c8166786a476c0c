"""Pages that break what scripts rely on: unharmed by the snippet, and counted wherever that can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.hostile.cases import BUILT_INS, POLICIES, Case
from tests.browser.hostile.conftest import PROBE, WrappingRecorder
from tests.browser.hostile.living import PAGES, Life, click, live

pytestmark = pytest.mark.browser


def rows(cases: Iterable[Case]) -> list[object]:
    return [pytest.param(case, id=case.name) for case in cases]


def _file(case: Case) -> str:
    return next(file.name for file in PAGES.glob(f"{case.name}.*html"))


@pytest.mark.parametrize("case", rows((*POLICIES, *BUILT_INS)))
def test_policies_and_built_ins(
    case: Case, visit: Visit, collector: WrappingRecorder, browser: Browser
) -> None:
    unharmed_and_counted(case, visit, collector, browser)


def unharmed_and_counted(case: Case, visit: Visit, collector: WrappingRecorder, browser: Browser) -> None:
    visit.website.pages = PAGES
    visit.website.headers = {
        name: value.replace("%TRACKER%", collector.url) for name, value in case.headers.items()
    }
    collector.options = dict(case.options)
    without = _without(case, visit, collector, browser)
    assert without.told("life") == [case.life], "the page by itself is not what the case says"

    # A beacon that makes up for a failed fetch may carry the site's cookies; that rule has tests of its own.
    visit.context.clear_cookies()
    visit.context.add_init_script(PROBE)
    life = live(visit.page, f"{visit.website.url}/{_file(case)}", case, visit.until)
    if case.policy:
        # The browser tells of a refusal in its own time, which on a busy machine is after the clicks.
        visit.until(lambda: _refused(case, life), "the policy's refusal")
    _unharmed(case, life, without)
    if not case.late:
        _arrived(case, visit)
    click(visit.page, "next")
    visit.until(lambda: visit.page.url.endswith("/next"), "the page's own link")
    _arrived(case, visit)
    assert bool(collector.preflights) == case.asks
    assert visit.problems == []


def _without(case: Case, visit: Visit, collector: WrappingRecorder, browser: Browser) -> Life:
    """The same page, the same clicks, and an empty script in the snippet's place."""
    collector.blank = True
    context = browser.new_context()
    context.add_init_script(PROBE)
    try:
        return live(context.new_page(), f"{visit.website.url}/{_file(case)}", case, visit.until)
    finally:
        context.close()
        collector.blank = False


def _unharmed(case: Case, life: Life, without: Life) -> None:
    assert life.told("life") == without.told("life")
    assert life.told("document") == without.told("document")
    own = without.told("changed")
    changed = tuple(line for line in life.told("changed") if line not in own)
    assert changed == (case.adds if case.runs else ())
    # The page may change its own world later; with the snippet just as without.
    assert set(life.told("late")) - set(case.adds) == set(without.told("late")) - set(case.adds)
    assert set(life.told("policy")) - set(_refused(case, life)) == set(without.told("policy"))


def _refused(case: Case, life: Life) -> list[str]:
    """What the page's policy kept the snippet from, as the browser told it."""
    return [line for line in life.told("policy") if line.split(" ")[0] == case.policy]


def _arrived(case: Case, visit: Visit) -> None:
    events = visit.collector.events

    def names() -> Counter[str]:
        return Counter(str(event.name) for event in events() if event.name != "en")

    if case.arrives:
        visit.until(lambda: names() >= Counter(case.arrives), f"{case.arrives}")
    else:
        visit.settle(0.7)
    assert names() == Counter(case.arrives)
    for event in events("pv"):
        assert event.batch["u"].removeprefix(visit.website.url + "/") in {
            _file(case),
            "routed",
            "framed.html",
        }
