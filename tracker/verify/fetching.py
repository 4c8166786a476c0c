"""Fetches one page as a browser gets it, within bounds of time and size."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx

from tracker.verify.shapes import FetchedPage

MAX_PAGE = 2 * 1024 * 1024
TIMEOUT_S = 10.0
DEADLINE_S = 15.0  # for all of it: a page that trickles would keep us for ever
AGENT = "Visitrace install check"


async def fetch_page(url: str, *, client: httpx.AsyncClient | None = None) -> FetchedPage:
    """Fetch a page as it is served. Raises ``httpx.HTTPError`` (also ``httpx.InvalidURL``), ``TimeoutError``
    after ``DEADLINE_S``, or ``ValueError`` with what is allowed."""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ValueError(f"{url!r}: an http(s) address with a host is needed")
    async with asyncio.timeout(DEADLINE_S):
        return await _with_client(client, url)


async def _with_client(client: httpx.AsyncClient | None, url: str) -> FetchedPage:
    if client is not None:
        return await _fetch(client, url)
    async with httpx.AsyncClient(timeout=TIMEOUT_S, headers={"user-agent": AGENT}) as made:
        return await _fetch(made, url)


async def _fetch(client: httpx.AsyncClient, url: str) -> FetchedPage:
    hops: list[str] = []
    for _ in range(6):
        async with client.stream("GET", url, follow_redirects=False) as answer:
            if answer.next_request is None:
                return FetchedPage(
                    url=str(answer.url),
                    status=answer.status_code,
                    headers={name.lower(): value for name, value in answer.headers.items()},
                    html=await _text(answer),
                    hops=tuple(hops),
                )
            hops.append(url)
            url = str(answer.next_request.url)
    raise ValueError(f"{hops[0]!r}: more than 5 redirects")


async def _text(answer: httpx.Response) -> str:
    """The body up to a limit: what matters is in the head."""
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) >= MAX_PAGE:
            break
    try:
        return bytes(body).decode(answer.encoding or "utf-8", "replace")
    except LookupError:
        return bytes(body).decode("utf-8", "replace")
