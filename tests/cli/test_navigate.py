"""``osteo navigate`` as a person types it."""

import json
import threading
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.planning.plan import Variant
from osteokit.planning.plan_file import write_plan
from osteokit.tracking.devices.motions import BODY
from osteokit.tracking.devices.simulated import SimulatedDevice
from osteokit.tracking.navigation.course import CourseFile, Moment
from osteokit.tracking.navigation.rehearsal import Rehearsal
from osteokit.tracking.navigation.setup import Setup, read_setup, write_setup
from osteokit.tracking.registration.landmarks import register_landmarks
from planning.leg_plans import filed_case, opening

KEYS = ("plateau_medial_edge", "plateau_lateral_edge", "tuberosity", "plateau_medial_anterior")


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    plan, leg, meshes = filed_case(folder)
    return write_plan(replace(plan, variants=(Variant("A", (opening(plan, leg, meshes),)),)), folder / "plan.json")


@pytest.fixture(scope="module")
def rehearsal(plan_file):
    from osteokit.jobs.navigate import open_case

    case = open_case(plan_file)
    return Rehearsal(case.meshes["tibia_left"], case.landmarks("tibia_left", KEYS), case.planned.target("HTO"))


def osteo(*words):
    result = CliRunner().invoke(app, ["navigate", *map(str, words)])
    if isinstance(result.exception, OsteoError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_targets_are_listed(plan_file):
    assert "HTO" in osteo("targets", "--plan", plan_file).stdout
    assert "HTO" in osteo("targets", "--plan", plan_file, "--variant", "A").stdout
    with pytest.raises(OsteoError, match="no variant 'B'"):
        osteo("targets", "--plan", plan_file, "--variant", "B")


def test_a_tool_is_calibrated_and_followed(plan_file, rehearsal, tmp_path):
    quick = rehearsal.only("pivot")
    file = tmp_path / "setup.json"
    with SimulatedDevice(lambda time_s: quick(4 * time_s), 100.0) as tracker:
        osteo("calibrate", f"127.0.0.1:{tracker.port}", "--setup", file, "--pivot", 2, "--spin", 0)
    assert read_setup(file).tool.tip == pytest.approx(rehearsal.room.tool.tip, abs=0.05)
    planned = dict(zip(KEYS, rehearsal._landmarks, strict=True))
    setup = Setup(rehearsal.room.tool, BODY).registered(register_landmarks(planned, planned), "tibia_left")
    write_setup(setup, file)
    with SimulatedDevice(lambda time_s: rehearsal.frame("drill", 8.0, time_s), 100.0) as tracker:
        words = ("run", f"127.0.0.1:{tracker.port}", "--plan", plan_file, "--setup", file, "--target", "HTO")
        result = osteo(*words, "--seconds", 0.5, "--json", "--record", tmp_path / "course.jsonl")
        lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
        assert len(lines) == 5 and all("depth_mm" in line for line in lines)
        told = osteo(*words, "--seconds", 0.2).stdout
        assert "remaining" in told and "(along " in told  # the rehearsed tool is a saw
    about = json.loads(osteo("course", tmp_path / "course.jsonl").stdout)
    assert about["target"] == "HTO" and about["breaches"] >= 0


def test_a_rehearsal_is_served(plan_file):
    from osteokit.tracking.igtl.link import Link

    port = _free_port()
    words = ("rehearse", "--plan", plan_file, "--target", "HTO", "--stage", "spin", "--port", port, "--seconds", 3)
    words += tuple(word for key in KEYS for word in ("--landmark", key))
    serving = threading.Thread(target=osteo, args=words)
    serving.start()
    names = set()
    for _ in range(100):
        try:
            with Link.to("127.0.0.1", port, 0.2) as link:
                names = {link.receive(2.0).device for _ in range(4)}
            break
        except OsteoError:
            threading.Event().wait(0.1)
    serving.join()
    assert names == {"StylusToTracker", "ReferenceToTracker"}


def test_a_course_is_summed_up(tmp_path):
    with CourseFile(tmp_path / "c.jsonl", {"target": "x"}) as file:
        file.add(Moment(0.0, 1.0, 2.0, 5.0, 10.0))
    assert json.loads(osteo("course", tmp_path / "c.jsonl").stdout)["largest_distance_mm"] == 1.0


def test_what_cannot_be_is_refused(plan_file, tmp_path):
    with pytest.raises(OsteoError, match="no stage"):
        osteo("rehearse", "--plan", plan_file, "--target", "HTO", "--stage", "dance")
    with pytest.raises(OsteoError, match="nothing to navigate to"):
        osteo("rehearse", "--plan", plan_file, "--target", "nail", "--seconds", 1)
    with pytest.raises(OsteoError, match="cannot be read"):
        osteo("run", "127.0.0.1:1", "--plan", plan_file, "--setup", tmp_path / "none", "--target", "HTO")
    with pytest.raises(OsteoError, match="No OpenIGTLink peer answers"):
        osteo("calibrate", f"127.0.0.1:{_free_port()}", "--setup", tmp_path / "none")


def _free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
