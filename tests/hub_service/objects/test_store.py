"""Both stores do the same: kept by content, in pieces that any worker goes on with, read in any part."""

import errno
import hashlib
import os
import shutil
import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteohub.database.base import new_id, now
from osteohub.hub import open_store
from osteohub.objects.bucket import _Piece, _pieces_of, _plan, _reach
from osteohub.refusals import Conflict, NotFound
from osteohub.settings import settings_for
from osteokit.base.errors import OsteoError

CONTENT = os.urandom(3_000_001)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def test_the_same_content_is_kept_once_under_its_digest(store, open_again):
    assert store.add([CONTENT[:1000], CONTENT[1000:]], new_id()) == DIGEST
    assert store.add([CONTENT], new_id()) == DIGEST
    other = open_again()
    assert other.has(DIGEST) and other.size(DIGEST) == len(CONTENT) and not other.unfinished()
    assert b"".join(other.pieces(DIGEST)) == CONTENT
    assert other.path(DIGEST).read_bytes() == CONTENT == other.path(DIGEST).read_bytes()
    empty = hashlib.sha256().hexdigest()
    assert store.add([], new_id()) == empty and b"".join(store.pieces(empty)) == b"" and store.size(empty) == 0


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (5, 5), (999_999, 2_100_000), (3_000_000, 3_000_001), (17, None)])
def test_any_part_can_be_read(store, start, stop):
    store.add([CONTENT], new_id())
    assert b"".join(store.pieces(DIGEST, start, stop)) == CONTENT[start:stop]


def test_another_worker_goes_on_where_the_upload_stands(open_again):
    upload, first, second, third = new_id(), open_again(), open_again(), open_again()
    first.begin(upload)
    assert second.received(upload) == 0 and list(third.unfinished()) == [upload]
    assert first.append(upload, 0, [CONTENT[:100_000], CONTENT[100_000:700_000]]) == 700_000
    assert abs(third.unfinished()[upload] - now()) < timedelta(minutes=1)
    with pytest.raises(Conflict, match="byte 700000, not 100000"):
        second.append(upload, 100_000, [CONTENT[100_000:200_000]])
    with pytest.raises(Conflict, match="not 700001"):
        second.append(upload, 700_001, [b"x"])
    assert second.append(upload, 700_000, [CONTENT[700_000:]]) == len(CONTENT) == first.received(upload)
    assert not third.has(DIGEST)
    assert third.finish(upload) == DIGEST == first.finish(upload)  # stopped in between: finished once more
    assert second.received(upload) == len(CONTENT)
    third.drop(upload)
    third.drop(upload)
    assert b"".join(first.pieces(DIGEST)) == CONTENT and not first.unfinished()
    for gone in (second.received, second.finish):
        with pytest.raises(NotFound, match="begin it again"):
            gone(upload)


def test_what_came_before_the_connection_broke_is_kept(store):
    def breaking():
        yield CONTENT[:500_000]
        raise ConnectionError

    upload = new_id()
    store.begin(upload)
    with pytest.raises(ConnectionError):
        store.append(upload, 0, breaking())
    assert store.received(upload) == 500_000
    store.append(upload, 500_000, [CONTENT[500_000:]])
    assert store.finish(upload) == DIGEST


def test_an_old_connection_that_still_writes_the_same_harms_nothing(open_again):
    """The client came back while its old connection had not broken yet: both write from the same byte."""
    upload, old, new = new_id(), open_again(), open_again()
    old.begin(upload)
    meeting = threading.Barrier(2)

    def slowly(size: int):
        meeting.wait()
        for start in range(0, 600_000, size):
            yield CONTENT[start : start + size]

    thread = threading.Thread(target=lambda: old.append(upload, 0, slowly(60_000)))
    thread.start()
    new.append(upload, 0, slowly(150_000))
    thread.join()
    assert new.received(upload) == 600_000
    new.append(upload, 600_000, [CONTENT[600_000:]])
    assert new.finish(upload) == DIGEST


@pytest.mark.parametrize("name", ["", "../x", "0" * 63, "0" * 65, "G" * 64, "0" * 63 + "/"])
def test_names_that_are_none_lead_nowhere(store, name):
    for asked in (
        store.has,
        store.size,
        store.path,
        store.pieces,
        store.received,
        store.begin,
        store.finish,
        store.drop,
    ):
        with pytest.raises(NotFound):
            asked(name)


def test_what_is_not_there_is_told(store):
    for asked in (store.size, store.path, store.pieces):
        with pytest.raises(NotFound, match="not here any more"):
            asked("0" * 64)
    assert not store.has("0" * 64)
    with pytest.raises(NotFound, match="begin it again"):
        store.append(new_id(), 0, [b"x"])


def test_what_is_fetched_from_a_bucket_makes_room_by_age(bucket_url, tmp_path):
    pytest.importorskip("obstore")
    from osteohub.objects.bucket import BucketStore

    store = BucketStore(bucket_url, tmp_path / "cache", most_cached=250_000)
    contents = [bytes([number]) * 100_000 for number in range(4)]
    digests = [store.add([one], new_id()) for one in contents]
    paths = [store.path(one) for one in digests[:3]]
    assert all(one.is_file() for one in paths)  # in use, perhaps: nothing goes
    for age, path in ((9000, paths[1]), (8000, paths[0]), (7000, paths[2])):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    assert store.path(digests[3]).read_bytes() == contents[3]
    assert [one.is_file() for one in paths] == [False, False, True]
    assert store.path(digests[1]).read_bytes() == contents[1]


@pytest.mark.parametrize("url", ["http://x/y", "s3://", "bucket"])
def test_an_address_that_is_no_bucket_is_told(tmp_path, url):
    with pytest.raises(OsteoError, match="s3://bucket"):
        settings_for(tmp_path, {"OBJECT_STORE_URL": url})
    with pytest.raises(OsteoError, match="files in a folder"):
        settings_for(tmp_path, {"OBJECT_STORE_URL": "s3://bucket", "OSTEO_HUB_SENT_FROM": "/objects"})


PIECES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12)


@given(PIECES)
def test_the_reach_of_pieces_is_how_far_every_byte_is_there(spans):
    """Against counting bytes one by one; and the plan gives each byte once, in order."""
    pieces = [_Piece(str(number), offset, length) for number, (offset, length) in enumerate(spans)]
    there = {byte for offset, length in spans for byte in range(offset, offset + length)}
    reach = next(byte for byte in range(100) if byte not in there)
    assert _reach(pieces) == reach
    given_out = [
        byte for one, skipped in _plan(pieces) for byte in range(one.offset + skipped, one.offset + one.length)
    ]
    assert given_out == list(range(reach))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=st.lists(st.binary(max_size=40), max_size=10))
def test_chunks_are_joined_and_cut_without_loss(monkeypatch, chunks):
    monkeypatch.setattr("osteohub.objects.bucket._PART", 16)
    cut = list(_pieces_of(chunks))
    assert b"".join(cut) == b"".join(chunks) and all(len(one) == 16 for one in cut[:-1])


def test_a_hub_says_what_a_bucket_needs(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "osteohub.objects.bucket", None)
    with pytest.raises(OsteoError, match=r"slicerosteo-hub\[large\]"):
        open_store(settings_for(tmp_path, {"OBJECT_STORE_URL": "s3://bucket"}))


def test_uploads_leave_room_for_the_database(tmp_path, monkeypatch):
    store, upload = open_store(settings_for(tmp_path, {})), new_id()
    store.begin(upload)
    store.append(upload, 0, [b"first"])
    monkeypatch.setattr("osteohub.objects.folder.KEPT_FREE", shutil.disk_usage(tmp_path).total)
    with pytest.raises(OSError) as refused:
        store.append(upload, 5, [b"second"])
    assert refused.value.errno == errno.ENOSPC and store.received(upload) == 5
