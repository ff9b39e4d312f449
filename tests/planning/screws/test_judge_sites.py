"""Sites by name, proposals there, and the side that a name says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated.pelvic_bones import vertebra
from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.planning.screws.corridor import Corridor
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge
from osteokit.planning.screws.propose import SUBCHONDRAL_MM, Proposer, below_joint
from osteokit.planning.screws.side import side_in, wrong_side
from osteokit.planning.screws.sites import Between, Site, sites_named
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.primitives import box
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import translation
from planning.screws.corridor_solids import dumbbell


def articles(family: str, diameters, lengths) -> list[Found]:
    made = {}
    for diameter in diameters:
        for length in lengths:
            key = f"{family}-{diameter}-{length}"
            made[key] = Implant(key, family, key, key, {"diameter_mm": float(diameter), "length_mm": float(length)})
    held = Catalogue("test", "Test", "测试", "1", made)
    return [Found(held, article) for article in made.values()]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("L3", ("L3-left", "L3-right")),
        ("l3-LEFT", ("L3-left",)),
        ("T12 pedicle right", ("T12-right",)),
        ("S1-iliosacral-right", ("S1-iliosacral-right",)),
        ("s2_iliosacral", ("S2-iliosacral-left", "S2-iliosacral-right")),
        ("S1-transsacral", ("S1-transsacral",)),
        ("S1 trans-sacral", ("S1-transsacral",)),
        ("anterior-column-left", ("anterior-column-left",)),
        ("posterior column", ("posterior-column-left", "posterior-column-right")),
        ("femoral-neck-right", ("femoral-neck-right",)),
    ],
)
def test_names(text, names):
    sites = sites_named(text)
    assert tuple(site.name for site in sites) == names
    for site in sites:
        assert sites_named(site.name) == (site,)
        assert set(site.holds) >= set(site.needs) or site.kind in ("iliosacral", "anterior-column", "posterior-column")


@pytest.mark.parametrize(
    "text", ["", "L9", "L0", "T13", "S3-iliosacral", "S1", "femur", "S1-transsacral-left", "L3-up"]
)
def test_names_of_nothing(text):
    with pytest.raises(OsteoError, match="No screw site is called"):
        sites_named(text)


@given(st.text(max_size=40))
def test_any_text_is_sites_or_one_sentence(text):
    try:
        assert sites_named(text)
    except OsteoError as refusal:
        assert str(refusal).count("\n") == 0 or "\\n" in str(refusal)


@pytest.fixture(scope="module")
def proposer():
    return Proposer({"vertebrae_L3": vertebra().mesh})


def test_a_pedicle_screw_on_each_side(proposer):
    """The proposal is judged good, holds the vertebra, and enters on its own side."""
    sizes = articles("pedicle_screw", (4.5, 5.5, 6.5, 7.5), range(25, 60, 5))
    for site in sites_named("L3"):
        proposal = proposer.propose(site, sizes)
        assert proposal.found.implant.size("diameter_mm") == proposal.path.diameter_mm <= proposal.corridor.diameter_mm
        assert proposal.path.length_mm == pytest.approx(proposal.found.implant.size("length_mm"))
        judge = ScrewJudge(proposer.bones, None, proposer.landmarks)
        report = judge.report(JudgedScrew(proposal.path, site.holds))
        assert report.grade == "A"
        assert report.nearest("canal").distance_mm > 0
        assert not wrong_side(site.name, proposal.path, report.holds, proposer.bones)
        other = "L3-right" if site.side == "left" else "L3-left"
        assert f"enters on the {site.side}" in wrong_side(other, proposal.path, report.holds, proposer.bones)


def test_what_is_missing_is_named(proposer):
    with pytest.raises(OsteoError, match="S1-iliosacral-right needs hip_left, hip_right, sacrum"):
        proposer.corridor(Site("iliosacral", "right", "S1"))
    with pytest.raises(OsteoError, match="No pedicle_screw is in the catalogues"):
        proposer.propose(Site("pedicle", "left", "L3"), [])


def test_between_two_places():
    """The neck of a dumbbell is the corridor: the thickest article that leaves the margin."""
    bone = dumbbell(12.0, np.eye(4))
    site = Between("neck", ("femur_left",), (2.0, -1.0, -35.0), (-2.0, 1.0, 26.0), 8.0)
    proposal = Proposer({"femur_left": bone}).propose(
        site, articles("cannulated_screw", (6.5, 9, 11.5), range(40, 90, 5))
    )
    assert proposal.corridor.diameter_mm == pytest.approx(12.0, abs=0.3)
    assert proposal.path.diameter_mm == 9.0
    report = ScrewJudge({"femur_left": bone}).report(JudgedScrew(proposal.path))
    assert report.grade == "A"
    assert report.breach.breach_mm == pytest.approx(4.5 - proposal.corridor.diameter_mm / 2, abs=0.05)


@pytest.mark.parametrize(
    ("name", "side"),
    [("L3-left", "left"), ("right L5", "right"), ("L3 R", "right"), ("L-1", ""), ("L3", ""), ("左侧螺钉", "left"),
     ("leftover", ""), ("left to right", ""), ("iliosacral_l", "left")],
)  # fmt: skip
def test_the_side_in_a_name(name, side):
    assert side_in(name) == side


def test_wrong_sides():
    bones = {"hip_left": box((40, 40, 40), translation((-60, 0, 0))), "sacrum": box((80, 40, 40))}
    path = ScrewPath((-80, 0, 0), (0, 0, 0), 7.0)
    assert "enters on the left" in wrong_side("S1-right", path, ("hip_left", "sacrum"), bones)
    assert wrong_side("S1-left", path, ("hip_left", "sacrum"), bones) == ""
    assert "enters on the left" in wrong_side("S1-right", ScrewPath((-30, 0, 0), (0, 0, 0), 7.0), ("sacrum",), bones)
    assert wrong_side("S1-right", ScrewPath((2, 0, 0), (0, 9, 0), 7.0), ("sacrum",), bones) == ""
    assert wrong_side("screw", path, ("hip_left",), bones) == ""
    assert wrong_side("left", path, (), bones) == ""


def test_a_neck_screw_goes_on_to_below_the_joint():
    """Ahead of the planned tip the wall comes nearer by 1 mm a mm: the screw ends where 5 mm are left."""
    depths = np.arange(0.0, 80.0, 0.5)
    clearances = np.minimum(12.0, 75.0 - depths)
    path = ScrewPath((1.0, 2.0, 3.0), (1.0, 2.0, 63.0), 24.0)
    corridor = Corridor(path, (1.0, 2.0, 30.0), 27.0, 70.0, tuple(depths), tuple(clearances))
    longer = below_joint(corridor)
    assert longer.length_mm == pytest.approx(75.0 - SUBCHONDRAL_MM)
    assert longer.path.tip[:2] == (1.0, 2.0)
    shallow = Corridor(path, (1.0, 2.0, 30.0), 27.0, 70.0, tuple(depths), tuple(np.minimum(12.0, 62.0 - depths)))
    assert below_joint(shallow) is shallow


@pytest.mark.slow
@pytest.mark.data
def test_a_neck_screw_in_a_real_femur(shared_data):
    """Below the limit of Baumgaertner, and not in the joint."""
    femur = read_mesh(shared_data / "meshes/vsdfullbody_z013/Femur_L.stl", "LPS")
    proposer = Proposer({"femur_left": femur})
    proposal = proposer.propose(
        Site("femoral-neck", "left"), articles("cannulated_screw", (6.5, 7.3), range(50, 120, 5))
    )
    report = ScrewJudge(proposer.bones, None, proposer.landmarks).report(JudgedScrew(proposal.path))
    assert report.grade == "A"
    assert 10.0 < report.tip_apex_mm < 25.0
    assert 4.0 < report.nearest("joint").distance_mm < 11.0
    assert report.path.tip[0] > report.path.entry[0]  # a left femur: the head lies to the right of the trochanter
