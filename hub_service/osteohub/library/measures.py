"""What a surface measures however it is turned, moved and saved. It needs numpy, so it is done outside the server: with
the checks of a version, or as ``python -m osteohub.library.measures`` for versions that were checked before surfaces
were measured (files in, measures out, as JSON)."""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh


def measure(question: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For ``{"files": [{"name", "path"}]}`` each file's ``"shape"``, or the ``"trouble"`` with it."""
    found: list[dict[str, Any]] = []
    for file in question["files"]:
        try:
            found.append({"file": file["name"], "shape": measured(mesh_of(file["name"], Path(file["path"])))})
        except OsteoError as refusal:
            found.append({"file": file["name"], "trouble": str(refusal)})
        except Exception as error:  # whatever a foreign file provokes is an answer, never a failed job
            trouble = f"{file['name']} cannot be read ({type(error).__name__})."
            found.append({"file": file["name"], "trouble": trouble})
    return found


def mesh_of(name: str, path: Path) -> Mesh:
    """The mesh of a stored file.

    Raises
    ------
    OsteoError
        It is none.
    """
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / name
        named.symlink_to(path)  # the reader knows a format by its name
        return read_mesh(named)


def measured(mesh: Mesh) -> dict[str, Any]:
    """The columns of :class:`osteohub.library.models.MeshShape`; mm."""
    corners = mesh.vertices[mesh.faces]
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    area = float(areas.sum())
    corners = corners - (areas[:, None] * corners.mean(axis=1)).sum(axis=0) / area
    volume = float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum()) / 6
    sums = corners.sum(axis=1)
    products = np.einsum("fki,fkj,f->ij", corners, corners, areas) + np.einsum("fi,fj,f->ij", sums, sums, areas)
    moments, axes = np.linalg.eigh(products / (12 * area))
    return {
        "vertices": len(mesh.vertices),
        "area": area,
        "volume": abs(volume),
        "moments": [float(one) for one in moments],
        "handed": _handed(corners @ axes, areas, moments, axes),
    }


def _handed(along: np.ndarray, areas: np.ndarray, moments: np.ndarray, axes: np.ndarray) -> float:
    """``along`` : (triangles, corners, axes). The integral of a cube over a triangle is a tenth of its area times the
    sum of all products of three corners."""
    if np.diff(moments).min() < 1e-3 * moments[-1]:
        return 0.0
    a, b, c = along[:, 0], along[:, 1], along[:, 2]
    triples = a**3 + b**3 + c**3 + a * a * (b + c) + b * b * (a + c) + c * c * (a + b) + a * b * c
    skewness = (areas[:, None] * triples).sum(axis=0) / (10 * areas.sum() * moments**1.5)
    return float(skewness.prod() * np.linalg.det(axes))


if __name__ == "__main__":
    answer = measure(json.loads(sys.stdin.buffer.read()))  # whatever a library prints must not stand in the answer
    sys.stdout.write(json.dumps(answer))
