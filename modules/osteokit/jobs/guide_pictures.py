"""Pictures of a guide on its bone, from where it comes and from both sides, and its face that lies on the bone."""

from pathlib import Path

import numpy as np
from PIL import Image
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osteokit.planning.guides.values import Guide
from osteokit.report.camera import camera_around
from osteokit.report.render import render
from osteokit.surface.mesh import Mesh

_SIZE = (900, 760)
_BONE, _GUIDE = (235, 220, 190), (90, 150, 210)
_CREASE_DEG = 35.0


def write_pictures(guide: Guide, bone: Mesh, folder: Path) -> tuple[Path, ...]:
    """``guide_front.png``, ``guide_left.png``, ``guide_right.png`` on the bone, ``guide_inside.png`` without it."""
    way = guide.insertion_direction
    up = np.array([0.0, 0.0, 1.0]) if abs(way[2]) < 0.9 else np.array([0.0, 1.0, 0.0])
    side = np.cross(up, way)
    shown = creased(guide.mesh)
    on_bone = [(bone, _BONE), (shown, _GUIDE)]
    views = {"front": (way, on_bone), "left": (way - side, on_bone), "right": (way + side, on_bone),
             "inside": (-way, on_bone[1:])}  # fmt: skip
    paths = []
    for name, (toward, meshes) in views.items():
        camera = camera_around(toward, up, [guide.mesh], _SIZE, margin=0.14)
        paths.append(folder / f"guide_{name}.png")
        Image.fromarray(render(meshes, camera, _SIZE)).save(paths[-1])
    return tuple(paths)


def creased(mesh: Mesh) -> Mesh:
    """The same surface with vertices of their own on both sides of sharp edges, so that shading does not round them."""
    faces, count = mesh.faces, len(mesh.faces)
    corners = mesh.vertices[faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
    sides = [(0, 1), (1, 2), (2, 0)]
    ends = np.concatenate([faces[:, list(side)] for side in sides])
    places = np.concatenate([np.arange(count)[:, None] * 3 + list(side) for side in sides])
    turned = ends[:, 0] > ends[:, 1]
    ends[turned], places[turned] = ends[turned][:, ::-1], places[turned][:, ::-1]
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    pairs = np.flatnonzero((ends[order][1:] == ends[order][:-1]).all(axis=1))
    first, second = places[order[pairs]], places[order[pairs + 1]]
    smooth = (normal[first[:, 0] // 3] * normal[second[:, 0] // 3]).sum(axis=1) > np.cos(np.radians(_CREASE_DEG))
    a, b = first[smooth].ravel(), second[smooth].ravel()
    groups = coo_array((np.ones(len(a), np.int8), (a, b)), (3 * count, 3 * count))
    _, vertex = connected_components(groups, directed=False)
    _, at = np.unique(vertex, return_index=True)
    return Mesh(mesh.vertices[faces.ravel()[at]], vertex.reshape(-1, 3).astype(np.int64))
