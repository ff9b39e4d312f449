"""Fixtures: a real hub on loopback, and settings of a user that are nobody's."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from osteokit.hubclient.accounts import Account
from osteokit.hubclient.sign_in import signed_in
from services.live_hub import LiveHub, database_template, live_hub, quick_passwords


@pytest.fixture(scope="session", autouse=True)
def quickly() -> Iterator[None]:
    with quick_passwords():
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    return database_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(autouse=True)
def config(tmp_path, monkeypatch) -> Path:
    """Where this user's settings are."""
    monkeypatch.setenv("OSTEO_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("OSTEO_HUB", raising=False)
    return tmp_path / "config"


@pytest.fixture
def live(tmp_path, template) -> Iterator[LiveHub]:
    with live_hub(tmp_path, template) as one:
        yield one


@pytest.fixture
def sign_in(live):
    """Call it with a person's name: they use this machine now."""

    def become(name: str) -> Account:
        return signed_in(live.address, live.token(name))

    return become


@pytest.fixture
def silent_port() -> Iterator[str]:
    """An address where somebody listens and never answers."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def restrict(live):
    """Call it with words of plans: the region restricts joint replacement, said to be these; its code."""
    return lambda *kinds: restricted_in(live, kinds)


@pytest.fixture
def region_technique(live) -> str:
    """The region restricts joint replacement; its code."""
    return restricted_in(live, ("hip_stem", "knee_femoral"))


def restricted_in(live: LiveHub, kinds: Sequence[str]) -> str:
    from osteohub.credentials import techniques
    from osteohub.demo import TECHNIQUES

    technique = TECHNIQUES.techniques[0].model_copy(update={"plan_kinds": list(kinds)})
    listed = TECHNIQUES.model_copy(update={"techniques": [technique]})
    with live.hub.database.write() as session:
        techniques.adopt(session, live.region.actor("operator"), listed)
    return technique.code
