"""A scenario as files for a hub, and back from an archive."""

import zipfile

import pytest

from osteokit.base.errors import OsteoError
from osteokit.jobs.train_files import scenario_files
from osteokit.jobs.train_publish import ARCHIVE, description_of, publishable, unpacked_scenario
from osteokit.surface.read import read_mesh
from simulation.small_scenario import BOTTOM_MM, TOP_MM, small_scenario, written


def test_it_goes_and_comes_back_the_same(tmp_path):
    folder = written(tmp_path / "made")
    archive, bone = publishable(folder, tmp_path / "out")
    assert publishable(folder, tmp_path / "out")[0].read_bytes() == archive.read_bytes()
    assert read_mesh(bone).vertices[:, 2].max() == pytest.approx(TOP_MM, abs=1.0)
    assert read_mesh(bone).vertices[:, 2].min() == pytest.approx(BOTTOM_MM, abs=1.0)
    back = unpacked_scenario(archive, tmp_path / "class")
    assert back == tmp_path / "class" / "small-hole"
    for file in scenario_files(folder):
        assert (back / file.name).read_bytes() == file.read_bytes()


def test_what_it_says_of_itself():
    said = description_of(small_scenario())
    assert (said["title"], said["english"], said["kind"]) == ("小孔", "A small hole", "procedure")
    assert said["steps"] == [{"title": "钻孔", "english": "Drill the hole", "text": "垂直向下。"}]
    assert "引导: " in said["teaching"]["assessment"] and "≤ 6" in said["teaching"]["assessment"]


@pytest.mark.parametrize("name", ["../scenario.json", "/scenario.json", ".scenario.json", "inner/scenario.json"])
def test_an_archive_with_other_paths_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / ARCHIVE, "w") as archive:
        archive.writestr(name, "{}")
    with pytest.raises(OsteoError, match="holds no scenario"):
        unpacked_scenario(tmp_path / ARCHIVE, tmp_path / "class")
    assert not (tmp_path / "class").exists()


def test_a_damaged_archive_leaves_nothing(tmp_path):
    archive, _bone = publishable(written(tmp_path / "made"), tmp_path / "out")
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(tmp_path / ARCHIVE, "w") as less:
        less.writestr("scenario.json", whole.read("scenario.json"))
    with pytest.raises(OsteoError, match=r"has no bone\.nrrd"):
        unpacked_scenario(tmp_path / ARCHIVE, tmp_path / "class")
    (tmp_path / ARCHIVE).write_bytes(archive.read_bytes()[:2000])
    with pytest.raises(OsteoError, match="is damaged"):
        unpacked_scenario(tmp_path / ARCHIVE, tmp_path / "class")
    assert not list((tmp_path / "class").glob("*"))
