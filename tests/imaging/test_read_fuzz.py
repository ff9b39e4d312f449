"""Whatever bytes a DICOM folder holds, reading ends with a volume or with an OsteoError."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.dicom import small_ct, write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging.read import list_series, read_volume


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """The bytes of a three-slice series in two transfer syntaxes."""
    found = {}
    for syntax in ("explicit", "jpeg-ls"):
        folder = tmp_path_factory.mktemp(syntax)
        written = write_ct_series(folder, small_ct(3, 8, 8), syntax=syntax)
        found[syntax] = [path.read_bytes() for path in written.files]
    return found


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_series(seeds, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz")
    files = seeds[data.draw(st.sampled_from(["explicit", "jpeg-ls"]))]
    victim = data.draw(st.integers(0, 2))
    for number, content in enumerate(files):
        raw = bytearray(content)
        if number == victim:
            raw = raw[: data.draw(st.integers(100, len(raw)))]
            for _ in range(data.draw(st.integers(0, 10))):
                raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        (folder / f"{number}.dcm").write_bytes(raw)
    _read_or_refuse(folder)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=400), min_size=1, max_size=3), st.booleans())
def test_random_bytes(tmp_path_factory, contents, with_magic):
    folder = tmp_path_factory.mktemp("random")
    for number, content in enumerate(contents):
        (folder / f"{number}").write_bytes((bytes(128) + b"DICM" if with_magic else b"") + content)
    with pytest.raises(OsteoError):
        read_volume(folder)


def _read_or_refuse(folder):
    try:
        list_series(folder)
        volume = read_volume(folder, resample=True)
    except OsteoError as refusal:
        assert str(refusal) and "\n" not in str(refusal)
    else:
        assert volume.voxels.ndim == 3 and np.isfinite(volume.ijk_to_ras).all()
        assert np.linalg.det(volume.ijk_to_ras[:3, :3]) != 0
