"""How the line came into the page, and what else lives there."""

from __future__ import annotations

import json

import pytest

from tests.browser.matrix.run import Run

pytestmark = pytest.mark.browser


def test_19_a_shop_speaks_to_its_data_layer(run: Run) -> None:
    run.collector.modules = ("auto", "datalayer")
    run.collector.options = {"consent": "anon"}
    run.go("19-datalayer.html")
    run.js("gtag('consent', 'update', {analytics_storage: 'granted'})")
    run.js("""dataLayer.push({event: 'add_to_cart', user: 'max@firma.de', ecommerce: {
      currency: 'EUR', value: 30, items: [{item_id: 'hidden', quantity: 2}, {item_id: 'hidden'}]}})""")
    run.js("gtag('event', 'generate_lead', {value: 5, currency: 'USD', email: 'hidden'})")
    run.js("dataLayer.push({event: 'gtm.click', other: 'hidden'})")
    (cart,) = run.events("add_to_cart")
    (lead,) = run.events("generate_lead")
    assert cart.payload[:2] == [30, "EUR"]
    assert lead.payload[:2] == [5, "USD"]
    assert cart.batch["c"] == lead.batch["c"] == "yes"
    assert "gtm.click" not in run.names()
    for request in run.collector.requests:
        assert b"hidden" not in request.body
        assert b"firma" not in request.body


def test_21_a_page_that_embeds_itself_is_one_view(run: Run) -> None:
    run.go("21-itself.html")
    run.until(lambda: run.js("frames.length && frames[0].document.readyState == 'complete'"), "the frame")
    run.end()
    run.view()


def test_22_a_strict_content_policy_needs_the_collectors_origin_only(run: Run) -> None:
    origin = run.collector.url
    policy = f"default-src 'self'; script-src 'self' {origin}; connect-src 'self' {origin}"
    run.site.headers = {"Content-Security-Policy": f"{policy}; require-trusted-types-for 'script'"}
    run.site.before = """addEventListener('securitypolicyviolation', (event) =>
      navigator.sendBeacon('/problem', 'refused: ' + event.violatedDirective))"""
    run.go("22-policy.html")
    run.end()
    run.view()


def test_26_embedded_forms_and_calendars_tell_what_happened(run: Run) -> None:
    run.collector.modules = ("auto", "embeds")
    run.go("26-embeds.html")
    submitted = {
        "type": "hsFormCallback",
        "eventName": "onFormSubmitted",
        "id": "0a1b-guid",
        "data": "hidden",
    }
    booked = {"event": "calendly.event_scheduled", "payload": {"uri": "hidden"}}
    _message(run, run.site.url, submitted)  # HubSpot's older forms are a script of the page's
    _message(
        run, "https://form.typeform.com", {"type": "form-submit", "formId": "t1", "responseId": "hidden"}
    )
    _message(run, "https://calendly.com", booked)
    here = f"{run.site.url}/26-embeds.html"
    assert [event.payload for event in run.events("form", 2)] == [
        ["0a1b-guid", here, "hubspot"],
        ["t1", here, "typeform"],
    ]
    assert run.events("meet")[0].payload == "calendly"
    # Another origin says so: not believed.
    for origin in ("https://evil.example", "https://calendly.com.evil.example", "https://notcalendly.com"):
        _message(run, origin, booked)
        _message(run, origin, submitted)
    run.end()
    assert run.names() == ["pv", "form", "form", "meet"]
    assert all(b"hidden" not in request.body for request in run.collector.requests)


def _message(run: Run, origin: str, data: object) -> None:
    run.js(f"tell({json.dumps(origin)}, {json.dumps(data)})")


def test_42_a_tag_that_an_optimiser_made_anew_works(run: Run) -> None:
    run.go("42-rocket.html")
    run.ready()
    run.end()
    run.view()


def test_42_a_script_merged_into_another_file_knows_where_to_send(run: Run) -> None:
    run.go("42-merged.html")
    run.ready()
    run.end()
    run.view()


def test_43_a_tag_manager_inserts_it_and_keeps_its_own_data_layer(run: Run) -> None:
    run.collector.modules = ("auto", "datalayer")
    run.go("43-gtm.html")
    run.view()
    assert run.js("dataLayer.push === gtmPush")
    assert run.js("dataLayer.push({event: 'sign_up', value: 1})") is False
    run.events("sign_up")
    assert run.js("heard.map(item => item.event)") == ["gtm.load", "sign_up"]


def test_52_a_sandboxed_frame_of_no_origin_is_no_error(run: Run) -> None:
    """Where the site wants frames counted; what arrives is the collector's to judge by its rule."""
    run.collector.options = {"frames": True}
    run.go("52-frame.html")
    view = run.view()
    assert view.batch["u"] == f"{run.site.url}/52-framed.html"
    origins = {request.headers.get("origin") for request in run.collector.requests}
    assert origins == {"null"}
