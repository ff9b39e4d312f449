"""Bytes of binary STL files."""

import struct

import numpy as np

from osteokit.surface.mesh import Mesh


def stl_bytes(mesh: Mesh, note: str) -> bytes:
    """Binary STL, float32; the note fills the 80-byte header, which must not begin with "solid"."""
    triangles = mesh.vertices[mesh.faces].astype("<f4")
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    records = np.zeros(len(triangles), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
    records["normal"] = normals / np.where(length > 0, length, 1)
    records["corners"] = triangles
    return note.encode("ascii").ljust(80)[:80] + struct.pack("<I", len(records)) + records.tobytes()
