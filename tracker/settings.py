"""Settings: one frozen object, read once at start from ``TRACKER_*`` variables and the command line.

Every field has a default, a type and one sentence (``doc``); a test holds docs/settings.md against it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

PREFIX = "TRACKER_"
DEFAULT_PORT = 8000
_URL_FILE = "url"


class SettingError(ValueError):
    """A setting has a value that is not allowed; the text names the key, the value and what is allowed."""


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "visitrace"


def _setting(default: Any, doc: str) -> Any:
    if callable(default):
        return field(default_factory=default, metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path = _setting(
        _default_data_dir, "Folder that holds everything: store, spools, keys. Mode 0700."
    )
    dsn: str = _setting(
        "",
        "Where the store is: empty for the embedded engine in the data folder, chdb:///path, "
        "or http(s)://user:password@host:port/database for a ClickHouse server.",
    )
    host: str = _setting("127.0.0.1", "Address the web server listens on.")
    port: int = _setting(DEFAULT_PORT, "Port the web server listens on.")
    base_url: str = _setting(
        "", "Public URL of this installation, used in links and in the snippet; empty means http://HOST:PORT."
    )
    collect_prefix: str = _setting(
        "s", "First path segment of script and beacon URLs; no word a blocker looks for."
    )
    trusted_proxies: str = _setting(
        "", "Networks whose X-Forwarded-For is believed, comma separated, e.g. 10.0.0.0/8."
    )
    max_body: int = _setting(65536, "Largest beacon body in bytes.")
    rate_limit: int = _setting(
        3000,
        "Beacons a minute taken from one address for one site; 0 takes any number. "
        "Addresses of private networks are not limited.",
    )
    timezone: str = _setting(
        "Europe/Berlin", "Time zone of days in reports for sites that set none of their own."
    )
    language: str = _setting("en", "Language of reports and pages where the reader chose none: en, de or nl.")
    lookups: str = _setting(
        "",
        "Look-ups that leave this machine, comma separated: rdns, rdap, paid. "
        "Off by default: each one shows a visitor's address to a third party.",
    )
    keep_days: int = _setting(
        400,
        "Events older than this many days are deleted, verdicts with them; imported logs stay. 0 keeps all.",
    )
    parameters: str = _setting(
        "",
        "Query parameters to keep in page URLs besides utm_*, ref and the like, comma separated, e.g. page.",
    )
    smtp_host: str = _setting(
        "", "Mail server that reports and alerts are handed to; empty: no mail is sent."
    )
    smtp_port: int = _setting(
        587, "Port of the mail server: 587 for starttls, 465 for tls, 25 within a network."
    )
    smtp_user: str = _setting("", "User at the mail server; empty: it asks for none.")
    smtp_password: str = _setting("", "Password at the mail server.")
    smtp_tls: str = _setting(
        "starttls",
        "How the way to the mail server is encrypted: starttls, tls, or none (within one machine).",
    )
    mail_from: str = _setting(
        "", "Sender of reports and alerts, one plain mail address; needed to send mail."
    )
    oidc_issuer: str = _setting(
        "",
        "OpenID Connect: issuer whose accounts may sign in, e.g. https://login.example.com; "
        "empty: passwords only.",
    )
    oidc_client_id: str = _setting("", "OpenID Connect: id of this installation at the issuer.")
    oidc_client_secret: str = _setting(
        "",
        "OpenID Connect: secret of this installation at the issuer; empty for a public client.",
    )
    oidc_scope: str = _setting(
        "openid email profile",
        "OpenID Connect: what is asked for; add groups where the issuer wants that.",
    )
    oidc_groups_claim: str = _setting("groups", "OpenID Connect: claim that holds somebody's groups.")
    oidc_roles: str = _setting(
        "",
        "OpenID Connect: role by group, first match counts, e.g. it=admin, sales-team=sales; "
        "who is in none must be invited.",
    )
    private_targets: str = _setting(
        "",
        "Networks inside which webhooks may go although they are private, comma separated, e.g. 10.1.2.0/24.",
    )
    log_level: str = _setting("info", "debug, info, warning or error.")

    @property
    def store_dsn(self) -> str:
        return self.dsn or f"chdb:///{str(self.data_dir / 'store').lstrip('/')}"

    @property
    def public_url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(part.strip()) for part in self.trusted_proxies.split(",") if part.strip())

    @property
    def private_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(part.strip()) for part in self.private_targets.split(",") if part.strip())

    @property
    def parameter_names(self) -> frozenset[str]:
        return frozenset(part.strip().lower() for part in self.parameters.split(",") if part.strip())

    @property
    def lookup_names(self) -> frozenset[str]:
        return frozenset(part.strip() for part in self.lookups.split(",") if part.strip())


def load_settings(env: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Settings from the environment; ``overrides`` (from the command line) win. Raises ``SettingError``."""
    env = os.environ if env is None else env
    values: dict[str, Any] = {}
    for item in fields(Settings):
        key = PREFIX + item.name.upper()
        raw: Any = overrides.get(item.name)
        if raw is None:
            raw = env.get(key) or None  # an empty variable is one that is not set
        if raw is not None:
            values[item.name] = _convert(item.name, key, raw)
    settings = Settings(**values)
    _check(settings)
    return settings


def make_data_dir(settings: Settings) -> Path:
    """The data folder, made (0700) where it is missing. Raises ``SettingError``."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingError(
            f"the data folder {folder} cannot be used: {error.strerror}; name another with --data-dir "
            f"or {PREFIX}DATA_DIR"
        ) from None
    return folder


def note_url(settings: Settings) -> None:
    """Leave word in the data folder where this installation answers, for commands that print links."""
    (settings.data_dir / _URL_FILE).write_text(settings.public_url, "utf-8")


def as_served(settings: Settings) -> Settings:
    """The settings with the address the server of this folder last answered at, unless one is set."""
    path = settings.data_dir / _URL_FILE
    if settings.base_url or settings.port != DEFAULT_PORT or not path.is_file():
        return settings
    return replace(settings, base_url=path.read_text("utf-8"))


def _convert(name: str, key: str, raw: Any) -> Any:
    if name == "data_dir":
        return Path(raw).expanduser().resolve()
    if name in {"port", "max_body", "keep_days", "rate_limit", "smtp_port"}:
        try:
            return int(raw)
        except ValueError:
            raise SettingError(f"{key}={raw!r}: a whole number is needed") from None
    return str(raw)


def _check(s: Settings) -> None:
    _require(0 <= s.port <= 65535, "PORT", s.port, "0 to 65535")
    _require(0 <= s.rate_limit <= 10**6, "RATE_LIMIT", s.rate_limit, "0 to 1000000")
    _require(1024 <= s.max_body <= 2**20, "MAX_BODY", s.max_body, "1024 to 1048576 bytes")
    _require(
        s.timezone in available_timezones(), "TIMEZONE", s.timezone, "an IANA name such as Europe/Berlin"
    )
    ZoneInfo(s.timezone)
    _require(s.language in {"en", "de", "nl"}, "LANGUAGE", s.language, "en, de or nl")
    _require(
        s.lookup_names <= {"rdns", "rdap", "paid"}, "LOOKUPS", s.lookups, "rdns, rdap, paid, with commas"
    )
    _require(
        s.log_level in {"debug", "info", "warning", "error"},
        "LOG_LEVEL",
        s.log_level,
        "debug, info, warning or error",
    )
    _require(
        s.collect_prefix.isalnum() and len(s.collect_prefix) <= 16,
        "COLLECT_PREFIX",
        s.collect_prefix,
        "1 to 16 letters or digits",
    )
    if s.base_url:
        parts = urlsplit(s.base_url)
        _require(
            parts.scheme in {"http", "https"} and bool(parts.hostname),
            "BASE_URL",
            s.base_url,
            "an http(s) URL",
        )
    if s.dsn:
        _require(
            s.dsn.startswith(("chdb:///", "http://", "https://")),
            "DSN",
            "(hidden)",
            "chdb:///path, http://… or https://…",
        )
    _require(0 < s.smtp_port <= 65535, "SMTP_PORT", s.smtp_port, "1 to 65535")
    _require(s.smtp_tls in {"starttls", "tls", "none"}, "SMTP_TLS", s.smtp_tls, "starttls, tls or none")
    for name in ("trusted_proxies", "private_targets"):
        _check_networks(name, getattr(s, name))


def _check_networks(name: str, text: str) -> None:
    try:
        _ = [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise SettingError(
            f"{PREFIX}{name.upper()}={text!r}: {error}; networks such as 10.0.0.0/8 are allowed"
        ) from None


def _require(ok: bool, name: str, value: object, allowed: str) -> None:
    if not ok:
        raise SettingError(f"{PREFIX}{name}={value!r}: allowed is {allowed}")
