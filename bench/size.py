"""How large is the script that a visitor's browser loads, beside others?

    python -m bench.size

Ours: as the server composes and compresses it, with a configuration of usual length. Theirs: measured once,
while the snippet was designed, from published packages and sources: terser where the source is not minified,
gzip -9, brotli 11. No two do the same: the last column says what the bytes buy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tracker.snippet.compose import DEFAULT, MODULES, Script, SnippetConfig, compose, manifest

CONFIG: Final = SnippetConfig(url="https://t.example.com/s/abcdefghjkmn", key="abcdefghjkmn")
EVERYTHING: Final = (
    "auto", "objection", "inspect", "datalayer", "embeds", "md", "cmp_tcf", "chat_intercom",
)  # fmt: skip
OURS: Final = (
    ("lite", (), "view, SPA, bfcache, hidden/prerender, engaged time, event, GPC/DNT, opt-out"),
    ("core", (), "+ consent, id, retry, masks, scroll, hash routes"),
    ("core+auto", ("auto",), "+ clicks, downloads, contact, forms"),
    ("default", DEFAULT, "+ objection control, way to the debug overlay"),
    ("everything", EVERYTHING, "+ GA4 data layer, Consent Mode, embeds, mail domain, TCF, one chat"),
)
#: name, raw, gzip, brotli, what it buys
PEERS: Final = (
    ("shynet page.js", 1065, 516, 404, "heartbeat only, no SPA"),
    ("medama default", 1503, 762, 613, "view, SPA, duration"),
    ("medama click+page events", 2091, 1013, 831, "+ data attributes"),
    ("simpleanalytics light", 3544, 1994, 1731, "views only"),
    ("goatcounter count.js", 5642, 2175, 1845, "view, click events, no SPA"),
    ("umami", 4553, 2207, 1933, "view, SPA, click events, identify, web vitals"),
    ("plausible npm 0.4.6", 6434, 2681, 2355, "view, SPA, engagement, outbound, download, form"),
    ("minimal-analytics ga4", 6607, 2847, 2524, "GA4 client"),
    ("openpanel op1", 8929, 3277, 2912, "view, outbound, data-track, retry, profiles"),
    ("simpleanalytics v11", 7493, 3808, 3398, "view, events, duration, scroll"),
    ("rybbit (2025-06)", 15303, 5675, 5086, "+ vitals"),
    ("swetrix 4.6.1", 21665, 6170, 5449, "views, errors, flags"),
    ("ackee-tracker", 21151, 8276, 7608, "with a user agent parser"),
    ("snowplow browser-tracker", 51315, 17362, 15630, "plugins extra"),
    ("matomo.js", 67474, 21909, 19064, "everything"),
    ("posthog array.js", 379748, 121897, 102526, "product suite"),
)


def main() -> None:
    base = _sizes(_script("core+auto", ("auto",)))[2]
    print(f"{'script':<26}{'raw':>9}{'gzip':>9}{'brotli':>9}{'ratio':>8}  what that buys")
    rows = [(f"ours: {name}", *_sizes(_script(name, modules)), buys) for name, modules, buys in OURS]
    for name, raw, zipped, brotli, buys in sorted([*rows, *PEERS], key=lambda row: row[3]):
        print(f"{name:<26}{raw:>9,}{zipped:>9,}{brotli:>9,}{brotli / base:>7.2f}x  {buys}")
    print("\nratio: to ours: core+auto, by brotli. Peers: measured once, see this script.\n")
    print("a module adds to core+auto (brotli):")
    for name in MODULES:
        print(f"  {name:<24}{manifest()['added'][name]:>5}")


def _script(name: str, modules: tuple[str, ...]) -> Script:
    return compose(replace(CONFIG, edition="lite") if name == "lite" else CONFIG, modules)


def _sizes(script: Script) -> tuple[int, int, int]:
    """(raw, gzip, brotli) bytes."""
    coded = script.brotli
    if coded is None:
        raise SystemExit("the library brotli is not installed: pip install brotli")
    return len(script.body), len(script.gzip), len(coded)


if __name__ == "__main__":
    main()
