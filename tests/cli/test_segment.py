import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.cli.commands.segment import choose_method
from osteokit.jobs.methods import Automatic, FromLabels, FromSeeds, FromSegmenter


def test_one_method_or_a_refusal(tmp_path):
    seeds, labels = tmp_path / "seeds.mrk.json", tmp_path / "labels.nii.gz"
    for path in (seeds, labels):
        path.touch()
    assert choose_method(None, None, None, None) == Automatic()
    assert choose_method(seeds, None, None, None) == FromSeeds(seeds)
    assert choose_method(None, labels, "totalsegmentator", None) == FromLabels(labels, "totalsegmentator")
    assert choose_method(None, None, None, "skellytour") == FromSegmenter("skellytour")
    assert choose_method(seeds, None, None, "nninteractive") == FromSegmenter("nninteractive", seeds)
    with pytest.raises(OsteoError, match="--labels excludes"):
        choose_method(seeds, labels, None, None)
    with pytest.raises(OsteoError, match="does not exist"):
        choose_method(tmp_path / "no.mrk.json", None, None, None)


@pytest.mark.parametrize("command", ["segment", "demo"])
def test_help_is_there(command):
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "--out" in result.output


def test_a_missing_input_is_one_sentence_and_leaves_nothing(tmp_path):
    result = CliRunner().invoke(app, ["segment", str(tmp_path / "no.nii.gz"), "--out", str(tmp_path / "out")])
    assert isinstance(result.exception, OsteoError)
    assert "no.nii.gz" in str(result.exception)
    assert list(tmp_path.iterdir()) == []
