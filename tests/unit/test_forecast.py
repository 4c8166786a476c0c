"""The forecast: every account in one group, tried on its own networks by identification as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichment import BadData, Identifier
from enrichment.forecast import GROUPS, counts, forecast, wanted
from enrichment.holdings import holdings, name_of
from enrichment.importing import Imported
from tracker.companies.targets import targets_of

OWN = """network,company,domain,kind
11.0.0.0/24,Acme GmbH,acme.example,
11.0.1.0/24,Carrier AG,carrier.example,isp
"""


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Identifier:
    folder = tmp_path_factory.mktemp("forecast")
    (folder / "own-list.csv").write_text(OWN)
    return Identifier(folder)


def target(name: str = "", domain: str = "") -> Imported:
    return Imported(domain or f"~{name.lower()}", name, domain, {})


@pytest.mark.parametrize(
    ("who", "group", "reason"),
    [
        (target("Acme GmbH", "acme.example"), "address", "proven"),
        (target("Acme Holding", "acme.example"), "address", "proven"),
        (target("Acme GmbH", "another.example"), "open", "other"),
        (target("Carrier AG", "carrier.example"), "open", "provider"),
        (target("Ford Motor Company"), "address", "proven"),
        (target("Deutsche Telekom AG", "telekom.de"), "open", "provider"),
        (target("", "telekom.de"), "open", "similar"),
        (target("Nobody Knows It GmbH", "nobody.example"), "mail", "nothing"),
        (target("Seen Once", "seen.example"), "address", "seen"),
    ],
    ids=[
        "own list",
        "by domain",
        "namesake",
        "own carrier",
        "its own system",
        "provider",
        "a label",
        "nothing",
        "seen",
    ],
)
def test_every_account_in_one_group(local: Identifier, who: Imported, group: str, reason: str) -> None:
    held = holdings(local.parts, wanted([who]))
    found = forecast([who], held, local.identify, {"seen.example"})[0]
    assert (found.group, found.reason) == (group, reason)
    assert sum(counts([found]).values()) == 1
    if reason in {"proven", "provider", "other"}:
        assert found.trials
        assert found.addresses > 0
    for trial in found.trials:
        assert local.identify([trial.network.partition("/")[0]])[0].kind == trial.kind


def test_a_domain_is_called_as_the_lists_call_it(local: Identifier) -> None:
    assert name_of(local.parts, "ibm.com") == "IBM"
    assert name_of(local.parts, "nobody.example") == ""


def test_names_that_are_no_words_find_nothing(local: Identifier) -> None:
    assert holdings(local.parts, frozenset({"", "(?:.*)", "a|b"})) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme.com\nhttps://www.beta.com/x\nGamma Ltd\n", ["acme.com", "beta.com", "~gamma"]),
        ("Domain,Company\nacme.com,Acme\n", ["acme.com"]),
        ("acme.com\n", ["acme.com"]),
        ("Company\nacme Ltd\n", ["~acme"]),
    ],
)
def test_a_list_is_a_table_or_one_account_a_line(text: str, expected: list[str]) -> None:
    assert list(targets_of(text.encode(), "list").companies) == expected


def test_what_is_no_list_is_told() -> None:
    with pytest.raises(BadData, match="no column"):
        targets_of(b"x,y\n1,2\n", "list")
    assert GROUPS == ("address", "open", "mail")


def test_the_command_says_it_all(local: Identifier, tmp_path: Path) -> None:
    from tracker.cli.forecast import TITLES, _told
    from tracker.companies.outlook import Result

    plan = targets_of(b"Company,Domain\nAcme GmbH,acme.example\nX,gmail.com\n", "list")
    held = holdings(local.parts, wanted(plan.companies.values()))
    result = Result(tuple(forecast(plan.companies.values(), held, local.identify, ())), "v", 0)
    text = _told(result, plan)
    assert f"{TITLES['address']}: 1 (100%)" in text
    assert "1 rows could not be used" in text
    assert "11.0.0.0/24" in text
