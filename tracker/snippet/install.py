"""What a person needs to embed the script: lines to paste, pinned address, content policy, notes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from tracker.settings import Settings
from tracker.site import Site
from tracker.snippet.archive import keep
from tracker.snippet.compose import MODULES, Script, SnippetConfig, compose

STUB = "<script>window.vt=window.vt||function(){(vt.q=vt.q||[]).push(arguments)}</script>"


@dataclass(frozen=True)
class InstallInfo:
    """Every line is plain text to show and copy (escape it where it lands), HTML where it says so."""

    script_url: str  # updates itself
    script_line: str  # HTML: the one line to paste into <head>
    stub_line: str  # HTML: only for pages that call vt() before the script has loaded
    event_example: str  # JavaScript
    pinned_url: str  # never changes; for pages that need integrity=
    integrity: str  # "sha384-…"
    pinned_line: str  # HTML
    noscript_line: str  # HTML: a picture for visitors without JavaScript, beside the script
    picture_line: str  # HTML: the picture for everybody, where there is no script
    csp: str  # what a Content-Security-Policy must allow
    tag_manager: str  # HTML for a Custom HTML tag (Google Tag Manager and others)
    rocket_loader_line: str  # HTML: where Cloudflare's Rocket Loader is on
    optout_url: str  # page where a visitor turns counting off
    size: int  # bytes on the wire, gzip


def site_config(settings: Settings, site: Site) -> SnippetConfig:
    return SnippetConfig(
        url=beacon_url(settings, site),
        key=site.key,
        consent=site.consent,
        refusal=site.refusal,
        # Who waits for a yes needs the edition that can wait.
        edition="core" if site.consent == "wait" else site.snippet,
    )


def site_script(settings: Settings, site: Site) -> Script:
    # A record that a newer version wrote may name modules that are not here; the rest still counts.
    return compose(site_config(settings, site), [name for name in site.modules if name in MODULES])


def beacon_url(settings: Settings, site: Site) -> str:
    return f"{settings.public_url}/{settings.collect_prefix}/{site.key}"


def install_snippet(settings: Settings, site: Site) -> InstallInfo:
    """The lines for one site. Keeps the pinned script on disk, so that its address outlives upgrades."""
    script = site_script(settings, site)
    keep(settings.data_dir, site.key, script)
    base = beacon_url(settings, site)
    url, pinned = f"{base}.js", f"{base}.{script.digest}.js"
    line = _tag(url)
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
    return InstallInfo(
        script_url=url,
        script_line=line,
        stub_line=STUB,
        event_example="vt('trial', {plan: 'pro'})",
        pinned_url=pinned,
        integrity=script.integrity,
        pinned_line=_tag(pinned, f' integrity="{script.integrity}" crossorigin="anonymous"'),
        noscript_line=f"<noscript>{_picture(base)}</noscript>",
        picture_line=_picture(base),
        csp=f"script-src {origin}; connect-src {origin}",
        tag_manager=line,
        rocket_loader_line=_tag(url, ' data-cfasync="false"'),
        optout_url=f"{base}/optout",
        size=len(script.gzip),
    )


def _tag(url: str, more: str = "") -> str:
    return f'<script async src="{escape(url)}"{more}></script>'


def _picture(base: str) -> str:
    # Without the policy a browser tells another origin the page's host only, and every view is of "/".
    policy = 'referrerpolicy="no-referrer-when-downgrade"'
    return f'<img src="{escape(base)}.gif" alt="" width="1" height="1" {policy}>'
