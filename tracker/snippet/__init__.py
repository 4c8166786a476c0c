"""The script that websites embed: composed per site, served, and described for the page that says how.

    snippet_routes(settings, site_book)   the public routes: script, pinned script, opt-out page
    install_snippet(settings, site)       what a person needs in order to embed it

Sources are in js/; the built chunks in tracker/static/snippet are composed here with the site's
configuration baked in, so that no visitor waits for a second request.
"""

from tracker.snippet.install import InstallInfo, install_snippet
from tracker.snippet.serve import snippet_routes

__all__ = ["InstallInfo", "install_snippet", "snippet_routes"]
