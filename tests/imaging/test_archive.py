"""Zips from strangers: the good ones open, the bad ones are refused and leave nothing outside."""

import io
import stat
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.dicom import write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging import archive
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume
from osteokit.imaging.write import write_volume


def zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries:
            target.writestr(name, content)
    return path


def test_a_zipped_series_is_read_and_its_files_stay(tmp_path):
    written = write_ct_series(tmp_path / "ct")
    entries = [(f"disc/{file.name}", file.read_bytes()) for file in written.files]
    path = zipped(tmp_path / "ct.zip", [*entries, ("__MACOSX/disc/._IM", b"x")])
    volume = read_volume(path)
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    assert volume.source.path == path
    assert len(volume.source.files) == 10 and all(file.exists() for file in volume.source.files)
    assert archive.unpacked(path) == archive.unpacked(path)
    assert stat.S_IMODE(archive.unpacked(path).stat().st_mode) == 0o700


def test_a_zip_of_one_volume_file(tmp_path):
    volume = Volume(np.arange(24, dtype=np.int16).reshape(2, 3, 4) - 1000, np.diag([1.0, 2, 3, 1]))
    write_volume(volume, tmp_path / "a.nrrd")
    path = zipped(tmp_path / "a.zip", [("x/a.nrrd", (tmp_path / "a.nrrd").read_bytes())])
    np.testing.assert_array_equal(read_volume(path).voxels, volume.voxels)


@pytest.mark.parametrize(
    "name", ["../evil", "a/../../evil", "/etc/evil", "C:/evil", "..\\evil", "a\\..\\..\\evil", "\\evil"]
)
def test_climbing_out_is_refused(tmp_path, name):
    path = zipped(tmp_path / "bad.zip", [("fine.dcm", b"x"), (name, b"evil")])
    with pytest.raises(OsteoError, match="outside its folder"):
        read_volume(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.zip"]


def test_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zipped(tmp_path / "bad.zip", [(link, "/etc/passwd")])
    with pytest.raises(OsteoError, match="outside its folder"):
        archive.unpacked(path)


def test_a_bomb_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target, target.open("zeros.dcm", "w") as entry:
        for _ in range(110):
            entry.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    with pytest.raises(OsteoError, match="zip bomb"):
        archive.unpacked(path)


def test_a_size_that_lies_is_noticed(tmp_path):
    path = zipped(tmp_path / "lie.zip", [("a.dcm", bytes(5000))])
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    for at in (22, central + 24):  # the size in the local and the central header
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    (tmp_path / "out").mkdir()
    with pytest.raises(OsteoError):
        archive.unpack(path, tmp_path / "out")
    assert sum(file.stat().st_size for file in (tmp_path / "out").rglob("*") if file.is_file()) <= 10


def test_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    path = zipped(tmp_path / "many.zip", [(f"{n}.dcm", b"") for n in range(4)])
    with pytest.raises(OsteoError, match="4 files"):
        archive.unpacked(path)


def test_encrypted(tmp_path):
    path = zipped(tmp_path / "secret.zip", [("a.dcm", b"x" * 50)])
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(OsteoError, match="encrypted"):
        archive.unpacked(path)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_zips_are_refused_in_words(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("zip")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.dcm", b"DICM" * 50)
        target.writestr("b/c.dcm", bytes(100))
    raw = bytearray(buffer.getvalue())
    raw = raw[: data.draw(st.integers(4, len(raw)))]
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(4, len(raw) - 1)) if len(raw) > 4 else 3] = data.draw(st.integers(0, 255))
    (folder / "a.zip").write_bytes(raw)
    (folder / "out").mkdir()
    try:
        archive.unpack(folder / "a.zip", folder / "out")
    except OsteoError:
        pass
    assert {entry.name for entry in folder.iterdir()} == {"a.zip", "out"}
