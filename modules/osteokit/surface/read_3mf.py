"""3MF core (3D Manufacturing Format 1.3): every object that the build lists, in millimetres."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
from lxml import etree

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined
from osteokit.surface.transform import moved

LARGEST_MODEL = 1 << 31
"""Bytes that the model of a 3MF may unpack to."""

MM_OF_UNIT = {
    "micron": 0.001, "millimeter": 1.0, "centimeter": 10.0, "inch": 25.4, "foot": 304.8, "meter": 1000.0,
}  # fmt: skip
_DEEPEST = 32


def read_model(path: Path) -> tuple[Mesh, bytes]:
    """All built objects as one mesh in mm, in the axes of the file, and the first bytes of the model's XML.

    Raises
    ------
    OsteoError
        No model, too large, or components that refer to themselves.
    """
    with zipfile.ZipFile(path) as package:
        models = [entry for entry in package.infolist() if entry.filename.lower().endswith("3dmodel.model")]
        if not models:
            raise OsteoError("it holds no 3D model; export it again.")
        if models[0].file_size > LARGEST_MODEL:
            raise OsteoError("it unpacks to more than 2 GB; simplify the surface first.")
        text = package.read(models[0])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.parse(io.BytesIO(text), parser).getroot()
    scale = MM_OF_UNIT[root.get("unit", "millimeter")]
    objects = {node.get("id"): node for node in root.iterfind("{*}resources/{*}object")}
    parts = [
        moved(_object(objects, item.get("objectid"), 0), _matrix(item.get("transform")))
        for item in root.iterfind("{*}build/{*}item")
    ]
    whole = joined(parts)
    return Mesh(whole.vertices * scale, whole.faces), text[:4096]


def _object(objects: dict[str, etree._Element], key: str, depth: int) -> Mesh:
    if depth > _DEEPEST:
        raise OsteoError("its components refer to themselves; export it again.")
    node = objects[key]
    parts = [_mesh(node)]
    for component in node.iterfind("{*}components/{*}component"):
        inner = _object(objects, component.get("objectid"), depth + 1)
        parts.append(moved(inner, _matrix(component.get("transform"))))
    return joined(parts)


def _mesh(node: etree._Element) -> Mesh:
    vertices = [[v.get("x"), v.get("y"), v.get("z")] for v in node.iterfind("{*}mesh/{*}vertices/{*}vertex")]
    faces = [[t.get("v1"), t.get("v2"), t.get("v3")] for t in node.iterfind("{*}mesh/{*}triangles/{*}triangle")]
    corners = np.array(faces, dtype=object).reshape(-1, 3).astype(np.int64)
    if len(corners) and (corners.min() < 0 or corners.max() >= len(vertices)):
        raise OsteoError("a triangle uses a vertex that is not there; export it again.")
    return Mesh(np.array(vertices, dtype=object).reshape(-1, 3).astype(np.float64), corners)


def _matrix(transform: str | None) -> np.ndarray:
    """3MF writes the rows of a matrix for row vectors: twelve numbers."""
    matrix = np.eye(4)
    if transform:
        matrix[:3] = np.array(re.split(r"\s+", transform.strip()), dtype=np.float64).reshape(4, 3).T
    return matrix
