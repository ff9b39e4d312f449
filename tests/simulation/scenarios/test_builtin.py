"""The built-in scenarios: whole, in both languages, possible to pass, and with their dangers where they are said."""

from itertools import pairwise

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.table import METRICS
from osteokit.simulation.scenarios import forearm, knee, lumbar, temporal
from osteokit.simulation.scenarios.builtin import builtin_names, builtin_scenario, builtin_scene
from osteokit.simulation.scenarios.scenario_file import check_bone, check_consistent
from osteokit.simulation.tools.catalogue import tools

SOLIDS = {
    "pedicle-drilling": lumbar.solid, "screw-insertion": lumbar.solid, "hto-cut": knee.solid,
    "burring": temporal.solid, "plate-drilling": forearm.solid,
}  # fmt: skip


def test_six_of_them():
    assert builtin_names() == (
        "pedicle-drilling", "screw-insertion", "hto-cut", "burring", "plate-drilling", "suturing",
    )  # fmt: skip
    with pytest.raises(OsteoError, match="pedicle-drilling"):
        builtin_scenario("brain-surgery")


@pytest.mark.parametrize("name", builtin_names())
def test_each_is_whole(name):
    scenario = builtin_scenario(name)
    assert scenario.name == name
    check_consistent(scenario)
    assert [level.exam for level in scenario.levels] == [False, False, True]
    for thing in (scenario, *scenario.steps, *scenario.levels, *scenario.risks):
        assert thing.english.isascii() and any("一" <= letter <= "鿿" for letter in thing.chinese)
    for step in scenario.steps:
        assert step.tool in tools() or step.tool.startswith("screw:")
        assert step.hint_english and step.hint_chinese
    for level in scenario.levels:
        assert {mark.metric for mark in level.pass_marks} <= set(METRICS)


@pytest.mark.parametrize("name", builtin_names())
def test_marks_get_harder(name):
    levels = builtin_scenario(name).levels
    limits = [{mark.metric: (mark.limit, mark.at_most) for mark in level.pass_marks} for level in levels]
    for easy, hard in pairwise(limits):
        for metric in easy.keys() & hard.keys():
            (loose, at_most), (tight, _) = easy[metric], hard[metric]
            assert tight <= loose if at_most else tight >= loose


@pytest.mark.parametrize("name", builtin_names())
def test_each_bone_fits(name):
    scene = builtin_scene(name)
    check_bone(scene)
    bone = scene.volume.voxels[scene.labels.voxels > 0]
    assert bone.size > 10_000 and np.percentile(bone, 95) > 1000


@pytest.mark.parametrize("name", list(SOLIDS))
def test_what_must_not_be_touched_lies_off_the_target(name):
    """A perfect hand touches nothing: every target keeps its tool clear of every structure at risk."""
    scenario = builtin_scenario(name)
    for step in scenario.steps:
        target = step.target
        ways = np.linspace(0, 1, 200)[:, None]
        points = np.array(target.entry) + ways * np.subtract(target.end, target.entry)
        radius = target.diameter_mm / 2
        for risk in scenario.risks:
            course = np.array(risk.points)
            if len(course) > 1:
                course = np.concatenate([np.linspace(a, b, 100) for a, b in pairwise(course)])
            gap = np.linalg.norm(points[:, None] - course[None], axis=2).min() - risk.radius_mm - radius
            assert gap > 0.5, (step.name, risk.name)


@pytest.mark.parametrize("name", [n for n in SOLIDS if n != "burring"])
def test_lines_begin_on_the_bone(name):
    for step in builtin_scenario(name).steps:
        at_entry = SOLIDS[name]()(np.array([step.target.entry], np.float32))[0]
        assert abs(at_entry) < 0.6, step.name


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_pedicle_line_stays_in_bone(sign):
    entry, end = lumbar.pedicle_line(sign)
    points = np.array(entry) + np.linspace(0.02, 1, 300)[:, None] * np.subtract(end, entry)
    depth = -lumbar.solid()(points.astype(np.float32))
    assert depth.min() > 0 and depth[30:].min() > 3.25, "a screw of 6.5 mm fits but for the entry"


def test_the_hinge_of_the_cut_stays():
    _, end = knee.cut_line()
    assert knee.solid()(np.array([end], np.float32))[0] == pytest.approx(-knee.HINGE_MM, abs=4.0)


def test_the_pilot_hole_is_there():
    scene = builtin_scene("screw-insertion")
    step = scene.scenario.steps[0]
    to_ijk = np.linalg.inv(scene.volume.ijk_to_ras)
    middle = (np.array(step.target.entry) + np.array(step.target.end)) / 2
    i, j, k = np.rint(to_ijk[:3, :3] @ middle + to_ijk[:3, 3]).astype(int)
    assert scene.volume.voxels[k, j, i] < 100
