"""Is the line on a page, would it work there, and is an event of it stored?

page = await fetch_page(url)                      the page as a browser gets it
report = inspect_page(page, script_url)           what it says                          [pure]
findings = await try_line(line, number, client)   script and beacon, as a browser would send them
chromium(...)                                     a real visit, where a browser is installed
"""

from tracker.verify.active import Line, endpoint_of, try_line
from tracker.verify.browser import visit
from tracker.verify.fetching import DEADLINE_S, fetch_page
from tracker.verify.shapes import FetchedPage, Finding, Level, Report
from tracker.verify.static import inspect_page

__all__ = [
    "DEADLINE_S",
    "FetchedPage",
    "Finding",
    "Level",
    "Line",
    "Report",
    "endpoint_of",
    "fetch_page",
    "inspect_page",
    "try_line",
    "visit",
]
