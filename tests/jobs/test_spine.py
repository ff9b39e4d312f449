"""A generated spine of known tilts: the Cobb angle is that of the end vertebrae, the files are as the command says."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from generated.pelvic_bones import vertebra
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.spine import level_key, measure_spine
from osteokit.surface.transform import moved, rotation_about, translation

TILTS = {"vertebrae_L1": 12.0, "vertebrae_L3": 0.0, "vertebrae_L5": -14.0}
"""Degrees about the front axis: the curve is 26 degrees between L1 and L5."""


@pytest.fixture(scope="module")
def spine():
    bone = vertebra().mesh
    meshes = {}
    for number, (key, tilt) in enumerate(TILTS.items()):
        turn = rotation_about(np.zeros(3), np.array([0.0, 1.0, 0.0]), tilt)
        meshes[key] = moved(bone, translation(np.array([0.0, 0.0, -75.0 * number])) @ turn)
    return meshes


def test_the_most_tilted_pair_is_the_cobb_angle(spine):
    found = measure_spine(spine).measurements
    one = found["cobb_deg"]
    assert abs(one.value) == pytest.approx(26.0, abs=1.5)
    assert one.method.startswith("L1 to L5:") and one.is_normal is False
    assert found["lordosis_deg"].value == pytest.approx(0.0, abs=3.0)
    assert "both hip bones" in found.not_measurable["pelvic_incidence_deg"]


@pytest.mark.slow
def test_order_of_the_files_does_not_matter(spine):
    turned = dict(reversed(spine.items()))
    assert measure_spine(turned).measurements["cobb_deg"] == measure_spine(spine).measurements["cobb_deg"]


def test_one_vertebra_is_not_enough_and_nothing_is_refused(spine):
    found = measure_spine({"vertebrae_L1": spine["vertebrae_L1"]}).measurements
    assert found.values == {} and "two vertebrae" in found.not_measurable["cobb_deg"]
    with pytest.raises(OsteoError, match="two vertebrae"):
        measure_spine({})


@pytest.mark.parametrize("name", ["femur_left", "S1", "nothing"])
def test_what_is_no_vertebra_is_refused(name):
    with pytest.raises(OsteoError, match="No vertebra is called"):
        level_key(name)


@pytest.mark.slow
def test_the_command(spine, tmp_path):
    arguments = ["spine", "--out", str(tmp_path / "spine.json")]
    for key, mesh in spine.items():
        write_mesh(mesh, tmp_path / f"{key}.stl")
        arguments += ["--vertebra", f"{key.removeprefix('vertebrae_')}={tmp_path / f'{key}.stl'}"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "Cobb angle" in done.output and "L1 to L5" in done.output
    written = json.loads((tmp_path / "spine.json").read_text(encoding="utf-8"))
    assert abs(written["cobb_deg"]) == pytest.approx(26.0, abs=1.5)
    center = written["landmarks"]["vertebrae_L1"]["superior_endplate_center"]["position_mm"]
    expected = measure_spine(spine).landmarks["vertebrae_L1"].point("superior_endplate_center") * [-1, -1, 1]
    np.testing.assert_allclose(center, expected, atol=0.3)


@pytest.mark.parametrize(
    ("extra", "part"),
    [([], "at least two vertebrae"), (["--vertebra", "L4"], "LEVEL=FILE"), (["--vertebra", "X9=a.stl"], "X9")],
)
def test_the_command_refuses_in_one_sentence(extra, part, tmp_path):
    done = CliRunner().invoke(app, ["spine", "--out", str(tmp_path / "a.json"), *extra])
    assert isinstance(done.exception, OsteoError) and part in str(done.exception)
    assert not (tmp_path / "a.json").exists()
