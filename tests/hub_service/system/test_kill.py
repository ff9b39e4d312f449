"""A real hub that is killed: while people write, in the middle of an upload, with a hundred clients at once."""

import base64
import hashlib
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from osteohub.identity.tokens import new_token
from services.hub_kills import killed_while_written
from services.hub_process import HubProcess
from services.hub_region import Region, opened_hub

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
DESCRIPTION = {
    "title": "股骨", "kind": "anatomy", "body_system": "pelvis", "specialty": "trauma", "difficulty": "basic",
}  # fmt: skip


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_stands_half(tmp_path):
    written, process = killed_while_written(tmp_path, 15)
    process.kill()
    assert written.kills == 15 and written.checkpoint is not None and written.checkpoint.size > 5
    assert len(written.sent) + len(written.published) >= 30 and min(len(written.sent), len(written.published)) > 5


@pytest.fixture
def teacher(tmp_path):
    """A hub's process and the headers of a teacher there."""
    hub = opened_hub(tmp_path, f"sqlite:///{tmp_path / 'hub' / 'hub.sqlite'}")
    region = Region(hub)
    with hub.database.write() as session:
        token = new_token(session, region.person("county", "teacher"), "test", ["read", "library"], 1)[1]
    hub.close()
    process = HubProcess(tmp_path / "hub")
    process.start()
    yield process, {"Authorization": f"Bearer {token}"}, region.places["county"]
    process.kill()


def begun(address: str, headers: dict[str, str], place: str, name: str, size: int) -> tuple[str, str]:
    body = {"organisation_id": place, "description": DESCRIPTION}
    version = httpx.post(f"{address}/api/v1/resources", json=body, headers=headers, timeout=60).json()["id"]
    said = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in (("version", version), ("name", name)))
    made = httpx.post(
        f"{address}/api/v1/uploads",
        headers={**headers, "Upload-Length": str(size), "Upload-Metadata": said},
        timeout=60,
    )
    return version, made.headers["location"]


@pytest.mark.slow
def test_an_upload_that_is_killed_goes_on_and_memory_stays_small(teacher):
    process, headers, place = teacher
    size, chance = 64 << 20, random.Random(3)
    content = b"NRRD" + chance.randbytes(size - 4)
    version, upload = begun(process.address, headers, place, "ct.nrrd", size)
    idle, most = process.memory_mb(), 0.0
    for _ in range(3):
        stands = _stands(process.address + upload, headers, size)
        sender = threading.Thread(target=_send, args=(process.address + upload, headers, content[stands:], stands))
        sender.start()
        sender.join(chance.uniform(0.05, 0.4))
        most = max(most, process.memory_mb("VmHWM"))
        process.kill()
        sender.join()
        process.start()
        after = _stands(process.address + upload, headers, size)
        assert stands <= after <= size
    stands = _stands(process.address + upload, headers, size)
    _send(process.address + upload, headers, content[stands:], stands)
    digest = hashlib.sha256()
    with httpx.stream("GET", f"{process.address}/api/v1/versions/{version}/files/ct.nrrd", headers=headers) as answer:
        for chunk in answer.iter_bytes():
            digest.update(chunk)
    assert digest.digest() == hashlib.sha256(content).digest()
    assert max(most, process.memory_mb("VmHWM")) < idle + 100 and most < 300


def _stands(url: str, headers: dict[str, str], size: int) -> int:
    """Bytes that the hub has; a finished upload is gone, for it has become a file."""
    answer = httpx.head(url, headers=headers, timeout=60)
    return size if answer.status_code == 404 else int(answer.headers["upload-offset"])


def _send(url: str, headers: dict[str, str], content: bytes, offset: int) -> None:
    def pieces():
        for start in range(0, len(content), 1 << 18):
            yield content[start : start + (1 << 18)]

    try:
        httpx.patch(url, content=pieces(), headers={**headers, **TUS, "Upload-Offset": str(offset)}, timeout=120)
    except httpx.HTTPError:
        pass  # killed


@pytest.mark.slow
def test_a_hundred_clients_at_once(teacher):
    process, headers, place = teacher

    def one(number: int) -> bool:
        content = b"{" + bytes(f'"n":{number},"x":"', "ascii") + b"x" * 300_000 + b'"}'
        version, upload = begun(process.address, headers, place, "plan.json", len(content))
        for start in (0, 100_000, 200_000):
            end = len(content) if start == 200_000 else start + 100_000
            send = {**headers, **TUS, "Upload-Offset": str(start)}
            answer = httpx.patch(process.address + upload, content=content[start:end], headers=send, timeout=120)
            assert answer.status_code == 204, answer.text
        got = httpx.get(f"{process.address}/api/v1/versions/{version}/files/plan.json", headers=headers, timeout=120)
        return got.content == content

    with ThreadPoolExecutor(100) as pool:
        assert list(pool.map(one, range(100))) == [True] * 100
    assert process.memory_mb("VmHWM") < 400
