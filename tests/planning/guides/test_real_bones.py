"""Guides at random places and poses on real bones: none crashes, every one that is made is solid and measured.

OSTEO_GUIDES_A_BONE=30 makes 210 of them, in some ten minutes.
"""

import os

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.blades import blade_catalogue
from osteokit.surface.check import check_solid
from osteokit.surface.read import read_mesh

BONES = ("vsdfullbody_z013/Femur_L", "vsdfullbody_z013/Tibia_R", "vsdfullbody_z013/Hip_L", "vsdfullbody_z013/Fibula_R",
         "vsdfullbody_z013/Talus_L", "vsdfullbody_z013/Sacrum", "comodo/vertebra")  # fmt: skip
A_BONE = int(os.environ.get("OSTEO_GUIDES_A_BONE", "9"))


def random_guide(mesh, random):
    """Cuts, holes and parameters somewhere on the bone, pointing roughly into it."""
    corners = mesh.vertices[mesh.faces[random.integers(len(mesh.faces))]]
    normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    normal /= np.linalg.norm(normal)
    entry = corners.mean(axis=0)
    blades = [one.blade for one in blade_catalogue().values()]
    cuts, holes = [], []
    if random.random() < 0.8:
        saw = -normal + 0.25 * random.normal(size=3)
        plane = np.cross(saw, random.normal(size=3))
        blade = blades[random.integers(len(blades))]
        cuts.append(SawPlane(tuple(entry), tuple(saw), tuple(plane), float(random.uniform(3, 30)), None, blade))
    near = np.flatnonzero(np.linalg.norm(mesh.vertices - entry, axis=1) < 25)
    for _ in range(int(random.integers(0, 3)) or (0 if cuts else 1)):
        axis = -normal + 0.2 * random.normal(size=3)
        kind = "drill" if random.random() < 0.5 else "wire"
        holes.append(
            GuideHole(tuple(mesh.vertices[random.choice(near)]), tuple(axis), float(random.uniform(1, 4)), kind)
        )
    sizes = {"clearance_mm": float(random.uniform(0.1, 0.6)), "thickness_mm": float(random.uniform(3, 5))}
    return cuts, holes, GuideParameters(grid_mm=0.8, text="L 12" if random.random() < 0.5 else "", **sizes)


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("name", BONES)
def test_random_guides_on_real_bones(shared_data, name):
    mesh = read_mesh(shared_data / "meshes" / f"{name}.stl", "LPS")
    made = 0
    for seed in range(A_BONE):
        cuts, holes, parameters = random_guide(mesh, np.random.default_rng([seed, len(mesh.faces)]))
        try:
            guide = design_guide(mesh, cuts, holes, parameters)
        except OsteoError as refusal:
            assert str(refusal).rstrip(".").count(". ") == 0
            continue
        made += 1
        assert check_solid(guide.mesh).is_solid, seed
        checks = {one.code: one for one in guide.checks}
        for code in ("solid", "clearance", "seats"):  # true by construction, wherever it is
            assert checks[code].passed, (seed, checks[code].sentence)
        if cuts:
            assert checks["slot_open"].passed and checks["slot_angle"].passed, seed
            if not holes or checks["holes_clear_of_slots"].passed:  # else a hole's wall lies in the slot's
                assert checks["slot_angle"].value < 1e-6, seed
        if holes:
            assert checks["holes_open"].passed, seed
    assert made > A_BONE // 3
