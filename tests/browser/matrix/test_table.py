"""The table of exclusions and its page in docs/ say what is so."""

from __future__ import annotations

from tests.browser.matrix.table import DOC, ENGINES, EXCLUDED, cases, document

# Numbers of the specification's matrix.
CASES = {*range(1, 33), 34, 36, 38, 40, 42, 43, 45, 47, 48, 50, 52, 54}


def test_every_case_of_the_matrix_has_a_test() -> None:
    assert len(CASES) == 44
    assert {int(row) for row in cases()} == CASES


def test_what_is_excluded_exists_and_has_a_reason() -> None:
    for (row, engine), reason in EXCLUDED.items():
        assert row[:2] in cases()
        assert engine in ENGINES
        assert len(reason) > 20


def test_every_case_runs_somewhere() -> None:
    assert not {row for row in cases() if all((row, engine) in EXCLUDED for engine in ENGINES)}


def test_the_page_of_the_matrix_is_the_tables() -> None:
    assert DOC.read_text("utf-8") == document(), "python -m tests.browser.matrix.table writes it anew"
