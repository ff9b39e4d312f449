"""Landmarks pass through a point list unchanged; a dragged one is placed by hand."""

import pytest

from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks, Landmark
from osteokit.base.errors import OsteoError
from osteokit.mrml.landmarks_node import landmarks_from_node, landmarks_to_node


def _found():
    return BoneLandmarks(
        "femur",
        "left",
        {
            "femoral_head_center": Landmark("femoral_head_center", (-90.0, 10.0, 400.0), 0.4, 0.98, "sphere fit"),
            "medial_epicondyle": Landmark("medial_epicondyle", (-50.0, 0.0, 5.0), 3.0, 0.3, "most medial point"),
        },
        {"femoral_head_center": 23.5},
        {"lesser_trochanter_tip": "it is worn"},
        ("one warning",),
    )


@pytest.mark.parametrize(("language", "name"), [("en", "Medial epicondyle?"), ("zh", "股骨内上髁?")])
def test_there_and_back(scene, language, name):
    node = landmarks_to_node(_found(), scene, "Left femur", language)
    assert node.GetNthControlPointLabel(1) == name
    back = landmarks_from_node(node)
    assert back == _found()


def test_dragging_makes_it_sure_and_by_hand(scene):
    node = landmarks_to_node(_found(), scene, "Left femur")
    node.SetNthControlPointPosition(1, -52.0, 1.0, 5.0)
    back = landmarks_from_node(node)
    moved = back.landmarks["medial_epicondyle"]
    assert (moved.position_ras, moved.method, moved.confidence) == ((-52.0, 1.0, 5.0), BY_HAND, 1.0)
    assert back.landmarks["femoral_head_center"] == _found().landmarks["femoral_head_center"]


def test_it_survives_the_scene_file(scene, tmp_path):
    node = landmarks_to_node(_found(), scene, "Left femur")
    node.SetNthControlPointPosition(1, -52.0, 1.0, 5.0)
    before = landmarks_from_node(node)
    assert scene.WriteToMRB(str(tmp_path / "scene.mrb"))
    scene.Clear(0)
    assert scene.ReadFromMRB(str(tmp_path / "scene.mrb"), True)
    after = landmarks_from_node(scene.GetFirstNodeByClass("vtkMRMLMarkupsFiducialNode"))
    assert set(after.landmarks) == set(before.landmarks)
    for key, landmark in after.landmarks.items():
        assert landmark.position_ras == pytest.approx(before.landmarks[key].position_ras, abs=1e-6)
        assert landmark.method == before.landmarks[key].method


def test_another_point_list_is_refused(scene):
    node = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "Clicks")
    with pytest.raises(OsteoError, match="Clicks holds no landmarks"):
        landmarks_from_node(node)
