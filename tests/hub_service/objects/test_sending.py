"""A file over HTTP, whole and in ranges, from both stores; against a plain slice of its bytes."""

import os

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from osteohub.database.base import new_id
from osteohub.objects.sending import send, wanted_span

CONTENT = os.urandom(2_500_000)


@pytest.fixture
def client(store) -> TestClient:
    digest = store.add([CONTENT], new_id())
    app = FastAPI()

    @app.get("/{name}")
    def file(name: str, request: Request, handed_to: str = ""):
        return send(store, digest, request, name, {"Cache-Control": "private"}, handed_to)

    return TestClient(app)


def test_whole_in_part_and_not_again(client):
    whole = client.get("/bone.stl")
    assert whole.content == CONTENT and whole.headers["content-length"] == str(len(CONTENT))
    assert whole.headers["content-disposition"] == 'attachment; filename="bone.stl"'
    etag = whole.headers["etag"]
    for asked, part in (
        ("bytes=0-0", CONTENT[:1]),
        ("bytes=1000000-2099999", CONTENT[1_000_000:2_100_000]),
        ("bytes=-10", CONTENT[-10:]),
        ("bytes=2499999-", CONTENT[-1:]),
        ("bytes=2000000-99999999", CONTENT[2_000_000:]),
    ):
        answer = client.get("/bone.stl", headers={"range": asked, "if-range": etag})
        assert answer.status_code == 206 and answer.content == part, asked
        start = CONTENT.index(part[:20]) if len(part) > 20 else len(CONTENT) - len(part) if asked != "bytes=0-0" else 0
        assert answer.headers["content-range"] == f"bytes {start}-{start + len(part) - 1}/{len(CONTENT)}"
    for asked in ("bytes=2500000-", "bytes=-0"):
        answer = client.get("/bone.stl", headers={"range": asked})
        assert answer.status_code == 416 and answer.headers["content-range"] == f"bytes */{len(CONTENT)}"
    assert client.get("/bone.stl", headers={"range": "bytes=0-9", "if-range": '"other"'}).status_code == 200
    assert client.get("/bone.stl", headers={"if-none-match": etag}).status_code == 304


def test_names_travel_whole_and_the_web_server_may_send_by_itself(client):
    header = client.get("/股骨 1.stl").headers["content-disposition"]
    assert header == "attachment; filename*=utf-8''%E8%82%A1%E9%AA%A8%201.stl"
    handed = client.get("/a.stl", params={"handed_to": "/objects"})
    digest = handed.headers["etag"].strip('"')
    assert handed.headers["x-accel-redirect"] == f"/objects/{digest[:2]}/{digest[2:4]}/{digest}" and not handed.content


@given(st.integers(0, 50), st.text("bytes=-,0123456789 ", max_size=15) | st.text(max_size=8))
def test_whatever_is_asked_the_span_lies_inside(size, asked):
    span = wanted_span(asked, size)
    assert span is None or 0 <= span[0] <= span[1] <= size


@given(st.integers(1, 60), st.integers(0, 70), st.integers(0, 70))
def test_spans_are_what_python_slices(size, first, last):
    content = bytes(range(size))
    span = wanted_span(f"bytes={first}-{last}", size)
    if first > last:
        assert span == (0, size)
    elif first >= size:
        assert span is None
    else:
        assert span is not None and content[slice(*span)] == content[first : last + 1]
    tail = wanted_span(f"bytes=-{last}", size)
    assert (tail is None) == (last == 0) and (tail is None or content[slice(*tail)] == content[-last:])
