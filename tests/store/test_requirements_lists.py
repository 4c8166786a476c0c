"""What was asked of lists (docs/requirements.md): how late they came; standing on one earns nothing."""

from __future__ import annotations

from tests.store.test_offline_touches import NOW, book, import_rows, model, seen
from tracker.contacts.book import Book
from tracker.intent import Model
from tracker.store import Store

__all__ = ["book", "model"]  # the fixtures


def test_how_late_a_fair_came_in(store: Store, book: Book, model: Model) -> None:
    """Three talks of one fair: a week old the first, a day old the others, when their list was read in."""
    import_rows(store, book, model)
    [fair] = [row for row in store.read("contacts/lag", site="shop") if row["campaign"] == "Hannover"]
    assert (fair["touches"], fair["median_hours"], fair["most_hours"]) == (3, 23.0, 191.0)


def test_standing_on_a_list_earns_nothing(store: Store, book: Book, model: Model) -> None:
    before = seen(store, model, "acme.example", NOW)
    person = {"domain": "acme.example", "mail": "bo@acme.example", "basis": "request", "person": "Bo"}
    import_rows(store, book, model, rows=[person])
    after = seen(store, model, "acme.example", NOW)
    assert before is not None
    assert after is not None
    assert after.view.assessment.engagement == before.view.assessment.engagement
