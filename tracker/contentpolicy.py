"""Reads a Content-Security-Policy: would it let an address through?  [pure]"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def allows(policy: str, directive: str, url: str, page_url: str) -> bool:
    """Whether a Content-Security-Policy lets ``url`` through. Nonces and hashes are not looked at: they
    make a script allowed that carries them, so a policy that needs one is told as not allowing the line."""
    directives: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            directives.setdefault(words[0].lower(), words[1:])
    names = ("script-src-elem", "script-src") if directive == "script-src" else (directive,)
    for name in (*names, "default-src"):
        if name in directives:
            return any(_source_allows(source, url, page_url) for source in directives[name])
    return True


def _source_allows(source: str, url: str, page_url: str) -> bool:
    target, page = urlsplit(url), urlsplit(page_url)
    if source == "*":
        return target.scheme in {"http", "https"}
    if source.lower() == "'self'":
        return (target.hostname, _port(target)) == (page.hostname, _port(page))
    if source.startswith("'"):
        return False
    if source.endswith(":") and "/" not in source:
        return _scheme_allows(source[:-1].lower(), target.scheme)
    return _host_allows(source, url, page.scheme)


def _scheme_allows(allowed: str, scheme: str) -> bool:
    return scheme == allowed or (allowed == "http" and scheme == "https")


def _host_allows(source: str, url: str, page_scheme: str) -> bool:
    try:
        allowed = urlsplit(source if "://" in source else f"{page_scheme}://{source}")
    except ValueError:
        return False  # no address at all, e.g. "]": a browser ignores it, too
    target = urlsplit(url)
    if not _scheme_allows(allowed.scheme, target.scheme):
        return False
    host, _, port = allowed.netloc.lower().partition(":")
    if port not in {"", "*", str(_port(target))}:
        return False
    if not port and target.port not in {None, 80, 443}:
        return False
    return _name_allows(host, target.hostname or "") and _path_allows(allowed.path, target.path)


def _name_allows(wanted: str, host: str) -> bool:
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted


def _path_allows(wanted: str, path: str) -> bool:
    return wanted in {"", "/", path} or (wanted.endswith("/") and path.startswith(wanted))


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
