"""Plates built from primitives, independent of the catalogue's families."""

import numpy as np

from osteokit.planning.implants.values import ConnectionPoint
from osteokit.planning.plates.shape import PlateShape, plate_shape
from osteokit.surface.boolean import difference
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder

SCREW_MM = 4.5


def bar(length: float, width: float = 14.0, thickness: float = 4.0) -> Mesh:
    """A block whose bone side is z = 0."""
    block = box((length, width, thickness))
    return Mesh(block.vertices - [0.0, 0.0, thickness / 2], block.faces)


def straight(holes: int = 6, pitch: float = 18.0, material: str = "316L", cone_deg: float = 20.0) -> PlateShape:
    """A row of round holes; hole 1 is proximal."""
    mesh, points = bar(holes * pitch), []
    for number, x in enumerate(((holes - 1) / 2 - np.arange(holes)) * pitch):
        mesh = difference(mesh, cylinder(np.array([x, 0.0, -5.0]), np.array([x, 0.0, 1.0]), SCREW_MM / 2 + 0.3, 24))
        points.append(
            ConnectionPoint(
                f"hole {number + 1}", "screw", (float(x), 0.0, -2.0), (0.0, 0.0, 1.0), SCREW_MM, cone_deg,
                ("cortical_screw",),
            )
        )  # fmt: skip
    return plate_shape(mesh, points, material)


def tilt_deg(a: np.ndarray, b: np.ndarray) -> float:
    """The angle between two poses' rotations."""
    return float(np.degrees(np.arccos(np.clip((np.trace(a[:3, :3].T @ b[:3, :3]) - 1) / 2, -1, 1))))
