"""The collector: is it a batch, of a known site, from its own pages, without objection? Then spool, then 204.

It holds no database and looks nothing up. What it declines it counts, per site and reason.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from tracker.clientaddress import AddressRule
from tracker.collect import answers
from tracker.collect.limit import Limit
from tracker.collect.pixel import pixel_body
from tracker.collect.request import Gone, Headers, read_body
from tracker.event import Batch, Envelope, Reason, Rejected, decode_batch, encode_envelope
from tracker.privacy import KeyRing
from tracker.read.refused import Refusals, path_of
from tracker.settings import Settings
from tracker.site import Site
from tracker.sites import SiteBook
from tracker.spool import Spool, SpoolError
from tracker.steps.consent import STATES
from tracker.steps.site import is_own_host

_log = logging.getLogger("tracker.collect")
_REFRESH_S: Final = 1.0
#: Serves the site's own AMP pages; the picture then comes from there.
_AMP_CACHE: Final = ".cdn.ampproject.org"


class Collector:
    """Takes in beacons. Run ``refresh()`` beside it, or new sites stay unknown."""

    def __init__(self, settings: Settings, spool: Spool, keys: KeyRing, sites: SiteBook) -> None:
        self._spool = spool
        self._keys = keys
        self._sites = sites
        self._limit = settings.max_body
        self._rule = AddressRule(settings.proxies)
        self._rate = Limit(settings.rate_limit)
        self._refusals = Refusals(path_of(settings.data_dir, spool.path.stem))
        self.bad_forwarded = 0  # requests whose X-Forwarded-For could not be read
        sites.refresh()

    async def refresh(self) -> None:
        """Keep the sites fresh until cancelled, and write down which hosts were refused. Looking at files is
        not for the hot path."""
        while True:
            try:
                self._sites.refresh()
            except (OSError, ValueError) as error:
                _log.warning("sites.json cannot be read, the last ones stay valid: %s", error)
            try:
                self._refusals.write(_now())
            except OSError as error:
                _log.warning("which hosts were refused cannot be written: %s", error)
            await asyncio.sleep(_REFRESH_S)

    async def beacon(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        """POST: a batch in the body."""
        site_id = ""
        try:
            site = self._site(key)
            site_id = site.id
            headers = Headers(scope["headers"])
            address = self._admit(site, headers, scope)
            body = await read_body(receive, headers.length, self._limit)
            await self._keep(site, "js", headers, address, body)
            answer = answers.ACCEPTED
        except Rejected as rejected:
            answer = self._declined(site_id, rejected)
        except Gone:
            return
        await _reply(send, answer)

    async def pixel(self, key: str, scope: Scope, send: Send) -> None:
        """GET: a picture, and its query is the event."""
        site_id = ""
        try:
            site = self._site(key)
            site_id = site.id
            headers = Headers(scope["headers"])
            address = self._admit(site, headers, scope)
            body = pixel_body(scope["query_string"], headers.referer, secrets.token_urlsafe(9), site.consent)
            await self._keep(site, "gif", headers, address, body)
            answer = answers.PIXEL
        except Rejected as rejected:
            answer = self._declined(site_id, rejected)
            if answer[0]["status"] == 204:
                answer = answers.declined_pixel(rejected.reason)
        await _reply(send, answer)

    def _site(self, key: str) -> Site:
        site = self._sites.by_key(key)
        if site is None:
            raise Rejected(Reason.UNKNOWN_SITE, "no site has this key")
        return site

    def _admit(self, site: Site, headers: Headers, scope: Scope) -> str:
        """The sender's address, where nothing but the body can still be wrong."""
        if headers.objects:
            raise Rejected(Reason.OBJECTION)
        if headers.encoded:
            raise Rejected(Reason.ENCODED, "send the body without Content-Encoding")
        address = self._address(scope, headers)
        if not self._rate.allows(address, site.id, time.monotonic()):
            raise Rejected(Reason.RATE_LIMITED, "too many from this address; try again in a minute")
        return address

    async def _keep(self, site: Site, source: str, headers: Headers, address: str, body: bytes) -> None:
        batch = decode_batch(body)
        if batch.c not in STATES:
            raise Rejected(Reason.OBJECTION, f"c (consent) is one of {', '.join(STATES)}")
        origin = headers.origin or origin_of(headers.referer)
        if site.hosts:
            self._check_hosts(site, batch, origin)
        try:
            envelope = Envelope(
                site=site.id,
                source=source,
                received=_now(),
                address=self._keys.seal(address),
                agent=headers.agent,
                body=body,
                origin=origin,
            )
            await self._spool.append(encode_envelope(envelope), len(batch.e))
        except (SpoolError, OSError) as error:  # OSError: the sealing key cannot be read or made
            _log.warning("not accepted: %s", error)
            raise Rejected(Reason.OVERLOADED, f"try again in {answers.RETRY_AFTER_S} seconds") from None

    def _check_hosts(self, site: Site, batch: Batch, origin: str) -> None:
        wrong = wrong_host(batch, origin, site.hosts)
        if wrong is not None:
            self._refusals.count(site.id, wrong, _now())
            raise Rejected(Reason.WRONG_HOST, "this host is not one of the site's")

    def _address(self, scope: Scope, headers: Headers) -> str:
        peer = scope["client"]
        address, well = self._rule.client(peer[0] if peer else "", headers.forwarded)
        if not well:
            self.bad_forwarded += 1
        return address

    def _declined(self, site_id: str, rejected: Rejected) -> answers.Answer:
        self._spool.tally(site_id, _today(int(time.time() // 86400)), rejected.reason.value)
        return answers.declined(rejected.reason, rejected.detail)


def wrong_host(batch: Batch, origin: str, hosts: tuple[str, ...]) -> str | None:
    """The host of page or sender (if it said who it is) that is not the site's own; None if both are."""
    page = host_of(batch.u)
    if not is_own_host(page, hosts):
        return page
    sender = host_of(origin)
    if origin and not is_own_host(sender, hosts) and not sender.endswith(_AMP_CACHE):
        return sender
    return None


@lru_cache(maxsize=4096)
def origin_of(url: str) -> str:
    """ "https://www.example.com" of a URL; "" if it has no host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.hostname else ""


def _now() -> int:
    return time.time_ns() // 1_000_000


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=4)
def _today(day: int) -> str:
    return datetime.fromtimestamp(day * 86400, UTC).strftime("%Y-%m-%d")


async def _reply(send: Send, answer: answers.Answer) -> None:
    await send(answer[0])
    await send(answer[1])
