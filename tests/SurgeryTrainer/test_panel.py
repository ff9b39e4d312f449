"""The panel in the emulated desktop (see harness): a trainee trains, a teacher makes a scenario."""

import json
import shutil

import numpy as np
import pytest
from pypdf import PdfReader

from osteokit.jobs.plan_folder import bone_input
from osteokit.jobs.train import assess_folder
from osteokit.mrml.text_node import keep_document
from osteokit.planning.plan import ImplantStep, Patient, SurgicalPlan, Variant
from osteokit.planning.plan_file import text_of_plan
from osteokit.planning.plan_outcome import measured_now
from osteokit.simulation.recording_file import is_broken, read_recording
from osteokit.surface.primitives import box
from simulation.small_scenario import small_scenario, written

from .walking import choose, pass_time, rows_of, start, wait_until_ready

SCREW = "HA4.5-30"

pytestmark = pytest.mark.service("qt")


def test_it_opens_with_the_built_in_scenarios_ready_to_start(hands):
    box = hands.ui.scenarioComboBox
    assert "Pedicle drilling, L3" in [box.itemText(n) for n in range(box.count)]
    assert hands.told == "Choose a scenario and a level, and press Start."
    assert hands.ui.startButton.enabled  # one click to start, two with another level
    assert [hands.ui.levelComboBox.itemText(n) for n in range(3)] == ["1  Guided", "2  Practice", "3  Exam"]
    for name in ("endButton", "packButton", "powerButton", "saveButton", "publishButton"):
        assert not getattr(hands.ui, name).enabled, name


def test_a_demonstration_runs_to_its_report(trainee, tmp_path, desktop):
    ui, logic = trainee.ui, trainee.widget.logic
    start(trainee, hand=1)
    assert trainee.told.startswith("Step 1 of 1: Drill the hole")
    pass_time(trainee, 0.1)
    assert ui.hintLabel.text == "Straight down."
    before = logic.nodes.bone.GetPolyData().GetNumberOfPolys()
    pass_time(trainee, 90.0, lambda: logic.running is None)
    result = logic.assessment
    assert result.value("steps_done_percent") == 100.0 and result.grade == "A"
    assert result.value("plunge_mm") > 0.0 and result.value("tip_error_mm") < 3.0
    assert logic.nodes.bone.GetPolyData().GetNumberOfPolys() != before
    assert ui.resultLabel.text.startswith(("Passed", "Not passed")) and "Gertzbein-Robbins A" in ui.resultLabel.text
    assert ["Steps done", "100 %", "100"] in rows_of(ui.figuresTable)
    assert ui.radarLabel.pixmap.width() == 400
    ui.learnerEdit.text, ui.hubEdit.text = "a1b2", "https://hub.example.org"
    trainee.press("saveButton")
    (folder,) = (tmp_path / "reports").iterdir()
    assert trainee.told == f"The report is in {folder}."
    assert "A small hole" in PdfReader(folder / "report.pdf").pages[0].extract_text()
    statements = json.loads((folder / "xapi.json").read_text(encoding="utf-8"))
    assert statements[0]["actor"]["account"] == {"homePage": "https://hub.example.org", "name": "a1b2"}
    assert json.loads((folder / "assessment.json").read_text(encoding="utf-8"))["scenario"] == "small-hole"
    assert assess_folder(folder).assessment.figures.keys() == result.figures.keys()


def test_a_demonstration_is_nobodys_record_and_a_person_signs_in_first(trainee, tmp_path, monkeypatch):
    monkeypatch.setenv("OSTEO_CONFIG", str(tmp_path / "config"))
    start(trainee, hand=1)
    assert not trainee.ui.sendButton.enabled
    pass_time(trainee, 1.0)
    trainee.press("endButton")
    trainee.press("sendButton")
    assert trainee.told == "Sign in to the hub first, in Hub Browser."
    from osteokit.hubclient.accounts import Account, keep

    keep(Account("http://127.0.0.1:1", "token", "0" * 32, "county student"))
    trainee.press("sendButton")
    assert "nobody's record" in trainee.told


def test_a_session_that_breaks_off_is_on_disk(trainee, tmp_path):
    start(trainee, hand=1)
    pass_time(trainee, 5.0)
    (folder,) = (tmp_path / "reports").iterdir()
    shutil.copytree(folder, tmp_path / "as after a crash")
    broken = read_recording(tmp_path / "as after a crash")
    assert is_broken(tmp_path / "as after a crash") and 3.0 < broken.time_s[-1] <= 5.0
    trainee.press("endButton")
    assert not is_broken(folder) and len(read_recording(folder).time_s) >= len(broken.time_s)


def test_without_a_folder_nothing_is_written_until_one_is_chosen(trainee, tmp_path):
    trainee.panel.parameters.folder = ""
    start(trainee, hand=1)
    pass_time(trainee, 1.0)
    trainee.press("endButton")
    trainee.press("saveButton")
    assert trainee.told == "Choose the folder for the report first." and not (tmp_path / "reports").exists()
    trainee.ui.folderEdit.currentPath = str(tmp_path / "late")
    trainee.press("saveButton")
    (folder,) = (tmp_path / "late").iterdir()
    assert (folder / "report.pdf").is_file() and not (folder / "xapi.json").exists()


def test_a_person_drills_too_far_and_packs_the_vessel(trainee):
    ui, logic = trainee.ui, trainee.widget.logic
    running = start(trainee)
    assert ui.powerButton.enabled
    hand = logic.mouse
    ui.powerButton.checked = True
    assert logic.grip.power == 1.0
    for _ in range(600):  # down through the bone and on
        hand.advance(0.4)
        pass_time(trainee, 0.05)
        if running.session.patient.wounds and running.session.patient.bleeding_ml_min > 50:
            break
    assert "vessel" in " ".join(event.name for event in running.session.events)
    trainee.press("stopButton")
    assert not ui.powerButton.checked and logic.grip.power == 0.0
    pass_time(trainee, 2.0)
    lost = running.session.patient.blood_lost_ml
    assert lost > 1.0 and "blood lost" in ui.vitalsLabel.text
    trainee.press("packButton")
    assert any(event.kind == "answer" and event.name == "pack" for event in running.session.events)
    trainee.press("endButton")
    result = logic.assessment
    assert result.value("risks_touched") == 1.0 and result.passed is False and result.score == 0.0
    assert result.value("plunge_mm") > 6.0 and result.value("blood_ml") > 0.99 * lost
    assert trainee.told.startswith("Not passed") and "Structures at risk touched" in ui.adviceLabel.text
    assert not ui.endButton.enabled and ui.startButton.enabled


def test_a_lost_device_stops_time_and_the_session_goes_on(trainee, desktop):
    from osteokit.mrml.tracked_nodes import show_tools

    show_tools(desktop, {"Stylus": np.eye(4)})
    trainee.panel.update()
    running = start(trainee, hand=3)
    pass_time(trainee, 0.5)
    at = running.session.time_s
    assert at > 0.3
    show_tools(desktop, {"Stylus": None})
    pass_time(trainee, 1.0)
    assert running.session.time_s == at and trainee.told.startswith("The device is lost")
    show_tools(desktop, {"Stylus": np.eye(4)})
    pass_time(trainee, 0.5)
    assert running.session.time_s > at + 0.3 and trainee.told.startswith("Step 1 of 1")
    assert [event.kind for event in running.session.events if "device" in event.kind] == ["device_lost", "device_back"]


def test_a_folder_that_cannot_be_written_is_said_before_anything_runs(trainee, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    trainee.panel.parameters.folder = str(tmp_path / "file")
    assert start(trainee) is None
    assert "file" in trainee.told and trainee.panel.idle and trainee.ui.startButton.enabled


def test_making_ready_can_be_cancelled_and_another_tool_taken(trainee):
    trainee.press("startButton")
    trainee.press("cancelButton")
    assert trainee.panel.idle and trainee.ui.startButton.enabled
    running = start(trainee)
    names = [trainee.ui.toolComboBox.itemText(n) for n in range(trainee.ui.toolComboBox.count)]
    trainee.ui.toolComboBox.currentIndex = names.index("Ball-tipped probe")
    pass_time(trainee, 0.2)
    assert running.state.tool == "probe"
    trainee.press("nextStepButton")  # the only step: that ends the session
    assert trainee.widget.logic.running is None and trainee.widget.logic.assessment.value("steps_done_percent") == 0.0


def test_a_broken_scenario_is_said_and_the_others_are_there(hands, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "scenario.json").write_text("{", encoding="utf-8")
    written(tmp_path)
    hands.ui.scenarioFolderEdit.currentPath = str(tmp_path)
    assert "scenario" in hands.told and hands.told != "Choose a scenario and a level, and press Start."
    choose(hands, "A small hole")
    assert hands.ui.levelComboBox.count == 2


def test_a_teacher_makes_a_scenario_of_another(trainee, tmp_path):
    from osteokit.simulation.scenarios.scenario_file import read_scene

    ui = trainee.ui
    trainee.press("takeButton")
    assert rows_of(ui.stepsTable) == [["Drill the hole", "钻孔", "Straight down.", "垂直向下。"]]
    assert ["Plunge beyond the far cortex", "≤ 6 mm"] in rows_of(ui.marksTable)
    ui.nameEdit.text, ui.englishEdit.text, ui.chineseEdit.text = "class-hole", "Our hole", "本班钻孔"
    ui.stepsTable.item(0, 0).setText("Drill it straight")
    ui.marksTable.selectRow(0)
    assert ui.markSpinBox.value == 6.0
    ui.markSpinBox.value = 4.0
    trainee.press("setMarkButton")
    assert ["Plunge beyond the far cortex", "≤ 4 mm"] in rows_of(ui.marksTable)
    ui.marksTable.selectRow([row[0] for row in rows_of(ui.marksTable)].index("Breach of the cortex"))
    trainee.press("removeMarkButton")
    trainee.press("publishButton")
    assert trainee.told.startswith("Choose the folder")
    ui.publishEdit.currentPath = str(tmp_path / "class")
    trainee.press("publishButton")
    assert "your class finds it there" in trainee.told
    made = read_scene(tmp_path / "class" / "class-hole").scenario
    assert (made.english, made.steps[0].english, made.steps[0].chinese) == ("Our hole", "Drill it straight", "钻孔")
    marks = {mark.metric: mark.limit for mark in made.levels[0].pass_marks}
    assert marks == {"plunge_mm": 4.0, "risks_touched": 0.0}
    assert made.levels[1].pass_marks == small_scenario().levels[1].pass_marks
    choose(trainee, "Our hole")


def test_a_step_without_a_name_and_a_bad_name_are_refused(trainee, tmp_path):
    ui = trainee.ui
    trainee.press("takeButton")
    ui.publishEdit.currentPath = str(tmp_path / "out")
    for column in (0, 1):
        ui.stepsTable.item(0, column).setText(" ")
    trainee.press("publishButton")
    assert trainee.told == "Step 1 has no name; write one."
    ui.stepsTable.item(0, 0).setText("Drill")
    ui.nameEdit.text = "a name"
    trainee.press("publishButton")
    assert "letters, digits and hyphens" in trainee.told and not (tmp_path / "out").exists()


def planned(patient):
    """A plan with one screw, from the right into a block of bone."""
    bone = box([40.0, 30.0, 60.0])
    pose = ((0.0, 0.0, -1.0, 20.0), (0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))
    screw = ImplantStep("first", "tibia_left", "generic", SCREW, pose)
    inputs = (bone_input("tibia_left", bone),)
    variants = (Variant("A", (screw,)),)
    plan = SurgicalPlan("id", "Case", "", inputs, {}, measured_now({}, ""), patient=patient, variants=variants)
    return plan, bone


def test_a_teacher_makes_a_scenario_of_the_plan_in_the_scene(hands, desktop, tmp_path):
    from osteokit.simulation.scenarios.scenario_file import read_scene
    from osteopanels.scene_bones import DOCUMENT, add_bone

    ui = hands.ui
    ui.sourceComboBox.currentIndex = 1
    hands.press("takeButton")
    assert hands.told.startswith("There is no plan in the scene")
    plan, bone = planned(Patient("Wang^Xiaoming", "P-4711"))
    keep_document(desktop, DOCUMENT, text_of_plan(plan))
    hands.press("takeButton")
    assert hands.told == "Bones of the plan are not in the scene: tibia_left."
    add_bone(desktop, "tibia_left", bone, "en")
    hands.press("takeButton")
    assert hands.told.startswith("Name it")
    assert [row[0] for row in rows_of(ui.stepsTable)] == ["Drill the planned hole", "Insert the planned screw"]
    ui.publishEdit.currentPath = str(tmp_path)
    ui.nameEdit.text, ui.englishEdit.text = "screw-case", "As in Xiaoming's case"
    hands.press("publishButton")
    assert hands.told.startswith("A text names the patient") and not list(tmp_path.iterdir())
    ui.englishEdit.text = "A tibial screw"
    hands.press("publishButton")
    assert "your class finds it there" in hands.told
    made = read_scene(tmp_path / "screw-case").scenario
    assert made.plan_sha256 and made.steps[0].target.entry == pytest.approx((20.0, 0.0, 0.0))
    written_text = (tmp_path / "screw-case" / "scenario.json").read_text(encoding="utf-8")
    assert "Wang" not in written_text and "4711" not in written_text


def test_closing_the_scene_in_mid_session_leaves_nothing(trainee, desktop):
    start(trainee)
    pass_time(trainee, 0.3)
    desktop.Clear(0)
    assert trainee.widget.logic.running is None
    assert trainee.told == "Choose a scenario and a level, and press Start."


def test_a_session_that_was_broken_off_is_gone_on_with_at_one_click(trainee, tmp_path, desktop):
    assert trainee.ui.resumeButton.isHidden()
    start(trainee, hand=1)
    pass_time(trainee, 9.0)
    (folder,) = (tmp_path / "reports").iterdir()
    shutil.copytree(folder, tmp_path / "kept")
    cut = float(trainee.widget.logic.running.session.samples.array()["removed_mm3"].sum())
    assert cut > 1.0 and trainee.ui.resumeButton.isHidden()
    trainee.press("endButton")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "kept", folder)  # as after a crash
    trainee.panel.update()
    assert not trainee.ui.resumeButton.isHidden() and trainee.ui.resumeButton.text.startswith("Go on: A small hole, ")
    trainee.ui.handComboBox.currentIndex = 1
    trainee.press("resumeButton")
    wait_until_ready(trainee)
    running = trainee.widget.logic.running
    former = read_recording(tmp_path / "kept")
    assert running.session.time_s == pytest.approx(former.time_s[-1] + 0.004)
    assert running.prepared.bone.removed_mm3().sum() == pytest.approx(float(former.removed_mm3.sum()), rel=0.1)
    pass_time(trainee, 90.0, lambda: trainee.widget.logic.running is None)
    assert trainee.widget.logic.assessment.value("steps_done_percent") == 100.0
    whole = read_recording(folder)
    assert not is_broken(folder) and len(whole.time_s) > len(former.time_s)
    assert trainee.ui.resumeButton.isHidden()
    trainee.press("sceneButton")
    assert trainee.told == f"The scene is in {folder / 'scene.glb'}."
    assert (folder / "scene.glb").read_bytes()[:4] == b"glTF"
