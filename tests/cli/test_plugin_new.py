"""``osteo plugin new`` writes a package whose tests pass and that the suite takes; a taken place stays as it is."""

import json
import subprocess
import sys
import tomllib

import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.plugins.new import new_plugin, written


def run(*words: str):
    return CliRunner().invoke(app, list(words))


def test_the_package_is_whole_and_its_own_tests_pass(tmp_path):
    told = run("plugin", "new", "our_hospital", "--in", str(tmp_path))
    assert told.exit_code == 0 and "python -m pytest" in told.stdout
    folder = tmp_path / "our_hospital"
    assert sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()) == [
        "README.md", "our_hospital/__init__.py", "our_hospital/approval.py", "our_hospital/stock.py",
        "pyproject.toml", "tests/test_our_hospital.py",
    ]  # fmt: skip
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["osteo"] == {"our-hospital": "our_hospital"}
    assert "@" not in "".join(text for _, text in written("our_hospital")).replace("@hookimpl", "")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "4 passed" in ended.stdout


def test_its_tests_fail_where_the_functions_are_wrong(tmp_path):
    folder = new_plugin("wrong_hospital", tmp_path)
    stock = ("stock", '"diameter_mm": diameter_mm', '"diameter_mm": -1.0')
    for file, good, bad in (stock, ("approval", '"township"', '"county"')):
        place = folder / "wrong_hospital" / f"{file}.py"
        place.write_text(place.read_text(encoding="utf-8").replace(good, bad), encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert ended.returncode == 1 and "2 failed, 2 passed" in ended.stdout


@pytest.mark.parametrize("name", ["Our", "1st", "our-hospital", "class", "json", "numpy", "a", "x" * 41, "../x"])
def test_a_name_that_cannot_be_is_refused(name, tmp_path):
    with pytest.raises(OsteoError):
        new_plugin(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "our_place").mkdir()
    (tmp_path / "our_place" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OsteoError, match="is there already; nothing was written"):
        new_plugin("our_place", tmp_path)
    assert [one.name for one in (tmp_path / "our_place").iterdir()] == ["mine.txt"]


class Installed:
    name = "ours"


@pytest.fixture
def one_installed(monkeypatch, tmp_path):
    monkeypatch.setattr("osteokit.cli.commands.plugins.installed", lambda: (Installed(),))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_a_plugin_is_switched_off_and_on_for_a_person_or_a_hub(one_installed, tmp_path):
    hub = tmp_path / "hub"
    hub.mkdir()
    for options, file in (
        ((), tmp_path / "config/slicerosteo/plugins.json"),
        (("--hub", str(hub)), hub / "plugins.json"),
    ):
        assert run("plugins", "disable", "ours", *options).exit_code == 0
        assert json.loads(file.read_text(encoding="utf-8")) == {"disabled": ["ours"]}
        assert run("plugins", "enable", "ours", *options).exit_code == 0
        assert json.loads(file.read_text(encoding="utf-8")) == {"disabled": []}
        assert isinstance(run("plugins", "enable", "ours", *options).exception, OsteoError)
    assert "No plugin other is installed" in str(run("plugins", "disable", "other").exception)
    assert "no folder of a hub" in str(run("plugins", "disable", "ours", "--hub", str(tmp_path / "none")).exception)


def test_a_damaged_file_switches_all_off_and_is_named(one_installed, tmp_path):
    from osteokit.plugins.switches import own_file, switched_off

    own_file().parent.mkdir(parents=True)
    own_file().write_text("{", encoding="utf-8")
    assert "cannot be read" in str(run("plugins", "disable", "ours").exception)
    (why,) = switched_off(own_file()).items()
    assert why[0] == "*" and str(own_file()) in why[1]


def test_hooks_prints_the_reference():
    assert "### `hub_referral_policy(case: ReferralCase, step: str)`" in run("plugin", "hooks").stdout
