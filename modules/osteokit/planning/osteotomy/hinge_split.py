"""Splitting the bridge of bone that a hinged cut leaves, so that the two sides can be moved."""

import manifold3d
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.pieces import Piece, patches, split_into_pieces, welded

SAME_MM = 1e-5


def split_bridge(piece: Piece, divider: manifold3d.Manifold, saw_id: int) -> tuple[list[Piece], list[Piece]]:
    """The pieces on the proximal and on the distal side of the bridge.

    The divider has no end and may meet the bone elsewhere too; there the bone is put together again.

    Raises
    ------
    OsteoError
        The two sides also hang together elsewhere, like a ring, so no hinge can open.
    """
    above, below = split_into_pieces(piece.solid, divider)
    split_id = divider.original_id()
    parts = above + below
    joints = _other_joints(above, below, split_id, saw_id)
    if joints:
        first, second, _ = np.array([(a, b, 0) for a, b, _ in joints]).T
        links = coo_array((np.ones(len(first), np.int8), (first, second)), (len(parts), len(parts)))
        _, group = connected_components(links, directed=False)
    else:
        group = np.arange(len(parts))
    sawn_above = {group[n] for n, part in enumerate(above) if part.faces_from(saw_id).any()}
    sawn_below = {group[len(above) + n] for n, part in enumerate(below) if part.faces_from(saw_id).any()}
    if sawn_above & sawn_below:
        x, y, z = joints[0][2]
        raise OsteoError(
            f"The bone also holds together at R {x:.0f}, A {y:.0f}, S {z:.0f} mm, so the hinge cannot move; cut there "
            "first."
        )
    grouped = {n: welded([parts[k] for k in np.flatnonzero(group == n)]) for n in np.unique(group)}
    is_above = {n: bool((np.flatnonzero(group == n) < len(above)).any()) for n in grouped}
    proximal = [part for n, part in grouped.items() if n in sawn_above or (n not in sawn_below and is_above[n])]
    distal = [part for n, part in grouped.items() if n in sawn_below or (n not in sawn_above and not is_above[n])]
    return proximal, distal


def _other_joints(
    above: list[Piece], below: list[Piece], split_id: int, saw_id: int
) -> list[tuple[int, int, np.ndarray]]:
    """Pairs of pieces that the divider parted away from the bridge, and where: numbers as in ``above + below``."""
    joints = []
    for n, part in enumerate(above):
        sawn = np.unique(part.mesh.faces[part.faces_from(saw_id)])
        for patch in patches(part.mesh, part.faces_from(split_id)):
            corners = np.unique(part.mesh.faces[patch])
            if np.isin(corners, sawn).any():
                continue  # borders the saw: the bridge itself
            points = part.mesh.vertices[corners]
            other = _facing(below, split_id, points)
            if other is not None:
                joints.append((n, len(above) + other, points.mean(axis=0)))
    return joints


def _facing(pieces: list[Piece], split_id: int, points: np.ndarray) -> int | None:
    """The piece one of whose split faces has a corner at the first of ``points``."""
    for n, piece in enumerate(pieces):
        corners = np.unique(piece.mesh.faces[piece.faces_from(split_id)])
        if len(corners) and np.linalg.norm(piece.mesh.vertices[corners] - points[0], axis=1).min() < SAME_MM:
            return n
    return None
