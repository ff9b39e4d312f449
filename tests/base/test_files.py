import pytest

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file, whole_folder


def test_a_file_is_whole_or_as_before(tmp_path):
    target = tmp_path / "deep" / "labels.seg.nrrd"
    with whole_file(target) as path:
        assert path.name == "labels.seg.nrrd"  # writers choose the format by the full suffix
        path.write_text("one")
    with pytest.raises(ValueError), whole_file(target) as path:
        path.write_text("half")
        raise ValueError
    assert target.read_text() == "one"
    assert [entry.name for entry in target.parent.iterdir()] == ["labels.seg.nrrd"]


def test_a_folder_is_whole_or_as_before(tmp_path):
    target = tmp_path / "bones"
    with whole_folder(target) as folder:
        (folder / "a").write_text("a")
    with whole_folder(target) as folder:
        (folder / "b").write_text("b")
    with pytest.raises(KeyboardInterrupt), whole_folder(target) as folder:
        (folder / "c").write_text("c")
        raise KeyboardInterrupt
    assert [entry.name for entry in target.iterdir()] == ["b"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["bones"]


@pytest.mark.parametrize(("number", "sentence"), [(28, "disk is full"), (30, "read-only"), (13, "not permitted")])
def test_the_system_s_errors_become_sentences(tmp_path, number, sentence):
    with pytest.raises(OsteoError, match=sentence), whole_file(tmp_path / "x"):
        raise OSError(number, "as the system says")
