"""One click per bone."""

import numpy as np
import pytest
from scipy import ndimage

from generated import bodies
from osteokit.base.errors import OsteoError
from osteokit.imaging.read import read_volume
from osteokit.segmentation import seeded
from osteokit.segmentation.automatic import segment_with_mask
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


@pytest.fixture(scope="module")
def automatic(pelvis):
    return segment_with_mask(pelvis[0])


@pytest.fixture
def automatic_once(automatic, monkeypatch):
    """The automatic work on the pelvis is done once for all sets of clicks."""
    monkeypatch.setattr(seeded, "segment_with_mask", lambda volume, progress: automatic)


def test_every_clicked_bone_is_found(pelvis, automatic_once):
    volume, truth = pelvis
    found = segment_from_seeds(volume, clicks(truth))
    assert {s.key for s in found.segments} == {s.key for s in truth.segments}
    assert all(s.confidence == 1.0 for s in found.segments)
    assert set(np.unique(found.labels)) - {0} == {s.label for s in found.segments}
    for s in truth.segments:
        assert dice(found.mask(s.key), truth.labels == s.label) >= 0.9, s.key


def test_a_bone_that_nobody_clicked_is_not_swallowed(pelvis, automatic_once):
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


# Measured on the real pelvis less about 0.02; the goal is 0.90, which the sacrum (its joints with the hips) misses.
LEAST = {
    "hip_left": 0.91, "hip_right": 0.91, "femur_right": 0.91, "vertebrae_L4": 0.92, "vertebrae_L3": 0.92,
    "vertebrae_L2": 0.92, "vertebrae_L1": 0.92, "vertebrae_L5": 0.88, "vertebrae_T12": 0.88, "sacrum": 0.82,
}  # fmt: skip


def random_clicks(truth, keys, seed):
    """A click in each bone, anywhere at least two voxels deep."""
    rng = np.random.default_rng(seed)
    seeds = []
    for key in keys:
        inside = np.argwhere(ndimage.distance_transform_edt(truth.mask(key)) >= 2)
        kji = inside[rng.integers(len(inside))]
        seeds.append(Seed(key, (truth.ijk_to_ras[:3, :3] @ kji[::-1] + truth.ijk_to_ras[:3, 3])[None]))
    return tuple(seeds)


@pytest.mark.slow
@pytest.mark.data
def test_a_real_pelvis_from_one_click_a_bone(shared_data, monkeypatch):
    volume = read_volume(shared_data / "ct_pelvis" / "example_ct.nii.gz")
    truth = read_segmentation(shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz", "totalsegmentator")
    # The reference has the first sacral vertebra as a label of its own.
    truth.labels[truth.mask("vertebrae_S1")] = next(s.label for s in truth.segments if s.key == "sacrum")
    wanted = {"femur_left", *LEAST}
    automatic = segment_with_mask(volume)
    # The same for every set of clicks.
    monkeypatch.setattr(seeded, "segment_with_mask", lambda volume, progress: automatic)
    for seeds in (clicks(truth, wanted), random_clicks(truth, sorted(wanted), 1)):
        found = segment_from_seeds(volume, seeds)
        assert {s.key for s in found.segments} == wanted | {"metal"}
        for key, dice_at_least in LEAST.items():
            assert dice(found.mask(key), truth.mask(key)) >= dice_at_least, key
        # The reference counts the nail as bone.
        assert dice(found.mask("femur_left") | found.mask("metal"), truth.mask("femur_left")) >= 0.88
    alone = segment_from_seeds(volume, random_clicks(truth, ["femur_right", "vertebrae_L3"], 2))
    assert {s.key for s in alone.segments} == {"femur_right", "vertebrae_L3", "metal"}
    for key in ("femur_right", "vertebrae_L3"):
        assert dice(alone.mask(key), truth.mask(key)) >= LEAST[key], key


def test_crumbs_go_and_fragments_stay():
    bone = np.zeros((20, 20, 20), bool)
    bone[2:10, 2:10, 2:10] = True
    bone[14:18, 14:18, 2:18] = True
    whole = bone.copy()
    bone[12, 12, 12] = bone[0, 19, 19] = True
    assert ((bone & ~seeded._crumbs(bone, 1.0)) == whole).all()
    speck = np.zeros_like(bone)
    speck[3, 3, 3] = True
    assert not seeded._crumbs(speck, 1.0).any()  # a small bone is no crumb of itself
