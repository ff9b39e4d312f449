"""Training as a job: a session's folder, going on with one that was broken off, assessing it again."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.jobs.train import SCENE, TrainOrder, assess_folder, resume, scene_of, train
from osteokit.jobs.train_files import scenario_files, session_files
from osteokit.jobs.train_references import make_references, sessions_in
from osteokit.jobs.train_scene import plate_mesh, risk_mesh, target_mesh
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.recording_file import FACTS, PART_SAMPLES, SAMPLE, is_broken, read_recording
from osteokit.simulation.scenario import Risk, Target
from osteokit.simulation.scenarios.builtin import builtin_scenario
from osteokit.simulation.scenarios.references_file import read_references
from osteokit.simulation.scenarios.scenario_file import read_scenario, read_scene, write_scenario
from osteokit.simulation.scenarios.scene_bone import bone_surface
from osteokit.simulation.session import level_of
from osteokit.surface.check import check_solid
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.read import read_mesh
from simulation.short_scenario import one_hole


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return write_scenario(one_hole(2), tmp_path_factory.mktemp("scenarios") / "two-holes")


@pytest.fixture(scope="module")
def trained(scenario, tmp_path_factory):
    out = tmp_path_factory.mktemp("train") / "session"
    return out, train(TrainOrder(str(scenario), out, "2"))


def test_a_session_has_all_its_files(trained):
    out, result = trained
    assert result.assessment.passed and result.recording.hand == "expert"
    assert {path.name for path in result.files} == {"assessment.json", "report.pdf", "xapi.json", "scene.glb"}
    assert all(path.stat().st_size > 500 for path in result.files) and not is_broken(out)
    assert json.loads((out / "assessment.json").read_text(encoding="utf-8"))["passed"] is True
    statements = json.loads((out / "xapi.json").read_text(encoding="utf-8"))
    assert statements and all("mbox" not in one["actor"] and "name" not in one["actor"] for one in statements)


def test_the_scene_is_a_model_with_the_hole_in_it(trained):
    out, result = trained
    mesh = read_mesh(out / "scene.glb")
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    entry = np.array(result.scenario.steps[0].target.entry)
    assert (low < entry).all() and (high > entry - 1.0).all()


def test_assessing_again_gives_the_same(trained):
    out, result = trained
    again = assess_folder(out)
    assert {k: f.value for k, f in again.assessment.figures.items()} == pytest.approx(
        {k: f.value for k, f in result.assessment.figures.items()}
    )


def test_a_killed_session_goes_on_where_it_was(trained, scenario, tmp_path):
    """Cancelled after the first hole: nothing is lost, the second hole is drilled in the bone that has the first."""
    out = tmp_path / "session"

    def stop(fraction, message):
        if fraction > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        train(TrainOrder(str(scenario), out, "2"), stop)
    assert is_broken(out)
    former = read_recording(out)
    assert sum(event.kind == "step_done" for event in former.events) == 1
    with pytest.raises(OsteoError, match="broken off"):
        train(TrainOrder(str(scenario), out, "2"))
    result = resume(out)
    assert [event.kind for event in result.recording.events].count("step_done") == 2 and not is_broken(out)
    whole = trained[1].recording.facts
    for name in ("planned_volume_mm3", "removed_in_plan_mm3"):
        assert result.recording.facts[name] == pytest.approx(whole[name], rel=0.1), name
    with pytest.raises(OsteoError, match="is over"):
        resume(out)


@pytest.mark.slow
def test_a_program_that_is_killed_leaves_a_session_to_go_on_with(scenario, tmp_path):
    """SIGKILL in the middle: the samples until then are there, and the session is gone on with."""
    out = tmp_path / "session"
    program = subprocess.Popen(
        [sys.executable, "-m", "osteokit.cli.app", "train", "run", str(scenario), "--out", str(out)],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 240.0
        while time.monotonic() < until and program.poll() is None:
            samples = out / PART_SAMPLES
            if samples.exists() and samples.stat().st_size > 1000 * SAMPLE.itemsize and (out / SCENE).exists():
                break
            time.sleep(0.05)
        assert program.poll() is None, "it was over before it could be killed"
    finally:
        program.kill()
        program.wait()
    assert is_broken(out) and len(read_recording(out).time_s) >= 1000
    assert resume(out).assessment.value("steps_done_percent") == 100.0


def test_what_is_not_there_is_said(scenario, tmp_path, trained):
    with pytest.raises(OsteoError, match="pedicle-drilling"):
        scene_of("brain-surgery")
    with pytest.raises(OsteoError, match="no level"):
        train(TrainOrder(str(scenario), tmp_path / "a", "9"))
    with pytest.raises(OsteoError, match="no hand"):
        train(TrainOrder(str(scenario), tmp_path / "a", "1", "robot"))
    assert not (tmp_path / "a").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    with pytest.raises(OsteoError, match="holds other files"):
        train(TrainOrder(str(scenario), tmp_path / "mine"))
    lost = tmp_path / "lost"
    shutil.copytree(trained[0], lost)
    (lost / FACTS).write_text("{}")
    with pytest.raises(OsteoError):
        assess_folder(lost)


@pytest.mark.parametrize(
    "target",
    [
        Target("path", (0.0, 0, 0), (0.0, 0, 20.0), 4.0),
        Target("plane", (0.0, 0, 0), (0.0, 0, 20.0), width_mm=10.0, depth_mm=20.0, normal=(0.0, 1.0, 0.0)),
        Target("region", (1.0, 2, 3), (1.0, 2, 3), 10.0),
    ],
)
def test_targets_are_solids_where_they_are_planned(target):
    mesh = target_mesh(target)
    assert check_solid(mesh).is_solid
    if target.kind == "plane":
        np.testing.assert_allclose(np.ptp(mesh.vertices, axis=0), [10.0, 0.4, 20.0], atol=1e-6)
        np.testing.assert_allclose(mesh.vertices.mean(axis=0), [0.0, 0.0, 10.0], atol=1e-6)


def test_structures_at_risk_have_their_radius():
    for points in (((0.0, 0, 0),), ((0.0, 0, 0), (0.0, 0, 30.0), (0.0, 10.0, 50.0))):
        mesh = risk_mesh(Risk("r", "R", "险", "artery", points, 3.0))
        assert mesh.vertices[:, 0].max() == pytest.approx(3.0, abs=0.05)


def test_experts_sessions_become_the_reference_of_their_scenario(trained, scenario, tmp_path):
    """Two sessions that are alike: what they reach scores 80, and who does the same later is scored so."""
    own = tmp_path / "own"
    shutil.copytree(scenario, own)
    reports = tmp_path / "reports"
    for name in ("first", "second"):
        shutil.copytree(trained[0], reports / name)
    sessions = sessions_in(reports, read_scenario(own).name)
    assert [one.name for one in sessions] == ["first", "second"] and sessions_in(reports, "another") == []
    references, path = make_references(own, sessions)
    assert path == own / "references.json" and read_references(own) == references
    scene = read_scene(own)
    session = read_recording(reports / "first")
    level = level_of(scene.scenario, "2")
    figures = assess(session, scene.scenario, level, bone_surface(scene), scene.references).figures
    assert all(figures[key].score == pytest.approx(80.0, abs=0.5) for key in references)
    assert figures["path_mm"].reference == "2 sessions of experts" and len(references) > 10
    again = write_scenario(scene, tmp_path / "again")
    assert read_references(again) == references  # they go where the scenario goes
    assert {one.name for one in scenario_files(again)} == {
        "scenario.json", "bone.nrrd", "labels.nrrd", "references.json",
    }  # fmt: skip


def test_references_that_cannot_be_made_or_read_are_one_sentence(trained, scenario, tmp_path):
    with pytest.raises(OsteoError, match="two or more sessions"):
        make_references(scenario, [trained[0]])
    other = tmp_path / "other"
    write_scenario(replace(read_scene(scenario), scenario=replace(read_scenario(scenario), name="other")), other)
    with pytest.raises(OsteoError, match="not of other"):
        make_references(other, [trained[0], trained[0]])
    words = {"english": "", "chinese": ""}
    figures = (
        {"nonsense": {"scale": [[0, 1], [1, 0]], **words}},
        {"path_mm": {"scale": [[1, 1], [0, 0]], **words}},
        {"path_mm": {"scale": [[1, True], [2, 0]], **words}},
        {"path_mm": {"scale": [[1, 1], [2, 0]]}},
        {"path_mm": 7},
    )
    texts = [json.dumps({"format": "osteo.references/1", "figures": one}) for one in figures]
    for text in ("{}", "[]", *texts):
        (other / "references.json").write_text(text, encoding="utf-8")
        with pytest.raises(OsteoError, match="make the references again"):
            read_references(other)


def test_what_goes_to_a_hub_is_listed(trained, tmp_path):
    files = session_files(trained[0])
    assert (files.scenario, files.level) == ("one-hole", "2")
    assert all(path.is_file() for path in (files.statements, files.assessment, files.report))
    shutil.copytree(trained[0], tmp_path / "without")
    (tmp_path / "without" / "xapi.json").unlink()
    with pytest.raises(OsteoError, match="names no learner"):
        session_files(tmp_path / "without")


def test_a_joint_covers_the_plateau_and_a_plate_lets_the_drill_through():
    joint = next(risk for risk in builtin_scenario("hto-cut").risks if risk.kind == "joint")
    low, high = risk_mesh(joint).vertices.min(axis=0), risk_mesh(joint).vertices.max(axis=0)
    assert (high - low)[:2] == pytest.approx([2 * 36.0, 2 * 23.0], abs=1.5) and high[2] - low[2] == pytest.approx(
        10.0, abs=0.1
    )
    scenario = builtin_scenario("plate-drilling")
    plate = plate_mesh(scenario)
    assert check_solid(plate).is_solid
    inside = SurfaceDistance(plate)
    for step in scenario.steps:
        entry, way = np.array(step.target.entry), np.subtract(step.target.entry, step.target.end)
        out = way / np.linalg.norm(way)
        turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)[:, None]
        wall = entry + 1.5 * out + 1.25 * (np.cos(turn) * [1, 0, 0] + np.sin(turn) * [0, 0, 1])
        assert inside.signed(wall).min() > 0.3, "a drill of 2.5 mm goes through its hole"
    assert plate_mesh(builtin_scenario("pedicle-drilling")) is None
