"""Bones broken along a rough surface: the fragments and where they belong are known."""

import numpy as np
from scipy import ndimage
from scipy.spatial.transform import Rotation

from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import any_perpendicular, moved, pose_of


def rough_block(reach_mm: float, height_mm: float, roughness_mm: float, seed: int, step_mm: float = 1.5) -> Mesh:
    """A block above z = 0 whose lower side is a random relief: waves of 6 to 25 mm, standard deviation as given."""
    count = int(np.ceil(2 * reach_mm / step_mm)) + 1
    axis = np.linspace(-reach_mm, reach_mm, count)
    generator = np.random.default_rng(seed)
    relief = np.zeros((count, count))
    for wave_mm, part in ((25.0, 1.0), (12.0, 0.6), (6.0, 0.3)):
        noise = ndimage.gaussian_filter(generator.standard_normal((count, count)), wave_mm / step_mm / 4, mode="wrap")
        relief += part * noise / noise.std()
    relief *= roughness_mm / relief.std()
    x, y = np.meshgrid(axis, axis, indexing="ij")
    below = np.column_stack([x.ravel(), y.ravel(), relief.ravel()])
    above = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, height_mm)])
    number = np.arange(x.size).reshape(x.shape)
    a, b, c, d = (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:])
    bottom = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])
    rim = np.concatenate([number[:-1, 0], number[-1, :-1], number[:0:-1, -1], number[0, :0:-1]])
    after, top = np.roll(rim, -1), x.size
    wall = np.concatenate([np.stack([rim, after, after + top], -1), np.stack([rim, after + top, rim + top], -1)])
    return Mesh(np.concatenate([below, above]), np.concatenate([bottom, bottom[:, ::-1] + top, wall]).astype(np.int64))


def broken(
    bone: Mesh, point: np.ndarray, normal: np.ndarray, roughness_mm: float = 1.5, seed: int = 0, noise_mm: float = 0.0
) -> tuple[Mesh, Mesh]:
    """The two fragments of ``bone``, along the normal first; each vertex then moves by noise of its own, as surfaces of
    two labels do."""
    along = (bone.vertices - point) @ normal
    near = bone.vertices[np.abs(along) < 12.0 + 4 * roughness_mm] - point
    reach = float(np.linalg.norm(near, axis=1).max()) + 10.0
    block = moved(
        rough_block(reach, float(along.max()) + 20.0, roughness_mm, seed),
        pose_of(point, any_perpendicular(normal), normal),
    )
    whole, cutter = manifold_of(bone), manifold_of(block)
    generator = np.random.default_rng(seed + 1)
    parts = []
    for solid in (whole ^ cutter, whole - cutter):
        largest = max(solid.decompose(), key=lambda piece: piece.volume())
        mesh = mesh_of(largest)
        parts.append(Mesh(mesh.vertices + noise_mm * generator.standard_normal(mesh.vertices.shape), mesh.faces))
    return parts[0], parts[1]


def random_motion(
    generator: np.random.Generator, about: np.ndarray, most_mm: float = 20.0, most_deg: float = 20.0
) -> np.ndarray:
    """A 4x4 that turns about ``about`` and shifts, both by up to the given amounts, in a random direction."""
    axis, shift = generator.standard_normal((2, 3))
    axis *= np.radians(generator.uniform(0, most_deg)) / np.linalg.norm(axis)
    shift *= generator.uniform(0, most_mm) / np.linalg.norm(shift)
    motion = np.eye(4)
    motion[:3, :3] = Rotation.from_rotvec(axis).as_matrix()
    motion[:3, 3] = about + shift - motion[:3, :3] @ about
    return motion
