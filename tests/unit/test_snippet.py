"""The script as composed and served: headers, codings, tags, pinned copies, unknown keys, opt-out page."""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from tracker.settings import Settings, load_settings
from tracker.site import Site
from tracker.sites import SNAPSHOT, SiteBook
from tracker.snippet import install_snippet, snippet_routes
from tracker.snippet.compose import MODULES, Script, SnippetConfig, _compose, checked, compose, manifest
from tracker.snippet.install import site_config, site_script
from tracker.snippet.optout import choose_language, render

KEY = "abcdefghjkmn"
SITE = Site(id="acme", key=KEY, title="Acme & <b>Co", hosts=("www.acme.example", "*.acme.example"))


class Client:
    """Asks the app itself, without a socket; takes no coding unless told."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, headers={"accept-encoding": "", **(headers or {})})

        return asyncio.run(run())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / SNAPSHOT).write_bytes(msgspec.json.encode([SITE]))
    return load_settings({}, data_dir=str(tmp_path), base_url="https://t.example.com")


@pytest.fixture
def client(settings: Settings) -> Client:
    book = SiteBook(settings.data_dir)
    return Client(Starlette(routes=snippet_routes(settings, book)))


def test_the_script_may_be_cached_an_hour_and_read_from_anywhere(client: Client) -> None:
    answer = client.get(f"/s/{KEY}.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=3600, stale-while-revalidate=86400"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in answer.headers
    assert f"https://t.example.com/s/{KEY}" in answer.text
    assert not re.search(r"__[A-Z]+__", answer.text)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate", "gzip"),
        ("gzip;q=0", ""),
        ("gzip; q=0.0, identity", ""),
        ("GZIP;q=0.5", "gzip"),
        ("", ""),
        ("deflate", ""),
    ],
)
def test_the_coding_is_one_the_browser_takes(client: Client, accepted: str, coding: str) -> None:
    answer = client.get(f"/s/{KEY}.js", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding", "") == coding
    plain = client.get(f"/s/{KEY}.js")
    assert answer.content == plain.content  # decoded
    sizes = [int(one.headers["content-length"]) for one in (answer, plain)]
    assert (sizes[0] < sizes[1]) is bool(coding)


@pytest.mark.skipif(find_spec("brotli") is None, reason="the library brotli is not installed")
def test_brotli_goes_before_gzip(client: Client) -> None:
    answer = client.get(f"/s/{KEY}.js", headers={"accept-encoding": "gzip, br"})
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["etag"].endswith('-br"')


def test_an_unchanged_script_is_not_sent_again(client: Client) -> None:
    etag = client.get(f"/s/{KEY}.js").headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{16}"', etag)
    for header in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = client.get(f"/s/{KEY}.js", headers={"if-none-match": header})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
    assert client.get(f"/s/{KEY}.js", headers={"if-none-match": '"other"'}).status_code == 200


def test_each_coding_has_its_own_tag(client: Client) -> None:
    plain = client.get(f"/s/{KEY}.js").headers["etag"]
    coded = client.get(f"/s/{KEY}.js", headers={"accept-encoding": "gzip"}).headers["etag"]
    assert plain != coded
    answer = client.get(f"/s/{KEY}.js", headers={"accept-encoding": "gzip", "if-none-match": plain})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "zzzzzzzzzzzz.js",
        "x.js",
        f"{KEY}.0123456789abcdef.js",
        f"{KEY}.x.js",
        f"{KEY}.a.b.js",
        "zzzzzzzz/optout",
        "..js",
    ],
)
def test_what_is_not_known_is_not_found(client: Client, path: str) -> None:
    answer = client.get(f"/s/{path}")
    assert answer.status_code == 404
    assert "max-age=60" in answer.headers["cache-control"]


def test_only_reading_is_answered(client: Client) -> None:
    assert client.ask("POST", f"/s/{KEY}.js").status_code == 405
    head = client.ask("HEAD", f"/s/{KEY}.js")
    assert head.status_code == 200
    assert head.content == b""


def test_a_new_site_is_known_at_once(settings: Settings, client: Client) -> None:
    assert client.get("/s/newnewnewnew.js").status_code == 404
    new = Site(id="new", key="newnewnewnew")
    (settings.data_dir / SNAPSHOT).write_bytes(msgspec.json.encode([SITE, new]))
    assert client.get("/s/newnewnewnew.js").status_code == 200


def test_the_pinned_script_is_the_one_its_integrity_names(settings: Settings, client: Client) -> None:
    info = install_snippet(settings, SITE)
    path = info.pinned_url.removeprefix("https://t.example.com")
    answer = client.get(path)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert info.integrity == "sha384-" + b64encode(hashlib.sha384(answer.content).digest()).decode()
    assert f'src="{info.pinned_url}" integrity="{info.integrity}" crossorigin="anonymous"' in info.pinned_line


def test_a_pinned_script_outlives_a_change_of_the_site(settings: Settings, client: Client) -> None:
    info = install_snippet(settings, SITE)
    path = info.pinned_url.removeprefix("https://t.example.com")
    before = client.get(path).content
    changed = msgspec.structs.replace(SITE, consent="wait")
    (settings.data_dir / SNAPSHOT).write_bytes(msgspec.json.encode([changed]))
    assert client.get(f"/s/{KEY}.js").content != before
    assert client.get(path).content == before


def test_a_damaged_copy_is_not_served(settings: Settings, client: Client) -> None:
    old = Script(b"old script")
    folder = settings.data_dir / "snippets"
    folder.mkdir()
    file = folder / f"{KEY}.{old.digest}.js"
    file.write_bytes(old.body)
    assert client.get(f"/s/{KEY}.{old.digest}.js").content == b"old script"
    file.write_bytes(b"changed")
    assert client.get(f"/s/{KEY}.{old.digest}.js").status_code == 404


def test_the_lines_to_paste(settings: Settings) -> None:
    info = install_snippet(settings, SITE)
    assert info.script_line == f'<script async src="https://t.example.com/s/{KEY}.js"></script>'
    assert info.csp == "script-src https://t.example.com; connect-src https://t.example.com"
    assert 'data-cfasync="false"' in info.rocket_loader_line
    assert info.noscript_line.startswith(f'<noscript><img src="https://t.example.com/s/{KEY}.gif"')
    assert info.optout_url == f"https://t.example.com/s/{KEY}/optout"
    assert "vt.q" in info.stub_line
    assert info.size < 2100


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "short"},
        {"key": 'abcdefgh"ijk'},
        {"consent": "yes"},
        {"parameters": ("a|b",)},
        {"parameters": ("",)},
    ],
)
def test_what_is_baked_in_is_checked(wrong: dict[str, object]) -> None:
    values = {"url": "https://t.example.com/s/x", "key": KEY, **wrong}
    with pytest.raises(ValueError, match="allowed"):
        SnippetConfig(**values)  # type: ignore[arg-type]


def test_an_address_cannot_break_out_of_the_script() -> None:
    url = 'https://t.example.com/"</script>\u2028\\'
    text = compose(SnippetConfig(url=url, key=KEY)).body.decode()
    assert "</script" not in text
    assert "\u2028" not in text
    literal = re.search(r'"https://t\.example\.com/(?:[^"\\]|\\.)*"', text)
    assert literal is not None
    assert msgspec.json.decode(literal[0].encode()) == url


def test_the_same_configuration_gives_the_same_bytes() -> None:
    config = SnippetConfig(url="https://t.example.com/s/x", key=KEY, parameters=("plan", "page_id"))
    _compose.cache_clear()
    first = compose(config)
    _compose.cache_clear()
    assert compose(config).body == first.body
    assert compose(config).gzip == first.gzip
    assert b"|plan=|page_id=" in first.body


def test_the_optout_page_forbids_everything_but_its_own_files(client: Client) -> None:
    answer = client.get(f"/s/{KEY}/optout", headers={"accept-language": "nl"})
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer.headers["content-language"] == "nl"
    assert answer.headers["vary"].startswith("Accept-Language")
    assert "set-cookie" not in answer.headers
    for source in re.findall(r'(?:src|href)="(/s/[^"]+)"', answer.text):
        assert client.get(source).status_code == 200
    assert not re.search(r"<script(?![^>]*src=)", answer.text)
    assert "style=" not in answer.text


@pytest.mark.parametrize("signal", ["sec-gpc", "dnt"])
def test_a_browser_that_objects_is_told_so_in_its_language(client: Client, signal: str) -> None:
    text = client.get(f"/s/{KEY}/optout", headers={"accept-language": "de", signal: "1"}).text
    assert "Ihre Besuche sind bereits ausgenommen." in text
    assert "werden in diesem Browser gezählt" not in text
    assert "<script" not in text


def test_the_optout_page_escapes_what_people_named() -> None:
    page = render(SITE, "en", "/s")
    assert "Acme &amp; &lt;b&gt;Co" in page
    assert "<b>" not in page
    assert 'href="https://www.acme.example/#vt-off"' in page
    assert "https://*." not in page  # a pattern is no address


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("sv,nl;q=0.3,en;q=0.2", "nl"),
        ("fr-CA", "fr"),
        ("pl,de;q=0.9", "pl"),
        ("en;q=0.1, de;q=0.5", "de"),
        ("de;q=0", "en"),
        ("de;q=x", "en"),
        ("", "en"),
        ("sv", "en"),
    ],
)
def test_the_language_is_the_visitors(header: str, language: str) -> None:
    assert choose_language(header, "en") == language


def test_the_modules_are_those_of_the_site_in_the_order_of_joining(
    settings: Settings, client: Client
) -> None:
    plain = client.get(f"/s/{KEY}.js").content
    shop = msgspec.structs.replace(SITE, modules=("datalayer", "auto", "datalayer"))
    (settings.data_dir / SNAPSHOT).write_bytes(msgspec.json.encode([shop]))
    answer = client.get(f"/s/{KEY}.js")
    assert answer.content != plain
    assert answer.content == compose(site_config(settings, shop), ("auto", "datalayer")).body


def test_a_changed_set_of_modules_has_its_own_pinned_address_and_the_old_stays(
    settings: Settings, client: Client
) -> None:
    before = install_snippet(settings, SITE)
    shop = msgspec.structs.replace(SITE, modules=("auto", "datalayer", "cmp_tcf"))
    (settings.data_dir / SNAPSHOT).write_bytes(msgspec.json.encode([shop]))
    after = install_snippet(settings, shop)
    assert after.pinned_url != before.pinned_url
    for info in (before, after):
        answer = client.get(info.pinned_url.removeprefix("https://t.example.com"))
        assert "immutable" in answer.headers["cache-control"]
        assert info.integrity == "sha384-" + b64encode(hashlib.sha384(answer.content).digest()).decode()


def test_an_unknown_module_is_named_with_those_there_are() -> None:
    config = SnippetConfig(url="https://t.example.com/s/x", key=KEY)
    with pytest.raises(ValueError, match="module 'heatmap' is not known; allowed are auto, objection"):
        compose(config, ("auto", "heatmap"))
    assert checked(reversed(MODULES)) == MODULES


def test_a_record_of_another_version_is_still_served(settings: Settings, client: Client) -> None:
    old = b'[{"id":"acme","key":"abcdefghjkmn","title":"Acme"}]'
    (settings.data_dir / SNAPSHOT).write_bytes(old)
    default = client.get(f"/s/{KEY}.js").content
    newer = msgspec.structs.replace(SITE, modules=(*SITE.modules, "of-tomorrow"))
    (settings.data_dir / SNAPSHOT).write_bytes(msgspec.json.encode([newer]))
    assert client.get(f"/s/{KEY}.js").content == default


def test_the_small_edition_is_not_for_those_who_wait_for_a_yes(settings: Settings, client: Client) -> None:
    lite = msgspec.structs.replace(SITE, snippet="lite", modules=MODULES)
    assert site_config(settings, lite).edition == "lite"
    assert len(site_script(settings, lite).body) < len(site_script(settings, SITE).body)
    waiting = msgspec.structs.replace(lite, consent="wait")
    assert site_config(settings, waiting).edition == "core"
    with pytest.raises(ValueError, match="only core is allowed"):
        SnippetConfig(url="https://t.example.com/s/x", key=KEY, edition="lite", consent="wait")


def test_every_file_of_a_page_on_demand_is_served(client: Client) -> None:
    for name in manifest()["pages"]:
        answer = client.get(f"/s/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(
            "text/css" if name.endswith(".css") else "text/javascript"
        )


@pytest.mark.parametrize("language", ["de", "nl", "fr", "es", "it", "pl"])
def test_every_language_says_all_that_the_english_page_says(language: str) -> None:
    page, english = render(SITE, language, "/s"), render(SITE, "en", "/s")
    assert f'<html lang="{language}">' in page
    assert page.count("<p") == english.count("<p")
    assert page.count("www.acme.example") == english.count("www.acme.example")
    assert not re.search(r"\{\w+\}", page)
    data = [
        set(re.findall(r'data-(?:off|on|switch-off|switch-on)="([^"]+)"', text)) for text in (page, english)
    ]
    assert len(data[0]) == 4
    assert not data[0] & data[1]
