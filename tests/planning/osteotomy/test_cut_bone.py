from collections import Counter

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.blades import SawBlade, blade_catalogue
from osteokit.planning.osteotomy.cut_bone import CutResult, cut_bone
from osteokit.planning.osteotomy.cuts import BiplanarCut, DomeCut, PlaneCut, StepCut, WedgeCut, ZCut
from osteokit.surface.boolean import contains, union
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import moved, translation
from planning.osteotomy.solids import LONG, beam, generated_bone, random_cuts

UP, FORWARD, RIGHT = (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)
SAW = SawBlade(90.0, 20.0, 1.0)


def volumes(result: CutResult) -> dict[str, float]:
    return {fragment.name: fragment.mesh.volume_mm3 for fragment in result.fragments}


def plane(**changes) -> PlaneCut:
    return PlaneCut(**{"entry": (0, 15, 20), "proximal": UP, "direction": (0, -1, 0), "blade": SAW, **changes})


def opening(**changes) -> WedgeCut:
    values = {"motion": "opening", "hinge_point": (-12, 0, 0), "hinge_axis": FORWARD, "toward_entry": RIGHT,
              "proximal": UP, "angle_deg": 10.0, "blade": SAW, **changes}  # fmt: skip
    return WedgeCut(**values)


def test_a_plane_through_the_beam():
    result = cut_bone(beam(), plane())
    assert volumes(result) == pytest.approx({"proximal": 1200 * 79.5, "distal": 1200 * 119.5})
    assert result.removed_mm3 == result.kerf_mm3 == pytest.approx(1200 * 1.0)
    assert result.cut_area_mm2 == pytest.approx({"proximal": 1200, "distal": 1200})
    assert result.saw_depth_mm == pytest.approx(30) and result.wedge_mm3 == 0 and result.warnings == ()


def test_the_normal_says_which_side_is_proximal():
    result = cut_bone(beam(), plane(proximal=(0, 0, -1)))
    assert volumes(result)["proximal"] == pytest.approx(1200 * 119.5)


def test_a_shallow_cut_leaves_the_bone_in_one_piece():
    result = cut_bone(beam(), plane(depth_mm=20.0))
    assert list(volumes(result)) == ["whole"]
    assert result.removed_mm3 == pytest.approx(40 * 20 * 1.0)
    assert any("bridge" in warning for warning in result.warnings)
    assert cut_bone(beam(), plane(sweep_mm=25.0)).removed_mm3 == pytest.approx(25 * 30)


def test_the_far_side_and_the_neighbour_stay_whole():
    """A second leg of the same bone and a neighbour lie in the plane of the cut, behind the bone."""
    legs = union([beam(), moved(beam(), translation((0, -60, 0))), moved(box((40, 90, 20)), translation((0, -30, 95)))])
    fibula = moved(beam(10, 10, 200), translation((0, -21, 0)))
    result = cut_bone(legs, plane(), {"fibula": fibula})
    assert result.removed_mm3 == pytest.approx(1200)
    assert result.warnings == ()
    assert volumes(result)["distal"] == pytest.approx(1200 * 119.5)
    touched = cut_bone(legs, plane(depth_mm=36.0), {"fibula": fibula})
    assert touched.removed_mm3 == pytest.approx(1200)
    near = moved(fibula, translation((0, 5.5, 0)))
    assert any("fibula" in text for text in cut_bone(beam(), plane(depth_mm=36.0), {"fibula": near}).warnings)


def test_an_opening_wedge_keeps_a_bridge_that_is_split_for_the_motion():
    result = cut_bone(beam(), opening())
    assert result.removed_mm3 == pytest.approx(32 * 30 * 1.0)
    assert result.bridge_area_mm2 == pytest.approx(8 * 30)
    assert volumes(result) == pytest.approx({"proximal": 120000 - 480, "distal": 120000 - 480})
    assert result.warnings == () and result.saw_depth_mm == pytest.approx(32)
    assert result.fragment("distal").bridge_faces.any()


def test_a_closing_wedge_is_taken_out():
    result = cut_bone(beam(), opening(motion="closing", angle_deg=15.0))
    wedge = 0.5 * 32**2 * np.tan(np.radians(15)) * 30
    assert result.wedge_mm3 == result.removed_mm3 == pytest.approx(wedge)
    assert 0 < result.kerf_mm3 < wedge
    tilt = 0.5 * 8**2 * np.tan(np.radians(15) / 2) * 30  # the bridge is split along the middle of the wedge
    assert volumes(result) == pytest.approx({"proximal": 120000 - tilt, "distal": 120000 - wedge + tilt})
    other = cut_bone(beam(), opening(motion="closing", angle_deg=15.0, wedge_from="proximal"))
    assert volumes(other) == pytest.approx({"distal": 120000 - tilt, "proximal": 120000 - wedge + tilt})


def test_the_dust_of_a_closing_wedge_is_a_layer_along_both_planes():
    """The block that is left is the wedge with its tip moved in by kerf / sin(angle / 2) along the middle."""
    angle, kerf, depth = np.radians(30), 1.0, 32.0
    result = cut_bone(beam(), opening(motion="closing", angle_deg=30.0))
    tip = np.array([kerf * (1 + np.cos(angle)) / np.sin(angle), -kerf])  # x from the hinge, z below the first plane
    block = 0.5 * (depth - tip[0]) ** 2 * np.tan(angle) * 30
    assert result.wedge_mm3 - result.kerf_mm3 == pytest.approx(block, rel=1e-6)


def test_a_dome_takes_a_layer_of_a_cylinder():
    cut = DomeCut((0, 0, 0), FORWARD, 40.0, UP, UP, 120.0, SawBlade(60, 15, 1.0))
    result = cut_bone(beam(), cut)
    arc = 40.0 * 2 * np.arcsin(20 / 40)
    assert result.kerf_mm3 == pytest.approx(arc * 30 * 1.0, rel=2e-3)
    below = 1200 * 100 + 30 * (40**2 * np.arcsin(0.5) + 20 * np.sqrt(40**2 - 20**2)) - result.kerf_mm3 / 2
    assert volumes(result)["distal"] == pytest.approx(below, rel=1e-3)


def test_a_step_and_a_z():
    step = cut_bone(beam(), StepCut((0, 0, 0), UP, (0, -1, 0), 30.0, SAW))
    assert step.removed_mm3 == pytest.approx(
        30 * (40 + 30), rel=1e-9
    )  # the limbs overlap by half a kerf at each corner
    assert volumes(step) == pytest.approx({"proximal": 120000 - 1050, "distal": 120000 - 1050})
    z = cut_bone(beam(), ZCut((0, 0, 0), UP, (0, -1, 0), 30.0, 60.0, SAW))
    assert volumes(z)["proximal"] == pytest.approx(volumes(z)["distal"])
    locked = z.fragment("proximal").mesh.vertices[:, 2].min()
    assert locked == pytest.approx(-15 + 0.5 / np.sin(np.radians(60)) - 0.5 / np.tan(np.radians(60)), abs=0.6)
    assert z.cut_area_mm2["distal"] > step.cut_area_mm2["distal"]


def test_a_biplanar_cut_leaves_the_tuberosity_on_the_shaft():
    cut = BiplanarCut((-12, 0, 0), FORWARD, RIGHT, UP, 8.0, (0, 5, 0), FORWARD, 110.0, SAW)
    result = cut_bone(beam(), cut)
    tuberosity = np.array([0.0, 12.0, 6.0])
    assert contains(result.fragment("distal").mesh, tuberosity)
    assert result.bridge_area_mm2 == pytest.approx(8 * 20 - 8 * 0.5, rel=0.05)
    assert sum(volumes(result).values()) + result.removed_mm3 == pytest.approx(240000, rel=1e-9)
    assert volumes(result)["distal"] > 120000
    assert result.cut_area_mm2["distal"] == pytest.approx(32 * 20 + 40 * 10 / np.cos(np.radians(70)), rel=0.06)


@pytest.mark.parametrize(
    ("cut", "sentence"),
    [
        (plane(entry=(0, 0, 300)), "misses the bone, which is 20"),
        (plane(entry=(0, 15, 99.8)), "slices nothing off"),
        (plane(blade=SawBlade(25, 20, 1)), "saw is too short: the cut needs 30 mm"),
        (plane(depth_mm=100.0), "saw is too short: the cut is 100 mm"),
        (plane(sweep_mm=10.0), "blade is wider"),
        (plane(depth_mm=0.0), "depth above 0"),
        (plane(direction=UP), "x axis"),
        (plane(proximal=(0, 0, 0)), "normal of the cut"),
        (opening(hinge_point=(-30, 0, 0)), "lies outside the bone"),
        (opening(angle_deg=60.0), "No wedge of 60"),
        (opening(angle_deg=0.0), "No wedge of 0"),
        (opening(angle_deg=float("nan")), "No wedge of nan"),
        (opening(hinge_axis=UP, toward_entry=RIGHT), "along the bone"),
        (opening(blade=SawBlade(20, 10, 1)), "too short"),
        (StepCut((0, 0, 0), UP, (0, -1, 0), 0.5), "higher than the saw"),
        (ZCut((0, 0, 0), UP, (0, -1, 0), 20, 5.0), "20 to 160"),
        (DomeCut((0, 0, 0), FORWARD, 0.2, UP, UP), "A dome needs"),
        (DomeCut((0, 0, 0), FORWARD, 30, UP, UP, 400.0), "A dome needs"),
        (BiplanarCut((-12, 0, 0), FORWARD, RIGHT, UP, 8.0, (0, 5, 0), FORWARD, 60.0), "90 to 170"),
        (BiplanarCut((-12, 0, 0), FORWARD, RIGHT, UP, 8.0, (0, 5, 0), RIGHT), "across the leg"),
    ],
)
def test_what_cannot_be_cut_is_said_in_one_sentence(cut, sentence):
    bone = beam()
    before = bone.vertices.copy()
    with pytest.raises(OsteoError, match=sentence):
        cut_bone(bone, cut)
    assert (bone.vertices == before).all()


def test_a_ring_cannot_open_about_a_hinge():
    ring = union([beam(), moved(beam(), translation((80, 0, 0))), *(
        moved(box((120, 30, 20)), translation((40, 0, z))) for z in (-90, 90)
    )])  # fmt: skip
    with pytest.raises(OsteoError, match="also holds together at R 80"):
        cut_bone(ring, opening())


def test_a_leg_that_the_divider_meets_by_the_way_is_put_together_again():
    """The plane of the hinge also meets a second leg that hangs on the proximal side only."""
    bone = union([beam(), moved(beam(), translation((80, 0, 0))), moved(box((120, 30, 20)), translation((40, 0, 90)))])
    result = cut_bone(bone, opening())
    assert list(volumes(result)) == ["proximal", "distal"]
    assert volumes(result)["distal"] == pytest.approx(120000 - 480)


def test_an_inside_out_bone_is_refused():
    bone = beam()
    with pytest.raises(OsteoError, match="inside out"):
        cut_bone(Mesh(bone.vertices, bone.faces[:, ::-1].copy()), plane())


def test_no_fragment_of_that_name():
    with pytest.raises(OsteoError, match="no fragment middle"):
        cut_bone(beam(), plane()).fragment("middle")


def test_the_catalogue_of_blades():
    blades = blade_catalogue()
    assert len(blades) >= 5 and all(entry.chinese and entry.source for entry in blades.values())
    with pytest.raises(OsteoError, match="slot"):
        SawBlade(kerf_mm=9.0)
    with pytest.raises(OsteoError, match="does not exist"):
        SawBlade(length_mm=-1.0)


REFUSALS = ("slices nothing off", "lies outside the bone", "also holds together", "misses the bone", "along the bone")
"""What a random cut may rightly be refused for."""


def cut_at_random(mesh: Mesh, count: int, seed: int) -> Counter:
    """Cut and check; returns how many were cut and how many refused, for which reason."""
    outcome: Counter = Counter()
    whole = mesh.volume_mm3
    for cut in random_cuts(mesh, count, seed):
        try:
            result = cut_bone(mesh, cut)
        except OsteoError as error:
            outcome[next(reason for reason in REFUSALS if reason in str(error))] += 1
            continue
        outcome["cut"] += 1
        parts = sum(fragment.mesh.volume_mm3 for fragment in result.fragments)
        assert abs(parts + result.removed_mm3 - whole) <= 1e-6 * whole, cut
        for fragment in result.fragments:
            assert check_solid(fragment.mesh).is_solid, (cut, fragment.name)
            assert len(fragment.cut_faces) == len(fragment.bridge_faces) == len(fragment.mesh.faces)
    return outcome


@pytest.mark.parametrize(("bone", "seed"), [(beam, 2), (generated_bone, 1)])
def test_cuts_in_random_places(bone, seed):
    outcome = cut_at_random(bone(), 28, seed)
    assert outcome["cut"] >= 20


@pytest.mark.slow
@pytest.mark.data
def test_a_thousand_cuts_of_real_bones(shared_data, capsys):
    """Every kind of cut in any pose, along faces, through vertices and grazing included; none fails."""
    bones = sorted((shared_data / "meshes").glob("*/*.stl"))
    outcome: Counter = Counter()
    for seed, path in enumerate(bones):
        outcome += cut_at_random(read_mesh(path, "LPS"), 80, seed)
    with capsys.disabled():
        print(f"\n{sum(outcome.values())} cuts of {len(bones)} bones: {dict(outcome)}")
    assert outcome["cut"] >= 1000


def test_the_saw_of_the_random_cuts_is_longer_than_any_bone():
    assert np.linalg.norm(np.ptp(generated_bone().vertices, axis=0)) < LONG
