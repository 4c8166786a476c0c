"""What the demonstration's visitors do: visits as data, one function per story.  [pure]

A story yields visits; a visit is a moment, a person of the party, how they came, and the steps they
took. Random choices come from the generator handed in, so one seed tells one world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

DAY = 86_400_000
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Step:
    """One page view and what was done on it. ``events`` are [name, payload] of the wire format."""

    path: str
    seconds: float = 20.0
    events: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    start: int  # UTC ms
    person: int  # 0, 1, 2 … within the party
    steps: tuple[Step, ...]
    referrer: str = ""
    query: str = ""
    tags: frozenset[str] = field(default_factory=frozenset)


PRODUCTS = (
    "/produkte/getriebemotoren",
    "/produkte/linearachsen",
    "/produkte/servoantriebe",
    "/produkte/foerderrollen",
)
ARTICLES = (
    "/blog/energie-sparen-mit-antrieben",
    "/blog/retrofit-statt-neukauf",
    "/blog/wartung-planen",
    "/blog/normen-2026",
)
REFERRERS = (
    "",
    "https://www.google.com/",
    "https://www.google.com/",
    "https://www.bing.com/",
    "https://duckduckgo.com/",
    "https://www.linkedin.com/",
    "https://fachmagazin.example/artikel/antriebe",
)

TRIAL = ("form", ["probemonat", "https://SITE/probemonat", "email,text,new-password"])
CONTACT = ("form", ["kontakt", "https://SITE/kontakt", "text,email,tel,textarea"])
NEWSLETTER = ("form", ["newsletter", "https://SITE/newsletter", "email"])
CATALOGUE = ("dl", "https://SITE/downloads/katalog-antriebe.pdf")
WHITEPAPER = ("dl", "https://SITE/downloads/whitepaper-energieeffizienz.pdf")


def cart(rng: Random) -> tuple[str, object]:
    return ("add_to_cart", [round(rng.uniform(400, 9000), 2), "EUR", rng.randrange(1, 12)])


def _at(now: int, days: float, rng: Random) -> int:
    """A moment of a working day ``days`` ago, between 7:00 and 17:00 UTC and never in the future."""
    midnight = now - now % DAY
    moment = int(midnight - days * DAY + rng.uniform(7, 17) * 60 * MINUTE)
    return moment if moment < now - 5 * MINUTE else moment - DAY


def _any_time(now: int, rng: Random) -> int:
    """People at home and machines keep no office hours."""
    return now - rng.randrange(5, 50 * 24 * 60) * MINUTE


def ready(now: int, rng: Random) -> Iterator[Visit]:
    """Three people over five weeks; prices again and again; a cart, then a trial or a question."""
    for days in (33, 26, 19, 12):
        steps = (Step("/"), Step(rng.choice(ARTICLES), 90), Step(rng.choice(PRODUCTS), 60))
        yield Visit(_at(now, days, rng), 0, steps, rng.choice(REFERRERS))
    for days, person in ((8, 1), (6, 0), (4, 2), (3, 1), (2, 0)):
        steps = (Step(rng.choice(PRODUCTS), 75), Step("/preise", 110), Step("/referenzen/abfuellanlage", 40))
        yield Visit(_at(now, days, rng), person, steps)
    product = rng.choice(PRODUCTS)
    yield Visit(_at(now, 1, rng), 2, (Step(product, 80), Step("/warenkorb", 60, (cart(rng),))))
    last = rng.choice([Step("/probemonat", 120, (TRIAL,)), Step("/kontakt", 140, (CONTACT,))])
    yield Visit(now - rng.randrange(20, 170) * MINUTE, 0, (Step("/preise", 70), last))


def evaluating(now: int, rng: Random) -> Iterator[Visit]:
    """Two people compare; prices this week."""
    for days in sorted(rng.sample(range(9, 40), 3), reverse=True):
        steps = (Step("/"), Step(rng.choice(PRODUCTS), 50), Step(rng.choice(ARTICLES), 70))
        yield Visit(_at(now, days, rng), 0, steps, rng.choice(REFERRERS))
    last = rng.randrange(6)
    for days, person in ((last + 5, 0), (last + 2, 1), (last, rng.choice([0, 1]))):
        steps = (Step(rng.choice(PRODUCTS), 45), Step("/preise", 65), Step("/vergleich", 40, (CATALOGUE,)))
        yield Visit(_at(now, days, rng), person, steps, rng.choice(REFERRERS))


def reading(now: int, rng: Random) -> Iterator[Visit]:
    """Information seekers: articles, a white paper, sometimes the newsletter."""
    for days in sorted(rng.sample(range(45), 4), reverse=True):
        event = rng.choice([(), (WHITEPAPER,), (NEWSLETTER,)])
        steps = (Step(rng.choice(ARTICLES), 120, event), Step(rng.choice(ARTICLES), 80))
        yield Visit(_at(now, days, rng), rng.choice([0, 0, 1]), steps, rng.choice(REFERRERS))


def campaign(now: int, rng: Random) -> Iterator[Visit]:
    """Come through a campaign; look at one product and the prices."""
    query = rng.choice(
        [
            "utm_source=linkedin&utm_medium=paid-social&utm_campaign=herbst-aktion",
            "utm_source=newsletter&utm_medium=email&utm_campaign=probemonat-oktober",
        ]
    )
    for days in (rng.randrange(6, 20), rng.randrange(0, 3)):
        steps = (Step("/aktion/herbst", 40), Step(rng.choice(PRODUCTS), 50), Step("/preise", 30))
        yield Visit(_at(now, days, rng), 0, steps, "https://www.linkedin.com/", query)


def returning(now: int, rng: Random) -> Iterator[Visit]:
    """The same engineer, once a week, the same data sheets."""
    product = rng.choice(PRODUCTS)
    for week in range(7, -1, -1):
        steps = (Step(product, 45, (CATALOGUE,) if week % 3 == 0 else ()), Step("/technik/cad-daten", 90))
        yield Visit(_at(now, week * 7 + rng.choice([0, 1]), rng), 0, steps)


def surging(now: int, rng: Random) -> Iterator[Visit]:
    """A page now and then for weeks; since a few days three people, and several pages a day."""
    product = rng.choice(PRODUCTS)
    for days in (57, 43, 29, 15):
        yield Visit(_at(now, days, rng), 0, (Step(product, 40),), rng.choice(REFERRERS))
    for days, person in ((4, 1), (3, 2), (3, 0), (2, 1), (1, 2)):
        steps = (Step(product, 70), Step("/vergleich", 60), Step("/referenzen/abfuellanlage", 35))
        yield Visit(_at(now, days, rng), person, steps)


def quiet(now: int, rng: Random) -> Iterator[Visit]:
    """Hot once, silent for weeks: the score has fallen, and one can see how."""
    for days in (52, 50, 47, 45, 44):
        steps = (Step(rng.choice(PRODUCTS), 70), Step("/preise", 90), Step("/kontakt", 20))
        yield Visit(_at(now, days, rng), rng.choice([0, 1]), steps)


def new(now: int, rng: Random) -> Iterator[Visit]:
    """First seen within a day, from an AI assistant or a search."""
    referrer = rng.choice(["https://chatgpt.com/", "https://www.perplexity.ai/", "https://www.google.com/"])
    steps = (Step(rng.choice(PRODUCTS), 60), Step("/preise", 80), Step("/ueber-uns", 15))
    yield Visit(now - rng.randrange(30, 1400) * MINUTE, 0, steps, referrer)


def careers(now: int, rng: Random) -> Iterator[Visit]:
    """Not buyers: they look for people or for work."""
    for days in sorted(rng.sample(range(30), 3), reverse=True):
        steps = (Step("/karriere", 40), Step("/karriere/servicetechniker", 60))
        yield Visit(_at(now, days, rng), 0, steps, "https://www.google.com/")


def support(now: int, rng: Random) -> Iterator[Visit]:
    """A customer who looks after what they have."""
    for days in sorted(rng.sample(range(40), 6), reverse=True):
        yield Visit(_at(now, days, rng), 0, (Step("/support", 70), Step("/support/ersatzteile", 50)))


def study(now: int, rng: Random) -> Iterator[Visit]:
    """Students and researchers: many people, no prices."""
    for days in sorted(rng.choices(range(50), k=9), reverse=True):
        steps = (Step(rng.choice(ARTICLES), 100), Step("/technik/grundlagen", 120))
        yield Visit(_at(now, days, rng), rng.randrange(8), steps, "https://www.google.com/")


def noise(now: int, rng: Random) -> Iterator[Visit]:
    """People at home and on the road: counted, never named."""
    pages = ("/", *PRODUCTS, *ARTICLES, "/preise", "/ueber-uns", "/karriere")
    for person in range(260):
        steps = tuple(Step(rng.choice(pages), rng.uniform(5, 60)) for _ in range(rng.randrange(1, 4)))
        yield Visit(_any_time(now, rng), person, steps, rng.choice(REFERRERS))


def cloud(now: int, rng: Random) -> Iterator[Visit]:
    """Machines: crawlers and monitors from a hosting provider."""
    pages = ("/", *PRODUCTS, *ARTICLES, "/preise", "/robots.txt")
    for person in range(400):
        steps = (Step(rng.choice(pages), 0),)
        yield Visit(_any_time(now, rng), person, steps, tags=frozenset({"bot"}))


STORIES: dict[str, Callable[[int, Random], Iterator[Visit]]] = {
    story.__name__: story
    for story in (
        ready,
        evaluating,
        reading,
        campaign,
        returning,
        surging,
        quiet,
        new,
        careers,
        support,
        study,
        noise,
        cloud,
    )
}
