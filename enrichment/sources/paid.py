"""A paid provider of the installation's choice. Off until it is named, configured and its terms were read.

Money is spent only where the answer could change a stage: the company is not known from anything else, the
address is no consumer's, host's, VPN's or robot's, and the visitor's activity is near a threshold. Answers
are kept, silence too, and so are the counts of the day and the month.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any, Final
from urllib.parse import quote

from enrichment.answers import Answers, Found, open_answers
from enrichment.budget import Budget
from enrichment.domains import registrable
from enrichment.model import BadData, Evidence, Subject
from enrichment.names import is_person, tidy
from enrichment.networks import coarse
from enrichment.paid_config import MARK, Provider, read_provider
from enrichment.source import UNASKED, Options
from enrichment.web import WebError, get_json_bytes, origin

_DAY_S: Final = 86400.0
_LONGEST: Final = 200


class PaidSource:
    name = "paid"

    def __init__(self, provider: Provider, answers: Answers) -> None:
        self.provider = provider
        self._answers = answers
        self._lock = threading.Lock()
        self.budget = Budget(answers, self.name, day=provider.per_day, month=provider.per_month)

    def wants(self, worth: float | None) -> bool:
        return worth is not None and worth >= self.provider.worth

    def spend(self, subject: Subject, worth: float | None) -> Sequence[Evidence]:
        """What is kept is free; a question is asked only if ``worth`` reaches the provider's setting."""
        with self._lock:
            try:
                kept = self._answers.block(self.name, subject) or self._answers.address(self.name, subject)
                return kept if kept is not None else self._spend(subject, worth)
            except sqlite3.Error as error:  # without book-keeping nothing is spent
                return (_note(f"the file of look-ups cannot be used ({type(error).__name__})"),)

    def _spend(self, subject: Subject, worth: float | None) -> Found:
        if not self.wants(worth):
            return (_note(UNASKED),)
        if refusal := self.budget.refusal():
            return (_note(refusal),)
        try:
            answer = self._ask(subject)
        except WebError as error:
            return self._failed(subject, error)
        except BadData as error:
            return (_note(str(error)),)
        self.budget.worked()
        return self._keep(subject, self._read(subject, answer))

    def _ask(self, subject: Subject) -> Any:
        provider = self.provider
        body = get_json_bytes(
            provider.url.replace(MARK, quote(str(ip_address(subject.text)), safe="")),
            origins=frozenset({origin(provider.url.replace(MARK, ""))}),
            headers=provider.headers(),
            now=self._answers.clock(),
            seconds=provider.timeout,
        )
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise WebError("the answer is no JSON") from None

    def _failed(self, subject: Subject, error: WebError) -> Found:
        notes = (_note(str(error)),)
        if error.wait or error.status in {401, 402, 403}:  # a secret that is no good stays no good
            self.budget.failed(error.wish_s)
        else:
            self.budget.worked()
            self._silent(subject, notes)
        return notes

    def _keep(self, subject: Subject, found: Found) -> Found:
        if any(item.claim == "company" for item in found):
            self._answers.keep_block(self.name, [found[0].network], found, self.provider.keep_days * _DAY_S)
        else:
            self._silent(subject, found)
        return found

    def _silent(self, subject: Subject, found: Found) -> None:
        """Kept by block where that is no single line's; else until midnight, when addresses are forgotten."""
        network = found[0].network
        if network and network == coarse(network):
            self._answers.keep_block(self.name, [network], found, self.provider.silence_days * _DAY_S)
            return
        self._answers.keep_address(self.name, subject, found, self.provider.silence_days * _DAY_S)

    def _read(self, subject: Subject, answer: Any) -> Found:
        provider = self.provider
        company = tidy(text_at(answer, provider.company))
        kind = (provider.kinds or {}).get(text_at(answer, provider.kind), "")
        if is_person(company):
            company = ""
        network = _network(subject, text_at(answer, provider.network))
        if not company and not kind:
            wide = network if network == coarse(network) else ""  # one line's block is not written down
            return (replace(_note(f"{provider.name} knows no company here"), network=wide),)
        dated = datetime.fromtimestamp(self._answers.clock(), UTC).strftime("%Y-%m-%d")

        def say(claim: str, value: str, *, domain: str = "", country: str = "") -> Evidence:
            return Evidence(
                self.name, claim, value, f"said by {provider.name}", provider.confidence, scope="block",
                network=network, domain=domain, country=country, dated=dated,
            )  # fmt: skip

        said = (say("kind", kind or "business"),)
        if not company:
            return said
        country = text_at(answer, provider.country)
        return (
            *said,
            say(
                "company",
                company,
                domain=registrable(text_at(answer, provider.domain)),
                country=country.upper() if len(country) == 2 and country.isalpha() else "",
            ),
        )


def text_at(answer: Any, path: str) -> str:
    """The text at a dotted path, numbers counting in lists; "" where there is none."""
    found = answer
    for step in path.split(".") if path else ():
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return ""
    if not path or not isinstance(found, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in found).split())[:_LONGEST]


def _network(subject: Subject, text: str) -> str:
    """The block of the answer, if it holds the address; else the address alone."""
    own = ip_network(subject.text)
    try:
        block = ip_network(text)
    except ValueError:
        return str(own)
    holds = block.version == own.version and own.network_address in block
    return str(block) if holds and block.prefixlen >= (16 if block.version == 4 else 32) else str(own)


def _note(why: str) -> Evidence:
    return Evidence("paid", "note", "no answer", why, 0.0, scope="block")


def build(options: Options) -> PaidSource | None:
    """``[paid]`` in ``lookups.toml`` (enrichment/paid_config.py)."""
    if "paid" not in options.lookups:
        return None
    return PaidSource(read_provider(options.of("paid")), open_answers(options.data_dir))
