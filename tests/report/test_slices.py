"""Slices: where they lie, which way they look, what is drawn on them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.imaging.volume import Volume
from osteokit.report.slices import (
    PLANES,
    best_positions,
    contour,
    mosaic,
    plane_at,
    sample,
    slice_picture,
    with_slice_marks,
)
from osteokit.segmentation.segmentation import Segment, Segmentation


def placed(shape, spacing, order=(0, 1, 2), signs=(1, 1, 1), origin=(0.0, 0.0, 0.0)) -> np.ndarray:
    """An ``ijk_to_ras`` whose array axis n runs along RAS axis ``order[n]`` with ``signs[n]``."""
    matrix = np.eye(4)
    matrix[:3, :3] = 0
    for n in range(3):
        matrix[order[n], n] = signs[n] * spacing[n]
    matrix[:3, 3] = origin
    return matrix


def ras_grid(shape, ijk_to_ras) -> np.ndarray:
    k, j, i = np.indices(shape)
    return np.stack([i, j, k], axis=-1) @ ijk_to_ras[:3, :3].T + ijk_to_ras[:3, 3]


def balls(shape, ijk_to_ras, centers_and_radii) -> tuple[Volume, Segmentation]:
    """Balls of 800 HU in soft tissue, labelled 1, 2, ..."""
    points = ras_grid(shape, ijk_to_ras)
    labels = np.zeros(shape, np.uint16)
    for n, (center, radius) in enumerate(centers_and_radii, 1):
        labels[np.linalg.norm(points - np.asarray(center), axis=-1) <= radius] = n
    voxels = np.where(labels > 0, 800, 40).astype(np.int16)
    segments = tuple(Segment(n, f"bone_{n}") for n in range(1, len(centers_and_radii) + 1))
    return Volume(voxels, ijk_to_ras), Segmentation(labels, ijk_to_ras, segments)


@settings(max_examples=40, deadline=None)
@given(
    st.permutations([0, 1, 2]),
    st.tuples(*[st.sampled_from([-1, 1])] * 3),
    st.tuples(*[st.floats(0.5, 3.0)] * 3),
    st.sampled_from(sorted(PLANES)),
    st.floats(-0.6, 0.6),
)
def test_a_linear_field_is_sampled_exactly_whatever_the_axis_order(order, signs, spacing, name, share):
    shape = (11, 13, 12)
    ijk_to_ras = placed(shape, spacing, order, signs, origin=(5.0, -7.0, 30.0))
    points = ras_grid(shape, ijk_to_ras)
    gradient = np.array([3.0, -2.0, 1.5])
    volume = Volume((points @ gradient + 10.0).astype(np.float32), ijk_to_ras)
    axis = PLANES[name][0]
    low, high = points[..., axis].min(), points[..., axis].max()
    plane = plane_at(volume, name, (low + high) / 2 + share * (high - low) / 2, 30)
    where = plane.points()
    inner = np.all((where >= points.min(axis=(0, 1, 2))) & (where <= points.max(axis=(0, 1, 2))), axis=-1)
    assert inner.mean() > 0.5
    values = sample(volume.voxels, ijk_to_ras, plane, 1, -9999.0)
    np.testing.assert_allclose(values[inner], where[inner] @ gradient + 10.0, atol=0.02)


def test_points_outside_the_volume_get_the_outside_value():
    volume, _ = balls((10, 10, 10), placed((10, 10, 10), (1, 1, 1)), [((5, 5, 5), 3)])
    plane = plane_at(volume, "axial", 400.0, 20)
    assert np.all(sample(volume.voxels, volume.ijk_to_ras, plane, 1, -1100.0) == -1100.0)


@pytest.mark.parametrize(
    ("order", "signs"), [((0, 1, 2), (1, 1, 1)), ((0, 1, 2), (-1, -1, 1)), ((2, 0, 1), (-1, 1, -1))]
)
def test_left_of_the_patient_is_on_the_right_of_axial_and_coronal_slices(order, signs):
    shape = (40, 40, 40)
    ijk_to_ras = placed(shape, (2.0, 2.0, 2.0), order, signs)
    middle = ras_grid(shape, ijk_to_ras).mean(axis=(0, 1, 2))
    volume, _ = balls(shape, ijk_to_ras, [(middle + np.array([-20, 0, 0]), 10)])
    for name in ("axial", "coronal"):
        plane = plane_at(volume, name, middle[PLANES[name][0]], 80)
        bright = sample(volume.voxels, ijk_to_ras, plane, 1, -1000.0) > 400
        assert np.nonzero(bright)[1].mean() > 55, name


def test_front_is_up_on_axial_and_left_on_sagittal_slices_and_head_is_up():
    shape = (40, 40, 40)
    ijk_to_ras = placed(shape, (2.0, 2.0, 2.0), signs=(-1, -1, 1))
    middle = ras_grid(shape, ijk_to_ras).mean(axis=(0, 1, 2))
    volume, _ = balls(shape, ijk_to_ras, [(middle + np.array([0, 20, 20]), 12)])

    def where(name, offset):
        plane = plane_at(volume, name, middle[PLANES[name][0]] + offset, 80)
        return [n.mean() for n in np.nonzero(sample(volume.voxels, ijk_to_ras, plane, 1, -1000.0) > 400)]

    assert where("axial", 20)[0] < 30
    assert where("coronal", 20)[0] < 30
    assert where("sagittal", 0)[0] < 30 and where("sagittal", 0)[1] < 30


@pytest.mark.parametrize("name", sorted(PLANES))
def test_a_ball_is_round_on_every_plane_of_anisotropic_voxels(name):
    shape = (20, 60, 60)
    ijk_to_ras = placed(shape, (1.0, 1.0, 3.0))
    volume, segmentation = balls(shape, ijk_to_ras, [((30, 30, 30), 18)])
    plane = plane_at(volume, name, 30.0, 240)
    labels = sample(segmentation.labels, ijk_to_ras, plane, 0, 0)
    rows, columns = np.nonzero(labels)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=3.0 / plane.pixel_mm)


def test_the_outline_lies_on_the_edge_of_the_ball_in_its_colour():
    shape = (50, 50, 50)
    ijk_to_ras = placed(shape, (1.0, 1.0, 1.0), signs=(-1, 1, 1))
    center = np.array([-25.0, 25.0, 25.0])
    volume, segmentation = balls(shape, ijk_to_ras, [(center, 15.0)])
    plane = plane_at(volume, "axial", 25.0, 300)
    edge = contour(sample(segmentation.labels, ijk_to_ras, plane, 0, 0))
    distance_mm = np.linalg.norm(plane.points()[edge] - center, axis=-1)
    assert 13.8 < distance_mm.min() and distance_mm.max() < 16.2
    assert edge.sum() * plane.pixel_mm > 2 * np.pi * 15.0 * 0.9  # all the way round
    picture = slice_picture(volume, segmentation, plane)
    assert np.all(picture[edge] == segmentation.segments[0].term.color)
    x, y = plane.pixel_of(center)
    assert edge[round(y)].any() and not edge[round(y), round(x)]


def test_contour_of_a_small_picture_by_hand():
    labels = np.array([[0, 0, 0, 0, 0], [0, 1, 1, 1, 2], [0, 1, 1, 1, 2], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]])
    expected = np.array([[0, 0, 0, 0, 0], [0, 1, 1, 1, 1], [0, 1, 0, 1, 1], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]], bool)
    np.testing.assert_array_equal(contour(labels), expected)


def test_slices_go_through_the_biggest_bones():
    shape = (100, 40, 40)
    ijk_to_ras = placed(shape, (1.0, 1.0, 2.0), origin=(0, 0, -300.0))
    centers = [(20, 20, -280), (20, 20, -200), (20, 20, -120)]
    _, segmentation = balls(shape, ijk_to_ras, [(c, r) for c, r in zip(centers, (9, 12, 6), strict=True)])
    positions = best_positions(segmentation, "axial", 3)
    assert positions == sorted(positions)
    np.testing.assert_allclose(positions, [-280, -200, -120], atol=2.5)
    assert best_positions(segmentation, "axial", 1)[0] == pytest.approx(-200, abs=2.5)


def test_no_positions_without_bones_and_no_more_than_tell_something():
    shape = (20, 20, 20)
    ijk_to_ras = placed(shape, (1.0, 1.0, 1.0))
    _, one = balls(shape, ijk_to_ras, [((10, 10, 10), 5)])
    assert len(best_positions(one, "coronal", 6)) == 1
    assert best_positions(Segmentation(np.zeros(shape, np.uint16), ijk_to_ras, ()), "axial", 4) == []


def test_nan_voxels_are_drawn_black_rather_than_refused():
    volume, segmentation = balls((12, 12, 12), placed((12, 12, 12), (1, 1, 1)), [((6, 6, 6), 3)])
    voxels = volume.voxels.astype(np.float32)
    voxels[:, :3] = np.nan
    picture = slice_picture(Volume(voxels, volume.ijk_to_ras), segmentation, plane_at(volume, "axial", 6.0, 36))
    assert np.all(picture[-4:] == 0)


def test_a_mosaic_keeps_every_picture_whole():
    pictures = [np.full((10 + n, 20, 3), 50 * (n + 1), np.uint8) for n in range(4)]
    sheet = mosaic(pictures, 3)
    for n, picture in enumerate(pictures):
        assert np.sum(sheet[..., 0] == 50 * (n + 1)) == picture.shape[0] * picture.shape[1]


def test_slice_marks_say_where_the_slice_is_in_the_patient():
    volume, segmentation = balls((30, 30, 30), placed((30, 30, 30), (5, 5, 5)), [((70, 70, 70), 30)])
    plane = plane_at(volume, "axial", 70.0, 300)
    picture = slice_picture(volume, segmentation, plane)
    marked = with_slice_marks(picture, plane)
    changed = np.any(marked != picture, axis=2)
    for edge in (changed[:, :40], changed[:, -40:], changed[:40], changed[-40:]):
        assert edge.any()
