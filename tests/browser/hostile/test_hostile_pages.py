"""The other half of the hostile pages, in a file of its own: files are shared out among test processes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.hostile.cases import DELIVERY, NAME, PAGE, Case
from tests.browser.hostile.conftest import WrappingRecorder
from tests.browser.hostile.test_hostile import rows, unharmed_and_counted

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("case", rows((*DELIVERY, *PAGE, *NAME)))
def test_delivery_pages_and_names(
    case: Case, visit: Visit, collector: WrappingRecorder, browser: Browser
) -> None:
    unharmed_and_counted(case, visit, collector, browser)
