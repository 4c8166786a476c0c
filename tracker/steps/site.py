"""Does the event belong to the site it names?  [pure]"""

from __future__ import annotations

from functools import lru_cache

from tracker.event import Draft, Reason
from tracker.steps.context import PipelineContext


def drop_unknown_site(draft: Draft, context: PipelineContext) -> Reason | None:
    return Reason.UNKNOWN_SITE if context.site_of(draft.site) is None else None


def drop_wrong_host(draft: Draft, context: PipelineContext) -> Reason | None:
    """A site that names its hosts takes pages of these and of their subdomains only. Logs have no host."""
    site = context.site_of(draft.site)
    if site is None or not site.hosts or draft.source == "log":
        return None
    return None if is_own_host(draft.url_host, site.hosts) else Reason.WRONG_HOST


@lru_cache(maxsize=4096)
def is_own_host(host: str, hosts: tuple[str, ...]) -> bool:
    """Is ``host`` one of ``hosts`` or below one? "www." and ports in ``hosts`` do not matter."""
    for known in hosts:
        base = known.lower().removeprefix("www.").split(":")[0].rstrip(".")
        if base and (host == base or host.endswith("." + base)):
            return True
    return False
