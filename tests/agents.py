"""User agents of bots and of people, out of packages that are installed for development only.

Bots: the fixtures of matomo's device-detector (in PyPI ``device-detector``) and the instances of
``crawler-user-agents``. People: the browsers among device-detector's fixtures of computers, phones and
tablets, and the agents seen by ``fake-useragent``. Read where they are installed, never copied.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, NamedTuple

import crawleruseragents

_DEVICES = ("desktop", "smartphone", "phablet", "tablet", "feature_phone")


class Agent(NamedTuple):
    text: str
    bot: bool
    origin: str

    @property
    def held_back(self) -> bool:
        """The half that no rule was written looking at: by a hash of the text."""
        return zlib.crc32(self.text.encode()) % 2 == 1


def agents() -> list[Agent]:
    """All of them, each text once. Raises ``PackageNotFoundError`` where a package is not installed.

    A text that is listed as a bot somewhere counts as one, wherever else it is.
    """
    bots = {agent.text: agent for agent in _bots()}
    people = {agent.text: agent for agent in _people() if agent.text not in bots}
    return [*bots.values(), *people.values()]


def _bots() -> Iterator[Agent]:
    for entry in _fixtures("bots"):
        yield Agent(entry["user_agent"], True, "device-detector")
    for item in crawleruseragents.CRAWLER_USER_AGENTS_DATA:
        for text in item["instances"]:
            yield Agent(text, True, "crawler-user-agents")


def _people() -> Iterator[Agent]:
    for device in _DEVICES:
        for entry in _fixtures(device):
            if (entry.get("client") or {}).get("type") == "browser":
                yield Agent(entry["user_agent"], False, "device-detector")
    for line in _file("fake-useragent", "browsers.jsonl").read_text("utf-8").splitlines():
        yield Agent(json.loads(line)["useragent"], False, "fake-useragent")


def _fixtures(name: str) -> Iterator[dict[str, Any]]:
    import yaml_rs  # comes with device-detector

    first = _file("device-detector", "tests/fixtures/upstream/bots.yml")
    for path in sorted(first.parent.glob(f"{name}*.yml")):
        if path.stem.removeprefix(name).lstrip("-").isdecimal() or path.stem == name:
            entries: Any = yaml_rs.loads(path.read_text("utf-8"))
            yield from entries


def _file(package: str, ending: str) -> Path:
    for item in distribution(package).files or ():
        if str(item).endswith(ending):
            return Path(str(item.locate()))
    raise PackageNotFoundError(f"{package} without {ending}")
