"""Hubs on both databases, people in them, and a browser or program that speaks for one of them."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("osteohub")

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from osteohub.app import create_app
from osteohub.database.engine import Database
from osteohub.database.migrate import upgrade
from osteohub.hub import Hub
from osteohub.identity import secrets
from osteohub.jobs.runner import Runner
from osteohub.library.checks import check
from osteohub.library.measures import measure
from osteohub.previews.make import make
from osteohub.settings import with_driver
from osteokit.fabrication.mesh_formats import NamedMesh, write_stl
from osteokit.surface.primitives import box
from services.bucket import make_bucket, s3_server
from services.hub_region import PASSWORD, Region, copied, opened_hub
from services.postgresql import postgresql


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed as always, only with little work: a region has a dozen people."""
    usual = secrets._HASHER
    secrets._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    secrets._HASHER = usual


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """A database that has its tables, to be copied."""
    file = tmp_path_factory.mktemp("template") / "hub.sqlite"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """Where the database ``template_hub`` has the tables."""
    with postgresql() as address:
        _create(address, "template_hub", "template1")
        database = Database(with_driver(address.format("template_hub")))
        upgrade(database)
        database.close()
        yield address


def _create(address: str, name: str, template: str) -> None:
    engine = create_engine(with_driver(address.format("postgres")), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()


_number = itertools.count()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service("postgresql"))])
def database_url(request, tmp_path) -> str:
    """A new database with nothing in its tables."""
    if request.param == "sqlite":
        return copied(request.getfixturevalue("sqlite_template"), tmp_path / "hub.sqlite")
    address, name = request.getfixturevalue("postgresql_address"), f"hub_{next(_number)}"
    _create(address, name, "template_hub")
    return address.format(name)


@pytest.fixture
def empty_postgresql(postgresql_address) -> str:
    """A database of PostgreSQL without any table."""
    name = f"empty_{next(_number)}"
    _create(postgresql_address, name, "template1")
    return postgresql_address.format(name)


@pytest.fixture(scope="session")
def s3_environment() -> Iterator[dict[str, str]]:
    pytest.importorskip("moto.server")
    pytest.importorskip("obstore")
    with s3_server() as environment:
        yield environment


@pytest.fixture
def bucket_url(s3_environment, monkeypatch) -> str:
    """A new bucket, and the environment that leads to it."""
    name = f"bucket-{next(_number)}"
    make_bucket(s3_environment, name)
    for key, value in s3_environment.items():
        monkeypatch.setenv(key, value)
    return f"s3://{name}/osteo/hub"


@pytest.fixture
def hub(tmp_path, database_url) -> Iterator[Hub]:
    """An empty hub, on each database in turn."""
    opened = opened_hub(tmp_path, database_url)
    yield opened
    opened.close()


@pytest.fixture
def small_hub(tmp_path, sqlite_template) -> Iterator[Hub]:
    """An empty hub on SQLite, for what does not depend on the database."""
    opened = opened_hub(tmp_path, copied(sqlite_template, tmp_path / "small.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def region(hub) -> Region:
    return Region(hub)


@pytest.fixture
def small_region(small_hub) -> Region:
    return Region(small_hub)


@pytest.fixture
def browser(region):
    """Call it with a person's name to get a client that is signed in as them (``None``: nobody)."""
    return _browser(region)


@pytest.fixture
def small_browser(small_region):
    """As ``browser``, on SQLite only."""
    return _browser(small_region)


def _browser(region: Region):
    app = create_app(region.hub)

    def sign_in(name: str | None, number: int = 1) -> TestClient:
        client = TestClient(app, base_url="http://hub.example", follow_redirects=False)
        if name is not None:
            region.actor(name, number)
            login = "operator" if name == "operator" else name.replace(" ", ".") + (f".{number}" if number > 1 else "")
            answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
            assert answer.status_code == 204, answer.text
        return client

    return sign_in


@pytest.fixture(scope="session")
def stl(tmp_path_factory) -> bytes:
    file = tmp_path_factory.mktemp("stl") / "cube.stl"
    mesh = box((40.0, 40.0, 40.0))
    write_stl([NamedMesh("cube", mesh, (200, 200, 200))], file, "test")
    return file.read_bytes()


@pytest.fixture
def checked_here(monkeypatch) -> None:
    """Checks and previews are made in this process: starting one takes seconds. The runner's own tests start them."""
    works = {"osteohub.library.checks": check, "osteohub.previews.make": make, "osteohub.library.measures": measure}
    monkeypatch.setattr(Runner, "_ask", lambda self, module, question: (works[module](json.loads(question)), ""))
