"""Frames proposed from the shape alone are those of the families; frames that mirror or scale are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.assistant import FrameProposal, check_article, framed, principal_axes, proposed_frame
from osteokit.planning.implants.catalogues import search
from osteokit.planning.implants.solid import solid_of
from osteokit.planning.implants.values import Implant
from osteokit.surface.primitives import box
from osteokit.surface.transform import moved, translation


def somewhere(seed):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    pose[:3, 3] = np.random.default_rng(seed).uniform(-100, 100, 3)
    return pose


def found(family, seed, number=0):
    """The proposed frame of a generic article that lies anywhere, seen from its own frame."""
    article = search(family=family, catalogue_name="generic")[number].implant
    pose = somewhere(seed)
    proposal = proposed_frame(moved(solid_of(article), pose), family)
    assert np.linalg.det(proposal.pose[:3, :3]) == pytest.approx(1.0)
    return np.linalg.inv(pose) @ proposal.pose, proposal.doubts


def angle(a, b):
    return float(np.degrees(np.arccos(np.clip(a @ b, -1.0, 1.0))))


@pytest.mark.parametrize(
    ("family", "number"),
    [("cortical_screw", 40), ("cancellous_screw", 3), ("locking_screw", 2), ("cannulated_screw", 1),
     ("pedicle_screw", 5)],
)  # fmt: skip
def test_screws_enter_at_the_underside_of_their_head(family, number):
    own, doubts = found(family, number, number)
    assert angle(own[:3, 2], np.array([0.0, 0.0, 1.0])) < 0.5 and not doubts
    assert np.abs(own[:2, 3]).max() < 0.1 and abs(own[2, 3]) < 1.5


@pytest.mark.parametrize(("family", "origin_mm"), [("straight_plate", 0.2), ("t_plate", 0.5), ("l_plate", 3.0)])
def test_plates_point_into_the_bone_and_their_end_is_asked_for(family, origin_mm):
    own, doubts = found(family, 7)
    assert angle(own[:3, 2], np.array([0.0, 0.0, 1.0])) < 3.0
    assert abs(own[:3, 0] @ [1.0, 0.0, 0.0]) > 0.995 and np.linalg.norm(own[:3, 3]) < origin_mm
    assert any("proximal" in doubt for doubt in doubts)


@pytest.mark.parametrize("family", ["femoral_nail", "tibial_nail"])
def test_nails_point_to_their_tip_and_forward(family):
    own, doubts = found(family, 8, -1)
    assert angle(own[:3, 2], np.array([0.0, 0.0, 1.0])) < 1.0
    assert angle(own[:3, 0], np.array([1.0, 0.0, 0.0])) < 4.0
    assert np.linalg.norm(own[:3, 3]) < 3.0 and doubts


@pytest.mark.parametrize("family", ["acetabular_cup", "acetabular_liner", "femoral_head"])
def test_cups_and_heads_sit_in_the_middle_of_their_sphere(family):
    own, _ = found(family, 9)
    assert np.linalg.norm(own[:3, 3]) < 0.1
    assert angle(own[:3, 2], np.array([0.0, 0.0, 1.0])) < 0.2


def test_a_stem_points_down_and_medial_and_its_head_is_asked_for():
    own, doubts = found("hip_stem", 10)
    assert angle(own[:3, 2], np.array([0.0, 0.0, 1.0])) < 3.0
    assert angle(own[:3, 0], np.array([1.0, 0.0, 0.0])) < 3.0
    assert "set the origin" in doubts[0]


def test_a_wedge_goes_in_with_its_thin_edge():
    own, _ = found("wedge", 11, -1)
    assert angle(own[:3, 2], np.array([0.0, 0.0, 1.0])) < 0.5 and np.linalg.norm(own[:3, 3]) < 0.01


sides = st.floats(5.0, 60.0)


@given(x=sides, y=sides, z=sides, seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_principal_axes_of_a_box_anywhere(x, y, z, seed):
    size = np.sort([x, y, z])[::-1]
    if min(size[0] - size[1], size[1] - size[2]) < 0.5:
        size = np.array([40.0, 20.0, 10.0])
    pose = somewhere(seed)
    axes, middle = principal_axes(moved(box(size), pose))
    np.testing.assert_allclose(middle, pose[:3, 3], atol=1e-8)
    np.testing.assert_allclose(np.abs(axes.T @ pose[:3, :3]), np.eye(3), atol=1e-6)
    assert np.linalg.det(axes) == pytest.approx(1.0)


def test_a_person_turns_and_shifts_the_frame():
    proposal = FrameProposal(np.eye(4)).turned("z", 90.0).turned("x", 180.0).with_origin(np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(proposal.pose[:3, :3], [[0, 1, 0], [1, 0, 0], [0, 0, -1]], atol=1e-12)
    own = framed(box((2.0, 4.0, 6.0), translation(np.array([1.0, 2.0, 3.0]))), proposal.pose)
    np.testing.assert_allclose(np.ptp(own.vertices, axis=0), [4.0, 2.0, 6.0])
    np.testing.assert_allclose(own.vertices.mean(axis=0), 0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("pose", "said"),
    [
        (np.diag([-1.0, 1.0, 1.0, 1.0]), "left-handed and would mirror"),
        (np.diag([2.0, 2.0, 2.0, 1.0]), "not perpendicular unit vectors"),
        (np.eye(3), "4x4"),
        (np.full((4, 4), np.nan), "4x4"),
    ],
)
def test_frames_that_are_none(pose, said):
    with pytest.raises(OsteoError, match=said):
        framed(box((10.0, 10.0, 10.0)), pose)


def test_a_family_that_is_not_known_has_no_frame():
    with pytest.raises(OsteoError, match="'tooth', which is not known"):
        proposed_frame(box((10.0, 10.0, 10.0)), "tooth")


def test_sizes_that_contradict_the_mesh_are_told():
    article = search(family="cortical_screw", catalogue_name="generic", diameter_mm=4.5, length_mm=40.0)[0].implant
    mesh = solid_of(article)
    said = Implant("A", "cortical_screw", "A", "", dict(article.sizes), mesh="a.stl")
    assert check_article(said, mesh) == ()
    longer = Implant("A", "cortical_screw", "A", "", {"diameter_mm": 4.5, "length_mm": 60.0}, mesh="a.stl")
    assert "says 60 mm of length, but its mesh ends 40.0 mm" in check_article(longer, mesh)[0]
    thicker = Implant("A", "cortical_screw", "A", "", {"diameter_mm": 12.5, "length_mm": 40.0}, mesh="a.stl")
    assert "thinner" in check_article(thicker, mesh)[0]
    turned_round = moved(mesh, np.diag([1.0, -1.0, -1.0, 1.0]))
    assert check_article(said, turned_round)
    with pytest.raises(OsteoError, match="lacks length_mm"):
        check_article(Implant("A", "cortical_screw", "A", "", {"diameter_mm": 4.5}, mesh="a.stl"), mesh)
