"""Points all over the sawn face of a fragment: what gaps and contact are measured on."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from osteokit.planning.osteotomy.cut_bone import CutResult, Fragment
from osteokit.planning.osteotomy.cuts import BiplanarCut, WedgeCut
from osteokit.planning.osteotomy.pieces import face_normals
from osteokit.surface.mesh import Mesh
from osteokit.surface.normals import face_areas

SPACING_MM = 0.6


@dataclass(frozen=True, eq=False)
class CutFace:
    """Samples of the sawn face of a fragment.

    Attributes
    ----------
    points, normals : ndarray (n, 3)
        RAS mm, and unit vectors out of the fragment.
    area_mm2 : ndarray (n,)
        What each sample stands for; their sum is the area of the face.
    to_cortex_mm : ndarray (n,)
        From each sample to the outer surface of the bone, along the face.
    """

    points: np.ndarray
    normals: np.ndarray
    area_mm2: np.ndarray
    to_cortex_mm: np.ndarray


def cut_face(result: CutResult, fragment: Fragment, spacing_mm: float = SPACING_MM) -> CutFace:
    """Samples of the face that meets the other fragment: of a hinged cut without the end of the slot at the hinge."""
    mesh, mates = fragment.mesh, fragment.cut_faces.copy()
    normals = face_normals(mesh)
    if isinstance(result.cut, (WedgeCut, BiplanarCut)):
        mates &= normals @ result.frame[:3, 0] < 0.999
    points, of_face, each = _spread(mesh, np.flatnonzero(mates), spacing_mm)
    rim = _rim(mesh, mates, mates | fragment.cut_faces | fragment.bridge_faces, spacing_mm / 2)
    far = np.full(len(points), np.inf) if len(rim) == 0 or len(points) == 0 else KDTree(rim).query(points)[0]
    return CutFace(points, normals[of_face], np.full(len(points), each), far)


def _spread(mesh: Mesh, faces: np.ndarray, spacing_mm: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Evenly spread points in the faces: points, their faces, and the area that each stands for.

    Faces are drawn at equal steps of their summed area, places in them by Roberts' R2 sequence: sliver triangles, of
    which a cut leaves many, get no more than their due.
    """
    area = np.cumsum(face_areas(mesh)[faces])
    if len(area) == 0 or area[-1] <= 0:
        return np.zeros((0, 3)), np.zeros(0, np.int64), 0.0
    count = int(np.ceil(area[-1] / spacing_mm**2))
    which = np.minimum(np.searchsorted(area, (np.arange(count) + 0.5) * area[-1] / count), len(area) - 1)
    u, v = ((np.arange(1, count + 1) * step) % 1.0 for step in (0.7548776662466927, 0.5698402909980532))
    root = np.sqrt(u)
    weights = np.stack([1 - root, root * (1 - v), root * v], axis=1)
    corners = mesh.vertices[mesh.faces[faces[which]]]
    return np.einsum("nc,ncx->nx", weights, corners), faces[which], float(area[-1] / count)


def _rim(mesh: Mesh, mates: np.ndarray, inner: np.ndarray, spacing_mm: float) -> np.ndarray:
    """Points along the edges between the mating face and the outer surface."""
    edges = np.sort(np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]]), axis=1)
    key = edges[:, 0] * len(mesh.vertices) + edges[:, 1]
    border = np.intersect1d(key[np.tile(mates, 3)], key[np.tile(~inner, 3)])
    start, end = mesh.vertices[border // len(mesh.vertices)], mesh.vertices[border % len(mesh.vertices)]
    steps = max(int(np.ceil(np.linalg.norm(end - start, axis=1).max(initial=0.0) / spacing_mm)), 1)
    along = np.linspace(0, 1, steps + 1)[:, None, None]
    return (start + along * (end - start)).reshape(-1, 3)
