# ruff: noqa: E501 - paths are one shape each
"""The few icons of the rail, drawn for this product: 20 × 20, strokes in the text's colour."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

_PATHS: Final = {
    "today": '<circle cx="10" cy="10" r="3.2"/><path d="M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2'
    'M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4"/>',
    "accounts": '<path d="M3.5 17V4.5l7-2V17M10.5 7.5l6 2V17M2 17h16M6 7h2M6 10.5h2M6 14h2M13 12h1M13 14.5h1"/>',
    "board": '<path d="M3 3.5h3.6v13H3zM8.2 3.5h3.6v8H8.2zM13.4 3.5H17v10.5h-3.6z"/>',
    "live": '<circle cx="10" cy="10" r="1.6"/><path d="M6.4 13.6a5 5 0 0 1 0-7.2M13.6 6.4a5 5 0 0 1 0 7.2'
    'M4 16a8.5 8.5 0 0 1 0-12M16 4a8.5 8.5 0 0 1 0 12"/>',
    "report": '<path d="M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 9.5h5.5M7.5 12h5.5M7.5 14.5h3"/>',
    "traffic": '<path d="M2.5 5h3.5c5 0 3 5 8 5h3.5M2.5 10H17.5M2.5 15h3.5c5 0 3-5 8-5"/>',
    "accuracy": '<circle cx="10" cy="10" r="7.5"/><circle cx="10" cy="10" r="3.5"/><path d="M10 1v4M10 15v4M1 10h4M15 10h4"/>',
    "sites": '<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c5 5 5 10 0 15M10 2.5c-5 5-5 10 0 15"/>',
    "install": '<path d="M7 6l-4 4 4 4M13 6l4 4-4 4M11.3 4l-2.6 12"/>',
    "settings": '<path d="M3 6h8M15 6h2M3 14h2M9 14h8"/><circle cx="13" cy="6" r="2"/><circle cx="7" cy="14" r="2"/>',
    "health": '<path d="M2.5 10.5h3.5l2-5.5 4 10 2-4.5h3.5"/>',
    "forecast": '<path d="M2.5 10s3-5 7.5-5 7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5z"/><circle cx="10" cy="10" r="2.2"/>',
    "companies": '<path d="M3 17V8h5v9M8 17V3h9v14M2 17h16M5 11h1M5 14h1M11 6.5h1M14 6.5h1M11 10h1M14 10h1M11 13.5h1M14 13.5h1"/>',
    "links": '<path d="M8.4 11.6l3.2-3.2M9 6.2l1.6-1.6a3.4 3.4 0 0 1 4.8 4.8L13.8 11M11 13.8l-1.6 1.6a3.4 3.4 0 0 1-4.8-4.8L6.2 9"/>',
    "optouts": '<circle cx="10" cy="10" r="7.5"/><path d="M4.7 4.7l10.6 10.6"/>',
    "clock": '<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10l3 2"/>',
    "users": '<circle cx="7.5" cy="7" r="3"/><path d="M2 17c0-3.3 2.2-5.5 5.5-5.5S13 13.7 13 17M13 4.3a3 3 0 0 1 0 5.4M15 11.9c1.9.8 3 2.6 3 5.1"/>',
    "keys": '<circle cx="6.5" cy="13.5" r="3.5"/><path d="M9 11l7.5-7.5M13.5 6.5l2.5 2.5M11.5 8.5l1.5 1.5"/>',
    "audit": '<path d="M4 3h12v14H4zM7 6.5h6M7 9.5h6M7 12.5h3"/>',
    "work": '<path d="M3 5l1.5 1.5L7 4M3 10.5L4.5 12 7 9.5M3 16l1.5 1.5L7 15M9.5 5.5H17M9.5 11H17M9.5 16.5H17"/>',
    "plays": '<path d="M3 3.5h6v6H3zM11 3.5h6v6h-6zM3 11.5h6v6H3zM12 14.5h5M15 12l2.5 2.5L15 17"/>',
    "targets": '<circle cx="10" cy="10" r="7.5"/><circle cx="10" cy="10" r="4"/><circle cx="10" cy="10" r="0.8"/>',
    "feedback": '<path d="M3 3.5h14v10H9l-4 3.5v-3.5H3zM6 7h8M6 10h5"/>',
    "model": '<path d="M3 3h14v14H3zM3 10h14M10 3v14"/><path d="M12 5l3 3M12 8l3-3"/>',
    "content": '<path d="M4 3h12v14H4zM7 7h6M7 10h6M7 13h3"/>',
    "rules": '<path d="M3 5h6M3 10h6M3 15h6M12 5l2 2 3.5-4M12 10.5l2 2 3.5-4M13 14l4 4M17 14l-4 4"/>',
    "privacy": '<path d="M10 2.5l6 2.2v4.6c0 4-2.6 6.8-6 8.2-3.4-1.4-6-4.2-6-8.2V4.7zM7.5 10l1.8 1.8 3.4-3.6"/>',
    "mail": '<path d="M2.5 4.5h15v11h-15zM2.5 5.5l7.5 5.5 7.5-5.5"/>',
    "bell": '<path d="M4.5 14.5V9a5.5 5.5 0 0 1 11 0v5.5M2.5 14.5h15M8.2 17h3.6"/>',
    "sent": '<path d="M2.5 9.5l15-6-6 14-2.5-6zM9 11.5l8.5-8"/>',
    "more": '<circle cx="4.5" cy="10" r="1"/><circle cx="10" cy="10" r="1"/><circle cx="15.5" cy="10" r="1"/>',
    "out": '<path d="M8 3.5H4v13h4M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8"/>',
}


def icon(name: str) -> Markup:
    return Markup(  # noqa: S704 - constants of this file only
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">'
        f"{_PATHS[name]}</svg>"
    )
