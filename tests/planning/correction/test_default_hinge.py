"""The proposed osteotomy of a real tibia has nothing to warn of, whatever its size and side."""

from functools import cache

import numpy as np
import pytest

from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.leg import Leg
from osteokit.planning.correction.hto import plan_hto
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from osteokit.planning.plan_pieces import osteotomy, whole_bones
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh

SPLIT = "The bridge at the hinge stays whole"
"""Said of every hinge: no fault."""


@cache
def leg_of_size(folder, file_side, mirrored, size):
    """A leg of the body, scaled and mirrored: its side, tibia and landmarks."""

    def bone(name):
        mesh = read_mesh(folder / f"{name}_{file_side}.stl", "LPS")
        flip = np.array([-1.0 if mirrored else 1.0, 1.0, 1.0])
        faces = mesh.faces[:, ::-1] if mirrored else mesh.faces
        return Mesh(np.ascontiguousarray(mesh.vertices * size * flip), np.ascontiguousarray(faces))

    side = "left" if (file_side == "L") != mirrored else "right"
    tibia = bone("Tibia")
    femur, shank = landmarks_of(f"femur_{side}", bone("Femur")), landmarks_of(f"tibia_{side}", tibia)
    return Leg(side, femur=femur, tibia=shank), tibia


def warned(leg, tibia, **intent):
    key = f"tibia_{leg.side}"
    step = plan_hto(leg, tibia, key, WedgeIntent(target=Target("MPTA_deg", 93.0), **intent))
    done = osteotomy(whole_bones({key: tibia}, {key: leg.tibia}), step)
    assert done.hinge is not None
    wide = "mm; above"  # an opening that the correction itself asks for
    return [said for said in (*done.hinge.reasons, *done.report.warnings) if SPLIT not in said and wide not in said]


CUTS = ({}, {"cut": "biplanar"}, {"motion": "closing", "approach": "lateral"})


@pytest.mark.data
@pytest.mark.parametrize("cut", CUTS, ids=["opening", "biplanar", "closing"])
def test_a_small_mirrored_right_tibia(shared_data, cut):
    assert warned(*leg_of_size(shared_data / "meshes/vsdfullbody_z013", "R", True, 0.85), **cut) == []


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("size", [0.85, 1.0, 1.1])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("file_side", ["L", "R"])
def test_both_tibiae_mirrored_and_of_other_sizes(shared_data, file_side, mirrored, size):
    leg, tibia = leg_of_size(shared_data / "meshes/vsdfullbody_z013", file_side, mirrored, size)
    assert [warned(leg, tibia, **cut) for cut in CUTS] == [[], [], []]
