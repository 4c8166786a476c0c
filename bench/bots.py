"""How well and how fast bots are told from people, beside one fixed point: ua-parser's own "Spider".

    python -m bench.bots [--json]

Recall and false positives on the held-back half of ``tests/agents.py`` (needs PyPI device-detector and
fake-useragent), and distinct agents per second of CPU, no cache.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

from tests.agents import Agent, agents
from tracker.steps.bot import MAX_AGENT, bot_reason
from tracker.steps.useragent import read_agent


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    held_back = [agent for agent in agents() if agent.held_back]
    rows = {"tracker": _measure(_ours, held_back), "ua-parser alone": _measure(_spider, held_back)}
    print(json.dumps(rows) if args.json else "\n".join(_line(name, row) for name, row in rows.items()))


def _ours(text: str) -> bool:
    return bot_reason.__wrapped__(text[:MAX_AGENT].strip()) != ""


def _spider(text: str) -> bool:
    return bool(read_agent(text[:MAX_AGENT]).is_bot)


def _measure(judge: Callable[[str], bool], held_back: list[Agent]) -> dict[str, float]:
    judge(held_back[0].text)  # patterns are compiled once
    start = time.process_time()
    found = [(agent, judge(agent.text)) for agent in held_back]
    seconds = time.process_time() - start
    bots = [said for agent, said in found if agent.bot]
    people = [said for agent, said in found if not agent.bot]
    return {
        "bots": len(bots),
        "recall": round(sum(bots) / len(bots), 4),
        "people": len(people),
        "false_positives": round(sum(people) / len(people), 5),
        "distinct_agents_per_cpu_s": round(len(found) / seconds),
    }


def _line(name: str, row: dict[str, float]) -> str:
    return f"{name:<16}" + "  ".join(f"{key} {value:,}" for key, value in row.items())


if __name__ == "__main__":
    main()
