"""From stories to beacons: the bodies a browser would have sent, with address and user agent.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import msgspec

from tracker.demo.stories import STORIES, Step, Visit
from tracker.demo.world import Party

_CHROME = "Mozilla/5.0 ({os}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36"
PEOPLE = (
    _CHROME.format(os="Windows NT 10.0; Win64; x64", v=148),
    _CHROME.format(os="Windows NT 10.0; Win64; x64", v=147),
    _CHROME.format(os="Macintosh; Intel Mac OS X 10_15_7", v=148),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 "
    "Mobile Safari/537.36",
)
MACHINES = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "curl/8.11.1",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
)
TITLES = {
    "/": "Beispiel Antriebstechnik: Antriebe für Maschinen",
    "/preise": "Preise",
    "/probemonat": "Probemonat",
    "/warenkorb": "Warenkorb",
    "/kontakt": "Kontakt",
    "/vergleich": "Antriebe im Vergleich",
    "/ueber-uns": "Über uns",
    "/karriere": "Karriere",
    "/support": "Support",
    "/aktion/herbst": "Herbstaktion",
}


@dataclass(frozen=True, slots=True)
class Beacon:
    """What one page view would have sent, and the party it truly came from (the known truth)."""

    received: int  # UTC ms
    address: str
    agent: str
    body: bytes
    events: int
    domain: str
    bot: bool


def beacons(parties: Iterable[Party], *, seed: int, now: int, host: str) -> list[Beacon]:
    """All beacons of the demonstration up to ``now`` (UTC ms), in order of time. Same seed, same traffic."""
    found = [beacon for party in parties for beacon in _of_party(party, seed, now, host)]
    return sorted(found, key=lambda beacon: (beacon.received, beacon.body))


def _of_party(party: Party, seed: int, now: int, host: str) -> Iterator[Beacon]:
    # Not cryptography: the point of this generator is that it repeats.
    rng = Random(f"{seed}:{party.network}")  # noqa: S311
    people: dict[int, tuple[str, str]] = {}
    for visit in STORIES[party.story](now, rng):
        if visit.person not in people:
            agents = MACHINES if "bot" in visit.tags else PEOPLE
            people[visit.person] = (party.address(rng), rng.choice(agents))
        address, agent = people[visit.person]
        yield from _of_visit(visit, party, address, agent, host, rng)


def _of_visit(
    visit: Visit, party: Party, address: str, agent: str, host: str, rng: Random
) -> Iterator[Beacon]:
    moment, referrer, query = visit.start, visit.referrer, visit.query
    for step in visit.steps:
        url = f"https://{host}{step.path}" + (f"?{query}" if query else "")
        events = _events(step, referrer, host)
        title = TITLES.get(step.path) or step.path.rsplit("/", 1)[-1].replace("-", " ").capitalize()
        body = {
            "v": 1,
            "i": f"{rng.getrandbits(56):x}",
            "u": url,
            "t": title,
            "c": "anon",
            "a": 0,
            "e": events,
        }
        yield Beacon(
            received=moment,
            address=address,
            agent=agent,
            body=msgspec.json.encode(body),
            events=len(events),
            domain=party.domain,
            bot="bot" in visit.tags,
        )
        moment += int(step.seconds * 1000) + rng.randrange(800, 4000)
        referrer, query = url, ""


def _events(step: Step, referrer: str, host: str) -> list[list[Any]]:
    events: list[list[Any]] = [["pv", 0, 0, [referrer, None, 1440]]]
    for name, payload in step.events:
        text = msgspec.json.encode(payload).replace(b"https://SITE", f"https://{host}".encode())
        events.append([name, len(events), int(step.seconds * 500), msgspec.json.decode(text)])
    if step.seconds:
        events.append(["en", len(events), 0, [int(step.seconds * 850), 70]])
    return events


def trickle(parties: list[Party], *, number: int, now: int, host: str) -> list[Beacon]:
    """The ``number``-th visit of the running demonstration, as if it happened ``now`` (UTC ms)."""
    rng = Random(f"live:{number}")  # noqa: S311 - repeats on purpose
    named = rng.random() < 0.4
    party = rng.choice([item for item in parties if (item.story not in {"noise", "cloud"}) == named])
    visits = list(STORIES[party.story](now, rng))
    visit = replace(rng.choice(visits), start=now)
    agent = rng.choice(MACHINES if "bot" in visit.tags else PEOPLE)
    visit = replace(visit, steps=(replace(visit.steps[0], seconds=0, events=()),))
    return list(_of_visit(visit, party, party.address(rng), agent, host, rng))
