import json
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from jobs.demo_cases import around, case, half_femur
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.fabrication import slicer_engine
from osteokit.imaging.volume import image_from_array
from osteokit.jobs import demo
from osteokit.jobs.demo import plan_on_case, run_demo
from osteokit.jobs.plan import apply_to_folder
from osteokit.planning.plan_file import read_plan
from osteokit.surface.boolean import intersection
from osteokit.surface.read import read_mesh


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A case of half a femur on a machine without PrusaSlicer, and its plan."""
    folder = tmp_path_factory.mktemp("demo")
    femur, said = half_femur(), []
    summary = case(folder, {"femur_left": femur}, around(femur, 0.0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slicer_engine, "_PROGRAMS", ())
        done = plan_on_case(summary, folder, progress=lambda fraction, message: said.append((fraction, message)))
    return folder / "plan", done, said


def test_everything_is_there(planned):
    folder, done, said = planned
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"plan.json", "report.pdf", "bones/femur_left.stl", "moved/femur_left_proximal.stl",
            "moved/femur_left_distal.stl", "guide/guide.stl", "guide/guide.3mf", "guide/checks.json",
            "guide/print/package.json"} <= files  # fmt: skip
    plan = read_plan(folder / "plan.json")
    assert plan == done.plan and plan.chosen == plan.variants[0].name
    assert plan.patient.patient_id == "P7" and not plan.signature.is_signed
    assert "an end of it is missing" in plan.variants[0].note
    fractions = [fraction for fraction, _ in said]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0 and len(said) > 15


def test_numbers_are_those_of_the_files(planned):
    folder, done, _ = planned
    values = done.report.values
    bone, pieces = read_mesh(folder / "bones/femur_left.stl"), sorted((folder / "moved").glob("*.stl"))
    left = sum(read_mesh(path).volume_mm3 for path in pieces)
    assert bone.volume_mm3 - left == pytest.approx(values["removed_mm3"], rel=1e-3)
    checks = json.loads((folder / "guide/checks.json").read_text())
    passed = [check["passed"] for check in checks["checks"]]
    assert (done.checks_passed, done.checks) == (sum(passed), len(passed))
    assert done.not_passed == tuple(check["sentence"] for check in checks["checks"] if not check["passed"])
    assert checks["quote"] is None and "PrusaSlicer is not installed" in done.print_note
    assert f"{sum(passed)} of {len(passed)} checks passed" in done.plan.variants[0].note


def test_the_guide_lies_on_the_bone_without_touching_it(planned):
    folder, _, _ = planned
    guide, bone = read_mesh(folder / "guide/guide.stl"), read_mesh(folder / "bones/femur_left.stl")
    with pytest.raises(OsteoError):
        intersection(guide, bone)  # they share nothing
    needed = ("solid", "one_component", "clearance", "seats", "slot_open", "holes_open", "holes_clear_of_slots", "wall")
    checks = {one["code"]: one for one in json.loads((folder / "guide/checks.json").read_text())["checks"]}
    assert all(checks[code]["passed"] for code in needed)


def test_applying_the_plan_reproduces_it(planned, tmp_path):
    folder, done, _ = planned
    result = apply_to_folder(folder / "plan.json", tmp_path / "again")
    assert result.reproduced, [one.sentence for one in result.differences]
    step = done.plan.variants[0].steps[1].name
    again = result.outcomes[done.plan.chosen].guides[step]
    assert again.volume_mm3 == pytest.approx(read_mesh(folder / "guide/guide.stl").volume_mm3, rel=1e-4)
    assert result.plan.variants[0].reports == done.plan.variants[0].reports


def test_without_a_bone_to_plan_on_the_demo_ends_well(tmp_path, monkeypatch):
    summary = {"bones": []}
    monkeypatch.setattr(demo, "segment_case", lambda *args, **options: summary)
    result = run_demo(tmp_path / "ct", tmp_path / "out")
    assert result.planned is None and result.summary is summary
    assert result.refusal.startswith("No osteotomy was planned: ") and "no long bone" in result.refusal
    assert not (tmp_path / "out" / "plan").exists()
    (tmp_path / "out" / "plan").mkdir(parents=True)
    assert "of an earlier run" in run_demo(tmp_path / "ct", tmp_path / "out").refusal


def test_cancelling_leaves_no_half_plan(tmp_path):
    def stop(fraction: float, message: str) -> None:
        if fraction > 0.05:
            raise Cancelled("stopped")

    femur = half_femur()
    summary = case(tmp_path, {"femur_left": femur}, around(femur, 5.0))
    with pytest.raises(Cancelled):
        plan_on_case(summary, tmp_path, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["bones"]


@pytest.mark.slow
def test_from_a_ct_to_a_guide(tmp_path):
    """The generated pelvis: its femora are cut by the border of the images, but long enough."""
    from generated.bodies import pelvis

    volume, _ = pelvis(spacing_mm=(2.5, 2.5, 2.5))
    path = tmp_path / "pelvis.nii.gz"
    sitk.WriteImage(image_from_array(np.round(volume.voxels).astype(np.int16), volume.ijk_to_ras), str(path))
    result = run_demo(path, tmp_path / "out")
    assert result.planned is not None, result.refusal
    assert result.planned.plan.inputs[0].bone.startswith("femur_")
    assert result.planned.report.values["contact_area_mm2"] > 100
    _is_whole(tmp_path / "out", result)


@pytest.mark.slow
def test_the_public_chest_ct_gets_a_guide_on_a_clavicle(tmp_path):
    from osteokit.imaging import sample

    try:
        sample.sample_ct()
    except OsteoError as error:
        pytest.skip(f"the public CT cannot be fetched: {error}")
    result = run_demo(None, tmp_path / "out")
    assert result.planned is not None, result.refusal
    assert result.planned.plan.inputs[0].bone.startswith("clavicula_")
    assert result.planned.checks - result.planned.checks_passed <= 1
    _is_whole(tmp_path / "out", result)


def _is_whole(out: Path, result: demo.Demo) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary == result.summary and summary["schema"] == "osteo.case/1"
    assert apply_to_folder(out / "plan" / "plan.json", out.parent / "again").reproduced
