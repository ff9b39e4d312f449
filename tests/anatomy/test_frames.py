import numpy as np
import pytest

from generated.legs import generated_leg, moved
from osteokit.anatomy.frames import femur_frame, leg_frame, pelvis_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.base.errors import OsteoError

LEFT, RIGHT = generated_leg(side="left"), generated_leg(side="right")


@pytest.mark.parametrize("leg", [LEFT, RIGHT], ids=["left", "right"])
def test_frames_point_right_forward_and_up_on_both_sides(leg):
    frames = [femur_frame(leg.femur), tibia_frame(leg.tibia), leg_frame(leg.femur, leg.tibia, leg.patella)]
    frames += [femur_frame(leg.femur, "epicondyles"), tibia_frame(leg.tibia, "posterior condyles")]
    for frame in frames:
        axes = np.stack([frame.x, frame.y, frame.z])
        np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(axes) == pytest.approx(1.0)
        assert np.all(np.diag(axes) > 0.98)  # the generated leg stands nearly upright in RAS
        assert np.sign(frame.lateral[0]) == (1 if leg.side == "right" else -1)


def test_a_moved_bone_takes_its_frame_along():
    matrix = np.array([[0, -1, 0, 5], [1, 0, 0, -7], [0, 0, 1, 9], [0, 0, 0, 1]], float)
    before, after = femur_frame(LEFT.femur), femur_frame(moved(LEFT, matrix).femur)
    np.testing.assert_allclose(after.matrix, matrix @ before.matrix, atol=1e-9)


def test_coronal_and_sagittal_views():
    frame = femur_frame(RIGHT.femur)
    np.testing.assert_allclose(frame.coronal(RIGHT.femur.point("femoral_head_center")), [0, 430], atol=1e-9)
    front = RIGHT.femur.point("knee_center") + np.array([0, 10.0, 0])
    np.testing.assert_allclose(frame.sagittal(front), [10, 0], atol=1e-9)


def test_anterior_pelvic_plane():
    points = {
        "asis_left": (-120, 40, 30),
        "asis_right": (120, 40, 30),
        "pubic_tubercle_left": (-25, 40, -60),
        "pubic_tubercle_right": (25, 40, -60),
    }
    marks = {key: Landmark(key, point, 1.0, 1.0, "generated") for key, point in points.items()}
    frame = pelvis_frame(BoneLandmarks("pelvis", "", marks))
    np.testing.assert_allclose([frame.x, frame.y, frame.z], np.eye(3), atol=1e-12)
    np.testing.assert_allclose(frame.origin, [0, 40, 30])


def test_unknown_methods_and_missing_points_are_refused():
    with pytest.raises(OsteoError, match="choose from posterior condyles, epicondyles"):
        femur_frame(LEFT.femur, "kneecap")
    with pytest.raises(OsteoError, match="it was not looked for"):
        pelvis_frame(BoneLandmarks("pelvis", "", {}))
