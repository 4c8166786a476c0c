"""What is kept of URLs, titles and referrers, and what is masked."""

from __future__ import annotations

import pytest

from tests.unit.pipelinekit import context, one
from tracker.steps.mask import masked, plain
from tracker.steps.url import clean_host, clean_target


@pytest.mark.parametrize(
    ("url", "host", "path", "query"),
    [
        ("https://www.example.com", "www.example.com", "/", ""),
        ("https://WWW.Example.COM./A/b", "www.example.com", "/A/b", ""),
        ("http://example.com:8080/x", "example.com", "/x", ""),
        ("https://user:pass@example.com/x", "example.com", "/x", ""),
        ("https://bücher.example/", "xn--bcher-kva.example", "/", ""),
        ("https://[2001:db8::1]/x", "2001:db8::1", "/x", ""),
        (
            "https://e.example/?utm_source=A&b=1&ref=x&vt_verify=n",
            "e.example",
            "/",
            "utm_source=A&ref=x&vt_verify=n",
        ),
        (
            "https://e.example/?gclid=Cj0&fbclid=IwA&li_fat_id=9&msclkid=8",
            "e.example",
            "/",
            "gclid=1&fbclid=1&li_fat_id=1&msclkid=1",
        ),
        ("https://e.example/?email=a@b.example&token=x", "e.example", "/", ""),
        ("https://e.example/?ref=a%40b.example", "e.example", "/", "ref=@"),
        ("https://e.example/?utm_campaign=a&utm_campaign=b", "e.example", "/", "utm_campaign=a"),
        ("https://e.example/p#section", "e.example", "/p", ""),
        ("https://e.example/p#/pricing?token=s", "e.example", "/p#/pricing", ""),
        ("https://e.example/p#!kontakt", "e.example", "/p#!kontakt", ""),
        ("https://e.example/u/jane@firm.example/x", "e.example", "/u/@/x", ""),
        ("https://e.example/u/jane%40firm.example", "e.example", "/u/@", ""),
        ("https://e.example/reset/9f86d081884c7d659a2feaa0c55ad015", "e.example", "/reset/*", ""),
        ("https://e.example/o/123e4567-e89b-12d3-a456-426614174000", "e.example", "/o/*", ""),
        ("https://e.example/s/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1", "e.example", "/s/*", ""),
        ("https://e.example/i/Zm9vYmFyMTIzNDU2Nzg5MGFiYw", "e.example", "/i/*", ""),
        (
            "https://e.example/data/1027281/0000898430-02-001167-index.htm",
            "e.example",
            "/data/1027281/0000898430-02-001167-index.htm",
            "",
        ),
        (
            "https://e.example/was-sie-ueber-unsere-neuen-preise-2026-wissen-muessen",
            "e.example",
            "/was-sie-ueber-unsere-neuen-preise-2026-wissen-muessen",
            "",
        ),
        ("https://e.example/a b\x00c", "e.example", "/a%20b%00c", ""),
    ],
    ids=lambda value: value[8:40] if value.startswith("http") else "",
)
def test_url(url: str, host: str, path: str, query: str) -> None:
    draft = one(u=url)
    assert (draft.url_host, draft.url_path, draft.url_query) == (host, path, query)


def test_configured_parameters_are_kept() -> None:
    draft = one(u="https://e.example/?lang=de&x=1", ctx=context(parameters=frozenset({"lang"})))
    assert draft.url_query == "lang=de"


def test_utm_columns() -> None:
    draft = one(
        u="https://e.example/?utm_source=LinkedIn&utm_medium=Social&utm_campaign=Spring%20Sale&utm_content=a&utm_term=b"
    )
    found = (draft.utm_source, draft.utm_medium, draft.utm_campaign, draft.utm_content, draft.utm_term)
    assert found == ("linkedin", "social", "Spring Sale", "a", "b")


@pytest.mark.parametrize(
    ("referrer", "host", "path"),
    [
        ("https://www.Partner.example/list?q=secret#x", "partner.example", "/list"),
        ("https://partner.example/jane@firm.example", "partner.example", "/@"),
        ("https://partner.example", "partner.example", ""),
        ("android-app://com.slack/", "com.slack", "/"),
        ("https://[bad", "", ""),
        ("</script><script>", "", ""),
    ],
)
def test_referrer(referrer: str, host: str, path: str) -> None:
    draft = one(["pv", 0, 0, [referrer]])
    assert (draft.ref_host, draft.ref_path) == (host, path)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Welcome jane.doe@firm.example – Shop", "Welcome @ – Shop"),
        ("two\nlines\tand\x1b[31m colour", "two lines and [31m colour"),
        ("right\u202eto left", "right to left"),
        ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
        ("{{7*7}} {% raw %}\u2028", "{{7*7}} {% raw %}"),
        ("Session 9f86d081884c7d659a2feaa0c55ad015", "Session *"),
        ("x" * 1000, "x" * 300),
    ],
)
def test_title(title: str, expected: str) -> None:
    assert one(t=title).title == expected


@pytest.mark.parametrize(
    "text",
    [
        "Preis 20 @ Stück",
        "@handle",
        "a @ b",
        "2026-01-01T10:00:00",
        "0001047469-17-004337",
        "Donaudampfschifffahrtsgesellschaft",
    ],
)
def test_not_masked(text: str) -> None:
    assert masked(text) == text


def test_lengths_are_capped() -> None:
    draft = one(
        u="https://e.example/" + "a/" * 900 + "?" + "&".join(f"utm_x{n}={'v' * 90}" for n in range(20))
    )
    assert len(draft.url_path) <= 1024
    assert len(draft.url_query) <= 1024
    assert len(plain("y " * 10_000, 50)) <= 50


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//e.example/x",
        "/x",
        "",
        "file:///etc/passwd",
    ],
)
def test_no_target_but_pages(text: str) -> None:
    assert clean_target(text) == ""


@pytest.mark.parametrize("host", ["a b", "a/b", "<x>", "-", ".", "a..b" * 80, "\u202e", "xn--\ud83d"])
def test_no_host(host: str) -> None:
    assert clean_host(host) == ""
