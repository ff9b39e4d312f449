"""The generators tell the truth about the images they make."""

import numpy as np
import pytest
import trimesh
from scipy import ndimage

from generated import bodies
from generated.ct_from_labels import ABDOMEN, HuTable, atlas_truth, body_mask, ct_from_labels, read_labels
from generated.joints import HEAD_RADIUS_MM, hip_joint
from generated.meshes import read_lps, voxelise
from generated.shapes import grid

AXES = np.array([[0, -1.0, 0], [0, 0, 1.0], [-1.0, 0, 0]])  # i runs to inferior, j to left, k to anterior


@pytest.mark.parametrize("gap_mm", [1.5, 2.5, 4.0])
def test_the_joint_has_the_gap_that_was_asked_for(gap_mm):
    volume, truth = hip_joint(gap_mm, seed=1)
    spacing = np.array(volume.spacing_mm)[::-1]
    to_femur = ndimage.distance_transform_edt(~truth.mask("femur_left"), sampling=spacing)
    nearest = to_femur[truth.mask("hip_left")].min()
    assert gap_mm <= nearest + 0.05 and nearest < gap_mm + 1.5
    assert volume.voxels.dtype == np.int16 and volume.spacing_mm == pytest.approx((0.8, 0.8, 1.5))


def test_the_femoral_head_is_a_sphere_of_the_radius():
    volume, truth = hip_joint(4.0, seed=0)
    femur, hip = truth.mask("femur_left"), truth.mask("hip_left")
    surface = np.argwhere(femur & ~ndimage.binary_erosion(femur))[:, ::-1] @ volume.ijk_to_ras[:3, :3].T
    surface += volume.ijk_to_ras[:3, 3]
    centre = np.array([-0.3, 0.2, 0.4])
    medial = surface[surface[:, 0] > centre[0] + 6]
    assert np.linalg.norm(medial - centre, axis=1).mean() == pytest.approx(HEAD_RADIUS_MM - 0.4, abs=0.5)
    assert hip.sum() > 50_000


def test_images_depend_on_the_seed_alone():
    first, again, other = bodies.two_rods(seed=3)[0], bodies.two_rods(seed=3)[0], bodies.two_rods(seed=4)[0]
    assert np.array_equal(first.voxels, again.voxels)
    assert not np.array_equal(first.voxels, other.voxels)


@pytest.mark.parametrize("axes", [np.eye(3), AXES])
def test_left_is_negative_x_on_any_grid(axes):
    volume, truth = bodies.pelvis(spacing_mm=(4, 4, 4), axes=axes, rod=True)
    for key in ("femur", "hip"):
        for side, sign in (("left", -1), ("right", 1)):
            ijk = np.argwhere(truth.mask(f"{key}_{side}"))[:, ::-1].mean(axis=0)
            assert sign * (volume.ijk_to_ras @ [*ijk, 1])[0] > 30
    metal, femur = truth.mask("metal"), truth.mask("femur_left")
    assert volume.voxels[ndimage.binary_erosion(metal)].mean() > 2500 if ndimage.binary_erosion(metal).any() else True
    assert (ndimage.binary_dilation(metal) & femur).any()
    assert sorted(s.key for s in truth.segments) == sorted(
        ["femur_left", "femur_right", "hip_left", "hip_right", "sacrum", "vertebrae_L5", "metal"]
    )


def test_each_vertebra_is_one_piece_apart_from_the_next():
    _, truth = bodies.spine()
    for segment in truth.segments:
        assert ndimage.label(truth.labels == segment.label)[1] == 1
    assert ndimage.label(truth.labels > 0)[1] == len(truth.segments) == 4


def test_a_mesh_becomes_the_voxels_inside_it():
    shape, matrix = grid((-20, -20, -20), (20, 20, 20), (0.7, 0.8, 1.1), AXES)
    ball = trimesh.creation.icosphere(subdivisions=4, radius=13.0)
    centre = np.array([1.0, -2.0, 3.0])
    mask = voxelise(ball.vertices + centre, ball.faces, matrix, shape)
    assert mask.sum() * 0.7 * 0.8 * 1.1 == pytest.approx(4 / 3 * np.pi * 13**3, rel=0.01)
    found = matrix[:3, :3] @ np.argwhere(mask)[:, ::-1].mean(axis=0) + matrix[:3, 3]
    assert found == pytest.approx(centre, abs=0.1)


def test_a_label_map_becomes_a_ct_of_its_tissues():
    labels = np.zeros((20, 60, 60), np.int16)
    labels[:, 10:50, 10:50] = 7
    labels[:, 20:40, 20:40] = 9
    table = HuTable(bones={9: "tibia_left"}, tissues={7: 55.0}, skin_mm=5, core_hu=200)
    volume = ct_from_labels(labels, table, np.eye(4), noise_hu=10, blur_mm=0.5, seed=1)
    hu = volume.voxels.astype(float)
    assert hu[:, 12:18, 12:48].mean() == pytest.approx(55, abs=3)
    assert hu[:, 28:32, 28:32].mean() == pytest.approx(200, abs=25)
    assert hu[:, 20, 25:35].mean() > 600
    assert hu[:, 7, 20:40].mean() == pytest.approx(-100, abs=20)
    assert hu[:, :3, :3].mean() == pytest.approx(-1000, abs=5)


def test_the_body_is_the_convex_hull_of_each_axial_slice():
    labels = np.zeros((5, 40, 40), np.uint8)
    labels[:, 10, 10:31] = labels[:, 30, 10:31] = 1
    body = body_mask(labels, np.eye(4), skin_mm=3.0)
    assert body[:, 20, 20].all() and body[:, 8, 20].all() and not body[:, 5, 20].any()
    turned = body_mask(labels.transpose(2, 1, 0), np.diag([1.0, 1, 1, 1])[[2, 1, 0, 3]], skin_mm=3.0)
    assert np.array_equal(turned, body.transpose(2, 1, 0))


@pytest.mark.data
def test_the_abdominal_atlas_has_its_hips_left_and_right(shared_data):
    labels, matrix = read_labels(shared_data / "atlas" / "abdomen_seg.nrrd")
    truth = atlas_truth(labels, ABDOMEN, matrix)
    left, right = (np.argwhere(truth.mask(f"hip_{s}"))[:, ::-1].mean(axis=0) for s in ("left", "right"))
    assert (matrix @ [*left, 1])[0] < (matrix @ [*right, 1])[0] - 50
    rib = np.argwhere(truth.mask("rib_left_9"))[:, ::-1].mean(axis=0)
    assert abs((matrix @ [*rib, 1])[0] - (matrix @ [*left, 1])[0]) < 80


@pytest.mark.data
def test_a_real_femur_keeps_its_volume_in_voxels(shared_data):
    vertices, faces = read_lps(shared_data / "meshes" / "vsdfullbody_z013" / "Femur_L.stl")
    shape, matrix = grid(vertices.min(axis=0) - 5, vertices.max(axis=0) + 5, (1.5, 1.5, 2.0))
    mask = voxelise(vertices, faces, matrix, shape)
    assert mask.sum() * 1.5 * 1.5 * 2.0 == pytest.approx(trimesh.Trimesh(vertices, faces).volume, rel=0.01)
