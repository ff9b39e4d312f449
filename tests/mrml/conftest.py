"""A private scene for each test."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("slicer", reason="slicer-core is absent (extra: headless)")


@pytest.fixture
def scene() -> Iterator[Any]:
    from osteokit.host.scene import SceneWithLogics

    host = SceneWithLogics()
    yield host.scene
    host.close()
