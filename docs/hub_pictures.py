"""The pictures of the hub's tutorial, from a real Chromium: ``python docs/hub_pictures.py FOLDER``.

Serves the demonstration's region from ``FOLDER`` (made there if it is new) on a loopback port and walks its pages.
"""

import contextlib
import io
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from osteohub import demo
from osteohub.app import create_app
from osteohub.hub import Hub, open_hub
from osteohub.settings import settings_for

PICTURES = Path(__file__).parent / "pictures"
PASSWORD = "correct horse battery"
FLAGS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic")
TALLEST = 900
"""CSS pixels of a picture."""

SHOTS = (
    ("doctor", "referral_form", 390, "/referrals/new"),
    ("desk", "worklist", 1000, "/referrals"),
    ("approver", "transfer", 1000, "/referrals/{asked}"),
    ("quality", "credentials", 1000, "/credentials"),
    ("student", "library", 390, "/library"),
    ("expert1", "model", 1000, "/library/{published}"),
)
"""Who sees it, the picture's name, how wide the window is, and the page."""


@contextlib.contextmanager
def served(hub: Hub) -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(hub), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def ids_of(hub: Hub) -> dict[str, str]:
    """The things whose pages are shown."""
    from sqlalchemy import select

    from osteohub.library.models import Version
    from osteohub.referrals.models import Referral

    with hub.database.read() as session:
        asked = session.scalars(select(Referral.id).where(Referral.state == "awaiting_approval")).first()
        published = session.scalars(select(Version.id).where(Version.state == "published")).first()
    assert asked and published
    return {"asked": asked, "published": published}


def page_of(browser: Browser, address: str, login: str, language: str, width: int) -> Page:
    """A window in which this person is signed in."""
    page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="light").new_page()
    page.goto(f"{address}/signin")
    page.goto(f"{address}/language/{language}")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action='/signin'] button:not([type=button])")
    page.wait_for_url(f"{address}/")
    return page


def shoot(page: Page, address: str, path: str, file: Path) -> None:
    page.goto(f"{address}{path}")
    if path.startswith("/library/"):
        while not page.locator("figure").count():
            page.wait_for_timeout(1000)
            page.reload()
        page.wait_for_selector("figure[data-ready]")
        page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    picture.quantize(128).save(file, optimize=True)


def main(folder: Path) -> None:
    is_new = not folder.exists()
    hub = open_hub(settings_for(folder, {}))
    if is_new:
        demo.fill(hub, PASSWORD)
    hub.runner.start()
    with served(hub) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        for language in ("zh", "en"):
            for login, name, width, path in SHOTS:
                page = page_of(browser, address, login, language, width)
                shoot(page, address, path.format(**ids_of(hub)), PICTURES / f"hub_web_{name}_{language}.png")
                page.context.close()
        browser.close()
    hub.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
