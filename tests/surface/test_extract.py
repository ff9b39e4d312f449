import manifold3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from generated import shapes
from generated.meshes import read_lps, voxelise
from osteokit.base.errors import OsteoError
from osteokit.base.progress import silent
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.surface.check import check_solid
from osteokit.surface.extract import bone_surfaces, mask_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

OBLIQUE = np.array([[0.8, -0.6, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])
MIRRORED = np.diag([-1.0, -1.0, 1.0]) @ np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [-1.0, 0.0, 0.0]])


def _sphere_mask(radius_mm, spacing_mm, axes=np.eye(3)):
    size = np.ceil(2 * (radius_mm + 3) / np.array(spacing_mm)).astype(int) + 1
    ijk_to_ras = np.eye(4)
    ijk_to_ras[:3, :3] = axes * spacing_mm
    ijk_to_ras[:3, 3] = -ijk_to_ras[:3, :3] @ ((size - 1) / 2)
    shape = tuple(size[::-1])
    return shapes.sphere(shapes.points(shape, ijk_to_ras), (0.3, -0.2, 0.4), radius_mm) < 0, ijk_to_ras


def _angles_to_radius(mesh, centre):
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    normal = np.cross(b - a, c - a)
    out = (a + b + c) / 3 - centre
    cosine = (normal * out).sum(axis=1) / np.linalg.norm(normal, axis=1) / np.linalg.norm(out, axis=1)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1))), np.linalg.norm(normal, axis=1)


@pytest.mark.parametrize(
    ("spacing_mm", "axes", "mean_mm", "mean_deg"),
    [
        ((0.8, 0.8, 0.8), np.eye(3), 0.06, 4.0),
        ((0.8, 0.8, 1.0), OBLIQUE, 0.06, 4.0),
        ((0.8, 0.8, 1.0), MIRRORED, 0.06, 4.0),
        ((0.8, 0.8, 3.0), np.eye(3), 0.12, 4.0),
        ((0.7, 0.7, 5.0), OBLIQUE, 0.20, 5.0),
    ],
)
def test_a_sphere_comes_back_smooth_in_its_place(spacing_mm, axes, mean_mm, mean_deg):
    radius = 20.0
    mask, ijk_to_ras = _sphere_mask(radius, spacing_mm, axes)
    mesh = mask_surface(mask, ijk_to_ras)
    off = np.abs(np.linalg.norm(mesh.vertices - [0.3, -0.2, 0.4], axis=1) - radius)
    angle, area = _angles_to_radius(mesh, [0.3, -0.2, 0.4])
    assert off.mean() < mean_mm
    assert np.average(angle, weights=area) < mean_deg  # a staircase of voxels has 20 degrees and more
    assert mesh.volume_mm3 == pytest.approx(mask.sum() * np.prod(spacing_mm), rel=1e-4)
    assert mesh.volume_mm3 == pytest.approx(4 / 3 * np.pi * radius**3, rel=0.012)  # 5 mm slices miss 1 % themselves
    check = check_solid(mesh)
    assert check.is_solid and check.shells == 1 and check.euler == 2
    assert check.area_mm2 == pytest.approx(4 * np.pi * radius**2, rel=0.02)


def test_a_torus_has_one_handle():
    shape, ijk_to_ras = shapes.grid((-30, -30, -12), (30, 30, 12), (0.8, 0.8, 1.0))
    x, y, z = np.moveaxis(shapes.points(shape, ijk_to_ras), -1, 0)
    mesh = mask_surface((np.hypot(x, y) - 18) ** 2 + z**2 < 7**2, ijk_to_ras)
    check = check_solid(mesh)
    assert check.is_solid and check.euler == 0
    assert manifold_of(mesh).genus() == 1
    assert check.volume_mm3 == pytest.approx(2 * np.pi**2 * 18 * 7**2, rel=0.01)
    assert check.area_mm2 == pytest.approx(4 * np.pi**2 * 18 * 7, rel=0.02)


def test_a_bone_cut_by_the_field_of_view_is_closed_there():
    mask = np.zeros((20, 30, 30), bool)
    j, i = np.mgrid[:30, :30]
    mask[:, (i - 15) ** 2 + (j - 15) ** 2 < 8**2] = True
    mesh = mask_surface(mask, np.eye(4))
    assert check_solid(mesh).is_solid
    assert mesh.vertices[:, 2].min() == pytest.approx(-0.5, abs=0.3)
    assert mesh.vertices[:, 2].max() == pytest.approx(19.5, abs=0.3)
    assert mesh.volume_mm3 == pytest.approx(mask.sum(), rel=1e-4)


@pytest.mark.parametrize("size", [(1, 1, 1), (1, 1, 2), (2, 2, 2), (1, 3, 3), (1, 1, 12), (3, 3, 4)])
@pytest.mark.parametrize("spacing_mm", [(1.0, 1.0, 1.0), (0.7, 0.7, 5.0)])
def test_tiny_bones_survive_with_their_volume(size, spacing_mm):
    ijk_to_ras = np.diag([-spacing_mm[0], -spacing_mm[1], spacing_mm[2], 1.0])
    mesh = mask_surface(np.ones(size, bool), ijk_to_ras)
    assert check_solid(mesh).is_solid
    assert mesh.volume_mm3 == pytest.approx(np.prod(size) * np.prod(spacing_mm), rel=1e-3)
    k, j, i = (np.array(size) - 1) / 2
    np.testing.assert_allclose(
        (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2, (ijk_to_ras @ [i, j, k, 1])[:3], atol=0.3
    )


def test_thin_bone_is_not_torn():
    """A plate of one voxel's thickness, oblique to the grid, stays one piece without holes."""
    shape, ijk_to_ras = shapes.grid((-15, -15, -15), (15, 15, 15), (1.0, 1.0, 1.0))
    p = shapes.points(shape, ijk_to_ras)
    distance = p @ (np.array([1.0, 2.0, 3.0]) / np.sqrt(14.0))
    plate = (np.abs(distance) < 0.9) & (np.linalg.norm(p, axis=-1) < 12)
    check = check_solid(mask_surface(plate, ijk_to_ras))
    assert check.is_solid and check.shells == 1 and check.euler == 2


def test_voxels_that_touch_by_an_edge_hold_together():
    """A plate at 45 degrees, one voxel thick: cut by faces it would fall into strips."""
    k, _, i = np.mgrid[:14, :14, :14]
    check = check_solid(mask_surface(i == k, np.eye(4)))
    assert check.is_solid and check.shells == 1 and check.euler == 2
    assert check.volume_mm3 == pytest.approx(14 * 14, rel=1e-3)


def test_a_small_hole_inside_is_filled_and_a_large_one_kept():
    mask = np.ones((20, 20, 20), bool)
    mask[4, 4, 4] = False
    assert check_solid(mask_surface(mask, np.eye(4))).cavities == 0
    assert mask_surface(mask, np.eye(4)).volume_mm3 == pytest.approx(8000, rel=1e-4)
    mask[8:14, 8:14, 8:14] = False
    check = check_solid(mask_surface(mask, np.eye(4)))
    assert check.is_solid and check.cavities == 1
    assert check.volume_mm3 == pytest.approx(8000 - 216, rel=1e-4)


def test_each_label_has_its_mesh_and_neighbours_do_not_overlap():
    """A ball in a socket without a gap: the common surface lies between both, not in one of them."""
    shape, ijk_to_ras = shapes.grid((-25, -25, -25), (25, 25, 25), (0.9, 0.9, 1.2), MIRRORED)
    p = shapes.points(shape, ijk_to_ras)
    ball = shapes.sphere(p, (0, 0, 0), 12) < 0
    socket = (shapes.box(p, (0, 0, 10), (18, 18, 10)) < 0) & ~ball
    labels = np.zeros(shape, np.uint16)
    labels[ball], labels[socket] = 4, 9
    segmentation = Segmentation(labels, ijk_to_ras, (Segment(9, "hip_left"), Segment(4, "femur_left")))
    surfaces = bone_surfaces(segmentation)
    assert list(surfaces) == [9, 4]
    ball_solid, socket_solid = manifold_of(surfaces[4]), manifold_of(surfaces[9])
    assert (ball_solid ^ socket_solid).volume() < 0.02 * ball_solid.volume()
    for label, mask in ((4, ball), (9, socket)):
        assert surfaces[label].volume_mm3 == pytest.approx(mask.sum() * 0.9 * 0.9 * 1.2, rel=1e-4)


def test_progress_names_the_bones_and_can_stop():
    labels = np.zeros((6, 6, 6), np.uint16)
    labels[1:3, 1:3, 1:3], labels[4:, 4:, 4:] = 1, 2
    segmentation = Segmentation(labels, np.eye(4), (Segment(1, "femur_left"), Segment(2, "metal")))
    heard = []
    bone_surfaces(segmentation, lambda fraction, message: heard.append((fraction, message)))
    assert [fraction for fraction, _ in heard] == [0.0, 0.5, 1.0]
    assert "Left femur" in heard[0][1]

    def stop(fraction, message):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bone_surfaces(segmentation, stop)
    assert silent(0.5, "") is None


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(0.02, 0.9),
    st.tuples(*[st.integers(1, 9)] * 3),
    st.sampled_from([(1.0, 1.0, 1.0), (0.5, 0.9, 4.0), (2.0, 0.7, 0.7)]),
    st.sampled_from([np.eye(3), OBLIQUE, MIRRORED]),
)
def test_any_mask_gives_a_closed_outward_manifold_of_its_volume(seed, share, size, spacing_mm, axes):
    random = np.random.default_rng(seed)
    mask = random.random(size) < share
    mask[tuple(random.integers(0, size))] = True
    ijk_to_ras = np.eye(4)
    ijk_to_ras[:3, :3] = axes * spacing_mm
    mesh = mask_surface(mask, ijk_to_ras)
    check = check_solid(mesh)
    assert check.open_edges == check.crowded_edges == check.contrary_edges == 0
    assert check.is_solid
    assert manifold_of(mesh).status() == manifold3d.Error.NoError
    assert np.isfinite(mesh.vertices).all()


def test_a_real_hip_bone_at_clinical_voxels(shared_data):
    """Against the mesh that was voxelised."""
    vertices, faces = read_lps(shared_data / "meshes/vsdfullbody_z013/Patella_L.stl")
    spacing = np.array([0.8, 0.8, 1.0])
    low = vertices.min(axis=0) - 2
    shape = tuple(int(n) for n in np.ceil((np.ptp(vertices, axis=0) + 4) / spacing)[::-1])
    ijk_to_ras = np.diag([*spacing, 1.0])
    ijk_to_ras[:3, 3] = low
    mask = voxelise(vertices, faces, ijk_to_ras, shape)
    mesh = mask_surface(mask, ijk_to_ras)
    fine = mesh_of(manifold_of(_outward(vertices, faces)).refine_to_length(0.4))
    distance, _ = cKDTree(fine.vertices).query(mesh.vertices)
    assert distance.mean() < 0.2 and np.percentile(distance, 95) < 0.3  # to points 0.4 mm apart
    assert mesh.volume_mm3 == pytest.approx(_outward(vertices, faces).volume_mm3, rel=5e-3)


def _outward(vertices, faces):
    from osteokit.surface.repair import repaired

    return repaired(Mesh(vertices, faces))[0]


def test_an_empty_solid_is_refused():
    with pytest.raises(OsteoError, match="empty or inside out"):
        manifold_of(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64)))
