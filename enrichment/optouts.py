"""Who asked not to be identified, and which of the names found are persons trading alone.

An installation's opt-outs are one target a line in ``enrichment/optouts.txt`` of its data folder, published
there from the store: a domain (with everything under it), a network, or an account key without a domain
("~name"). A verdict on one of them names nobody and keeps neither network nor evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

from enrichment.domains import registrable
from enrichment.model import BadSubject, Evidence, Subject, Verdict
from enrichment.names import slug
from enrichment.networks import Network, PrefixTable
from enrichment.sole_traders import sole_trader
from enrichment.source import Options

FILE = "enrichment/optouts.txt"
#: A line of the file: persons trading alone are to be named.
SHOWN = "sole traders: shown"
#: The rule of a verdict on somebody who opted out; its kind is "private".
RULE = "opted_out"
#: The rule of a verdict whose only name was a person's.
ALONE = "sole_trader"
#: Wider networks are no company's: a slip of the finger would hide half the world.
WIDEST = {4: 8, 6: 19}


def target(text: str) -> str:
    """A domain, network or "~name" as it is kept: "Acme.de" → "acme.de", "192.0.2.7" → "192.0.2.7/32".

    Raises ``BadSubject`` that says what is allowed.
    """
    clean = text.strip().lower().rstrip(".")
    if clean.startswith("~") and slug(clean[1:]):
        return f"~{slug(clean[1:])}"
    if "/" in clean.removeprefix("https://").removeprefix("http://") or _numeric(clean):
        return str(_network(clean))
    host = clean.rpartition("@")[2]
    found = registrable(host)
    if not found:
        raise BadSubject(f"{text[:80]!r}: a domain (acme.com), a network (192.0.2.0/24) or ~name is needed")
    return found


def _numeric(text: str) -> bool:
    return ":" in text or text.replace(".", "").isdigit()


def _network(text: str) -> Network:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise BadSubject(
            f"{text[:80]!r}: a network is written 192.0.2.0/24 or 2001:db8::/32; a domain without a path"
        ) from None
    if network.prefixlen < WIDEST[network.version]:
        raise BadSubject(f"{text}: wider than /{WIDEST[network.version]}; that is no company's network")
    return network


def meant(name: str) -> tuple[str, ...]:
    """A target without network, and for a domain the key of a company known by that name only."""
    return (name,) if name.startswith("~") else (name, f"~{name.split('.')[0]}")


class OptOuts:
    """``sole_traders`` False names them after all."""

    def __init__(self, targets: Iterable[str] = (), *, sole_traders: bool = True) -> None:
        known = sorted(set(targets))
        ranges = [ip_network(item) for item in known if "/" in item]
        self._table = PrefixTable((network, True) for network in ranges)
        self._names = frozenset(name for item in known if "/" not in item for name in meant(item))
        self._sole_traders = sole_traders

    def token(self, subject: Subject) -> bool:
        """What the answer depends on beside the evidence."""
        return self._table.find(subject.version, subject.number) is not None

    def veil(self, subject: Subject, verdict: Verdict) -> Verdict:
        """The verdict, or one that names nobody."""
        if self.token(subject) or self._named(verdict):
            return Verdict(verdict.ip, "", 0, "", "", "private", RULE, None, 1.0, "opt-out", (),
                           verdict.data_version)  # fmt: skip
        return _without_persons(verdict) if self._sole_traders else verdict

    def _named(self, verdict: Verdict) -> bool:
        company = verdict.company
        if company is None or not self._names:
            return False
        return not self._names.isdisjoint({company.key, company.domain, f"~{slug(company.name)}"})


def _without_persons(verdict: Verdict) -> Verdict:
    """Without the names of people, in the company's place or among the evidence."""
    persons = {item.value for item in verdict.evidence if _person(item)}
    if not persons:
        return verdict
    evidence = tuple(item for item in verdict.evidence if item.value not in persons)
    if verdict.company is None or verdict.company.name not in persons:
        return replace(verdict, evidence=evidence)
    return replace(
        verdict, company=None, kind="unknown", rule=ALONE, confidence=0.0, method="", evidence=evidence
    )


def _person(item: Evidence) -> bool:
    """The operator's own word is left alone: whoever names somebody there knows them."""
    named = item.claim in {"company", "holder"} and item.scope != "own" and not item.domain
    return named and bool(sole_trader(item.value, item.network))


def read(path: Path) -> OptOuts:
    """Those of the file; none where there is no file. The line "sole traders: shown" shows them."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    targets = (line for line in lines if line and line != SHOWN)
    return OptOuts(targets, sole_traders=SHOWN not in lines)


def of_options(options: Options) -> OptOuts:
    return read(options.data_dir / FILE) if options.data_dir else OptOuts()
