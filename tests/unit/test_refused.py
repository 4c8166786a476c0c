"""Which hosts were refused: counted per hour, forgotten after a day, bounded whatever is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.read.refused import HOUR_MS, MAX_HOSTS, MAX_ROWS, Refusals, RefusedHost, path_of, refused_hosts

NOW = 500_000 * HOUR_MS + 1


def test_collectors_add_up_and_a_day_passes(tmp_path: Path) -> None:
    for name, hosts in (("serve-0", ["a.example", "a.example", "b.example"]), ("collect-0", ["a.example"])):
        counts = Refusals(path_of(tmp_path, name))
        for host in hosts:
            counts.count("shop", host, NOW)
        counts.count("other", "c.example", NOW)
        counts.write(NOW)
    assert refused_hosts(tmp_path, "shop", NOW) == [RefusedHost("a.example", 3), RefusedHost("b.example", 1)]
    assert refused_hosts(tmp_path, "shop", NOW + 23 * HOUR_MS)
    assert refused_hosts(tmp_path, "shop", NOW + 24 * HOUR_MS) == []


def test_a_restart_counts_on(tmp_path: Path) -> None:
    for hour in range(2):
        counts = Refusals(path_of(tmp_path, "serve-0"))
        counts.count("shop", "a.example", NOW + hour * HOUR_MS)
        counts.write(NOW + hour * HOUR_MS)
    assert refused_hosts(tmp_path, "shop", NOW + HOUR_MS) == [RefusedHost("a.example", 2)]


@pytest.mark.parametrize(
    "host", ["", "<script>", "a b", "x" * 300, "a..b", "[::1]", "a\nb", "'; drop"], ids=lambda host: host[:9]
)
def test_what_is_no_host_has_no_name(tmp_path: Path, host: str) -> None:
    counts = Refusals(path_of(tmp_path, "x"))
    counts.count("shop", host, NOW)
    counts.write(NOW)
    assert refused_hosts(tmp_path, "shop", NOW) == [RefusedHost("", 1)]


def test_names_without_end_stay_bounded(tmp_path: Path) -> None:
    counts = Refusals(path_of(tmp_path, "x"))
    for n in range(3 * MAX_ROWS):
        counts.count(f"s{n // 60}", f"h{n}.example", NOW)
    counts.write(NOW)
    found = refused_hosts(tmp_path, "s0", NOW)
    assert [item.n for item in found] == [1] * MAX_HOSTS + [60 - MAX_HOSTS]
    assert found[-1].host == ""
    assert path_of(tmp_path, "x").stat().st_size < 100_000


def test_a_damaged_file_is_no_reason_to_stop(tmp_path: Path) -> None:
    path = path_of(tmp_path, "x")
    path.parent.mkdir()
    path.write_text('[["shop", 7]]')
    assert refused_hosts(tmp_path, "shop", NOW) == []
    Refusals(path)
