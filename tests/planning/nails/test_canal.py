"""The canal found again: its width, its isthmus and its middle, from the mesh and from a CT; else not measurable."""

import numpy as np
import pytest

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.planning.nails.canal import canal_of, inscribed
from planning.nails.canals import NARROW_AT, NARROW_MM, RADIUS_MM, ct, femur, landmarks


@pytest.mark.slow
def test_from_the_inner_surface_of_a_mesh() -> None:
    canal = canal_of(landmarks(), femur())
    assert canal.source == "inner surface"
    assert canal.isthmus_mm == pytest.approx(2 * NARROW_MM, abs=0.05)
    assert abs(canal.isthmus_point[2] - NARROW_AT) < 16.0
    assert np.abs(canal.centers[:, :2]).max() < 0.1
    wide = np.abs(canal.centers[:, 2] - NARROW_AT) > 20.0
    assert np.allclose(canal.diameters[wide], 2 * RADIUS_MM, atol=0.05)


def test_from_a_ct() -> None:
    canal = canal_of(landmarks(), None, ct())
    assert canal.source == "CT"
    assert canal.isthmus_mm == pytest.approx(2 * NARROW_MM, abs=0.5)
    assert abs(canal.isthmus_point[2] - NARROW_AT) < 16.0
    shaft = np.abs(canal.centers[:, 2] - 150.0) < 30.0
    assert np.abs(canal.centers[shaft][:, :2]).max() < 0.3
    assert np.allclose(canal.diameters[shaft], 2 * RADIUS_MM, atol=0.5)


def test_a_mesh_of_the_outside_does_not_tell() -> None:
    from generated.long_bones import left_femur

    with pytest.raises(OsteoError, match=r"not measurable.*no CT was given"):
        canal_of(landmarks(), left_femur())


def test_a_ct_that_shows_no_cortex_does_not_tell() -> None:
    blank = Volume(np.full_like(ct().voxels, 40.0), ct().ijk_to_ras)
    with pytest.raises(OsteoError, match=r"not measurable.*whole cortex"):
        canal_of(landmarks(), None, blank)
    elsewhere = ct().ijk_to_ras.copy()
    elsewhere[0, 3] += 500.0
    with pytest.raises(OsteoError, match="not measurable"):
        canal_of(landmarks(), None, Volume(ct().voxels, elsewhere))


def test_other_bones_have_no_nail() -> None:
    with pytest.raises(OsteoError, match="femur and tibia"):
        canal_of(BoneLandmarks("patella", "left", {}), femur())


@pytest.mark.parametrize("seed", range(5))
def test_the_inscribed_circle_of_an_ellipse_and_of_a_shifted_start(seed: int) -> None:
    random = np.random.default_rng(seed)
    a, b = random.uniform(6, 10), random.uniform(3, 5.5)
    turn = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    points = np.column_stack([a * np.cos(turn), b * np.sin(turn), 0 * turn])
    center, radius = inscribed(points, np.array([*random.uniform(-1, 1, 2), 0.0]), np.array([0, 0, 1.0]))
    assert radius == pytest.approx(b, abs=0.02)  # the least half axis, as b > b^2 / a
    assert abs(center[1]) < 0.05
