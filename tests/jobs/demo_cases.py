"""A case folder as the demonstration finds it: surfaces in ``bones/`` and the summary that names them."""

from pathlib import Path

import numpy as np

from generated.long_bones import as_right, cut_off, left_femur
from osteokit.fabrication.export import write_mesh
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

PATIENT = {"name": None, "id": "P7", "birth_date": None, "sex": "F"}


def femur() -> Mesh:
    """A generated left femur without slivers, which the single precision of STL would close."""
    return mesh_of(manifold_of(left_femur()).simplify(0.05))


def half_femur() -> Mesh:
    """Its upper part, the shaft cut by the border of the images."""
    return cut_off(femur(), np.array([0.0, 0.0, 1.0]), 0.55)


def geometry(low: np.ndarray, high: np.ndarray) -> dict:
    """A box of images from ``low`` to ``high`` (3,), RAS mm, at 1 mm; its first axis runs to the left."""
    size = np.ceil(high - low).astype(int) + 1
    start = np.array([high[0], low[1], low[2]])
    ijk_to_ras = np.eye(4)
    ijk_to_ras[0, 0], ijk_to_ras[:3, 3] = -1.0, start
    return {"ijk_to_ras": ijk_to_ras.tolist(), "size": size.tolist()}


def case(folder: Path, bones: dict[str, Mesh], images: dict) -> dict:
    """Write the bones; returns as much of a summary as the demonstration reads."""
    records = []
    for key, mesh in bones.items():
        write_mesh(mesh, folder / "bones" / f"{key}.stl")
        records.append({"key": key, "name": key, "file": f"bones/{key}.stl", "fragment": 0})
    return {"bones": records, "metal": [], "warnings": [], "geometry": images, "patient": PATIENT}


def around(mesh: Mesh, margin_mm: float) -> dict:
    """Images that end ``margin_mm`` beyond the mesh."""
    return geometry(mesh.vertices.min(axis=0) - margin_mm, mesh.vertices.max(axis=0) + margin_mm)


def right_femur() -> Mesh:
    return as_right(femur())
