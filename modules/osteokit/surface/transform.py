"""Moving and mirroring meshes, and the 4x4 matrices that do it (RAS mm, column vectors)."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh

Axis = Literal["x", "y", "z"]


def moved(mesh: Mesh, matrix: np.ndarray) -> Mesh:
    """The mesh moved by a 4x4 matrix; faces stay outward, also where the matrix mirrors.

    Raises
    ------
    OsteoError
        The matrix is not a finite, invertible affine 4x4.
    """
    matrix = np.asarray(matrix, dtype=np.float64)
    if matrix.shape != (4, 4) or not np.isfinite(matrix).all() or not np.allclose(matrix[3], [0, 0, 0, 1]):
        raise OsteoError("A motion must be a 4x4 matrix of finite numbers whose last row is 0 0 0 1; check the matrix.")
    determinant = float(np.linalg.det(matrix[:3, :3]))
    if abs(determinant) < 1e-12:
        raise OsteoError("The matrix flattens the mesh (its determinant is 0); give a rotation and a translation.")
    vertices = mesh.vertices @ matrix[:3, :3].T + matrix[:3, 3]
    faces = mesh.faces if determinant > 0 else np.ascontiguousarray(mesh.faces[:, ::-1])
    return Mesh(vertices, faces)


def mirrored(mesh: Mesh, plane: Axis = "x") -> Mesh:
    """The mirror image across the plane through the origin that is perpendicular to ``plane``; faces stay outward.

    ``"x"`` makes a left bone of a right one.
    """
    signs = np.where(np.arange(3) == "xyz".index(plane), -1.0, 1.0)
    return Mesh(mesh.vertices * signs, np.ascontiguousarray(mesh.faces[:, ::-1]))


def translation(vector: ArrayLike) -> np.ndarray:
    """The 4x4 matrix that moves by ``vector`` (3,) mm."""
    matrix = np.eye(4)
    matrix[:3, 3] = vector
    return matrix


def rotation_about(point: ArrayLike, axis: ArrayLike, angle_deg: float) -> np.ndarray:
    """The 4x4 matrix that turns right-handed by ``angle_deg`` about the line through ``point`` along ``axis``
    (Rodrigues' formula).

    Raises
    ------
    OsteoError
        The axis has no length.
    """
    x, y, z = direction_of(axis, "rotation axis")
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(angle_deg)
    matrix = np.eye(4)
    matrix[:3, :3] += np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    point = np.asarray(point, dtype=np.float64)
    matrix[:3, 3] = point - matrix[:3, :3] @ point
    return matrix


def direction_of(vector: ArrayLike, name: str = "direction") -> np.ndarray:
    """The unit vector of ``vector`` (3,).

    Raises
    ------
    OsteoError
        It is not three finite numbers or has no length; ``name`` says which.
    """
    values = np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(values)) if values.shape == (3,) else float("nan")
    if not np.isfinite(length) or length < 1e-9:
        raise OsteoError(f"The {name} must be three finite numbers that are not all 0; give a direction.")
    return values / length


def pose_of(origin: ArrayLike, x_axis: ArrayLike, z_axis: ArrayLike) -> np.ndarray:
    """The 4x4 pose with its origin, its z along ``z_axis`` and its x as near to ``x_axis`` as that allows.

    Raises
    ------
    OsteoError
        The two axes are parallel or have no length.
    """
    z = direction_of(z_axis)
    along = direction_of(x_axis)
    x = direction_of(along - (along @ z) * z, "x axis, seen along the z axis,")
    pose = np.eye(4)
    pose[:3, :3] = np.stack([x, np.cross(z, x), z], axis=1)
    pose[:3, 3] = origin
    return pose


def any_perpendicular(direction: ArrayLike) -> np.ndarray:
    """A unit vector perpendicular to ``direction`` (3,); always the same for the same direction."""
    z = direction_of(direction)
    return direction_of(np.cross(z, np.eye(3)[np.argmin(np.abs(z))]))
