"""A hub that serves on a loopback port, and a real Chromium."""

import contextlib
import socket
import threading
import time

import pytest
import uvicorn

from osteohub.app import create_app

_QUIET = (
    *("no-sandbox", "use-angle=swiftshader", "enable-unsafe-swiftshader", "disable-quic", "no-first-run"),
    *("disable-background-networking", "disable-component-update", "disable-sync"),
)


@pytest.fixture
def address(small_region):
    """Of the served region."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(small_region.hub), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def chromium():
    """Call it for the page of a browser of its own in a language; errors of the pages fail the test."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright, contextlib.ExitStack() as open_ones:
        arguments = [f"--{one}" for one in _QUIET]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        open_ones.callback(browser.close)
        errors: list[str] = []

        def page(language: str = "zh-CN", width: int = 1100):
            context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
            made = context.new_page()
            made.set_default_timeout(20_000)
            made.on("pageerror", lambda error: errors.append(str(error)))
            made.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
            return made

        yield page
        assert errors == []
