"""Screws in the holes of a plate: matched where the plate's holes are in the end, also where it is bent."""

import numpy as np
import pytest

from osteokit.anatomy.measurement import Measurements
from osteokit.planning.checks import check_variant
from osteokit.planning.implants.catalogues import search
from osteokit.planning.implants.joins import leaning_deg, taken_by
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.plan import PlanInput, SurgicalPlan, Variant
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plan_outcome import carry_out
from osteokit.planning.plates.articles import shape_of
from osteokit.planning.plates.bend import bent, largest_angles, stations_of
from osteokit.planning.screws.values import ScrewPath
from osteokit.plugins.manager import OsteoPlugins
from osteokit.surface.primitives import box
from osteokit.surface.transform import translation

BONE = {"tibia_left": box((60.0, 60.0, 300.0), translation([0.0, 0.0, 0.0]))}
LIES = np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, -1.0, 30.0], [-1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
"""On the front of the bone: x of the plate up or down it, z into it."""


def plate():
    found = [one for one in search(family="straight_plate", catalogue_name="generic")
             if one.implant.sizes.get("holes") == 6 and one.implant.sizes.get("screw_mm") == 3.5]  # fmt: skip
    return found[0]


def carried(bends, holes):
    """The plate with ``bends`` and a screw straight through each of ``holes``, which may be those of another bend."""
    found = plate()
    steps = [implant_step("plate", "tibia_left", found, LIES, parameters={"bends_deg": bends.tolist()})]
    screw = next(one for one in search(family="cortical_screw", catalogue_name="generic")
                 if one.implant.sizes["diameter_mm"] == 3.5 and one.implant.sizes["length_mm"] == 30)  # fmt: skip
    for hole in holes:
        entry = LIES[:3, :3] @ np.array(hole.point) + LIES[:3, 3]
        tip = entry + 30.0 * (LIES[:3, :3] @ np.array(hole.axis))
        path = ScrewPath(tuple(entry), tuple(tip), 3.5)
        steps.append(implant_step(hole.name, "tibia_left", screw, screw_pose(path)))
    inputs = tuple(PlanInput(key, "f.stl", "0" * 64, "RAS", mesh.volume_mm3) for key, mesh in BONE.items())
    plan = SurgicalPlan("1", "t", "left", inputs, {}, Measurements("left", {}, {}))
    variant = Variant("A", tuple(steps))
    outcome = carry_out(plan, variant, BONE)
    return outcome, check_variant(plan, variant, outcome, OsteoPlugins())


@pytest.fixture(scope="module")
def bends():
    """The most that the material allows at every station, all toward the bone."""
    shape = shape_of(plate())
    return np.array([[0.9 * largest_angles(one, shape.material)[0], 0.0, 0.0] for one in stations_of(shape)])


def test_screws_of_a_bent_plate_sit_in_its_bent_holes(bends):
    assert len(bends) >= 3 and bends[:, 0].sum() > 20.0
    straight = shape_of(plate())
    holes = bent(straight, bends).holes
    outcome, findings = carried(bends, holes)
    host = outcome.implants["plate"]
    for hole in holes:
        screw = outcome.implants[hole.name]
        found = taken_by(host, screw)
        assert found is not None and found.name == hole.name
        assert leaning_deg(found, screw, host) == pytest.approx(0.0, abs=1e-3)
    assert not [one for one in findings if one.code in ("implant.angle", "collision.implants")]


def test_screws_that_were_aimed_through_the_unbent_plate_no_longer_fit(bends):
    outcome, _ = carried(bends, shape_of(plate()).holes)
    ends = outcome.implants[shape_of(plate()).holes[0].name]
    assert taken_by(outcome.implants["plate"], ends) is None


def test_without_bends_the_holes_are_those_of_the_article(bends):
    outcome, findings = carried(np.zeros_like(bends), shape_of(plate()).holes)
    host = outcome.implants["plate"]
    assert {hole.name for hole in host.connections} >= {hole.name for hole in shape_of(plate()).holes}
    assert not [one for one in findings if one.code in ("implant.angle", "collision.implants")]
