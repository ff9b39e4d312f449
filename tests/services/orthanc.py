"""A real Orthanc with DICOMweb of the test's own: free loopback port, temporary folder, gone at the end."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
USER, PASSWORD = "radiologist", "p@ss 词"


@dataclass(frozen=True)
class Orthanc:
    """``url`` is the root of DICOMweb, ``rest`` of Orthanc's own API; ``auth`` is (user, password) or None."""

    url: str
    rest: str
    auth: tuple[str, str] | None
    port: int = 0

    def get(self, path: str):
        """JSON of Orthanc's own API: the independent witness of what is stored."""
        answer = requests.get(self.rest + path, auth=self._auth(), timeout=10)
        answer.raise_for_status()
        return answer.json()

    def upload(self, path: Path) -> None:
        """Store a file by Orthanc's own API, not by ours."""
        answer = requests.post(self.rest + "/instances", data=path.read_bytes(), auth=self._auth(), timeout=10)
        answer.raise_for_status()

    def _auth(self) -> tuple[bytes, bytes] | None:
        return (self.auth[0].encode(), self.auth[1].encode()) if self.auth else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _configuration(folder: Path, port: int, protected: bool) -> dict:
    return {
        "Name": "test",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "index"),
        "Plugins": [PLUGIN],
        "HttpPort": port,
        "HttpServerEnabled": True,
        "RemoteAccessAllowed": True,  # with False, Orthanc refuses even loopback where the peer has no IPv4 name
        "HttpBindAddresses": ["127.0.0.1"],
        "AuthenticationEnabled": protected,
        "RegisteredUsers": {USER: PASSWORD},
        "DicomServerEnabled": False,
        "ExecuteLuaEnabled": False,
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/", "EnableWado": False},
    }


@contextmanager
def running_orthanc(folder: Path, protected: bool = False) -> Iterator[Orthanc]:
    """Start Orthanc and wait until it answers; ``protected`` demands USER and PASSWORD."""
    server, process = _started(folder, protected)
    try:
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _started(folder: Path, protected: bool, attempts: int = 3) -> tuple[Orthanc, subprocess.Popen]:
    """A free port may be taken by another test before Orthanc binds it: then another one is tried."""
    port = free_port()
    config = folder / "orthanc.json"
    config.write_text(json.dumps(_configuration(folder, port, protected)), encoding="utf-8")
    rest = f"http://127.0.0.1:{port}"
    server = Orthanc(f"{rest}/dicom-web", rest, (USER, PASSWORD) if protected else None, port)
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen(["Orthanc", str(config)], stdout=log, stderr=log)
    try:
        _wait(server, process, folder / "orthanc.log")
    except BaseException:
        process.kill()
        process.wait()
        if attempts == 1:
            raise
        return _started(folder, protected, attempts - 1)
    return server, process


def _wait(server: Orthanc, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            server.get("/system")
            return
        except requests.RequestException:
            time.sleep(0.1)
    raise RuntimeError(f"Orthanc did not start:\n{log.read_text(errors='replace')[-2000:]}")
