"""What is wrong with each page, and what must arrive all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: A view, a second one after the page moved itself, a link that leads away, a form.
ALL = ("form", "out", "pv", "pv")


@dataclass(frozen=True)
class Case:
    """``name`` is the page's file. ``arrives`` are the events that must arrive, no others.

    ``silence``: why fewer than all arrive. ``headers`` are the website's; %TRACKER% is the collector's
    origin. ``late``: only on leaving the page. ``adds``: what the snippet may add or change.
    """

    name: str
    hostile: str
    arrives: tuple[str, ...] = ALL
    silence: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    policy: str = ""  # the directive that refuses the snippet, and is then reported to the page
    asks: bool = False  # the page makes the browser ask first
    late: bool = False
    adds: tuple[str, ...] = ("window.vt added",)
    life: str = "button route away submit "
    runs: bool = True

    def __str__(self) -> str:
        return self.name


def _policy(**headers: str) -> dict[str, str]:
    return {"Content-Security-Policy": "; ".join(f"{k.replace('_', '-')} {v}" for k, v in headers.items())}


SELF = "'self' %TRACKER%"

POLICIES = (
    Case(
        "policy-self",
        "a policy that allows itself and the tracker's origin, nothing inline",
        headers=_policy(default_src="'self'", script_src=SELF, connect_src=SELF, style_src="'self'"),
    ),
    Case(
        "policy-nonce",
        "scripts by nonce only",
        headers=_policy(default_src="'none'", script_src="'nonce-abc'", connect_src="%TRACKER%"),
    ),
    Case(
        "policy-strict-dynamic",
        "a script with a nonce may load others, nobody else may",
        headers=_policy(script_src="'nonce-abc' 'strict-dynamic'", object_src="'none'", base_uri="'none'"),
    ),
    Case(
        "policy-trusted-types",
        "no text becomes script, and no type for it may be made",
        headers=_policy(script_src=SELF, require_trusted_types_for="'script'", trusted_types="'none'"),
    ),
    Case(
        "policy-no-connect",
        "the script may load, but not speak to its server",
        arrives=(),
        silence="the policy forbids it; the verifier names the line that is missing",
        policy="connect-src",
        headers=_policy(default_src="'self'", script_src=SELF),
    ),
    Case(
        "policy-sandbox",
        "the whole page is sandboxed: no origin, no storage",
        headers=_policy(sandbox="allow-scripts allow-forms"),
    ),
)

BUILT_INS = (
    Case("frozen-prototypes", "every built-in and its prototype is frozen"),
    Case("frozen-namespaces", "JSON, navigator, history … are frozen, the document takes no property"),
    Case("polluted-object", "Object.prototype has enumerable properties"),
    Case("polluted-array", "Array.prototype has methods of the page's, and helpers"),
    Case(
        "array-tojson",
        "arrays are written as text within text",
        arrives=(),
        silence="what is sent is no batch: the server refuses it and counts it as such",
    ),
    Case("prototype-library", "a library extends every built-in"),
    Case("names-taken", "the page has functions called Set, Map, Event …"),
    Case(
        "url-taken",
        "a variable called URL",
        arrives=(),
        silence="without URL no address can be cleaned, and none is sent uncleaned",
    ),
    Case("self-taken", "variables called self, parent, innerWidth, scrollY"),
    Case("navigation-taken", "a variable called navigation"),
    Case("navigation-missing", "no Navigation API"),
    Case("navigation-element", "no Navigation API, and an element of that name"),
    Case(
        "broken-iterator",
        "arrays and sets cannot be walked",
        adds=("window.vt changed",),
        arrives=(),
        silence="no call can be passed on and no event's path be followed",
    ),
    Case("broken-set", "Set as an old polyfill left it"),
    Case("promise-replaced", "Promise is another, its then is patched"),
    Case("function-broken", "call, apply and bind throw"),
    Case("random-fixed", "chance is always 0"),
    Case("random-seeded", "chance is the same at every load"),
    Case("clock-stopped", "the clock stands still"),
    Case("clock-missing", "a variable called performance"),
    Case("json-spaced", "JSON.stringify writes spaces"),
    Case("json-useless", "JSON.stringify writes nothing", arrives=(), silence="nothing can be written"),
    Case("strings-patched", "the methods of text are wrapped"),
    Case("timers-fake", "timers never fire"),
    Case("timers-throw", "timers throw"),
    Case("zone", "everything asynchronous is wrapped"),
)

DELIVERY = (
    Case("fetch-throws", "fetch throws", late=True),
    Case("fetch-never", "fetch never settles", arrives=(), silence="what is under way is not sent twice"),
    Case("fetch-rejects", "fetch rejects with nothing", late=True),
    Case("fetch-nothing", "fetch returns nothing", late=True),
    Case("fetch-thenable", "fetch returns a thing that throws", late=True),
    Case("fetch-undefined", "fetch is undefined", late=True),
    Case("fetch-wrapped", "every request gets a header of the page's", late=True, asks=True),
    Case("beacon-missing", "no sendBeacon"),
    Case("beacon-throws", "sendBeacon and fetch throw", arrives=(), silence="no way out is left"),
    Case("rejections-watched", "fetch fails, and the page shows each failure to its visitor", late=True),
    Case("service-worker", "a service worker passes every request on"),
    Case("storage-throws", "localStorage, sessionStorage and cookies throw"),
    Case("storage-null", "localStorage is null"),
    Case("storage-full", "localStorage is full, and consent is given", adds=("window.vt changed",)),
)

_GONE = "the page took addEventListener: what is left is what the Navigation API tells"

PAGE = (
    Case("history-patched", "pushState is wrapped three times"),
    Case("listener-helper", "a helper called addEventListener", arrives=("pv", "pv"), silence=_GONE),
    Case("listener-options", "addEventListener refuses true", arrives=("pv", "pv"), silence=_GONE),
    Case("mutation-storm", "every mutation makes more"),
    Case(
        "document-write",
        "the document is written anew after load",
        arrives=("pv", "pv"),
        silence="document.open takes every listener away",
    ),
    Case("base-elsewhere", "addresses are relative to another site"),
    Case("base-broken", "bases that are none"),
    Case("document-domain", "document.domain is set"),
    Case(
        "sandboxed-frame",
        "the page is in a frame without origin",
        arrives=("pv",),
        silence="nobody does anything in the frame",
        options={"frames": True},
    ),
    Case("srcdoc-frame", "a frame without an address, with the tag in it", options={"frames": True}),
    Case("quirks", "no doctype, nothing closed"),
    Case("xhtml", "application/xhtml+xml"),
    Case("ten-thousand-links", "10,000 links"),
    Case("deep-document", "400 levels, 20,000 elements"),
    Case("script-removed", "every script tag is removed once it has run"),
    Case("two-keys", "two different keys: the first that runs counts"),
    Case("loader-globals", "define, module, require, and every short name"),
    Case(
        "document-names",
        "images called hidden, hasFocus, baseURI, referrer …",
        arrives=("pv", "pv"),
        silence="no link can be resolved where an image stands for the document's base",
    ),
    Case("element-ids", "elements called vt, fetch, performance, localStorage …", adds=("window.vt added",)),
    Case("title-throws", "document.title throws"),
    Case(
        "navigator-throws",
        "doNotTrack and globalPrivacyControl throw",
        arrives=(),
        silence="whether the visitor objects cannot be read",
    ),
    Case("click-stopped", "no click bubbles up"),
    Case(
        "click-swallowed",
        "a listener before ours swallows every click",
        arrives=("pv",),
        life="",
        silence="nobody after the page's own listener sees a click",
    ),
    Case(
        "form-clobbered",
        "a form with fields called getAttribute, dataset, length …",
        silence="the form's own name and address cannot be read, so that form is not told",
    ),
    Case(
        "payloads",
        "vt() is called with what cannot be written",
        arrives=("event", "node", *ALL),
    ),
    Case("microfrontend", "the script runs in a stand-in of a window", adds=()),
    Case("merged", "the script is merged into a strict file, without a semicolon before it"),
)

_TAKEN = "the page keeps the name vt for itself"

NAME = (
    Case("vt-proxy", "vt is a proxy that throws", arrives=(), silence=_TAKEN, adds=()),
    Case("vt-getter", "vt is a getter that throws", arrives=(), silence=_TAKEN, adds=()),
    Case(
        "vt-undefined",
        "vt is a getter of nothing",
        adds=(),
    ),
    Case("vt-lexical", "vt is a constant of the page's"),
    Case(
        "vt-unborn",
        "vt is a constant whose value failed",
    ),
)
