"""Which account somebody means: by domain, by work mail, by website, else by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from enrichment.domains import registrable
from enrichment.mail import personal, work_domain
from enrichment.names import account_key, slug, tidy
from enrichment.sole_traders import sole_trader
from tracker.companies import optouts
from tracker.store import Store

NOBODY: Final = "no_company"
AMBIGUOUS: Final = "ambiguous"
BAD_DOMAIN: Final = "bad_domain"
PRIVATE_MAIL: Final = "private_mail"
OPTED_OUT: Final = "opted_out"
SOLE_TRADER: Final = "sole_trader"


class Unmatched(ValueError):
    """No account can be named; ``reason`` says why, ``text`` what stood there, ``allowed`` what would do."""

    def __init__(self, reason: str, text: str = "", allowed: str = "") -> None:
        super().__init__(f"{reason}: {text}")
        self.reason, self.text, self.allowed = reason, text[:60], allowed


@dataclass(frozen=True, slots=True)
class Account:
    """``key``: as everywhere: registrable domain, or "~name"."""

    key: str
    name: str
    domain: str


class Accounts:
    """What is known of accounts, asked row by row."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], told: Callable[[str], bool]) -> None:
        self._told = told
        self._known: dict[str, Account] = {}
        self._named: dict[str, set[str]] = {}
        for row in rows:
            account = Account(row["key"], row["name"], row["domain"])
            self._known.setdefault(account.key, account)
            self._named.setdefault(slug(account.name), set()).add(account.key)

    def find(self, said: Mapping[str, str]) -> Account:
        """``said``: domain, website, mail, company, each optional. Raises ``Unmatched``."""
        name = tidy(said.get("company", ""))
        if name and sole_trader(name):
            raise Unmatched(SOLE_TRADER, name, "companies: a person trading alone is not kept")
        domain = _domain(said)
        found = self._known.get(domain) if domain else self._by_name(name)
        if found is None:
            if not domain and not slug(name):
                raise _nobody(said)
            found = Account(account_key(name, domain), name or domain, domain)
        if any(map(self._told, filter(None, (found.key, found.domain, f"~{slug(found.name)}")))):
            raise Unmatched(OPTED_OUT, found.key)
        return found

    def _by_name(self, name: str) -> Account | None:
        keys = self._named.get(slug(name), set()) if name else set()
        if len(keys) > 1:
            raise Unmatched(AMBIGUOUS, name, f"the domain: {', '.join(sorted(keys)[:5])}")
        return self._known[next(iter(keys))] if keys else None


def _domain(said: Mapping[str, str]) -> str:
    text = said.get("domain") or said.get("website") or ""
    host = text.partition("://")[2] or text
    host = host.rpartition("@")[2].split("/")[0].split("?")[0].partition(":")[0]
    if not host:
        return work_domain(said["mail"]) if "@" in said.get("mail", "") else ""
    domain = registrable(host)
    if not domain:
        raise Unmatched(BAD_DOMAIN, text, "a domain such as acme.com")
    if personal(domain):
        raise Unmatched(PRIVATE_MAIL, domain, "a company's own domain")
    return domain


def _nobody(said: Mapping[str, str]) -> Unmatched:
    if said.get("mail"):
        domain = said["mail"].rpartition("@")[2]
        return Unmatched(PRIVATE_MAIL, domain, "a company's name or domain beside a private address")
    return Unmatched(NOBODY, allowed="a domain, a work mail address or a company's name")


def accounts(store: Store) -> Accounts:
    """Every company that verdicts or a CRM name."""
    rows = store.read("companies/named")
    crm = store.read("companies/of_source", source="crm", field="name")
    rows += [
        {"key": row["company"], "name": row["value"], "domain": _own_domain(row["company"])} for row in crm
    ]
    return Accounts(rows, optouts.teller(store))


def _own_domain(key: str) -> str:
    return "" if key.startswith("~") else key
