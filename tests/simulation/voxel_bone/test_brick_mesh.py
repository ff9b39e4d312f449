import threading

import numpy as np
import pytest

from osteokit.simulation.voxel_bone.bone import bone_of_arrays
from osteokit.simulation.voxel_bone.brick_mesh import bone_surface, brick_snapshot, brick_surface
from osteokit.simulation.voxel_bone.remove import remove
from osteokit.simulation.voxel_bone.shape import ball
from osteokit.surface.mesh import Mesh
from simulation.made_bone import block, bone_of, plate, pose_at


def test_the_bricks_of_a_ball_make_a_ball():
    bone = bone_of(lambda p: np.linalg.norm(p - [0.3, -0.2, 0.1], axis=-1) - 8.0)
    mesh = bone_surface(bone)
    radius = np.linalg.norm(mesh.vertices - [0.3, -0.2, 0.1], axis=1)
    np.testing.assert_allclose(radius, 8.0, atol=0.02)
    assert mesh.volume_mm3 == pytest.approx(4 / 3 * np.pi * 8**3, rel=0.005)  # outward, and no brick is missing


def test_bone_is_closed_where_the_grid_ends():
    mesh = bone_surface(block(size=(10.0, 12.0, 17.0)))
    assert mesh.volume_mm3 == pytest.approx(10.0 * 12.0 * 17.0, rel=0.01)
    np.testing.assert_allclose(np.ptp(mesh.vertices, axis=0), [10.0, 12.0, 17.0], atol=0.01)
    welded, place = np.unique(np.round(mesh.vertices, 6), axis=0, return_inverse=True)
    faces = place.reshape(-1)[mesh.faces]
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all() and len(welded) > 1000


def test_where_nothing_passes_there_is_no_surface():
    empty = bone_of_arrays(np.full((40, 40, 40), 9.0), np.zeros((40, 40, 40)), np.zeros((40, 40, 40)), (0, 0, 0), 0.5)
    assert len(bone_surface(empty).faces) == 0


def test_remaking_what_changed_gives_the_whole_anew():
    bone = plate(6.0)
    held = {tuple(brick): brick_surface(bone, brick) for brick in bone.changed_bricks()}
    random = np.random.default_rng(3)
    for _ in range(12):
        remove(bone, ball(2.0), pose_at(random.uniform(-7, 7, 3)))
        for brick in bone.changed_bricks():
            held[tuple(brick)] = brick_surface(bone, brick)
    faces = sum(len(mesh.faces) for mesh in held.values())
    volume = sum(mesh.volume_mm3 for mesh in held.values())
    fresh = bone_surface(bone)
    assert faces == len(fresh.faces) and volume == pytest.approx(fresh.volume_mm3, rel=1e-9)


def _same(one: Mesh, other: Mesh) -> bool:
    return one.vertices.shape == other.vertices.shape and np.array_equal(one.vertices, other.vertices)


def test_a_surface_that_is_drawn_while_it_is_cut_is_right_in_the_end():
    bone = plate(6.0)
    done = threading.Event()

    def cut():
        random = np.random.default_rng(5)
        for _ in range(400):
            remove(bone, ball(1.5), pose_at(random.uniform(-8, 8, 3)))
        done.set()

    held = {tuple(brick): brick_surface(bone, brick) for brick in np.argwhere(np.ones(bone.dirty.shape))}
    worker = threading.Thread(target=cut)
    worker.start()
    last = False
    while not last:
        last = done.is_set()  # one more round after the last cut
        for brick in bone.changed_bricks():
            held[tuple(brick)] = brick_surface(bone, brick)
    worker.join()
    for brick, mesh in held.items():
        assert _same(mesh, brick_surface(bone, np.array(brick)))


def test_a_snapshot_is_of_one_moment():
    """A writer that fills the whole brick with one number under the version's protocol is never seen half done."""
    bone = block(size=(9.0, 9.0, 9.0))
    stop = threading.Event()

    def write():
        value = 0
        while not stop.is_set():
            bone.version[0] += 1
            for layer in range(bone.distance.shape[0]):
                bone.distance[layer] = value
            bone.version[0] += 1
            value = (value + 1) % 1000
            stop.wait(2e-4)

    writer = threading.Thread(target=write)
    writer.start()
    torn = 0
    for _ in range(300):
        part, first = brick_snapshot(bone, np.array([0, 0, 0]))
        torn += part.min() != part.max()
    stop.set()
    writer.join()
    assert torn == 0 and (first == 0).all()
