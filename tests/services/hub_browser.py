"""A person at a browser: signs in, counts clicks, keeps pictures of what is seen."""

import os
from pathlib import Path

from services.hub_region import PASSWORD

SHOTS = os.environ.get("OSTEO_SCREENSHOTS")
"""A folder where the pages are kept as pictures, to be looked at."""


def shot(page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def sign_in(page, address: str, login: str, path: str = "/library") -> None:
    page.goto(f"{address}{path}")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action='/signin'] button:not([type=button])")
    page.wait_for_url(f"{address}{path}")


class Clicks:
    """What a person presses on a page, counted."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def __call__(self, selector: str) -> None:
        self.page.click(selector)
        self.count += 1
