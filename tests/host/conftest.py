"""A headless Slicer for each test."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("slicer", reason="slicer-core is absent (extra: headless)")


@pytest.fixture
def scene() -> Iterator[Any]:
    from osteokit.host.headless import headless_scene

    with headless_scene() as scene:
        yield scene
