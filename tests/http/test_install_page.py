"""The install page: exact code with this site's address, choices that reach the script, and proof."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.http.dashboard_kit import BASE, DAY, NOW, SITE, World, add_view, world
from tracker.dashboard.pages.install import reach
from tracker.event import Draft, to_row
from tracker.read.refused import Refusals, path_of
from tracker.sites import all_sites, new_site, save_site
from tracker.snippet.compose import MODULES
from tracker.snippet.install import install_snippet
from tracker.store import Store

KEY = "k" * 12
URL = f"{BASE}/s/{KEY}"
PATH = f"/site/{SITE}/install"
SYSTEMS = (
    "gtm", "wordpress", "shopify", "shopware", "typo3", "hubspot", "webflow", "next", "nuxt", "astro",
)  # fmt: skip


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        save_site(store, new_site(SITE, title="The shop", key=KEY, hosts=["www.example.com"]), actor="test")
        yield made


def _page(place: World, role: str = "admin", path: str = PATH, language: str = "en") -> str:
    client = place.signed_in_as(role)
    client.cookies.set("language", language, domain="127.0.0.1")
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:400]
    return answer.text


def _code(text: str, name: str) -> str:
    found = re.search(rf'<pre class="snippet" id="{name}">(.*?)</pre>', text, re.DOTALL)
    assert found, name
    return html.unescape(found[1])


@pytest.mark.parametrize("language", ["en", "de", "nl"])
def test_each_system_has_words_and_code_of_its_own(place: World, language: str) -> None:
    text = _page(place, language=language)
    for system in SYSTEMS:
        assert f"{URL}.js" in _code(text, f"code-{system}")
        fold = rf'id="on-{system}"><summary>.+?</summary>\s*<p class="quiet">\s*(.*?)</p>'
        found = re.search(fold, text, re.DOTALL)
        assert found, system
        assert len(found[1].strip()) > 30, system


WHOLE = 'referrerpolicy="no-referrer-when-downgrade"'  # the page's address, not its host alone
CODE = {
    "csp": "script-src http://127.0.0.1:8000; connect-src http://127.0.0.1:8000",
    "noscript": f'<noscript><img src="{URL}.gif" alt="" width="1" height="1" {WHOLE}></noscript>',
    "picture": f'<img src="{URL}.gif" alt="" width="1" height="1" {WHOLE}>',
    "optout": f"{URL}/optout",
    "code-shopify-pixel": f"fetch('{URL}'",
    "proxy-nginx": "proxy_pass http://127.0.0.1:8000/s/;",
    "proxy-caddy": "reverse_proxy http://127.0.0.1:8000 {",
    "proxy-cloudflare": "fetch('http://127.0.0.1:8000/s' + pathname.slice(6)",
    "amp": f'<amp-analytics config="{URL}.amp.json">',
    "verify": f"tracker verify https://www.example.com/ --site {SITE}",
}


def test_the_code_names_this_installation(place: World) -> None:
    text = _page(place)
    wrong = {name: _code(text, name) for name, says in CODE.items() if says not in _code(text, name)}
    assert not wrong


def test_the_pinned_line_has_the_checksum_of_what_is_served(place: World) -> None:
    info = install_snippet(place.deps.settings, all_sites(place.store)[SITE])
    assert _code(_page(place), "pinned") == info.pinned_line
    assert 'integrity="sha384-' in info.pinned_line


@pytest.mark.parametrize("path", [PATH, f"{PATH}/check", "/health"])
def test_one_address_that_was_limited_is_told_with_the_mend(place: World, path: str) -> None:
    assert "TRACKER_TRUSTED_PROXIES: else" not in _page(place, path=path)
    row = {"site": SITE, "day": DAY, "reason": "rate_limited", "n": 12, "batch": "b"}
    place.store.insert("tallies", [row])
    text = _page(place, path=path)
    assert "12 requests were refused since yesterday" in text
    assert "TRACKER_TRUSTED_PROXIES: else" in text


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://visits.example.com", ""),
        ("http://visits.example.com", "plain"),
        ("http://localhost:8000", "local"),
        ("http://[::1]:8000", "local"),
    ],
)
def test_an_address_nobody_reaches_is_told(base: str, expected: str) -> None:
    assert reach(base) == expected


def test_the_page_says_that_only_this_machine_is_reached(place: World) -> None:
    assert "which only this machine reaches" in _page(place)


def _form(place: World, role: str, action: str, **fields: str) -> Any:
    client = place.signed_in_as(role)
    return client.post(f"{PATH}/{action}", {"csrf": client.csrf, **fields})


CHOICE = {"consent": "wait", "refusal": "anon", "snippet": "core"}


def test_choices_reach_the_script(place: World) -> None:
    before = install_snippet(place.deps.settings, all_sites(place.store)[SITE])
    chosen = {f"m-{name}": "on" for name in MODULES}
    assert _form(place, "admin", "options", **CHOICE, **chosen).status_code == 303
    site = all_sites(place.store)[SITE]
    assert (site.consent, site.refusal, site.modules) == ("wait", "anon", MODULES)
    after = install_snippet(place.deps.settings, site)
    assert (after.script_line, after.pinned_line != before.pinned_line) == (before.script_line, True)
    assert '"wait"' in (place.deps.settings.data_dir / "sites.json").read_text()
    page = _page(place)
    assert "<amp-analytics data-block-on-consent config=" in _code(page, "amp")
    assert page.count("a picture asks nobody") == 2
    assert re.search(r'name="consent" value="wait" checked', page)
    assert len(re.findall(r'name="m-\w+" checked', page)) == len(MODULES)


@pytest.mark.parametrize(
    ("fields", "notes"),
    [
        ({"consent": "anon", "snippet": "lite"}, (False, False)),
        ({"consent": "wait", "snippet": "core"}, (False, True)),
        ({"consent": "wait", "snippet": "lite", "m-cmp_klaro": "on"}, (True, False)),
        ({"consent": "wait", "snippet": "core", "m-datalayer": "on"}, (False, False)),
    ],
    ids=["counts", "waits for nobody", "small cannot wait", "waits for Google Consent Mode"],
)
def test_choices_that_do_not_go_together_are_told(
    place: World, fields: dict[str, str], notes: tuple[bool, bool]
) -> None:
    assert _form(place, "admin", "options", **{**CHOICE, **fields}).status_code == 303
    page = _page(place)
    assert ('id="no-lite"' in page, 'id="nobody-asks"' in page) == notes


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({**CHOICE, "consent": "yes"}, "anon or wait"),
        ({**CHOICE, "snippet": ""}, "core or lite"),
        ({"consent": "anon"}, "allowed is"),
        ({**CHOICE, "m-evil": "on"}, "evil"),
    ],
    ids=["consent", "edition", "a field is missing", "a part that is none"],
)
def test_choices_that_are_none_are_refused(place: World, fields: dict[str, str], says: str) -> None:
    before = all_sites(place.store)[SITE]
    answer = _form(place, "admin", "options", **fields)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert all_sites(place.store)[SITE] == before


def test_who_may_not_change_is_offered_no_button(place: World) -> None:
    text = _page(place, role="viewer")
    assert "Only an admin can change this." in text
    assert _form(place, "viewer", "options", **CHOICE).status_code == 403
    assert _form(place, "viewer", "allow", host="evil.example").status_code == 403


def test_a_refused_host_is_named_and_can_be_let_in(place: World) -> None:
    counts = Refusals(path_of(place.deps.settings.data_dir, "serve-0"))
    for host in ("staging.example.net",) * 3 + ("<b>x",):
        counts.count(SITE, host, NOW - 60_000)
    counts.write(NOW)
    text = _page(place, path=f"{PATH}/check")
    assert "<code>staging.example.net</code>" in text
    assert "3 requests" in text
    assert "other hosts" in text
    assert "<b>x" not in text
    assert "Allow this host" not in _page(place, role="viewer", path=f"{PATH}/check")
    assert _form(place, "admin", "allow", host="staging.example.net").status_code == 303
    assert all_sites(place.store)[SITE].hosts == ("www.example.com", "staging.example.net")
    assert _form(place, "admin", "allow", host="not a host").status_code == 422


def test_the_box_turns_green_for_the_visit_that_carries_the_number(place: World) -> None:
    number = re.search(r"install/check\?nonce=([0-9a-f]{16})", _page(place))
    assert number
    proof = "its event is stored"
    path = f"{PATH}/check?nonce={number[1]}"
    add_view(place.store, url_query="vt_verify=0000000000000000", view="other")
    assert proof not in _page(place, path=path)
    add_view(place.store, url_query=f"utm_source=x&vt_verify={number[1]}", view="mine")
    assert proof in _page(place, path=path)
    assert proof not in _page(place, path=f"{PATH}/check?nonce=' OR 1=1 --")


def test_a_host_that_fell_silent_is_told(place: World) -> None:
    rows = []
    for hour in range(48, 28 * 24):
        at = NOW - hour * 3_600_000
        draft = Draft(site=SITE, ts=at, received=at, source="js", view=f"v{hour}", seq=0, name="pv")
        draft.url_host = "gone.example.com"
        rows.append(to_row(draft))
    place.store.insert("events", rows)
    for path in (f"{PATH}/check", "/health", f"/site/{SITE}/today"):
        assert "gone.example.com" in _page(place, path=path)
