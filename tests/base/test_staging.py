import os
import socket
import subprocess
import sys

import pytest

from osteokit.base.errors import OsteoError
from osteokit.base.staging import staged


def _names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_files_appear_together_and_strangers_stay(tmp_path):
    out = tmp_path / "case"
    (out / "bones").mkdir(parents=True)
    (out / "bones" / "old.stl").write_text("old")
    (out / "notes.txt").write_text("mine")
    with staged(out, last="summary.json") as folder:
        (folder / "bones").mkdir()
        (folder / "bones" / "new.stl").write_text("new")
        (folder / "summary.json").write_text("{}")
        assert not (out / "summary.json").exists()
    assert _names(out) == ["bones", "notes.txt", "summary.json"]
    assert _names(out / "bones") == ["new.stl"]
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_the_former_case(tmp_path, error):
    (tmp_path / "summary.json").write_text("former")
    with pytest.raises(error), staged(tmp_path, last="summary.json") as folder:
        (folder / "summary.json").write_text("half")
        raise error
    assert _names(tmp_path) == ["summary.json"]
    assert (tmp_path / "summary.json").read_text() == "former"


def test_an_error_leaves_no_new_folder(tmp_path):
    with pytest.raises(ValueError), staged(tmp_path / "new", last="summary.json"):
        raise ValueError
    assert _names(tmp_path) == []


def test_full_disk_is_one_sentence(tmp_path):
    with pytest.raises(OsteoError, match=r"The disk is full: .* free some space"), staged(tmp_path, last="x"):
        raise OSError(28, "No space left on device")


def test_a_file_in_the_way_is_one_sentence(tmp_path):
    (tmp_path / "case").write_text("a file")
    with pytest.raises(OsteoError, match="choose another output folder"), staged(tmp_path / "case", last="x"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="another process's life is not asked on Windows")
def test_what_a_killed_run_left_is_removed_and_a_living_one_stays(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f".part-{socket.gethostname()}-{dead.pid}"
    living = tmp_path / f".part-{socket.gethostname()}-{os.getppid()}"
    left.mkdir()
    living.mkdir()
    with staged(tmp_path, last="summary.json") as folder:
        (folder / "summary.json").write_text("{}")
    assert _names(tmp_path) == sorted([living.name, "summary.json"])
