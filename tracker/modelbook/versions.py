"""What a version of a score model is, what was done with it, and where it stands.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import msgspec

Side = Literal["marketing", "sales"]
What = Literal["signed", "withdrawn", "activated", "taken", "released", "shadow", "unshadow", "discarded"]
Source = Literal["shipped", "editor", "file", "learnt", "taken"]

SIDES: Final[tuple[Side, ...]] = ("marketing", "sales")
#: In place of a version's id: the model that ships with the product.
SHIPPED: Final = "shipped"
#: In place of a site: every site without a model of its own.
EVERYWHERE: Final = ""


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """What both sides agree on beside points: how soon sales acts (as in ``lifecycle.due.Times``), and how
    much it can take: ``people``, each with so many new accounts a week (``slots``)."""

    act_now_hours: float = 1.0
    answer_days: int = 1
    touch_days: int = 2
    decide_days: int = 14
    idle_days: int = 14
    people: int = 1
    slots: int = 5

    @property
    def capacity(self) -> int:
        """New accounts a week."""
        return self.people * self.slots


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """``text``: the whole model (TOML); ``content``: the hash of what it says, as scores name it. ``site``:
    whose it is, or ``EVERYWHERE``. ``at``: UTC ms. Nothing of it ever changes."""

    id: str
    number: int
    name: str
    text: str
    content: str
    site: str = EVERYWHERE
    base: str = ""  # id of the version it was made from
    source: Source = "editor"
    verdict: str = ""  # of what was learnt: activate, keep, nothing to learn
    handover: Handover = Handover()
    by: str = ""
    at: int = 0
    reason: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done with a version. ``site``: where it counts; ``side``: of a signature."""

    version: str
    what: What
    by: str
    role: str
    at: int
    reason: str = ""
    side: str = ""
    site: str = EVERYWHERE


@dataclass(frozen=True)
class Standing:
    """Where one version stands."""

    version: Version
    signatures: dict[str, Step] = field(default_factory=dict)  # by side
    discarded: bool = False
    was_in_force: frozenset[str] = frozenset()  # places

    @property
    def agreed(self) -> bool:
        """Signed by both sides."""
        return all(side in self.signatures for side in SIDES)


@dataclass(frozen=True)
class Book:
    """Every version (oldest first; the shipped one is the first) and every step."""

    versions: tuple[Version, ...]
    steps: tuple[Step, ...] = ()

    def version(self, version_id: str) -> Version:
        """Raises ``KeyError``."""
        return {version.id: version for version in self.versions}[version_id]

    def standing(self, version: Version) -> Standing:
        own = [step for step in self.steps if step.version == version.id]
        signatures: dict[str, Step] = {}
        for step in own:
            if step.what == "signed":
                signatures[step.side] = step
            elif step.what == "withdrawn":
                signatures.pop(step.side, None)
        force = frozenset(step.site for step in own if step.what in ("activated", "taken"))
        if version.id == SHIPPED:
            force |= {EVERYWHERE}
        return Standing(version, signatures, any(step.what == "discarded" for step in own), force)

    def own(self, site: str) -> Version | None:
        """The version in force at one place and for it alone; None: nothing was said there."""
        found = _last(step for step in self.steps if step.site == site and step.what in _FORCE)
        return None if found is None or found.what == "released" else self.version(found.version)

    def in_force(self, site: str) -> Version:
        """The version a site is scored with."""
        return self.own(site) or self.own(EVERYWHERE) or self.version(SHIPPED)

    def since(self, site: str) -> Step | None:
        """The step by which that version came into force."""
        places = (site, EVERYWHERE) if self.own(site) else (EVERYWHERE,)
        return _last(
            step for step in self.steps if step.site == places[0] and step.what in ("activated", "taken")
        )

    def shadow(self, site: str) -> Version | None:
        """The version that is scored beside the one in force."""
        step = _last(step for step in self.steps if step.site == site and step.what in ("shadow", "unshadow"))
        if step is None or step.what == "unshadow" or self.in_force(site).id == step.version:
            return None
        return self.version(step.version)

    def state(self, version: Version, site: str) -> str:
        """Where it stands on a site: in_force, shadow, discarded, was (in force), agreed or draft."""
        standing, shadow = self.standing(version), self.shadow(site)
        if self.in_force(site).id == version.id:
            return "in_force"
        if standing.discarded:
            return "discarded"
        if shadow is not None and shadow.id == version.id:
            return "shadow"
        if standing.was_in_force & {site, EVERYWHERE}:
            return "was"
        return "agreed" if standing.agreed else "draft"

    def find(self, text: str) -> Version:
        """By number ("3"), name (the newest of it) or hash of its content. Raises ``KeyError``."""
        wanted = text.strip().casefold()
        for version in reversed(self.versions):
            if wanted in (str(version.number), version.name.casefold(), version.content, version.id):
                return version
        raise KeyError(text)

    def of_site(self, site: str) -> list[Version]:
        """Versions a site may use, newest first."""
        return [version for version in reversed(self.versions) if version.site in (EVERYWHERE, site)]


_FORCE: Final = ("activated", "taken", "released")


def _last(steps: Iterable[Step]) -> Step | None:
    found: Sequence[Step] = [*steps]
    return found[-1] if found else None
