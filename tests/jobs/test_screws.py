"""Screws from files to files: proposals, given screws, label maps, plans, and what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from generated.meshes import voxelise
from generated.pelvic_bones import vertebra
from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume
from osteokit.imaging.write import write_volume
from osteokit.jobs.screw_bones import read_bone_set
from osteokit.jobs.screw_lines import between_written, read_lines, screw_written
from osteokit.jobs.screws import ScrewOrder, plan_screws
from osteokit.planning.inputs import plan_input
from osteokit.planning.plan import ImplantStep, PlanInput, SurgicalPlan
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.screws.values import ScrewPath
from osteokit.segmentation.files import read_segmentation, write_seg_nrrd
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.surface.primitives import box
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import moved, translation

L3, L4 = "vertebrae_L3", "vertebrae_L4"


@pytest.fixture(scope="module")
def bones():
    """Two vertebrae, one below the other."""
    bone = vertebra().mesh
    return {L3: bone, L4: moved(bone, translation((0.0, 0.0, -50.0)))}


@pytest.fixture(scope="module")
def files(bones, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bones")
    for key, mesh in bones.items():
        write_mesh(mesh, folder / f"{key.removeprefix('vertebrae_')}.stl", key)
    return [str(folder / "L3.stl"), str(folder / "L4.stl")]


@pytest.fixture(scope="module")
def scan(bones, tmp_path_factory):
    """A label map and a CT of them, on a grid that is flipped and coarse: 300 HU in bone."""
    points = np.concatenate([mesh.vertices for mesh in bones.values()])
    spacing = np.array([1.2, 1.2, 1.5])
    low, high = points.min(axis=0) - 12.0, points.max(axis=0) + 12.0
    shape = tuple(int(n) for n in np.ceil((high - low) / spacing))[::-1]
    matrix = np.diag([-spacing[0], spacing[1], -spacing[2], 1.0])
    matrix[:3, 3] = (high[0], low[1], high[2])
    labels = np.zeros(shape, np.uint16)
    for number, mesh in enumerate(bones.values(), 1):
        labels[voxelise(mesh.vertices, mesh.faces, matrix, shape)] = number
    noise = np.random.default_rng(1).normal(scale=15.0, size=shape)
    voxels = np.where(labels > 0, 300, np.where(np.indices(shape)[2] < 3, -1000, 40)) + noise
    folder = tmp_path_factory.mktemp("scan")
    write_volume(Volume(voxels.astype(np.int16), matrix), folder / "ct.nrrd")
    segments = tuple(Segment(n, key, 1.0) for n, key in enumerate(bones, 1))
    write_seg_nrrd(Segmentation(labels, matrix, segments), folder / "labels.seg.nrrd")
    return folder


def report_of(folder) -> dict:
    return json.loads((folder / "screws.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_from_a_label_map_to_screws_with_pictures(scan, tmp_path):
    """One command: labels and CT in, both pedicle screws out, drawn, with the density that was put in."""
    order = ScrewOrder((str(scan / "labels.seg.nrrd"),), ("L3",), ct=scan / "ct.nrrd")
    done = plan_screws(order, tmp_path / "out")
    assert [one.name for one in done.screws] == ["L3-left", "L3-right"]
    content = report_of(tmp_path / "out")
    assert content["format"] == "osteo.screws/1" and content["coordinates"] == "LPS"
    for one in content["screws"]:
        assert one["gertzbein_robbins"] == "A"
        assert one["holds"] == [L3]
        assert one["article"]["catalogue"] == "generic" and one["article"]["reference"]
        assert one["diameter_mm"] + 1.0 <= one["corridor"]["diameter_mm"] + 1e-6
        assert one["density"]["mean_hu"] == pytest.approx(290.0, abs=25.0)
        assert one["pull_out"]["range_n"][0] < one["pull_out"]["force_n"] < one["pull_out"]["range_n"][1]
        assert {near["kind"] for near in one["clearances"]} >= {"screw", "canal"}
        assert not one["warnings"]
        with Image.open(tmp_path / "out" / one["figure"]) as picture:
            assert picture.size[0] > 1000
    left, right = content["screws"]
    assert left["entry"][0] > 0 > right["entry"][0]  # LPS: left is positive x
    assert content["refused"] == {}


@pytest.mark.slow
def test_a_given_screw_in_both_systems(files, tmp_path):
    paths = {"L3 R": ScrewPath((14.0, -40.0, 0.0), (8.0, 0.0, 0.0), 5.0)}
    done = plan_screws(ScrewOrder(tuple(files), screws=paths, figures=False), tmp_path / "a")
    assert report_of(tmp_path / "a")["screws"][0]["entry"] == [-14.0, 40.0, 0.0]
    (one,) = done.screws
    assert one.report.grade == report_of(tmp_path / "a")["screws"][0]["gertzbein_robbins"]
    assert not (tmp_path / "a" / "L3_R.png").exists()
    assert "no CT" in report_of(tmp_path / "a")["screws"][0]["not_measured"]["density"]
    beside = {**paths, "second": ScrewPath((14.0, -40.0, 3.0), (8.0, 0.0, 3.0), 5.0)}
    both = plan_screws(ScrewOrder(tuple(files), screws=beside, figures=False), tmp_path / "both")
    assert "L3 R and second run into each other by 2.0 mm" in both.screws[0].warnings[0]
    wrong = plan_screws(ScrewOrder(tuple(files), screws={"L3 left": paths["L3 R"]}, figures=False), tmp_path / "b")
    assert any("enters on the right" in text for text in wrong.screws[0].warnings)


def test_one_site_fails_and_the_others_are_served(files, tmp_path):
    done = plan_screws(ScrewOrder(tuple(files), ("L3-left", "S1-transsacral"), figures=False), tmp_path)
    assert [one.name for one in done.screws] == ["L3-left"]
    assert "S1-transsacral needs hip_left" in done.refused["S1-transsacral"]
    assert "needs hip_left" in report_of(tmp_path)["refused"]["S1-transsacral"]
    with pytest.raises(OsteoError, match="needs hip_left"):
        plan_screws(ScrewOrder(tuple(files), ("S1-transsacral",), figures=False), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_screws_become_steps_of_a_plan(bones, tmp_path):
    write_mesh(bones[L3], tmp_path / "L3.stl", "L3")
    mesh = read_mesh(tmp_path / "L3.stl")
    given_: PlanInput = plan_input(L3, tmp_path / "L3.stl", "LPS", mesh, tmp_path)
    path = tmp_path / "plan.json"
    write_plan(SurgicalPlan("1", "Spine", "", (given_,), {}, Measurements("")), path)
    order = ScrewOrder(sites=("L3-left",), plan=path, variant="B", figures=False)
    done = plan_screws(order, tmp_path / "out")
    variant = read_plan(path).variant("B")
    (step,) = variant.steps
    assert isinstance(step, ImplantStep)
    assert (step.name, step.bone, step.into, step.catalogue) == ("L3-left", L3, (), "generic")
    found = done.screws[0].proposal.found.implant
    assert step.reference == found.reference
    tip = np.array(step.pose)[:3, 3] + found.size("length_mm") * np.array(step.pose)[:3, 2]
    np.testing.assert_allclose(tip, done.screws[0].report.path.tip, atol=1e-6)
    assert variant.reports and not [one for one in variant.findings if one.code.startswith("screw")]
    given = {"L3-left": replace(done.screws[0].report.path, diameter_mm=6.3)}
    order = ScrewOrder(screws=given, plan=path, variant="B", figures=False)
    with pytest.raises(OsteoError, match="--family"):
        plan_screws(order, tmp_path / "x")
    plan_screws(replace(order, family="pedicle_screw"), tmp_path / "y")
    (mine,) = read_plan(path).variant("B").steps  # a screw takes the place of the step of its name
    assert mine.article.size("diameter_mm") == 6.0


def test_refusals(files, scan, tmp_path):
    path = ScrewPath((14.0, -40.0, 0.0), (8.0, 0.0, 0.0), 5.0)
    far = ScrewPath((14.0, -40.0, 500.0), (8.0, 0.0, 500.0), 5.0)
    labels = str(scan / "labels.seg.nrrd")
    for order, sentence in (
        (ScrewOrder(tuple(files)), "Say which screws"),
        (ScrewOrder((), ("L3",)), "Give the bones"),
        (ScrewOrder(tuple(files), ("L3",), variant="B"), "give the plan too"),
        (ScrewOrder(("thing.stl",), ("L3",)), "No bone is called 'thing'"),
        (ScrewOrder((*files, f"L3={files[0]}"), ("L3",)), "given twice"),
        (ScrewOrder((labels, *files), ("L3",)), "not both"),
        (ScrewOrder((labels,), ("L2",)), "has no vertebrae_L2"),
        (ScrewOrder((labels,), screws={"a": far}), "No bone of labels.seg.nrrd lies near"),
        (ScrewOrder(tuple(files), screws={"a": far}, ct=scan / "ct.nrrd"), "a: The screw reaches out of the CT"),
        (ScrewOrder(tuple(files), ("L3-left",), screws={"L3-left": path}), "L3-left is asked for twice"),
        (ScrewOrder(tuple(files), ("L3",), family="spoon"), "no family"),
    ):
        with pytest.raises(OsteoError, match=sentence):
            plan_screws(order, tmp_path / "out")
        assert not (tmp_path / "out").exists()


def test_s1_that_stands_apart_is_joined_to_the_sacrum(tmp_path):
    labels = np.zeros((40, 30, 30), np.uint16)
    labels[5:20, 5:25, 5:25] = 7
    labels[20:35, 5:25, 5:25] = 9
    segments = (Segment(7, "sacrum", 1.0), Segment(9, "vertebrae_S1", 1.0))
    write_seg_nrrd(Segmentation(labels, np.eye(4), segments), tmp_path / "pelvis.seg.nrrd")
    found = read_bone_set([str(tmp_path / "pelvis.seg.nrrd")], ["sacrum"], [])
    assert list(found.bones) == ["sacrum"]
    assert found.bones["sacrum"].volume_mm3 == pytest.approx(30 * 20 * 20, rel=1e-3)
    assert any("part of the sacrum" in note for note in found.notes)


def test_only_what_is_near_is_meshed(scan):
    path = str(scan / "labels.seg.nrrd")
    near = read_bone_set([path], [], [ScrewPath((0.0, 0.0, 70.0), (0.0, 0.0, 50.0), 5.0)])
    assert list(near.bones) == [L3]
    assert list(read_bone_set([path], [L3], []).bones) == [L3, L4]


def markups(*lines, system="LPS", kind="Line") -> dict:
    made = []
    for points in lines:
        controls = [{"label": label, "position": list(at), "positionStatus": "defined"} for label, at in points]
        made.append({"type": kind, "coordinateSystem": system, "controlPoints": controls})
    return {"markups": made}


def test_lines_of_slicer(tmp_path):
    file = tmp_path / "screws.mrk.json"
    one = (("L3 left-1", (14.0, 40.0, 0.0)), ("L3 left-2", (8.0, 0.0, 0.0)))
    two = (("L-1", (1.0, 2.0, 3.0)), ("L-2", (4.0, 5.0, 6.0)))
    file.write_text(json.dumps(markups(one, two, one)))
    lines = read_lines(file, 6.5)
    assert list(lines) == ["L3 left", "screws", "L3 left 2"]
    assert lines["L3 left"] == ScrewPath((-14.0, -40.0, 0.0), (-8.0, 0.0, 0.0), 6.5)
    file.write_text(json.dumps(markups(two, system="RAS")))
    assert read_lines(file, 6.5)["screws"].entry == (1.0, 2.0, 3.0)
    same = (("a", (1.0, 2.0, 3.0)), ("b", (1.0, 2.0, 3.0)))
    for content, sentence in (
        (markups(two, kind="Fiducial"), "holds no line"),
        (markups(two[:1]), "1 placed points"),
        (markups(same), "one point"),
        (markups(two, system="XYZ"), "LPS or RAS"),
        (markups((("a", (1.0, float("nan"), 3.0)), two[1])), "not three numbers"),
        ({"markups": 3}, "no markups"),
        ([], "no markups"),
    ):
        file.write_text(json.dumps(content))
        with pytest.raises(OsteoError, match=sentence):
            read_lines(file, 6.5)
    with pytest.raises(OsteoError, match="cannot be read"):
        read_lines(tmp_path / "none.mrk.json", 6.5)
    with pytest.raises(OsteoError, match="above 0 mm"):
        file.write_text(json.dumps(markups(two)))
        read_lines(file, -1.0)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["markups", "type", "Line", "controlPoints", "position", "label", "coordinateSystem", "positionStatus"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON | st.binary(max_size=200))
def test_foreign_lines_are_read_or_refused(tmp_path, content):
    file = tmp_path / "foreign.mrk.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(OsteoError):
        read_lines(file, 6.5)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_lines_are_read_or_refused(tmp_path, data):
    file = tmp_path / "damaged.mrk.json"
    text = json.dumps(markups((("a-1", (1.0, 2.0, 3.0)), ("a-2", (4.0, 5.0, 6.0)))))
    at = data.draw(st.integers(0, len(text) - 1))
    file.write_text(text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 4)) :], "utf-8")
    try:
        lines = read_lines(file, 6.5)
    except OsteoError:
        return
    assert all(isinstance(path, ScrewPath) for path in lines.values())


def test_screws_and_places_as_written():
    assert screw_written("a b = 1,2,3 : 4,5,-6.5 : 7", "LPS") == ("a b", ScrewPath((-1, -2, 3), (-4, -5, -6.5), 7.0))
    assert screw_written("1,2,3:4,5,6:7e0", "RAS") == ("", ScrewPath((1, 2, 3), (4, 5, 6), 7.0))
    place = between_written("ramus=hip_left+sacrum:1,2,3:40,5,6:12", "LPS")
    assert (place.name, place.holds, place.entry, place.radius_mm) == (
        "ramus",
        ("hip_left", "sacrum"),
        (-1, -2, 3),
        12.0,
    )
    for text in ("", "a=1,2:3,4,5:6", "a=1,2,3:4,5,6", "a=1,2,3:4,5,x:6", "1,2,3:4,5,6:nan"):
        with pytest.raises(OsteoError, match="A screw is NAME"):
            screw_written(text, "LPS")
    with pytest.raises(OsteoError, match="one point"):
        screw_written("a=1,2,3:1,2,3:5", "LPS")
    with pytest.raises(OsteoError, match="above 0"):
        screw_written("a=1,2,3:4,5,6:0", "LPS")
    with pytest.raises(OsteoError, match="Places are"):
        between_written("hip_left:1,2,3:4,5,6", "LPS")
    with pytest.raises(OsteoError, match="No bone is called 'spoon'"):
        between_written("a=spoon:1,2,3:4,5,6", "LPS")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="a=,:.-+e0123456789 ", max_size=40))
def test_any_text_is_a_screw_or_one_sentence(text):
    for read in (screw_written, between_written):
        try:
            read(text, "LPS")
        except OsteoError as refusal:
            assert str(refusal)


def test_two_bones_across_a_joint(tmp_path):
    """A screw looked for between two places crosses the joint of two blocks."""
    for name, x in (("hip_right", 22.0), ("sacrum", -22.0)):
        write_mesh(box((40, 40, 40), translation((x, 0, 0))), tmp_path / f"{name}.stl", name)
    place = between_written("across=hip_right+sacrum:42,0,0:-30,0,0:6", "RAS")
    files = (str(tmp_path / "hip_right.stl"), str(tmp_path / "sacrum.stl"))
    done = plan_screws(ScrewOrder(files, between=(place,), figures=False), tmp_path / "out")
    (screw,) = done.screws
    assert screw.report.grade == "A"
    assert screw.report.holds == ("hip_right", "sacrum")
    assert screw.report.in_bone_mm == pytest.approx(screw.report.path.length_mm - 4.0, abs=0.5)


@pytest.mark.data
def test_metal_in_the_way_of_a_screw_is_told(shared_data, tmp_path):
    """The real pelvis carries a nail in its left proximal femur: a screw along it meets metal, and no force is told."""
    data = shared_data / "ct_pelvis"
    volume = read_volume(data / "example_ct.nii.gz")
    labels = read_segmentation(data / "example_seg_fast_force_split.nii.gz", "totalsegmentator")
    metal = (volume.voxels > 2500) & labels.mask("femur_left")
    k, j, i = np.argwhere(metal).T
    places = np.stack([i, j, k, np.ones(len(i))], axis=1) @ volume.ijk_to_ras[:3].T
    middle, (_, _, (along, *_)) = places.mean(axis=0), np.linalg.svd(places - places.mean(axis=0), full_matrices=False)
    entry, tip = middle - 12.0 * along, middle + 12.0 * along
    write_seg_nrrd(labels, tmp_path / "labels.seg.nrrd")
    screws = {"nail left": ScrewPath(tuple(entry.tolist()), tuple(tip.tolist()), 7.0)}
    order = ScrewOrder(
        (str(tmp_path / "labels.seg.nrrd"),), screws=screws, ct=data / "example_ct.nii.gz", figures=False
    )
    (one,) = plan_screws(order, tmp_path / "out").screws
    assert one.report.density.metal_share > 0.1
    assert one.report.pull_out is None and "Metal" in one.report.not_measured["pull_out"]
    assert any("metal lies there" in text for text in one.report.warnings)


@pytest.mark.data
@pytest.mark.slow
def test_screws_of_a_real_pelvis(shared_data, tmp_path):
    """From a label map and a CT: the S1 screw of the right side lies in hip bone and sacrum, none is out of bone."""
    data = shared_data / "ct_pelvis"
    labels = read_segmentation(data / "example_seg_fast_force_split.nii.gz", "totalsegmentator")
    write_seg_nrrd(labels, tmp_path / "labels.seg.nrrd")
    sites = ("S1-iliosacral-right", "L4", "anterior-column-right", "femoral-neck-right")
    order = ScrewOrder((str(tmp_path / "labels.seg.nrrd"),), sites, ct=data / "example_ct.nii.gz")
    done = plan_screws(order, tmp_path / "out")
    assert "neck_isthmus_center" in done.refused["femoral-neck-right"]  # the field of view cuts the femur
    assert [one.report.grade for one in done.screws] == ["A"] * 4
    first = done.screws[0].report
    assert first.holds == ("hip_right", "sacrum")
    assert first.path.entry[0] > 60.0 > first.path.tip[0]
    assert first.nearest("canal").distance_mm > 3.0
    assert -50.0 < first.density.mean_hu < 400.0
    assert len(list((tmp_path / "out").glob("*.png"))) == 4
