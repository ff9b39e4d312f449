"""A nail from files to a file: the canal measured, the nail chosen from the catalogue, laid in, locked."""

import json

import numpy as np
import pytest

from generated.long_bones import left_femur
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.nail import NailFiles, plan_nail
from osteokit.planning.nails.fit import REAMING_MM, REMOVED_MM
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of
from planning.nails.canals import NARROW_MM, femur


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("nail") / "femur.stl"
    write_mesh(plain_enough(femur()), path)
    return path


def plain_enough(mesh: Mesh) -> Mesh:
    """Without the slivers of its booleans, which no file in single precision keeps apart."""
    return mesh_of(manifold_of(mesh).simplify(0.03))


def test_a_nail_is_chosen_by_isthmus_and_length_and_locked(file, tmp_path):
    proposal = plan_nail(NailFiles("femur_left", tmp_path / "nail.json", file))
    told = json.loads((tmp_path / "nail.json").read_text(encoding="utf-8"))
    assert told["format"] == "osteo.nail/1" and told["canal"]["source"] == "inner surface"
    assert told["canal"]["isthmus_mm"] == pytest.approx(2 * NARROW_MM, abs=0.1)
    article = proposal.found.implant
    assert article.family == "femoral_nail" and told["nail"]["reference"] == article.reference
    assert article.size("diameter_mm") + REAMING_MM <= 2 * (NARROW_MM + REMOVED_MM) + 0.1
    assert article.size("length_mm") <= proposal.longest_mm
    assert told["nail"]["fit"]["tip_to_joint_mm"] > 10.0
    assert len(told["screws"]) + len(told["empty_holes"]) == len(proposal.nail.holes) and len(told["screws"]) >= 3
    outer = SurfaceDistance(left_femur())
    for one in told["screws"]:
        entry = np.array(one["entry"]) * [-1, -1, 1]
        assert abs(outer.signed(entry[None])[0]) < 0.05
        assert one["length_mm"] >= one["bone_mm"]


def test_what_cannot_be_nailed_is_refused(file, tmp_path):
    plain = tmp_path / "plain.stl"
    write_mesh(plain_enough(left_femur()), plain)
    with pytest.raises(OsteoError, match="not measurable"):
        plan_nail(NailFiles("femur_left", tmp_path / "nail.json", plain))
    with pytest.raises(OsteoError, match="has a femur nail"):
        plan_nail(NailFiles("femur_left", tmp_path / "nail.json", file, reference="XX-1"))
    assert not (tmp_path / "nail.json").exists()
