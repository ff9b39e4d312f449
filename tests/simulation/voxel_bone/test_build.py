import numpy as np
import pytest

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.imaging.volume import Volume
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.simulation.voxel_bone.bone import bone_of_arrays
from osteokit.simulation.voxel_bone.build import bone_from_ct, density_g_cm3
from simulation.made_bone import CANCELLOUS, CORTICAL, METAL, RISK, SOFT, points_of

PLACES = {
    "usual": np.array([[-0.6, 0, 0, 20], [0, -0.6, 0, 18], [0, 0, 0.8, -21], [0, 0, 0, 1.0]]),
    "turned": np.array([[0, 0, 0.7, -20], [0.6, 0, 0, -17], [0, -0.65, 0, 21], [0, 0, 0, 1.0]]),
}


def tube(place, marrow=-60.0, metal=False):
    """A CT of a bone of two shells about the RAS origin: cortex from 9 to 12 mm, cancellous bone or marrow within."""
    shape = (56, 64, 70)
    k, j, i = np.indices(shape)
    points = np.stack([i, j, k], axis=-1) @ place[:3, :3].T + place[:3, 3]
    radius = np.linalg.norm(points, axis=-1)
    hu = np.full(shape, 40.0)
    hu[radius > 19] = -1000.0
    soft = np.clip((12.0 - radius) / 0.7 + 0.5, 0, 1)  # partial volume
    hu = np.where(radius < 15, 40 + soft * (1400 - 40), hu)
    within = np.clip((9.0 - radius) / 0.7 + 0.5, 0, 1)
    hu = hu + within * (marrow - 1400)
    if metal:
        hu[np.linalg.norm(points - [0, 0, 10], axis=-1) < 2] = 3000.0
    labels = (radius < 12).astype(np.uint16)
    return Volume(hu.astype(np.int16), place), Segmentation(labels, place, (Segment(1, "bone_1"),))


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_ct_of_any_axes_gives_the_bone_that_it_shows(place):
    volume, labels = tube(place, marrow=200.0)
    bone = bone_from_ct(volume, labels, (0, 0, 0), (30, 30, 30), 0.4)
    points = points_of(bone.distance.shape, bone.origin, 0.4)
    radius = np.linalg.norm(points, axis=-1)
    near = np.abs(radius - 12.0) < 0.8
    error = (bone.distance * bone.step_mm)[near] - (radius - 12.0)[near]
    assert np.abs(error).max() < 0.35  # half a voxel of the labels
    assert abs(error.mean()) < 0.05 and error.std() < 0.08
    assert (bone.tissue[radius < 8] == CANCELLOUS).all()
    assert np.mean(bone.tissue[(radius > 9.8) & (radius < 11.2)] == CORTICAL) > 0.99
    assert (bone.tissue[(radius > 13) & (radius < 14.5)] == SOFT).all()
    np.testing.assert_allclose(bone.density[radius < 7.5] / 1000, density_g_cm3(np.array(200.0)), atol=0.002)


def test_fatty_marrow_lies_inside_the_bone_and_holds_no_tool():
    bone = bone_from_ct(*tube(PLACES["usual"], marrow=-60.0), (0, 0, 0), (30, 30, 30), 0.4)
    radius = np.linalg.norm(points_of(bone.distance.shape, bone.origin, 0.4), axis=-1)
    assert (bone.distance[radius < 7] > 0).all() and (bone.distance[(radius > 10) & (radius < 11)] < 0).all()
    assert (bone.tissue[radius < 7] == CANCELLOUS).all()
    assert (bone.density[radius < 7] < 100).all()


def test_without_labels_what_is_bright_is_bone():
    volume, _ = tube(PLACES["turned"], marrow=-60.0)
    bone = bone_from_ct(volume, center=(0, 0, 0), size_mm=(30, 30, 30), spacing_mm=0.5)
    radius = np.linalg.norm(points_of(bone.distance.shape, bone.origin, 0.5), axis=-1)
    assert (bone.distance[(radius > 10) & (radius < 11)] < 0).all()
    assert (bone.distance[(radius < 7) | (radius > 13.5)] > 0).all()


def test_metal_is_metal_and_beyond_the_skin_is_air():
    volume, labels = tube(PLACES["usual"], metal=True)
    bone = bone_from_ct(volume, labels, (0, 0, 0), (40, 40, 40), 0.5)
    metal, air, beyond = bone.tissue_at([[0, 0, 10.0], [19.5, 0, 0], [99, 0, 0]])
    assert metal == METAL and air == beyond == 0


def test_all_of_the_ct_is_taken_where_no_box_is_given():
    volume, labels = tube(PLACES["usual"])
    bone = bone_from_ct(volume, labels, spacing_mm=1.0)
    np.testing.assert_allclose(np.array(bone.distance.shape[::-1]), [42, 38, 45], atol=1)


def test_a_course_marks_what_is_soft_and_leaves_bone():
    bone = bone_from_ct(*tube(PLACES["usual"], marrow=300.0), (0, 0, 0), (34, 34, 34), 0.3)
    bone.mark_risk(np.array([[-16.0, 0, 0], [16.0, 0, 0]]), 1.5)
    soft, bony = bone.tissue_at([[14.0, 1, 0], [0.0, 0, 0]])
    assert soft == RISK and bony == CANCELLOUS
    before = int((bone.tissue == RISK).sum())
    bone.mark_risk(np.array([[0.0, 14.5, 0]]), 2.0)
    ball = ((bone.tissue == RISK).sum() - before) * bone.voxel_mm3
    assert ball == pytest.approx(4 / 3 * np.pi * 2**3, rel=0.05)
    bone.mark_risk(np.array([[500.0, 0, 0]]), 3.0)  # far away


def test_what_cannot_be_built_is_said():
    volume, labels = tube(PLACES["usual"])
    with pytest.raises(OsteoError, match="no bone in this box"):
        bone_from_ct(volume, labels, (0, 0, 17), (4, 4, 4), 0.5)
    with pytest.raises(OsteoError, match="outside the CT"):
        bone_from_ct(volume, labels, (900, 0, 0), (4, 4, 4), 0.5)
    with pytest.raises(OsteoError, match="too many voxels"):
        bone_from_ct(volume, labels, (0, 0, 0), (36, 36, 36), 0.01)
    for spacing in (0.0, -1.0, float("nan")):
        with pytest.raises(OsteoError, match="spacing above 0"):
            bone_from_ct(volume, labels, (0, 0, 0), (30, 30, 30), spacing)

    def stop(fraction, message):
        raise Cancelled

    with pytest.raises(Cancelled):
        bone_from_ct(volume, labels, (0, 0, 0), (30, 30, 30), 0.5, stop)


def test_arrays_that_make_no_bone_are_refused():
    good = np.full((10, 10, 10), -1.0)
    with pytest.raises(OsteoError, match="differ in shape"):
        bone_of_arrays(good, np.ones((9, 10, 10)), np.ones((10, 10, 10)), (0, 0, 0), 0.5)
    with pytest.raises(OsteoError, match="too small or too large"):
        bone_of_arrays(good[:2], good[:2], good[:2], (0, 0, 0), 0.5)
    with pytest.raises(OsteoError, match="no numbers"):
        bone_of_arrays(np.where(good, np.nan, 0), good, good, (0, 0, 0), 0.5)
    with pytest.raises(OsteoError, match="spacing above 0"):
        bone_of_arrays(good, -good, np.ones((10, 10, 10)), (0, 0, 0), 0.0)
