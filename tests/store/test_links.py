"""From a form's work mail to a network that is known: through the pipeline's step, the store, the file."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from enrichment import BadData, Identifier
from enrichment.links import DAY_MS
from tests.intent_kit import MONDAY, event, seed, verdict
from tests.store.test_companies import command
from tests.unit.pipelinekit import context
from tracker.cli import links as command_links
from tracker.cli.common import UsageError
from tracker.companies import learnt, optouts, snapshots
from tracker.event import Draft
from tracker.steps.payload import put_event
from tracker.store import Store

NOW = MONDAY + 3 * DAY_MS


@pytest.mark.parametrize(
    ("payload", "consent", "kept"),
    [
        ("acme.com", "yes", "acme.com"),
        (["ada@mail.acme.com"], "yes", "acme.com"),
        ("acme.com", "anon", ""),
        ("gmail.com", "yes", ""),
        ("ada@mailinator.com", "yes", ""),
        ("ada@", "yes", ""),
        ({"mail": "x"}, "yes", ""),
    ],
)
def test_the_server_keeps_work_domains_only(payload: object, consent: str, kept: str) -> None:
    draft = Draft("shop", 0, 0, "js", "v", 0, "md", payload=payload, consent=consent)
    put_event(draft, context())
    assert (msgspec.json.decode(draft.props)["domain"] if draft.props else "") == kept
    assert "ada" not in draft.props


def mails(store: Store, count: int, *, consent: str = "yes", **verdict_fields: object) -> None:
    given = {"name": "md", "consent": consent, "props": '{"domain":"acme.example"}'}
    seed(
        store,
        [
            event(MONDAY + n, address_key=f"k{n}", view=f"v{n}", visitor=f"p{n}", **given)
            for n in range(count)
        ],
        [verdict(MONDAY, f"k{n}", "", kind="unknown", **verdict_fields) for n in range(count)],
    )


@pytest.mark.parametrize(
    ("count", "fields", "named"),
    [
        (1, {}, False),
        (2, {}, True),
        (2, {"consent": "anon"}, False),
        (4, {"kept": "198.102.0.0/16"}, False),
    ],
    ids=["one visit alone", "two visitors", "no consent", "too wide"],
)
def test_a_link_names_its_network(
    store: Store, tmp_path: Path, count: int, fields: dict[str, object], named: bool
) -> None:
    given = {"network": "198.102.118.0/24", "kept": "198.102.118.0/24", **fields}
    mails(store, count, **given)  # type: ignore[arg-type]
    snapshots.publish(store, tmp_path, now=NOW)
    found = Identifier(tmp_path).identify(["198.102.118.9"])[0]
    assert (found.company is not None and found.company.key == "acme.example") is named
    assert [item.source for item in found.evidence if item.claim == "company"] == ["link"] * (
        named or count == 1
    )
    assert bool(learnt.every(store, now=NOW)) is (named or count == 1)


def test_links_are_listed_removed_and_allowed_again(store: Store, tmp_path: Path) -> None:
    import time

    today = time.time_ns() // 1_000_000
    given = {"name": "md", "consent": "yes", "props": '{"domain":"acme.example"}'}
    seed(
        store,
        [event(today - 1000 - n, address_key="k", view=f"v{n}", visitor=f"p{n}", **given) for n in range(3)],
        [verdict(today - 1000, "k", "", kind="unknown", network="192.0.2.0/24", kept="192.0.2.0/24")],
    )
    found = command(command_links, store, tmp_path, "list")
    assert [(row["network"], row["domain"], row["visitors"]) for row in found] == [
        ("192.0.2.0/24", "acme.example", 3)
    ]
    file = tmp_path / "enrichment" / "links.json"
    assert len(json.loads(file.read_text())) == 1
    assert command(command_links, store, tmp_path, "remove", "192.0.2.0/24", "acme.example") == []
    assert file.read_text() == ""
    with pytest.raises(UsageError, match="no link"):
        command(command_links, store, tmp_path, "remove", "192.0.2.0/24", "acme.example")
    assert len(command(command_links, store, tmp_path, "allow", "192.0.2.0/24", "acme.example")) == 1
    optouts.add(store, "acme.example", actor="t", at=today)
    assert command(command_links, store, tmp_path, "list") == []
    with pytest.raises(UsageError, match="say:"):
        command(command_links, store, tmp_path, "remove", "192.0.2.0/24")


def test_a_damaged_file_of_links_is_told(tmp_path: Path) -> None:
    (tmp_path / "enrichment").mkdir()
    (tmp_path / "enrichment" / "links.json").write_text('[{"x": 1}]')
    with pytest.raises(BadData, match="links"):
        Identifier(tmp_path)
