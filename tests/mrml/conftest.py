"""A private scene for each test."""

import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest

if importlib.util.find_spec("slicer") is None:
    collect_ignore_glob = ["*"]  # slicer-core is the extra "headless"


@pytest.fixture
def scene() -> Iterator[Any]:
    from osteokit.host.scene import SceneWithLogics

    host = SceneWithLogics()
    yield host.scene
    host.close()
