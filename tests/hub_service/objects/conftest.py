"""Both stores."""

import itertools
from collections.abc import Callable

import pytest

from osteohub.hub import open_store
from osteohub.objects.store import ObjectStore
from osteohub.settings import settings_for


@pytest.fixture(params=["folder", "bucket"])
def open_again(request, tmp_path) -> Callable[[], ObjectStore]:
    """Call it for a store over the same files, as another worker opens it."""
    url = request.getfixturevalue("bucket_url") if request.param == "bucket" else ""
    numbers = itertools.count()

    def opened() -> ObjectStore:
        folder = tmp_path / (f"worker {next(numbers)}" if url else "hub")  # workers of a bucket share no disk
        return open_store(settings_for(folder, {"OBJECT_STORE_URL": url}))

    return opened


@pytest.fixture
def store(open_again) -> ObjectStore:
    return open_again()
