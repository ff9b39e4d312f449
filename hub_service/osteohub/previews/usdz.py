"""A model for iPhones and iPads (AR Quick Look): a USD scene as text in an archive that stores and compresses nothing.

Every file in a USDZ begins at a multiple of 64 bytes, so that it can be read in place; the first file is the scene.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from osteokit.base.files import whole_file
from osteokit.fabrication.mesh_formats import NamedMesh
from osteokit.surface.mesh import Mesh

SCENE = b"model.usda"
ALIGNED = 64
_DOS_DATE = 33
"""1 January 1980: the same mesh is the same file whenever it is written."""

_PADDING = 0x1986
"""Id of the extra field that fills up to the alignment; readers pass over what they do not know."""


def write_usdz(items: Sequence[NamedMesh], path: Path) -> None:
    """``items`` in mm, RAS, are written in metres with Y up; the model faces whoever looks, and stands on the floor."""
    lowest = min(float(one.mesh.vertices[:, 2].min()) for one in items) / 1000
    text = "".join(_scene(items, lowest)).encode("ascii")
    with whole_file(path) as temporary:
        temporary.write_bytes(stored(SCENE, text))


def stored(name: bytes, content: bytes) -> bytes:
    """A ZIP archive of one file, stored, whose content is aligned."""
    gap = -(30 + len(name) + 4) % ALIGNED
    extra = struct.pack("<HH", _PADDING, gap) + bytes(gap)
    checksum, size = zlib.crc32(content), len(content)
    common = struct.pack("<HHHHHIII", 10, 0, 0, 0, _DOS_DATE, checksum, size, size)
    local = b"PK\x03\x04" + common + struct.pack("<HH", len(name), len(extra)) + name + extra
    entry = b"PK\x01\x02" + struct.pack("<H", 10) + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local) + size, 0)
    return local + content + entry + end


def _scene(items: Sequence[NamedMesh], lowest_m: float) -> Iterator[str]:
    yield (
        '#usda 1.0\n(\n    defaultPrim = "Model"\n    metersPerUnit = 1\n    upAxis = "Y"\n)\n\n'
        'def Xform "Model" (\n    kind = "component"\n)\n{\n'
    )
    for number, item in enumerate(items, 1):
        yield from _mesh(number, item.mesh, lowest_m)
    yield '    def Scope "Looks"\n    {\n'
    for number, item in enumerate(items, 1):
        yield _material(number, item.color)
    yield "    }\n}\n"


def _mesh(number: int, mesh: Mesh, lowest_m: float) -> Iterator[str]:
    right, front, up = mesh.vertices.T / 1000
    points = np.stack([-right, up - lowest_m, front], axis=1)
    low, high = points.min(axis=0), points.max(axis=0)
    yield f'    def Mesh "Piece{number}" (\n        prepend apiSchemas = ["MaterialBindingAPI"]\n    )\n    {{\n'
    yield f"        float3[] extent = [{_tuples(np.stack([low, high]), 6)}]\n"
    yield f"        int[] faceVertexCounts = [{', '.join(['3'] * len(mesh.faces))}]\n"
    yield f"        int[] faceVertexIndices = [{', '.join(map(str, mesh.faces.ravel().tolist()))}]\n"
    yield f"        rel material:binding = </Model/Looks/Colour{number}>\n"
    yield f"        point3f[] points = [{_tuples(points, 6)}]\n"
    yield f"        normal3f[] normals = [{_tuples(_normals(points, mesh.faces), 3)}] (\n"
    yield '            interpolation = "vertex"\n        )\n'
    yield '        uniform token subdivisionScheme = "none"\n    }\n'


def _normals(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Of each vertex: the mean over its triangles, large ones counting more."""
    corners = points[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    sums = np.stack(
        [np.bincount(faces.ravel(), np.repeat(across[:, axis], 3), len(points)) for axis in range(3)], axis=1
    )
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.where(length > 0, sums / np.where(length > 0, length, 1), [0.0, 1.0, 0.0])


def _material(number: int, color: tuple[int, int, int]) -> str:
    linear = ", ".join(f"{(one / 255) ** 2.2:.4f}" for one in color)
    path = f"/Model/Looks/Colour{number}/Surface"
    return (
        f'        def Material "Colour{number}"\n        {{\n'
        f"            token outputs:surface.connect = <{path}.outputs:surface>\n"
        '            def Shader "Surface"\n            {\n'
        '                uniform token info:id = "UsdPreviewSurface"\n'
        f"                color3f inputs:diffuseColor = ({linear})\n"
        "                float inputs:metallic = 0\n                float inputs:roughness = 0.8\n"
        "                token outputs:surface\n            }\n        }\n"
    )


def _tuples(rows: np.ndarray, digits: int) -> str:
    """Digits without noughts at the end: a phone fetches this."""
    texts = [f"{one:.{digits}f}".rstrip("0").rstrip(".") for one in (rows.ravel() + 0.0).tolist()]
    return ", ".join(f"({a}, {b}, {c})" for a, b, c in zip(texts[::3], texts[1::3], texts[2::3], strict=True))
