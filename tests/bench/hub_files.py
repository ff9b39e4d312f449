"""Files through a hub: 2 GB up in pieces, killed and resumed; down, beside nginx where it is installed; kills.

``OSTEO_BENCH_HUB=0.1`` makes sizes and counts a tenth.
"""

import base64
import http.client
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from osteohub.identity.tokens import new_token
from services.hub_kills import killed_while_written
from services.hub_process import HubProcess
from services.hub_region import Region, opened_hub

SIZE, KILLS = 2 << 30, 200
DESCRIPTION = {
    "title": "股骨", "kind": "anatomy", "body_system": "pelvis", "specialty": "trauma", "difficulty": "basic",
}  # fmt: skip
NGINX = """
worker_processes 1; daemon off; pid nginx.pid; error_log stderr crit; events {{}}
http {{ access_log off; sendfile on; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3;
uwsgi_temp_path t4; scgi_temp_path t5; server {{ listen 127.0.0.1:{port}; root {root}; }} }}
"""


def main(_data: Path | None = None) -> None:
    scale = float(os.environ.get("OSTEO_BENCH_HUB", "1"))
    print(f"Files through the hub; load of the machine {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        _up_and_down(Path(folder), int(SIZE * scale))
    with tempfile.TemporaryDirectory() as folder:
        written, process = killed_while_written(Path(folder), int(KILLS * scale))
        process.kill()
        done = f"{len(written.sent)} referrals and {len(written.published)} publications"
        print(f"  killed {written.kills} times while people write: {done} acknowledged, none lost, none half")


def _up_and_down(folder: Path, size: int) -> None:
    hub = opened_hub(folder, f"sqlite:///{folder / 'hub' / 'hub.sqlite'}")
    region = Region(hub)
    with hub.database.write() as session:
        token = new_token(session, region.person("county", "teacher"), "bench", ["read", "library"], 1)[1]
    hub.close()
    process, headers = HubProcess(folder / "hub"), {"Authorization": f"Bearer {token}"}
    process.start()
    idle = process.memory_mb()
    version, upload = _begin(process.address, headers, region.places["county"], size)
    began, most, kills = time.perf_counter(), 0.0, 0
    while (stands := _stands(process.address, headers, upload)) < size:
        sender = threading.Thread(target=_send, args=(process.address, headers, upload, stands, size))
        sender.start()
        sender.join(2.0 if kills < 3 else None)
        if sender.is_alive():
            most, kills = max(most, process.memory_mb("VmHWM")), kills + 1
            process.kill()
            sender.join()
            process.start()
        elif not _stands(process.address, headers, upload):
            break
    most = max(most, process.memory_mb("VmHWM"))
    print(f"  {size / 1e9:.2f} GB up in {time.perf_counter() - began:.0f} s with {kills} kills: "
          f"most memory {most:.0f} MB (idle {idle:.0f})")  # fmt: skip
    path = f"/api/v1/versions/{version}/files/ct.nrrd"
    ours = sorted(_down(process.address, path, headers, size) for _ in range(3))[1]
    print(f"  down: {ours / 1e6:.0f} MB/s by the hub alone" + _beside_nginx(folder, ours, size))
    process.stop()


def _begin(address: str, headers: dict[str, str], place: str, size: int) -> tuple[str, str]:
    import httpx

    body = {"organisation_id": place, "description": DESCRIPTION}
    version = httpx.post(f"{address}/api/v1/resources", json=body, headers=headers).json()["id"]
    pairs = (("version", version), ("name", "ct.nrrd"))
    said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs)
    announced = {**headers, "Upload-Length": str(size), "Upload-Metadata": said}
    return version, httpx.post(f"{address}/api/v1/uploads", headers=announced).headers["location"]


def _stands(address: str, headers: dict[str, str], upload: str) -> int:
    """0 where it is finished and gone."""
    import httpx

    return int(httpx.head(address + upload, headers=headers, timeout=300).headers.get("upload-offset", "0"))


def _send(address: str, headers: dict[str, str], upload: str, offset: int, size: int) -> None:
    block = bytes(range(256)) * 4096
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
    more = {**headers, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    try:
        connection.putrequest("PATCH", upload)
        for name, value in {**more, "Content-Length": str(size - offset)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        while offset < size:
            piece = block[: min(len(block), size - offset)]
            piece = b"NRRD" + piece[4:] if offset == 0 else piece
            connection.send(piece)
            offset += len(piece)
        connection.getresponse().read()
    except OSError:
        pass  # killed


def _down(address: str, path: str, headers: dict[str, str], size: int) -> float:
    """Bytes in a second."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
    began, got, buffer = time.perf_counter(), 0, bytearray(1 << 20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    while count := answer.readinto(buffer):
        got += count
    assert got == size, (answer.status, got)
    return got / (time.perf_counter() - began)


def _beside_nginx(folder: Path, ours: float, size: int) -> str:
    program = shutil.which("nginx") or os.environ.get("OSTEO_NGINX")
    if not program:
        return "; nginx is not installed (OSTEO_NGINX names its program)"
    file = next(one for one in (folder / "hub" / "objects").rglob("*") if one.is_file() and one.stat().st_size == size)
    port = 20_000 + os.getpid() % 20_000
    root = folder / "root"  # its worker has an account that may not read the hub's folder
    root.mkdir()
    shutil.copy(file, root / "ct.nrrd")
    for path, mode in ((folder, 0o755), (root, 0o755), (root / "ct.nrrd", 0o644)):
        os.chmod(path, mode)
    (folder / "nginx.conf").write_text(NGINX.format(port=port, root=root))
    server = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        time.sleep(1)
        theirs = sorted(_down(f"http://127.0.0.1:{port}", "/ct.nrrd", {}, size) for _ in range(3))[1]
    finally:
        server.terminate()
        server.wait()
    return f", {theirs / 1e6:.0f} MB/s by nginx ({100 * ours / theirs:.0f} %)"


if __name__ == "__main__":
    main()
