"""What was asked of alerts (docs/requirements.md): a raised hand and a wanted company are told at once."""

from __future__ import annotations

from tests.http.dashboard_kit import SITE
from tests.store.test_alerts import MADE, MINUTE, Post, post, visit
from tracker.companies import wanted

__all__ = ["post"]  # the fixture


def test_a_raised_hand_and_a_wanted_company_are_told_at_once(post: Post) -> None:
    post.rule("hand")
    post.rule("target")
    wanted.mark(post.store, SITE, "beta.example", grade="A", reason="", by="ada", at=MADE)
    visit(post, name="form", signals=["demo"])
    visit(post, key="b1", company="beta.example", company_name="Beta BV")
    visit(post, key="c1", company="gamma.example", company_name="Gamma SA")
    assert [post.round(), post.round(MINUTE)] == [2, 0]
    assert {subject.partition(":")[0] for subject in post.subjects} == {"Acme GmbH", "Beta BV"}
