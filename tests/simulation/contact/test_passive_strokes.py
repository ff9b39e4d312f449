"""Energy that comes back from bone over random strokes, reckoned from what the hand did and felt alone."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from osteokit.simulation.engine import Engine
from osteokit.simulation.tools.catalogue import tools
from osteokit.simulation.values import HandState
from simulation.made_bone import KINDS, plate

AWAY = np.array([0.0, 0.0, -8.0])


def strokes(engine, key, count, seed, power, least_ticks=3, most_ticks=15, jerky=0.5):
    """Each goes from the air to a random place in or by the bone, back, and rests; motions and wrenches (n, 6)."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        place = random.uniform([-7, -7, -4], [7, 7, 5])
        turn = random.normal(0, 0.15, 3)
        ticks = int(random.integers(least_ticks, most_ticks + 1))
        there = np.sort(random.uniform(0, 1, ticks)) if random.random() < jerky else np.linspace(0, 1, ticks)
        shares = np.concatenate([there, [1.0], there[::-1], np.zeros(4)])[:, None]
        yield _stroke(engine, key, AWAY + shares * (place - AWAY), Rotation.from_rotvec(shares * turn), power(random))


def _stroke(engine, key, places, turns, power):
    poses = np.tile(np.eye(4), (len(places), 1, 1))
    poses[:, :3, 3], poses[:, :3, :3] = places, turns.as_matrix()
    touches = [engine.touch(HandState(0.0, pose, power, key)) for pose in poses]
    wrenches = np.array([np.concatenate([touch.force_n, touch.torque_nmm]) for touch in touches])
    motions = np.zeros((len(places), 6))
    motions[1:, :3] = np.diff(places, axis=0)
    motions[1:, 3:] = (turns[1:] * turns[:-1].inv()).as_rotvec()
    return motions, wrenches


def least_energy(key, count, seed, power):
    """The least that was ever in store, N mm, over each stroke from its start; and the largest put in.

    A stroke begins with what the spring holds, which the force that is felt then tells.
    """
    engine = Engine(plate(6.0, size=(24.0, 24.0, 24.0), spacing=0.5), {key: tools()[key]}, KINDS)
    least, most = 0.0, 0.0
    for motions, wrenches in strokes(engine, key, count, seed, power):
        stored = _spring_nmm(engine, wrenches[0]) - np.cumsum(np.einsum("ij,ij->i", motions, wrenches))
        least, most = min(least, stored.min()), max(most, stored.max())
    return least, most


def _spring_nmm(engine, wrench):
    """What the spring holds by the force that is felt."""
    stiffness = np.array([engine.coupling.stiffness_n_mm] * 3 + [engine.coupling.stiffness_nmm_rad] * 3)
    return float((wrench**2 / stiffness).sum() / 2)


@pytest.mark.parametrize("key", ["drill_3_2", "burr_4", "saw_20", "probe"])
@pytest.mark.parametrize(
    "power", [lambda random: 0.0, lambda random: float(random.random() < 0.7)], ids=["idle", "cut"]
)
def test_no_stroke_gives_back_more_than_was_put_in(key, power):
    least, most = least_energy(key, 150, 1, power)
    assert most > 100.0  # the strokes do meet bone
    assert least > -1e-6 * most


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_at_a_surgeons_speed_nor_does_a_device_that_holds_each_force_until_the_next(power):
    """Up to 0.3 m/s: the force of one tick works along the motion to the next, as it does on a real arm."""
    engine = Engine(plate(6.0, size=(24.0, 24.0, 24.0), spacing=0.5), {"drill_3_2": tools()["drill_3_2"]}, KINDS)
    most = 0.0
    for motions, wrenches in strokes(engine, "drill_3_2", 30, 3, lambda random: power, 60, 300, jerky=0.0):
        taken = -np.einsum("ij,ij->i", motions[1:], wrenches[:-1])
        spring = _spring_nmm(engine, wrenches[0]) - _spring_nmm(engine, wrenches[-1])
        assert spring + taken.sum() > -1e-6
        most = max(most, np.abs(taken).sum())
    assert most > 100.0


@pytest.mark.slow
@pytest.mark.parametrize("key", ["drill_3_2", "burr_4", "saw_20", "probe"])
def test_nor_does_any_of_a_hundred_thousand(key):
    least, most = least_energy(key, 25_000, 2, lambda random: float(random.random() < 0.5))
    assert least > -1e-6 * most
