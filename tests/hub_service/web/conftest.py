"""A hub that serves on a loopback port, and a real Chromium."""

import contextlib
import dataclasses
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from fastapi import FastAPI

from osteohub.app import create_app
from osteohub.hub import Hub

_QUIET = (
    *("no-sandbox", "use-angle=swiftshader", "enable-unsafe-swiftshader", "disable-quic", "no-first-run"),
    *("disable-background-networking", "disable-component-update", "disable-sync"),
)


@dataclass
class Served:
    """A hub behind an address that it knows itself by."""

    app: FastAPI
    url: str

    def set(self, **settings) -> None:
        hub = self.app.state.hub
        self.app.state.hub = dataclasses.replace(hub, settings=dataclasses.replace(hub.settings, **settings))


@contextlib.contextmanager
def _listening(app: FastAPI) -> Iterator[int]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture
def listening():
    """Call it with a hub to serve it; its address."""

    @contextlib.contextmanager
    def begin(hub: Hub) -> Iterator[str]:
        with _listening(create_app(hub)) as port:
            yield f"http://127.0.0.1:{port}"

    return begin


@pytest.fixture
def address(small_region, listening):
    """Of the served region."""
    with listening(small_region.hub) as found:
        yield found


@pytest.fixture
def serve(small_region):
    """Call it for the region served as ``localhost``: what browsers bind passkeys to has no number for a name."""

    @contextlib.contextmanager
    def begin() -> Iterator[Served]:
        app = create_app(small_region.hub)
        with _listening(app) as port:
            served = Served(app, f"http://localhost:{port}")
            served.set(public_url=served.url)
            yield served

    return begin


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
