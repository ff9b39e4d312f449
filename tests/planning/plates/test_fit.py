"""The fit map against closed forms, against VTK's distances, and against the volume that a boolean gives."""

import numpy as np
import pytest
from manifold3d import Manifold
from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance

from generated.long_bones import left_femur
from osteokit.base.errors import OsteoError
from osteokit.planning.plates.fit import NEAR_MM, fit_map
from osteokit.planning.plates.shape import plate_shape
from osteokit.surface.boolean import intersection
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import polydata_of_mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.read import read_mesh
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved, pose_of, translation
from planning.plates.plates import bar, straight


def on_plane(height: float) -> np.ndarray:
    """A plate's pose so far above a bone whose top is z = 0, its z downward."""
    return translation([0.0, 0.0, height]) @ pose_of(np.zeros(3), [1.0, 0.0, 0.0], [0.0, 0.0, -1.0])


def block() -> Mesh:
    return moved(box((300.0, 80.0, 40.0)), translation([0.0, 0.0, -20.0]))


def test_the_bone_side_has_its_area_without_holes() -> None:
    plate = straight(6)
    hole = np.pi * (4.5 / 2 + 0.3) ** 2
    assert plate.areas.sum() == pytest.approx(6 * 18 * 14 - 6 * hole, rel=0.02)
    assert np.allclose(plate.points[:, 2], 0.0, atol=1e-9)
    assert plate.thickness_mm == pytest.approx(4.0)
    assert [hole.name for hole in plate.holes] == [f"hole {n}" for n in range(1, 7)]


@pytest.mark.parametrize("height", [0.0, 1.0, 3.5])
def test_above_a_plane_every_gap_is_the_height(height: float) -> None:
    fit = fit_map(straight(), on_plane(height), SurfaceDistance(block()))
    assert np.allclose(fit.gaps, height, atol=1e-9)
    assert (fit.mean_mm, fit.p95_mm, fit.max_mm) == pytest.approx((height, height, height), abs=1e-9)
    assert fit.near_share == (1.0 if height <= NEAR_MM else 0.0)
    assert (fit.penetration_mm, fit.penetration_mm3) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_above_a_cylinder_the_gap_is_that_of_the_circle() -> None:
    radius, lift = 15.0, 0.4
    bone = cylinder(np.array([-200.0, 0.0, -radius]), np.array([200.0, 0.0, -radius]), radius, 720)
    plate = plate_shape(bar(100.0))
    fit = fit_map(plate, on_plane(lift), SurfaceDistance(bone))
    expected = np.hypot(radius + lift, plate.points[:, 1]) - radius
    assert np.allclose(fit.gaps, expected, atol=2e-3)
    y = np.linspace(-7, 7, 20001)
    truth = np.hypot(radius + lift, y) - radius
    assert fit.mean_mm == pytest.approx(truth.mean(), abs=0.02)
    assert fit.p95_mm == pytest.approx(np.percentile(truth, 95), abs=0.12)  # rows of points are 1.2 mm apart
    assert fit.max_mm == pytest.approx(truth.max(), abs=2e-3)
    assert fit.near_share == pytest.approx((truth <= 2).mean(), abs=0.03)


@pytest.mark.parametrize("depth", [0.5, 2.0, 6.0])
def test_a_sunk_plate_holds_as_much_bone_as_the_boolean_says(depth: float) -> None:
    radius = 15.0
    bone = cylinder(np.array([-200.0, 0.0, -radius]), np.array([200.0, 0.0, -radius]), radius, 360)
    pose = on_plane(-depth)
    fit = fit_map(straight(), pose, SurfaceDistance(bone))
    truth = intersection(moved(straight().mesh, pose), bone).volume_mm3
    assert fit.penetration_mm3 == pytest.approx(truth, rel=0.05)
    assert fit.penetration_mm == pytest.approx(depth, abs=0.01)


def vtk_signed(mesh: Mesh, points: np.ndarray) -> np.ndarray:
    """The oracle: VTK's signed distance, negative inside."""
    distance = vtkImplicitPolyDataDistance()
    distance.SetInput(polydata_of_mesh(mesh))
    return np.array([distance.EvaluateFunction(point) for point in points])


def compared(bone: Mesh, seed: int) -> float:
    """The largest difference to VTK over a plate that lies across the surface, some of it inside."""
    random = np.random.default_rng(seed)
    surface, plate = SurfaceDistance(bone), straight(4)
    place = bone.vertices[random.integers(len(bone.vertices))]
    out = surface.normal_at(place[None])[0]
    pose = pose_of(place - 1.0 * out, random.normal(size=3), -out)
    fit = fit_map(plate, pose, surface)
    return float(np.abs(fit.gaps - vtk_signed(bone, fit.points)).max())


@pytest.mark.parametrize("seed", range(4))
def test_gaps_are_those_of_vtk_on_a_generated_bone(seed: int) -> None:
    assert compared(left_femur(), seed) < 0.05


@pytest.mark.data
def test_gaps_are_those_of_vtk_on_a_real_bone(shared_data) -> None:
    bone = read_mesh(shared_data / "meshes/vsdfullbody_z013/Tibia_L.stl", "LPS")
    assert max(compared(bone, seed) for seed in range(3)) < 0.05


def test_a_mesh_that_shows_nothing_to_the_bone_is_no_plate() -> None:
    needle = mesh_of(Manifold.cylinder(40.0, 5.0, 0.0, 48))
    with pytest.raises(OsteoError, match="faces the bone"):
        plate_shape(needle)
