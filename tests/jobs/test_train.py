"""Training as a job: a session's folder, going on with one that was broken off, assessing it again."""

import json
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.jobs.train import SCENE, TrainOrder, assess_folder, resume, scene_of, train
from osteokit.jobs.train_scene import risk_mesh, target_mesh
from osteokit.simulation.recording_file import FACTS, PART_SAMPLES, SAMPLE, is_broken, read_recording
from osteokit.simulation.scenario import Risk, Target
from osteokit.simulation.scenarios.scenario_file import write_scenario
from osteokit.surface.check import check_solid
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
