"""Settling: contact without penetration, at the least gap, and smooth while the plate is dragged."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from generated.long_bones import left_femur
from osteokit.base.errors import OsteoError
from osteokit.planning.plates.fit import fit_map
from osteokit.planning.plates.settle import TOUCH_MM
from osteokit.planning.plates.slide import PlateOnBone
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved, rotation_about, translation
from planning.plates.plates import straight, tilt_deg

RADIUS = 15.0


@pytest.fixture(scope="module")
def rod() -> PlateOnBone:
    bone = cylinder(np.array([0.0, 0.0, -300.0]), np.array([0.0, 0.0, 300.0]), RADIUS, 360)
    return PlateOnBone(straight(5), bone)


@pytest.fixture(scope="module")
def egg() -> PlateOnBone:
    solid = Manifold.sphere(1.0, 200).scale([40.0, 60.0, 200.0])
    return PlateOnBone(straight(4), mesh_of(solid))


@pytest.fixture(scope="module")
def femur() -> SurfaceDistance:
    return SurfaceDistance(left_femur())


def test_on_a_rod_it_rests_along_the_line_under_its_middle(rod: PlateOnBone) -> None:
    placed = rod.at([30.0, 0.0, 10.0], [0.0, 0.0, 1.0])
    assert np.allclose(placed.pose[:3, 0], [0, 0, 1], atol=2e-3)
    assert np.allclose(placed.pose[:3, 2], [-1, 0, 0], atol=0.02)  # rolling by a degree costs a micrometre
    assert np.allclose(placed.pose[:3, 3], [RADIUS, 0, 10], atol=0.05)
    assert abs(placed.fit.gaps.min()) <= TOUCH_MM
    edge = np.hypot(RADIUS, 7.0) - RADIUS
    assert placed.fit.max_mm == pytest.approx(edge, abs=0.1)


def test_wherever_it_is_dropped_it_ends_on_the_rod(rod: PlateOnBone) -> None:
    start = rod.at([30.0, 0.0, 10.0], [0.0, 0.0, 1.0])
    for shift, tilt in ((-4.0, 6.0), (5.0, -8.0), (0.5, 12.0)):
        off = start.pose @ translation([0.0, 0.0, shift]) @ rotation_about(np.zeros(3), [0, 1, 0], tilt)
        back = rod.settled(off)
        assert back.fit.mean_mm == pytest.approx(start.fit.mean_mm, abs=0.03)
        assert tilt_deg(back.pose, start.pose) < 2.0  # rolling half a millimetre


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(height=st.floats(70, 330), around=st.floats(0, 360), lean=st.floats(-40, 40))
def test_it_never_goes_into_the_bone_and_always_touches(
    femur: SurfaceDistance, height: float, around: float, lean: float
) -> None:
    turn = np.radians([around, lean])
    point = np.array([60 * np.cos(turn[0]), 60 * np.sin(turn[0]), height])
    placed = PlateOnBone(straight(4), femur).at(point, [0.0, np.sin(turn[1]), np.cos(turn[1])])
    assert placed.fit.penetration_mm <= TOUCH_MM + 1e-9
    assert placed.fit.gaps.min() < 0.05


def test_no_small_tilt_and_lift_fits_better(egg: PlateOnBone) -> None:
    """The optimum over what settling may change, against a search around it that keeps out of the bone."""
    placed = egg.at([38.0, 10.0, 40.0], [0.0, 0.2, 1.0])
    weights = egg.plate.areas

    def squares(fit) -> float:
        return float(weights @ fit.gaps**2)

    best = squares(placed.fit)
    random = np.random.default_rng(3)
    for _ in range(150):
        axis = np.array([*random.normal(size=2), 0.0])
        turned = placed.pose @ rotation_about(np.zeros(3), axis, random.uniform(0.2, 3.0))
        fit = fit_map(egg.plate, turned, egg.bone)
        out = turned @ translation([0.0, 0.0, fit.gaps.min()])  # z is inward: straight out by the depth, or down
        again = fit_map(egg.plate, out, egg.bone)
        if again.penetration_mm < TOUCH_MM:
            assert squares(again) > 0.995 * best


def test_dragging_is_smooth(egg: PlateOnBone) -> None:
    placed = egg.at([40.0, 0.0, -30.0], [0.0, 0.0, 1.0])
    for _ in range(40):
        before = placed
        placed = egg.slid(before.pose, 1.0, 0.3, 0.5)
        assert tilt_deg(before.pose, placed.pose) < 2.5
        assert np.linalg.norm(placed.pose[:3, 3] - before.pose[:3, 3]) == pytest.approx(np.hypot(1.0, 0.3), abs=0.15)
        assert abs(placed.fit.mean_mm - before.fit.mean_mm) < 0.1


def test_sliding_there_and_back_returns(egg: PlateOnBone) -> None:
    start = egg.at([40.0, 0.0, 0.0], [0.0, 0.0, 1.0])
    there = egg.slid(start.pose, along_mm=12.0)
    back = egg.slid(there.pose, along_mm=-12.0)
    assert np.linalg.norm(back.pose[:3, 3] - start.pose[:3, 3]) < 0.3
    assert tilt_deg(back.pose, start.pose) < 0.5


def test_bone_and_plate_moved_together_stay_together(egg: PlateOnBone) -> None:
    motion = translation([20.0, -35.0, 60.0]) @ rotation_about([0, 0, 0], [1.0, 2.0, -1.0], 77.0)
    solid: Mesh = mesh_of(Manifold.sphere(1.0, 200).scale([40.0, 60.0, 200.0]))
    here = egg.at([40.0, 0.0, 0.0], [0.0, 0.0, 1.0])
    there = PlateOnBone(egg.plate, moved(solid, motion)).settled(motion @ here.pose)
    assert np.allclose(there.pose, motion @ here.pose, atol=0.02)


def test_nonsense_is_refused(rod: PlateOnBone) -> None:
    with pytest.raises(OsteoError, match="finite"):
        rod.slid(np.eye(4), np.nan)
    with pytest.raises(OsteoError, match="not all 0"):
        rod.at([30.0, 0.0, 0.0], [0.0, 0.0, 0.0])
