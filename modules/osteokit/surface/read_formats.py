"""The bytes of mesh files as they are: vertices, triangles, and the coordinates that the file says it is in."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.read_3mf import read_model
from osteokit.surface.read_vtk import read_polygons
from osteokit.surface.read_vtp import read_pieces

_SPACE = re.compile(rb"SPACE(?:=| 1 1 string\s+[^A-Z]?)(LPS|RAS)")


@dataclass(frozen=True, eq=False)
class RawSurface:
    """``vertices`` (n, 3) mm in the axes of the file, ``faces`` (m, 3), unchecked; ``space`` as the file says.

    ``is_gltf`` marks vertices that were turned from glTF's axes to RAS, as its definition allows.
    """

    vertices: np.ndarray
    faces: np.ndarray
    space: Literal["LPS", "RAS"] | None = None
    is_gltf: bool = False


def said_space(header: bytes) -> Literal["LPS", "RAS"] | None:
    """What a header or comment says, in 3D Slicer's words "SPACE=LPS" or "SPACE=RAS"."""
    found = _SPACE.search(header)
    if found is None:
        return None
    return "LPS" if found[1] == b"LPS" else "RAS"


def read_stl(path: Path) -> RawSurface:
    data = path.read_bytes()
    if len(data) >= 84:
        count = int.from_bytes(data[80:84], "little")
        if len(data) == 84 + 50 * count:
            return _binary_stl(data, count)
    if data.lstrip()[:5].lower() == b"solid" and b"vertex" in data:
        return _ascii_stl(data)
    if len(data) < 84:
        raise OsteoError("it is too short for an STL; export it again.")
    count = int.from_bytes(data[80:84], "little")
    if len(data) < 84 + 50 * count:
        raise OsteoError(
            f"it is cut off or no STL: it holds {(len(data) - 84) // 50} of {count} triangles; copy or export it again."
        )
    return _binary_stl(data, count)


def _binary_stl(data: bytes, count: int) -> RawSurface:
    records = np.frombuffer(data, dtype=[("head", "V12"), ("corners", "<f4", (3, 3)), ("spare", "V2")],
                            count=count, offset=84)  # fmt: skip
    return RawSurface(records["corners"].reshape(-1, 3), np.arange(3 * count).reshape(-1, 3), said_space(data[:80]))


def _ascii_stl(data: bytes) -> RawSurface:
    lines = re.findall(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)", data)
    if len(lines) % 3 or len(lines) == 0 or b"endsolid" not in data:
        raise OsteoError("the STL is cut off or damaged; copy or export it again.")
    vertices = np.array(lines).astype(np.float64)
    return RawSurface(vertices, np.arange(len(vertices)).reshape(-1, 3), said_space(data[:4096]))


def read_obj(path: Path) -> RawSurface:
    """Vertices and faces of every object; polygons become fans, materials and normals are left."""
    data = path.read_bytes()
    vertices, faces = [], []
    for line in data.split(b"\n"):
        words = line.split()
        if not words:
            continue
        if words[0] == b"v":
            vertices.append([float(word) for word in words[1:4]])
        elif words[0] == b"f":
            corners = [_obj_index(word, len(vertices)) for word in words[1:]]
            faces.extend((corners[0], b, c) for b, c in pairwise(corners[1:]))
    return RawSurface(np.array(vertices, dtype=np.float64), np.array(faces, dtype=np.int64), said_space(data[:4096]))


def _obj_index(word: bytes, count: int) -> int:
    """OBJ counts from 1, or backwards from the last vertex when negative."""
    index = int(word.split(b"/")[0])
    return index - 1 if index > 0 else count + index


def read_ply(path: Path) -> RawSurface:
    import trimesh

    with path.open("rb") as file:
        header = file.read(4096)
        file.seek(0)
        mesh = trimesh.load_mesh(file, file_type="ply", process=False)
    faces = getattr(mesh, "faces", np.zeros((0, 3), np.int64))  # a cloud of points has none
    return RawSurface(mesh.vertices, faces, said_space(header.split(b"end_header")[0]))


def read_3mf(path: Path) -> RawSurface:
    mesh, header = read_model(path)
    return RawSurface(mesh.vertices, mesh.faces, said_space(header))


def read_glb(path: Path) -> RawSurface:
    """glTF 2.0 by its definition: metres, +Y up, +Z forward, -X right; turned to RAS mm."""
    import trimesh

    with path.open("rb") as file:
        scene = trimesh.load_scene(file, file_type="glb", process=False)
    mesh = scene.to_mesh()
    left, up, forward = 1000.0 * np.asarray(mesh.vertices, dtype=np.float64).T
    return RawSurface(np.stack([-left, forward, up], axis=1), mesh.faces, "RAS", is_gltf=True)


def read_vtk(path: Path) -> RawSurface:
    data = path.read_bytes()
    vertices, faces = read_polygons(data)
    return RawSurface(vertices, faces, said_space(data[:4096]))


def read_vtp(path: Path) -> RawSurface:
    data = path.read_bytes()
    vertices, faces, space = read_pieces(data)
    return RawSurface(vertices, faces, said_space(b"SPACE=" + space))


READERS = {
    ".stl": read_stl, ".obj": read_obj, ".ply": read_ply, ".3mf": read_3mf, ".glb": read_glb, ".vtp": read_vtp,
    ".vtk": read_vtk,
}  # fmt: skip
