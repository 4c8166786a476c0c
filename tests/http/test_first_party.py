"""A real nginx in front of a real installation, configured with the recipe the install page shows."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.http.collector import SITES, running
from tests.served import Served, eventually, free_port, serving
from tracker.settings import load_settings
from tracker.snippet.amp import amp_lines
from tracker.snippet.firstparty import first_party, site_path

SHOP = SITES[1]
VISITOR = "127.0.0.9"  # an address of this machine that is not the proxy's
BODY = '{"v":1,"i":"a1","u":"https://www.example.com/","e":[["pv",0,0]]}'


@contextmanager
def nginx(folder: Path, location: str) -> Iterator[str]:
    """A web server with that piece of configuration; its address."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("no nginx is installed (Debian: nginx-light)")
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "\n".join(
        f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {paths}\nserver {{ listen 127.0.0.1:{port};\n{location}\n}} }}"
    )
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: process.poll() is not None or _answers(url))
        assert process.poll() is None, (folder / "error.log").read_text()
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=2)
    except httpx.TransportError:
        return False
    return True


def test_one_path_carries_the_beacon_and_the_visitors_address(tmp_path: Path) -> None:
    with running(tmp_path / "data", trusted_proxies="127.0.0.1/32") as door:
        recipe = first_party(load_settings({}, base_url=door.url), SHOP)
        config = next(proxy.text for proxy in recipe.proxies if proxy.code == "nginx")
        (tmp_path / "n").mkdir()
        with nginx(tmp_path / "n", config) as url:
            transport = httpx.HTTPTransport(local_address=VISITOR)
            with httpx.Client(transport=transport, base_url=url) as visitor:
                answer = visitor.post(
                    f"{recipe.path}/{SHOP.key}",
                    content=BODY,
                    headers={"Cookie": "session=secret", "X-Forwarded-For": "203.0.113.1"},
                )
        assert (answer.status_code, answer.content) == (204, b"")
        assert door.addresses() == [VISITOR]  # not the proxy's, and not the one the visitor made up


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("first") / "data") as running_:
        done = running_.command("site", "add", "shop", "--host", "127.0.0.1")
        assert done.returncode == 0, done.stderr
        yield running_


def test_the_script_comes_through_and_its_event_is_stored(served: Served, tmp_path: Path) -> None:
    key = str(served.json("site", "list")[0]["key"])
    recipe = first_party(load_settings({}, base_url=served.url), SHOP)
    config = recipe.proxies[0].text
    with nginx(tmp_path, config) as url:
        through = httpx.get(f"{url}{recipe.path}/{key}.js")
        assert through.content == httpx.get(f"{served.url}/s/{key}.js").content
        # The collector hears of a new site within a second.
        eventually(lambda: httpx.post(f"{served.url}/s/{key}").status_code == 400)
        body = BODY.replace("https://www.example.com/", f"{url}/through-nginx")
        assert httpx.post(f"{url}{recipe.path}/{key}", content=body).status_code == 204
    assert eventually(lambda: served.json("ledger")["sum"]["stored"]) == 1


def test_the_path_tells_nothing_and_differs_from_site_to_site() -> None:
    paths = {site_path(site) for site in SITES}
    assert len(paths) == len(SITES)
    assert all(len(path) == 6 and path[1:].isalpha() for path in paths)


def test_amp_asks_for_the_picture(served: Served) -> None:
    key = str(served.json("site", "list")[0]["key"])
    answer = httpx.get(f"{served.url}/s/{key}.amp.json", headers={"Origin": "https://cdn.ampproject.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    config = answer.json()
    assert config["triggers"]["view"]["request"] in config["requests"]
    assert config["transport"] == {"beacon": False, "xhrpost": False, "image": True}
    # What AMP makes of it: each variable replaced by its encoded value.
    view = config["requests"]["view"]
    for name, value in {
        "sourceUrl": "http://127.0.0.1/amp?x=1",
        "title": "Ä",
        "documentReferrer": "",
    }.items():
        view = view.replace(f"${{{name}}}", str(httpx.QueryParams({"": value}))[1:])
    assert "${" not in view
    cache = {"Referer": "https://127-0-0-1.cdn.ampproject.org/"}
    assert httpx.get(view, headers=cache).headers["content-type"] == "image/gif"
    assert httpx.get(f"{served.url}/s/nobodyskey234.amp.json").status_code == 404
    assert f"/s/{SHOP.key}.amp.json" in amp_lines(load_settings({}, base_url=served.url), SHOP)
