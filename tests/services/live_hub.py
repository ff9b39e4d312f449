"""The real hub, served by uvicorn on loopback, for whoever speaks to it over the network."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from osteohub.app import create_app
from osteohub.hub import Hub, open_hub
from osteohub.identity import tokens
from osteohub.settings import settings_for
from services.hub_region import Region, copied


@dataclass(eq=False)
class LiveHub:
    """A region behind an address. ``stop`` and ``start`` are what a broken network looks like: the port stays."""

    region: Region
    port: int = 0

    @property
    def hub(self) -> Hub:
        return self.region.hub

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            create_app(self.hub), host="127.0.0.1", port=self.port, log_level="critical", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        end = time.monotonic() + 30
        while not self._server.started:
            if time.monotonic() > end or not self._thread.is_alive():
                raise TimeoutError("the hub does not listen")
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(20)

    def token(self, name: str, *scopes: str) -> str:
        """Of a person of the region, as ``Region.actor`` names them; all that a program asks for unless told."""
        from osteokit.hubclient.sign_in import SCOPES

        person = self.region.actor(name).person_id
        with self.hub.database.write() as session:
            return tokens.new_token(session, person, "test", scopes or SCOPES, 1)[1]


@contextmanager
def live_hub(folder: Path, template: Path, events: str = "") -> Iterator[LiveHub]:
    """A new region on a copy of the database ``template``, listening; ``events`` is where it sends hints."""
    settings = settings_for(
        folder / "hub", {"DATABASE_URL": copied(template, folder / "hub.sqlite"), "OSTEO_HUB_EVENTS": events}
    )
    hub = open_hub(settings)
    hub.publisher.start()
    live = LiveHub(Region(hub))
    live.start()
    try:
        yield live
    finally:
        live.stop()
        hub.close()


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed as always, only with little work."""
    from argon2 import PasswordHasher

    from osteohub.identity import secrets

    usual = secrets._HASHER
    secrets._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    try:
        yield
    finally:
        secrets._HASHER = usual


def database_template(folder: Path) -> Path:
    """A database that has its tables, to be copied."""
    from osteohub.database.engine import Database
    from osteohub.database.migrate import upgrade

    database = Database(f"sqlite:///{folder / 'hub.sqlite'}")
    upgrade(database)
    database.close()
    return folder / "hub.sqlite"
