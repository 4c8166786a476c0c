"""A form that asks for work mail: with a private address it is no contact and no raised hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.pipelinekit import context, run
from tracker.site import Site
from tracker.steps.mailboxes import MOST, Mailboxes

FORM = ["form", 2, 500, ["demo-form", "https://www.example.com/demo", "email"]]
NEWS = ["form", 2, 500, ["news", "https://www.example.com/newsletter", "email"]]


def site(*forms: str) -> Any:
    return {"open": Site(id="open", key="k" * 12, work_mail_forms=forms)}.get


def signals(
    ctx: Any, form: list[Any], mail: str = "", *, consent: str = "yes", apart: bool = False
) -> list[str]:
    """Of the form's event; ``apart``: the domain came in a body before."""
    how = {"c": consent, "x": "id", "ctx": ctx, "u": "https://www.example.com/contact-us-now"}
    typed = [["md", 1, 200, mail]] if mail else []
    if apart and typed:
        run(*typed, **how)
        typed = []
    return run(*typed, form, **how).drafts[-1].signals


@pytest.mark.parametrize("apart", [False, True], ids=["same body", "body before"])
@pytest.mark.parametrize(
    ("name", "forms", "mail", "consent", "expected"),
    [
        ("private, by the form's name", ("Demo-Form",), "gmail.com", "yes", ["private_mail"]),
        ("private, by its kind", ("demo",), "gmx.de", "yes", ["private_mail"]),
        ("thrown away", ("demo",), "mailinator.com", "yes", ["disposable_mail"]),
        ("work mail", ("demo",), "acme-tools.com", "yes", ["demo"]),
        ("no mail typed", ("demo",), "", "yes", ["demo"]),
        ("no consent: the domain is not known", ("demo",), "gmail.com", "anon", ["demo"]),
        ("another form", ("contact",), "gmail.com", "yes", ["demo"]),
        ("no form named", (), "gmail.com", "yes", ["demo"]),
    ],
)
def test_what_a_form_says(
    name: str, forms: tuple[str, ...], mail: str, consent: str, expected: list[str], apart: bool
) -> None:
    ctx = context(site_of=site(*forms))
    assert signals(ctx, FORM, mail, consent=consent, apart=apart) == expected, name


def test_only_that_form_of_that_view_and_the_last_address_counts() -> None:
    ctx = context(site_of=site("demo"))
    assert signals(ctx, FORM, "gmail.com") == ["private_mail"]
    assert "private_mail" not in signals(ctx, NEWS)
    assert signals(ctx, FORM, "acme-tools.com") == ["demo"]  # corrected on the same page


def test_what_is_remembered_is_bounded_and_no_domain() -> None:
    boxes = Mailboxes()
    for number in range(MOST + 5):
        boxes.note("open", f"v{number}", "gmail.com")
    assert (boxes.of("open", "v4"), boxes.of("open", "v5"), len(boxes._kinds)) == ("", "free", MOST)
    assert "gmail" not in str(boxes._kinds)
