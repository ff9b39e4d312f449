"""NIfTI, NRRD and MetaImage: right geometry whoever wrote them, and refusals for what is no CT volume."""

import gzip
import struct
import subprocess
import sys

import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from generated.dicom import small_ct
from osteokit.base.errors import OsteoError
from osteokit.imaging.read import list_series, read_volume
from osteokit.imaging.volume import Volume
from osteokit.imaging.write import write_volume


def nifti1(
    values, sform=None, qform=None, pixdim=(1, 1, 1, 1), codes=(0, 1), units=2, dim=None, datatype=4, scale=(1, 0)
):
    """A NIfTI-1 file by hand (the standard's offsets), independent of any library: values are (k, j, i) int16."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    shape = list(values.shape[::-1])
    dims = dim or [len(shape), *shape]
    struct.pack_into("<8h", header, 40, *(dims + [1] * (8 - len(dims))))
    struct.pack_into("<2h", header, 70, 4, 8 * values.dtype.itemsize)
    struct.pack_into("<8f", header, 76, *(list(pixdim) + [1] * (8 - len(pixdim))))
    struct.pack_into("<f", header, 108, 352)
    header[123] = units
    struct.pack_into("<2h", header, 252, *codes)
    struct.pack_into("<6f", header, 256, *(qform or [0] * 6))
    struct.pack_into("<12f", header, 280, *np.asarray(sform if sform is not None else np.eye(4)[:3]).ravel())
    struct.pack_into("<2f", header, 112, *scale)
    header[344:348] = b"n+1\0"
    return bytes(header) + values.tobytes()


def refused(path, *words):
    with pytest.raises(OsteoError) as refusal:
        read_volume(path)
    text = str(refusal.value)
    assert "\n" not in text and text.endswith(".") and all(word in text for word in words), text


@pytest.mark.parametrize("suffix", [".nii.gz", ".nii", ".nrrd", ".mha"])
@settings(max_examples=15, deadline=None)
@given(
    voxels=hnp.arrays(np.int16, hnp.array_shapes(min_dims=3, max_dims=3, min_side=2, max_side=6)),
    quaternion=st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: np.linalg.norm(q) > 0.1),
    spacing=st.tuples(*[st.floats(0.2, 5)] * 3),
    flip=st.booleans(),
)
def test_written_volumes_come_back(tmp_path_factory, suffix, voxels, quaternion, spacing, flip):
    """Any rotation, either handedness, any spacing."""
    w, x, y, z = np.array(quaternion) / np.linalg.norm(quaternion)
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = rotation * spacing * [1, 1, -1 if flip else 1]
    matrix[:3, 3] = (10.5, -200.25, 33)
    path = tmp_path_factory.mktemp("v") / f"a{suffix}"
    write_volume(Volume(voxels, matrix), path)
    volume = read_volume(path)
    np.testing.assert_array_equal(volume.voxels, voxels)
    np.testing.assert_allclose(volume.ijk_to_ras, matrix, atol=2e-4)
    assert not volume.voxels.flags.writeable


def test_qform_sform_and_their_rank(tmp_path):
    values = small_ct(3, 4, 5)
    sform = [[-2, 0, 0, 90], [0, 3, 0, -50], [0, 0, 4, 10]]
    path = tmp_path / "a.nii"
    path.write_bytes(nifti1(values, sform, pixdim=(1, 2, 3, 4)))
    np.testing.assert_allclose(read_volume(path).ijk_to_ras[:3], sform)
    # half a turn about z: quaternion (0, 0, 1), qfac -1
    path.write_bytes(nifti1(values, None, [0, 0, 1, 7, 8, 9], (-1, 2, 3, 4), codes=(1, 0)))
    np.testing.assert_allclose(read_volume(path).ijk_to_ras[:3], [[-2, 0, 0, 7], [0, -3, 0, 8], [0, 0, -4, 9]])
    path.write_bytes(nifti1(values, None, pixdim=(1, 2, 3, 4), codes=(0, 0)))
    assert "which side is left" in " ".join(read_volume(path).warnings)
    path.write_bytes(nifti1(values, np.array(sform) / 1000, pixdim=(1, 0.002, 0.003, 0.004), units=1))
    np.testing.assert_allclose(read_volume(path).ijk_to_ras[:3], sform, rtol=1e-6)


def test_scaling_byte_order_and_nifti2(tmp_path):
    values = small_ct(3, 4, 5)
    path = tmp_path / "a.nii"
    path.write_bytes(nifti1(values + np.int16(1024), scale=(1, -1024)))
    np.testing.assert_array_equal(read_volume(path).voxels, values)
    path.write_bytes(nifti1(values, scale=(0.5, 10)))
    np.testing.assert_allclose(read_volume(path).voxels, values * 0.5 + 10)
    header = bytearray(544)  # NIfTI-2, big endian
    struct.pack_into(">i", header, 0, 540)
    header[4:12] = b"n+2\0\r\n\x1a\n"
    struct.pack_into(">2h", header, 12, 4, 16)
    struct.pack_into(">8q", header, 16, 3, 5, 4, 3, 1, 1, 1, 1)
    struct.pack_into(">q2d", header, 168, 544, 1, 0)
    struct.pack_into(">2i", header, 344, 0, 1)
    struct.pack_into(">12d", header, 400, *np.diag([-1.5, 2, 3, 1])[:3].ravel())
    path.write_bytes(bytes(header) + values.astype(">i2").tobytes())
    volume = read_volume(path)
    np.testing.assert_array_equal(volume.voxels, values)
    np.testing.assert_allclose(volume.ijk_to_ras, np.diag([-1.5, 2, 3, 1]))


def test_agrees_with_simpleitk_on_geometry(tmp_path):
    image = sitk.GetImageFromArray(small_ct())
    image.SetSpacing((0.7, 0.8, 1.5))
    image.SetOrigin((5, 6, 7))
    image.SetDirection((0, 0, -1, 1, 0, 0, 0, -1, 0))
    for suffix in (".nii.gz", ".nrrd", ".mha"):
        sitk.WriteImage(image, str(tmp_path / f"a{suffix}"))
        volume = read_volume(tmp_path / f"a{suffix}")
        for i, j, k in ((0, 0, 0), (47, 39, 9), (3, 30, 5)):
            lps = image.TransformIndexToPhysicalPoint((i, j, k))
            ras = volume.ijk_to_ras @ [i, j, k, 1]
            np.testing.assert_allclose(ras[:3], (-lps[0], -lps[1], lps[2]), atol=1e-4)


def test_sheared_or_flat_axes(tmp_path):
    path = tmp_path / "a.nii"
    path.write_bytes(nifti1(small_ct(3, 4, 5), [[1, 0, 0, 0], [0, 1, 0.3, 0], [0, 0, 1, 0]]))
    refused(path, "not perpendicular")
    path.write_bytes(nifti1(small_ct(3, 4, 5), [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]]))
    refused(path, "voxel size of zero")
    path.write_bytes(nifti1(small_ct(3, 4, 5), [[np.nan, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]))
    refused(path, "geometry")
    (tmp_path / "a.nrrd").write_bytes(
        b"NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 2 2\n"
        b"space directions: (1,0,0) (0.3,1,0) (0,0,1)\nspace origin: (0,0,0)\nendian: little\nencoding: raw\n\n"
        + bytes(16)
    )
    refused(tmp_path / "a.nrrd", "not perpendicular")


def test_shapes_that_are_no_volume(tmp_path):
    write = tmp_path / "a.nii"
    write.write_bytes(nifti1(np.zeros((2, 3, 4, 5), np.int16)))
    refused(write, "four-dimensional", "5x4x3x2")
    write.write_bytes(nifti1(small_ct(3, 4, 5)[None]))
    assert read_volume(write).voxels.shape == (3, 4, 5)
    write.write_bytes(nifti1(small_ct(1, 4, 5)[0]))
    refused(write, "no volume")
    write.write_bytes(nifti1(small_ct(3, 4, 5), dim=[3, 5, 4, 0]))
    refused(write)
    write.write_bytes(nifti1(small_ct(3, 4, 5), dim=[3, 30000, 30000, 30000]))
    refused(write, "30000")
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((2, 3, 4, 3), np.uint8), isVector=True), str(tmp_path / "c.nrrd"))
    refused(tmp_path / "c.nrrd", "3 values per voxel")


def test_numbers_that_are_none(tmp_path):
    values = small_ct().astype(np.float32)
    values[0, :2, :3] = np.nan
    values[1, 0, 0] = np.inf
    sitk.WriteImage(sitk.GetImageFromArray(values), str(tmp_path / "a.nrrd"))
    volume = read_volume(tmp_path / "a.nrrd")
    assert volume.voxels.dtype == np.int16 and (volume.voxels[0, :2, :3] == -1024).all()
    assert "7 voxels were not a number" in " ".join(volume.warnings)
    values[:6] = np.nan
    sitk.WriteImage(sitk.GetImageFromArray(values), str(tmp_path / "a.nrrd"))
    refused(tmp_path / "a.nrrd", "mostly empty")


def test_types(tmp_path):
    fine = small_ct().astype(np.float64) + 0.25
    for values, expected in (
        (small_ct().astype(np.int32), np.int16),
        (small_ct().astype(np.float64), np.int16),
        (fine, np.float32),
        (np.full((3, 3, 3), 60000, np.uint16), np.float32),
    ):
        sitk.WriteImage(sitk.GetImageFromArray(values), str(tmp_path / "a.nrrd"))
        volume = read_volume(tmp_path / "a.nrrd")
        assert volume.voxels.dtype == expected
        np.testing.assert_allclose(volume.voxels, values)


def test_truncated_files(tmp_path):
    volume = Volume(np.random.default_rng(0).integers(-1000, 2000, (8, 30, 30)).astype(np.int16), np.eye(4))
    for suffix in (".nii.gz", ".nii", ".nrrd", ".mha"):
        path = tmp_path / f"a{suffix}"
        write_volume(volume, path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        refused(path, str(path))
        path.write_bytes(b"")
        refused(path, str(path))
    for suffix in (".nrrd", ".mha"):
        path = tmp_path / f"raw{suffix}"
        sitk.WriteImage(sitk.GetImageFromArray(volume.voxels), str(path), useCompression=False)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        refused(path, str(path))


def test_suffixes_that_are_not_written(tmp_path):
    volume = Volume(small_ct(), np.eye(4))
    for name in ("a.stl", "a.dcm", "a", "a.nii.zip"):
        with pytest.raises(OsteoError, match="suffix"):
            write_volume(volume, tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
@pytest.mark.parametrize("suffix", [".nii.gz", ".nii", ".nrrd", ".mha"])
def test_a_full_disk_leaves_no_half_file(tmp_path, suffix):
    """A limit on file size stands for a full disk; ITK's NIfTI writer does not notice it by itself."""
    program = """
import resource, signal, sys
import numpy as np
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.imaging.write import write_volume
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
voxels = np.random.default_rng(0).integers(-1000, 2000, (20, 100, 100)).astype(np.int16)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_volume(Volume(voxels, np.eye(4)), sys.argv[1])
except OsteoError as refusal:
    assert "disk full" in str(refusal)
    sys.exit(7)
"""
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / f"a{suffix}")], capture_output=True)
    assert done.returncode == 7, done.stderr
    assert not list(tmp_path.iterdir())


def test_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OsteoError, match="cannot be written"):
        write_volume(Volume(small_ct(), np.eye(4)), tmp_path / "file" / "a.nrrd")


def test_a_file_counts_as_one_series(tmp_path):
    write_volume(Volume(small_ct(), np.diag([-1.0, -1, 1, 1])), tmp_path / "a.nii.gz")
    (info,) = list_series(tmp_path / "a.nii.gz")
    assert info.chosen and info.size == (48, 40, 10) and info.orientation == "LPS"


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_damaged_nifti_is_refused_in_words(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz")
    raw = bytearray(nifti1(small_ct(3, 4, 5)))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, 351))] = data.draw(st.integers(0, 255))
    packed = data.draw(st.booleans())
    path = folder / ("a.nii.gz" if packed else "a.nii")
    path.write_bytes(gzip.compress(bytes(raw)) if packed else bytes(raw))
    try:
        volume = read_volume(path)
    except OsteoError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert volume.voxels.ndim == 3 and np.isfinite(volume.ijk_to_ras).all()
