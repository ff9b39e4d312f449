"""One click per bone."""

import numpy as np
import pytest
from scipy import ndimage

from generated import bodies
from osteokit.base.errors import OsteoError
from osteokit.segmentation.files import read_segmentation
from osteokit.segmentation.metrics import dice
from osteokit.segmentation.seeded import Seed, segment_from_seeds


def deepest(truth, label):
    """RAS of the voxel of a label that is furthest from its surface."""
    mask = np.pad(truth.labels == label, 1, mode="edge")
    depth = ndimage.distance_transform_edt(mask)[1:-1, 1:-1, 1:-1] * (truth.labels == label)
    kji = np.unravel_index(int(depth.argmax()), depth.shape)
    return truth.ijk_to_ras[:3, :3] @ np.array(kji[::-1], float) + truth.ijk_to_ras[:3, 3]


def clicks(truth, keys=None):
    return tuple(
        Seed(s.key, deepest(truth, s.label)[None])
        for s in truth.segments
        if s.key != "metal" and (keys is None or s.key in keys)
    )


@pytest.fixture(scope="module")
def pelvis():
    return bodies.pelvis(table=False)


def test_every_clicked_bone_is_found(pelvis):
    volume, truth = pelvis
    found = segment_from_seeds(volume, clicks(truth))
    assert {s.key for s in found.segments} == {s.key for s in truth.segments}
    assert all(s.confidence == 1.0 for s in found.segments)
    assert set(np.unique(found.labels)) - {0} == {s.label for s in found.segments}
    for s in truth.segments:
        # The automatic work joins L5 to this sacrum, so only the two clicks part them.
        least = 0.7 if s.key == "vertebrae_L5" else 0.9
        assert dice(found.mask(s.key), truth.labels == s.label) >= least, s.key


def test_a_bone_that_nobody_clicked_is_not_swallowed(pelvis):
    volume, truth = pelvis
    found = segment_from_seeds(volume, clicks(truth, {"femur_left"}))
    assert [s.key for s in found.segments] == ["femur_left"]
    assert dice(found.mask("femur_left"), truth.mask("femur_left")) >= 0.9
    assert (found.mask("femur_left") & truth.mask("hip_left")).sum() < 0.02 * truth.mask("hip_left").sum()


def test_the_persons_name_wins():
    volume, truth = bodies.two_rods()
    points = {s.key: deepest(truth, s.label) for s in truth.segments}
    found = segment_from_seeds(
        volume, (Seed("tibia_left", points["radius_left"][None]), Seed("fibula_left", points["ulna_left"][None]))
    )
    assert dice(found.mask("tibia_left"), truth.mask("radius_left")) > 0.85
    assert dice(found.mask("fibula_left"), truth.mask("ulna_left")) > 0.85


def test_refusals():
    volume, truth = bodies.two_rods()
    radius = clicks(truth, {"radius_left"})[0]
    with pytest.raises(OsteoError, match="no click on a bone"):
        segment_from_seeds(volume, ())
    with pytest.raises(OsteoError, match=r"Left radius .* outside the image"):
        segment_from_seeds(volume, (Seed("radius_left", np.array([[9000.0, 0, 0]])),))
    with pytest.raises(OsteoError, match=r"Left ulna .* from any bone"):
        segment_from_seeds(volume, (radius, Seed("ulna_left", np.array([[0.0, 18.0, 0.0]]))))
    with pytest.raises(OsteoError, match="same place"):
        segment_from_seeds(volume, (radius, Seed("ulna_left", radius.points_ras)))


@pytest.mark.data
def test_a_real_pelvis_from_one_click_a_bone(shared_data):
    from osteokit.imaging.read import read_volume

    volume = read_volume(shared_data / "ct_pelvis" / "example_ct.nii.gz")
    truth = read_segmentation(shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz", "totalsegmentator")
    least = {"hip_left": 0.88, "hip_right": 0.88, "femur_right": 0.85, "vertebrae_L4": 0.88, "vertebrae_L3": 0.85}
    wanted = {"femur_left", "sacrum", "vertebrae_L5", "vertebrae_L2", "vertebrae_L1", "vertebrae_T12", *least}
    found = segment_from_seeds(volume, clicks(truth, wanted))
    assert {s.key for s in found.segments} == wanted | {"metal"}
    for key, dice_at_least in least.items():
        assert dice(found.mask(key), truth.mask(key)) >= dice_at_least, key
