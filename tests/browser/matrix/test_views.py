"""Which page views there are, and how long they were looked at."""

from __future__ import annotations

import pytest

from tests.browser.matrix.run import Run

pytestmark = pytest.mark.browser


def _push(run: Run, path: str, title: str = "") -> None:
    retitle = f", document.title = {title!r}" if title else ""
    run.js(f"void (history.pushState({{}}, '', {path!r}){retitle})")


def _paths(run: Run) -> list[str]:
    return [event.batch["u"].removeprefix(run.site.url) for event in run.collector.events("pv")]


def _sees_each_change(run: Run) -> bool:
    """Without the Navigation API the script looks twice a second, and sees where the page then is."""
    return bool(run.js("!!window.navigation"))


def test_01_a_plain_load_is_one_view_with_the_campaign_and_nothing_else(run: Run) -> None:
    run.go("01-plain.html?utm_source=li&email=max@firma.de&ref=partner&gclid=abc123&tab=2#part")
    run.end()
    assert run.names() == ["pv"]
    view = run.view()
    assert view.batch["u"] == f"{run.site.url}/01-plain.html?utm_source=li&ref=partner&gclid="
    assert (view.batch["v"], view.batch["t"], view.batch["c"]) == (1, "Plain", "anon")
    assert view.batch["b"] is True  # driven by a program, and says so
    assert "x" not in view.batch
    assert not view.payload[0]  # came from nowhere
    assert view.payload[1:] == [None, run.js("innerWidth")]
    assert 0 <= view.batch["a"] <= run.elapsed()


def test_02_the_same_line_twice_counts_once(run: Run) -> None:
    run.go("02-twice.html")
    run.end()
    run.view()


def test_03_calls_before_the_script_keep_their_order(run: Run) -> None:
    run.go("03-stub.html")
    run.events("second")
    assert run.names() == ["pv", "trial", "second"]
    assert [event.payload for event in run.collector.events("trial", "second")] == [{"plan": "pro"}, {"n": 2}]


def test_04_moving_within_a_page_counts_paths_not_queries(run: Run) -> None:
    run.go("04-routes.html")
    first = run.view()
    _push(run, "/b", "B")
    second = run.view(2)
    assert second.payload[:2] == [f"{run.site.url}/04-routes.html", "s"]
    assert (second.batch["u"], second.batch["t"]) == (f"{run.site.url}/b", "B")
    assert second.view != first.view
    assert run.events("en")[0].view == first.view
    run.js("void history.replaceState({}, '', '?tab=2')")
    if not _sees_each_change(run):
        run.settle(0.6)
    run.end()
    run.view(2)


def test_05_going_back_within_a_page_is_a_view(run: Run) -> None:
    run.go("05-back.html")
    run.view()
    _push(run, "/b")
    run.view(2)
    run.js("void history.back()")
    run.view(3)
    assert _paths(run) == ["/05-back.html", "/b", "/05-back.html"]


def test_06_only_fragments_that_are_routes_are_views(run: Run) -> None:
    run.go("06-fragments.html")
    run.view()
    run.js("void (location.hash = '#sec')")
    if not _sees_each_change(run):
        run.settle(0.6)
    run.end()
    run.js("void (location.hash = '#/pricing?token=hidden')")
    run.view(2)
    assert _paths(run) == ["/06-fragments.html", "/06-fragments.html#/pricing"]


def test_07_back_from_the_cache_is_a_new_view(run: Run) -> None:
    run.go("07-cache.html")
    first = run.view()
    run.js("void (window.kept = 1)")
    run.go("other")
    run.js("void setTimeout(() => history.back())")
    again = run.view(2)
    assert run.js("window.kept") == 1, "the back/forward cache was not used: the case was not seen"
    assert again.payload[1] == "b"
    assert again.view != first.view


def test_08_time_and_scroll_are_told_on_leaving(run: Run) -> None:
    run.go("08-long.html")
    run.view()
    run.js("scrollTo(0, 2000 - innerHeight / 2)")
    run.settle(0.6)
    run.tab.move(20, 20)
    run.go("other")
    (told,) = run.events("en")
    assert 800 <= told.payload[0] <= run.elapsed()
    assert 50 <= told.payload[1] <= 70


def test_24_a_tab_in_the_background_counts_when_it_is_looked_at(run: Run) -> None:
    show = run.visitor.background(f"{run.site.url}/24-background.html")
    run.until(lambda: "/24-background.html" in run.site.visited, "the page")
    run.settle()
    assert run.collector.requests == []
    show()
    run.view()


def test_31_a_prerendered_page_counts_when_it_is_opened(run: Run) -> None:
    run.visitor.alone(f"{run.site.url}/31-start.html")
    run.until(lambda: "/prerendered" in run.site.visited, "the prerendered page")
    run.settle()
    assert run.collector.requests == []
    run.site.gate.set()
    run.view()
    run.settle()
    run.view()
    assert run.site.visited.count("/31-prerender.html") == 1  # shown is what was prerendered


def test_32_routes_in_quick_succession_are_views_in_few_requests(run: Run) -> None:
    run.go("32-chain.html")
    run.settle(0.2)  # so that what takes time at the first view takes none between the routes
    run.js("void ['/b', '/c', '/d'].forEach(path => history.pushState({}, '', path))")
    expected = ["/32-chain.html", "/b", "/c", "/d"] if _sees_each_change(run) else ["/32-chain.html", "/d"]
    run.view(len(expected))
    run.end()
    # Requests may pass each other on their way.
    assert sorted(_paths(run)) == sorted(expected)
    # Nobody looked at what was passed through: at most the moment that passing takes a busy machine.
    engaged = [(event.batch["u"].removeprefix(run.site.url), event) for event in run.collector.events("en")]
    passed = [event.payload[0] for path, event in engaged if path not in (expected[0], expected[-1])]
    assert [ms for ms in passed if ms >= 100] == []
    assert len(run.collector.requests) <= 7  # the last is the test's own


def test_45_a_page_that_turbo_drive_moves_through_is_one_view_per_address(run: Run) -> None:
    run.go("45-turbo.html")
    run.view()
    run.js("visit('/products', {title: 'Products'})")
    run.view(2)
    run.js("visit('/go', {title: 'Landing', redirect: '/landing'})")
    seen = ["/45-turbo.html", "/products", "/landing"]
    if _sees_each_change(run):
        seen.insert(2, "/go")
    run.view(len(seen))
    # Back to a page of which there is a preview: one view, whatever is drawn how often.
    run.js("visit('/products', {title: 'Products, new'})")
    run.view(len(seen) + 1)
    run.end()
    assert sorted(_paths(run)) == sorted([*seen, "/products"])
    (landing,) = [event for event in run.collector.events("pv") if event.batch["u"].endswith("/landing")]
    titles = [event.batch["t"] for event in run.collector.events("en") if event.view == landing.view]
    assert landing.batch["t"] == "Landing"
    assert len(titles) <= 1


def test_47_a_strict_mode_that_starts_twice_and_replaces_the_same_address_is_one_view(run: Run) -> None:
    run.go("47-strict.html")
    run.until(lambda: run.js("!!window.replaced && !!window.vt"), "the script")
    if not _sees_each_change(run):
        run.settle(0.6)
    run.end()
    run.view()


def test_48_a_router_that_kept_the_history_functions_early_is_seen(run: Run) -> None:
    if run.engine.name == "webkit":
        # A view transition kills the page where there is no graphics card; the router can do without.
        run.site.before = "delete Document.prototype.startViewTransition"
    run.go("48-astro.html")
    run.view()
    run.js("navigate('/b', 'B')")
    assert run.view(2).batch["t"] == "B"
    run.js("navigate('/c', 'C')")
    assert run.view(3).batch["t"] == "C"
    if not _sees_each_change(run):
        run.settle(0.6)
    run.end()
    assert _paths(run) == ["/48-astro.html", "/b", "/c"]


def test_50_who_does_nothing_for_two_minutes_looked_for_thirty_seconds(run: Run) -> None:
    """The page's clock is put forward before the script loads: ``performance.now`` alone, in every engine."""
    run.site.before = """
      const real = performance.now.bind(performance);
      let ahead = 0;
      performance.now = () => real() + ahead;
      window.wait = (ms) => { ahead += ms; };
    """
    run.go("50-idle.html")
    run.view()
    run.js("wait(120000)")
    run.go("other")
    (told,) = run.events("en")
    assert 30_000 <= told.payload[0] <= 30_000 + run.elapsed()
