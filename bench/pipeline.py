"""How long the pipeline takes per event, with warm caches and with nothing but new strings.

python -m bench.pipeline [--events 20000] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence

import msgspec

from tracker.event import Envelope
from tracker.pipeline import PipelineContext, process
from tracker.rules import RulePack, default_pack
from tracker.rules.load import default_rules
from tracker.site import Site
from tracker.steps import bot, channel, device, url

AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{}.0.{}.0 Safari/537.36"
)
PAGES = ("/", "/preise", "/produkte/pumpen", "/kontakt", "/blog/energie-sparen-mit-antrieben", "/warenkorb")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rng = random.Random(1)
    usual = [_body(rng, n, fresh=False) for n in range(args.events)]
    fresh = [_body(rng, n, fresh=True) for n in range(args.events // 10)]
    result = {
        "warm_us_per_event": round(_measure(usual, default_pack()), 1),
        "all_new_us_per_event": round(_measure(fresh, RulePack(default_rules())), 1),
        "new_agent_us": round(_agents(), 1),
    }
    text = "\n".join(f"{name:<24}{value:>10}" for name, value in result.items())
    print(json.dumps(result) if args.json else text)


def _body(rng: random.Random, number: int, *, fresh: bool) -> Envelope:
    path = f"/neu/{number}/preise-{rng.randrange(10**6)}" if fresh else rng.choice(PAGES)
    agent = AGENT.format(rng.randrange(90, 130), number if fresh else rng.randrange(20))
    body = {
        "v": 1,
        "i": f"view{number}",
        "u": f"https://www.example.com{path}?utm_source=li",
        "t": "Preise und Pakete",
        "e": [["pv", 0, 0, ["https://www.google.de/", None, 1440]]],
    }
    return Envelope("demo", "js", 1_767_225_600_000 + number, b"", agent, msgspec.json.encode(body))


def _measure(envelopes: Sequence[Envelope], rules: RulePack) -> float:
    site = Site(id="demo", key="k" * 12, hosts=("example.com",))
    context = PipelineContext(
        site_of=lambda _id: site, day_key=lambda day: day.ljust(32).encode(), rules=rules
    )
    for cache in (bot.bot_reason, device.machine_of, url.clean_url, channel.clean_referrer):
        cache.cache_clear()
    process(envelopes[0], "192.0.2.1", context)  # patterns are compiled at first use
    start = time.perf_counter()
    for number, envelope in enumerate(envelopes):
        process(envelope, f"192.0.2.{number % 256}", context)
    return (time.perf_counter() - start) / len(envelopes) * 1e6


def _agents(count: int = 2000) -> float:
    agents = [AGENT.format(number, number * 7) for number in range(count)]
    start = time.perf_counter()
    for agent in agents:
        bot.bot_reason.__wrapped__(agent)
        device.machine_of.__wrapped__(agent)
    return (time.perf_counter() - start) / count * 1e6


if __name__ == "__main__":
    main()
