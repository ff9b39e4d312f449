"""The whole automatic method on a generated CT."""

import numpy as np
import pytest

from generated.joints import hip_joint
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.imaging.volume import Volume
from osteokit.segmentation.automatic import segment
from osteokit.segmentation.metrics import dice


def test_bones_of_a_generated_joint_are_segments():
    volume, truth = hip_joint(gap_mm=2.5, spacing_mm=(1.2, 1.2, 1.5))
    heard = []
    answer = segment(volume, progress=lambda fraction, message: heard.append(fraction))
    assert answer.labels.shape == volume.voxels.shape
    assert answer.labels.dtype == np.uint16
    assert set(np.unique(answer.labels)) - {0} == {s.label for s in answer.segments}
    for bone in truth.segments:
        assert max(dice(answer.labels == s.label, truth.labels == bone.label) for s in answer.segments) > 0.95
    assert len(heard) > 10
    assert all(0 <= fraction <= 1 for fraction in heard)


def test_no_bone_is_refused():
    with pytest.raises(OsteoError, match="No bone was found"):
        segment(Volume(np.zeros((12, 12, 12), np.int16), np.eye(4)))


def test_it_can_be_stopped():
    def stop(fraction, message):
        if fraction >= 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        segment(hip_joint(gap_mm=4.0, spacing_mm=(2.0, 2.0, 2.0))[0], progress=stop)
