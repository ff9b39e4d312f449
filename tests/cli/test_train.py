"""``osteo train`` on the command line."""

from typer.testing import CliRunner

from osteokit.cli.app import app
from osteokit.simulation.scenarios.builtin import builtin_names
from osteokit.simulation.scenarios.scenario_file import write_scenario
from simulation.short_scenario import one_hole

RUNNER = CliRunner()


def said(*words):
    result = RUNNER.invoke(app, ["train", *words], env={"COLUMNS": "200"})
    return result, result.output


def test_list_and_show():
    result, text = said("list")
    assert result.exit_code == 0 and all(name in text for name in builtin_names())
    result, text = said("show", "hto-cut")
    assert result.exit_code == 0
    for word in ("saw_20", "Popliteal artery", "腘动脉", "plane_error_mm", "Exam"):
        assert word in text


def test_check_and_run(tmp_path):
    folder = write_scenario(one_hole(), tmp_path / "one-hole")
    result, text = said("check", str(folder))
    assert result.exit_code == 0 and "can be trained" in text
    out = tmp_path / "session"
    result, text = said("run", str(folder), "--hand", "novice", "--level", "2", "--out", str(out), "--language", "zh")
    assert result.exit_code == 0, text
    assert "Plunge" in text and "report.pdf" in text and (out / "report.pdf").exists()
    result, text = said("assess", str(out))
    assert result.exit_code == 0 and "Plunge" in text


def test_what_is_wrong_is_one_sentence(tmp_path):
    result, _ = said("show", str(tmp_path / "absent"))
    assert result.exit_code == 1 and "no scenario" in str(result.exception)
    result, _ = said("new", "a", "--out", str(tmp_path / "a"), "--plan", str(tmp_path / "plan.json"))
    assert "no plan" in str(result.exception)


def test_references_and_an_arm_that_is_not_there_are_said_in_one_sentence(tmp_path):
    folder = write_scenario(one_hole(), tmp_path / "one-hole")
    result, _ = said("references", str(folder), str(tmp_path / "absent"))
    assert result.exit_code == 1 and "no session" in str(result.exception)
    result, _ = said("run", str(folder), "--device", "127.0.0.1:1:1", "--out", str(tmp_path / "out"))
    assert result.exit_code != 0 and not (tmp_path / "out").exists()
