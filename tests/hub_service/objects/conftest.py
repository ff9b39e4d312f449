"""Both stores."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from osteohub.hub import open_store
from osteohub.objects.store import ObjectStore
from osteohub.settings import settings_for
from services.bucket import make_bucket, s3_server

_number = itertools.count()


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
