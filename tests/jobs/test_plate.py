"""Plates from files to files, and into the plan of an opening wedge: on both fragments, off the hinge."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from generated.long_bones import left_tibia
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.plate import PlateBone, PlateOrder, propose_plate
from osteokit.jobs.plate_file import PlateFiles, cut_obstacles, plan_plate
from osteokit.jobs.screw_plan import bones_of_plan
from osteokit.planning.apply import carried_out
from osteokit.planning.plan import ImplantStep, Variant
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plates.articles import shape_of
from osteokit.planning.plates.fit import fit_map
from osteokit.planning.variants import with_variant
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.read import read_mesh
from planning.leg_plans import filed_case, opening

ORDER = PlateOrder("proximal_tibia_medial", families=("t_plate",), holes=(5, 5))


@pytest.fixture(scope="module")
def tibia(tmp_path_factory):
    path = tmp_path_factory.mktemp("plate") / "tibia.stl"
    write_mesh(left_tibia(), path)
    return path


def test_a_plate_is_proposed_told_and_drawn(tibia, tmp_path):
    files = PlateFiles("tibia_left", tmp_path / "plate.json", tibia, tmp_path / "plate.png")
    proposal = plan_plate(files, replace(ORDER, bend="yes"))
    told = json.loads((tmp_path / "plate.json").read_text(encoding="utf-8"))
    assert told["format"] == "osteo.plate/1" and told["coordinates"] == "LPS"
    assert told["ranking"][0]["reference"] == told["plate"]["reference"] == proposal.found.implant.reference
    means = [one["fit"]["mean_gap_mm"] for one in told["ranking"]]
    assert means == sorted(means)
    assert told["bends"] and told["plate"]["fit"]["mean_gap_mm"] < means[0]
    assert len(told["screws"]) + len(told["empty_holes"]) == len(proposal.plate.holes)
    signs = np.diag([-1.0, -1.0, 1.0, 1.0])
    again = fit_map(proposal.plate, signs @ np.array(told["plate"]["pose"]), SurfaceDistance(read_mesh(tibia)))
    assert again.mean_mm == pytest.approx(told["plate"]["fit"]["mean_gap_mm"], abs=1e-3)
    with Image.open(tmp_path / "plate.png") as picture:
        colors = np.asarray(picture.convert("RGB")).reshape(-1, 3)
        assert picture.size[0] > 1000 and len(np.unique(colors, axis=0)) > 1000


def test_screws_exist_in_the_catalogue_and_hold_in_bone(tibia, tmp_path):
    proposal = plan_plate(PlateFiles("tibia_left", tmp_path / "plate.json", tibia), ORDER)
    bone = SurfaceDistance(read_mesh(tibia))
    assert len(proposal.screws.screws) >= 5
    for one in proposal.screws.screws:
        depth = np.linspace(0.0, one.path.length_mm, 400)
        inside = bone.signed(np.array(one.path.entry) + depth[:, None] * one.path.axis)
        assert (inside < 0).mean() * one.path.length_mm == pytest.approx(one.bone_mm, abs=0.3)
        assert inside.min() < -one.path.diameter_mm / 2  # bone all around it


def test_points_take_a_reconstruction_plate_along_them(tibia, tmp_path):
    mesh = read_mesh(tibia)
    surface = SurfaceDistance(mesh)
    x, y = mesh.vertices[:, :2].mean(axis=0)
    heights = mesh.vertices[:, 2].min() + np.array([220.0, 190.0, 160.0])
    picked = surface.closest(np.array([[x + 40.0, y + 20.0, z] for z in heights]))[0]
    lps = tuple((-float(a), -float(b), float(c)) for a, b, c in picked)
    order = PlateOrder(points=lps, holes=(5, 6), bend="yes", screws="no")
    proposal = plan_plate(PlateFiles("tibia_left", tmp_path / "plate.json", tibia), order)
    assert proposal.found.implant.family == "reconstruction_plate"
    assert np.linalg.norm(proposal.placed.pose[:3, 3] - picked[1]) < 8.0
    assert proposal.placed.pose[2, 0] > 0.9  # proximal to the first point


@pytest.fixture
def wedge(tmp_path):
    plan, leg, meshes = filed_case(tmp_path)
    done, _ = carried_out(plan, Variant("A", (opening(plan, leg, meshes),)), meshes)
    write_plan(with_variant(plan, done), tmp_path / "plan.json")
    return tmp_path / "plan.json", plan.side


@pytest.mark.slow
def test_after_an_osteotomy_it_bridges_the_gap_and_becomes_part_of_the_plan(wedge, tmp_path):
    path, side = wedge
    bone = f"tibia_{side}"
    order = PlateOrder("proximal_tibia_medial", families=("t_plate",), holes=(6, 9))
    proposal = plan_plate(PlateFiles(bone, tmp_path / "p.json", None, None, path, "A"), order)
    assert min(proposal.ranking.plates[0].holes) >= 3
    hinge = next(one for one in cut_obstacles(bones_of_plan(path, "A"), PlateFiles(bone, path, plan=path, variant="A")))
    for one in proposal.screws.screws:
        ends = np.array([one.path.entry]), np.array([one.path.tip])
        assert hinge.clearance(*ends, one.path.diameter_mm / 2)[0] >= hinge.least_mm - 1e-6
    variant = read_plan(path).variant("A")
    steps = [step for step in variant.steps if isinstance(step, ImplantStep)]
    assert steps[0].name == "plate"
    assert len(steps) == 1 + len(proposal.screws.screws)
    assert all(step.parameters["plate"] == "plate" for step in steps[1:])
    plan_plate(PlateFiles(bone, tmp_path / "p.json", None, None, path, "A"), replace(order, screws="no"))
    assert [step.name for step in read_plan(path).variant("A").steps if isinstance(step, ImplantStep)] == ["plate"]


@pytest.mark.slow
def test_a_bent_plate_is_bent_in_the_plan_too(wedge, tmp_path):
    from osteokit.planning.plan_outcome import carry_out

    path, side = wedge
    order = PlateOrder("proximal_tibia_medial", references=("SP3.5-8",), bend="yes", screws="no")
    proposal = plan_plate(PlateFiles(f"tibia_{side}", tmp_path / "p.json", None, None, path, "A"), order)
    planned = bones_of_plan(path, "A")
    outcome = carry_out(planned.plan, planned.plan.variant("A"), planned.inputs)
    solid = outcome.implants["plate"].solid
    straight = shape_of(proposal.found).mesh
    assert proposal.bends  # the flare asks for some
    assert np.abs(SurfaceDistance(proposal.plate.mesh).signed(solid.vertices)).max() < 1e-6
    assert np.ptp(solid.vertices[:, 2]) > np.ptp(straight.vertices[:, 2])


def test_what_cannot_be_planned_is_refused(tibia, tmp_path):
    bone = PlateBone("tibia_left", left_tibia(), None)
    with pytest.raises(OsteoError, match="found by landmarks"):
        propose_plate(bone, ORDER)
    with pytest.raises(OsteoError, match="no plate site"):
        propose_plate(bone, PlateOrder("nowhere"))
    with pytest.raises(OsteoError, match="has an article"):
        propose_plate(bone, PlateOrder("proximal_tibia_medial", references=("XX-1",)))
    with pytest.raises(OsteoError, match="choose others"):
        propose_plate(bone, replace(ORDER, holes=(23, 24)))
    with pytest.raises(OsteoError, match="Give either the surface"):
        plan_plate(PlateFiles("tibia_left", tmp_path / "p.json"), ORDER)
    with pytest.raises(OsteoError, match=r"no \.png"):
        plan_plate(PlateFiles("tibia_left", tmp_path / "p.json", tibia, tmp_path / "p.jpg"), ORDER)
