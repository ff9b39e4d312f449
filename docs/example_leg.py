"""The bones of the surgeon's tutorial, built by code so that everybody has them: ``python docs/example_leg.py FOLDER``.

A schematic left leg in varus (``femur.stl``, ``tibia.stl``, ``fibula.stl``, bent below the knee), and the femur of the
other leg in two fragments as after a fall (``fragment_a.stl``, ``fragment_b.stl``) with the healthy one
(``healthy.stl``). STL in LPS millimetres. Needs the repository, since the shapes are those of its tests.
"""

import sys
from pathlib import Path

import numpy as np
from scipy import ndimage

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from generated.broken_bones import rough_block  # noqa: E402
from generated.long_bones import as_right, left_femur, left_tibia, noisy  # noqa: E402
from osteokit.fabrication.export import write_mesh  # noqa: E402
from osteokit.surface.boolean import difference, intersection, union  # noqa: E402
from osteokit.surface.distance import SurfaceDistance  # noqa: E402
from osteokit.surface.mesh import Mesh  # noqa: E402
from osteokit.surface.offset import distance_field, grid_over, level_solid  # noqa: E402
from osteokit.surface.primitives import cylinder  # noqa: E402
from osteokit.surface.transform import any_perpendicular, moved, pose_of, rotation_about, translation  # noqa: E402
from planning.bent_bones import bent  # noqa: E402

MEDIAL, FRONT, UP = np.eye(3)
LEAN_DEG, SLOPE_DEG, VARUS_DEG = -8.0, 8.0, 9.0
SPACING_MM, SMOOTHING_MM = 2.0, 2.0


def rounded(mesh: Mesh) -> Mesh:
    """The same body without creases: its distance field, smoothed."""
    grid = grid_over(mesh.vertices, UP, 8.0, SPACING_MM)
    field = distance_field(SurfaceDistance(mesh), grid, -6.0, 6.0)
    return level_solid(ndimage.gaussian_filter(np.clip(field, -6, 6), SMOOTHING_MM / SPACING_MM), grid, 0.0)


def crooked_leg() -> dict[str, Mesh]:
    """A left leg (medial is +x): the shaft of the femur leans as it should, the plateau of the tibia slopes backward,
    and tibia and fibula are bent into varus below the knee; RAS mm."""
    femur = bent(rounded(left_femur()), np.array([0.0, 0.0, 60.0]), FRONT, UP, LEAN_DEG)
    eminence = [cylinder(np.array([x, 0.0, 340.0]), np.array([x, 0.0, 370.0]), 4.5, 32) for x in (-5.0, 5.0)]
    tibia = moved(rounded(union([left_tibia(), *eminence])), translation((0.0, -6.0, -363.0)))
    tibia = bent(tibia, np.array([0.0, 0.0, -32.0]), MEDIAL, UP, SLOPE_DEG)
    fibula = rounded(cylinder(np.array([-31.0, -16.0, -16.0]), np.array([-22.0, -6.0, -372.0]), 7.0))
    knee = np.array([0.0, 0.0, -75.0])
    below = {name: bent(mesh, knee, FRONT, -UP, -VARUS_DEG) for name, mesh in (("tibia", tibia), ("fibula", fibula))}
    return {"femur": femur, **below}


def broken_femur(femur: Mesh) -> dict[str, Mesh]:
    """The femur of the other leg in two fragments, one of them displaced by 12 mm and 10 degrees; every surface has
    0.1 mm of noise of its own, as those of two labels have."""
    whole, along = as_right(femur), np.array([0.35, 0.1, 0.93])
    pose = pose_of(np.array([0.0, 0.0, 190.0]), any_perpendicular(along), along)
    block = moved(rough_block(110.0, 260.0, 2.0, seed=4), pose)
    upper, lower = noisy(intersection(whole, block), 0.1, seed=1), noisy(difference(whole, block), 0.1, seed=2)
    away = translation((6.0, -4.0, -10.0)) @ rotation_about(lower.vertices.mean(axis=0), (1.0, 0.6, 0.4), 10.0)
    return {"fragment_a": upper, "fragment_b": moved(lower, away)}


def main(folder: Path) -> None:
    leg = crooked_leg()
    for name, mesh in {**leg, **broken_femur(leg["femur"]), "healthy": leg["femur"]}.items():
        write_mesh(mesh, folder / f"{name}.stl")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python docs/example_leg.py FOLDER")
    main(Path(sys.argv[1]))
