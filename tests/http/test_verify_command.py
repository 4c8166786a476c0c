"""``tracker verify`` against a real page on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.served import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("verify") / "data", "--demo") as running:
        yield running


def test_a_page_with_the_snippet_passes_and_one_without_does_not(served: Served) -> None:
    port = ("--port", served.url.rsplit(":", 1)[1])
    good = served.command("verify", f"{served.url}/beispiel/", "--site", "demo", *port)
    assert good.returncode == 0, good.stdout + good.stderr
    bad = served.command("verify", f"{served.url}/login", "--site", "demo", *port)
    assert bad.returncode == 1
    assert "stands in the way" in bad.stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("ftp://example.com", "--site", "demo"), "https:// or http://"),
        (("http://127.0.0.1:1/", "--site", "demo"), "cannot be fetched"),
        (("http://127.0.0.1:1/", "--site", "nobody"), "known are: demo"),
    ],
    ids=["not the web", "nobody answers", "unknown site"],
)
def test_what_cannot_be_is_said_plainly(served: Served, args: tuple[str, ...], says: str) -> None:
    done = served.command("verify", *args)
    assert done.returncode == 2
    assert says in done.stderr
