"""A screw goes down to its head, is tightened, and strips; it never pulls its head through the bone."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.simulation.contact.resistance import Cut
from osteokit.simulation.contact.seat import Seat, head_is_seated
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.screw import TORN_SHARE, Screw
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import HandState
from simulation.made_bone import Linear, bone_of, plate, pose_at

SCREW = Tool(
    "screw:x",
    "Screw",
    "螺钉",
    "screwdriver",
    "cone",
    4.5,
    3.0,
    10.0,
    point_deg=90.0,
    speed_hz=2.0,
    pitch_mm=1.75,
    head_mm=8,
)
MODEL = Screw(1.75, 0.75, head_radius_mm=3.2)


def test_a_screw_stops_at_its_head_tightens_and_strips():
    engine = Engine(plate(8.0, size=(10.0, 10.0, 24.0), density=1.2), {SCREW.key: SCREW}, {"screwdriver": MODEL})
    tip, rows = -1.0, []
    for n in range(6000):
        touch = engine.touch(HandState(n * 1e-3, pose_at([0, 0, tip + 0.5]), 1.0, SCREW.key))
        tip = touch.tool_to_ras[2, 3]
        rows.append((tip, -touch.torque_nmm[2], touch.stripped))
    tips, torques, stripped = (np.array(column) for column in zip(*rows, strict=True))
    assert tips.max() == pytest.approx(SCREW.reach_mm, abs=0.4), "the head stays on the bone"
    assert stripped[-1]
    first = int(np.argmax(stripped))
    running = np.median(torques[(tips > 7) & (tips < 9.5) & ~stripped])
    assert torques[first - 1] > 2 * running, "tightened"
    assert torques[-1] < 0.5 * running, "torn"


def torques_of(bone):
    """Torque of the running screw, by depth: (tips, torques)."""
    engine = Engine(bone, {SCREW.key: SCREW}, {"screwdriver": MODEL})
    tip, rows = -1.0, []
    while tip < 8.5 and len(rows) < 6000:
        touch = engine.touch(HandState(len(rows) * 1e-3, pose_at([0, 0, tip + 0.5]), 1.0, SCREW.key))
        tip = touch.tool_to_ras[2, 3]
        rows.append((tip, -touch.torque_nmm[2]))
    return np.array(rows).T


def test_a_screw_in_a_pilot_hole_takes_as_much_torque_as_its_thread_has_bone():
    def holed(radius):
        hole = lambda p: radius - np.hypot(p[..., 0], p[..., 1])  # noqa: E731
        return bone_of(lambda p: np.maximum(hole(p), np.maximum(-p[..., 2], p[..., 2] - 8.0)), size=(10, 10, 24),
                       density=1.2)  # fmt: skip

    medians = {}
    for name, radius in (("solid", -1.0), ("pilot", 1.5), ("too wide", 2.6)):
        tips, torques = torques_of(holed(radius))
        medians[name] = float(np.median(torques[(tips > 5.0) & (tips < 8.0)])) if tips.max() > 5.0 else 0.0
    assert medians["pilot"] == pytest.approx(medians["solid"], rel=0.3), "the core's hole takes no hold away"
    assert medians["too wide"] < 0.2 * medians["solid"]


def test_a_head_on_a_slope_seats_only_when_half_of_it_is_down():
    slope = bone_of(lambda p: -(p[..., 2] - 0.3 * p[..., 0]), size=(16.0, 16.0, 50.0))
    seats = [z for z in np.arange(5.0, 15.0, 0.1) if head_is_seated(slope, pose_at([0, 0, z]), SCREW)]
    assert seats[0] == pytest.approx(10.0, abs=0.3)
    assert not head_is_seated(slope, pose_at([0, 0, 30.0]), replace(SCREW, head_mm=4.0)), "a headless screw never seats"
    assert not head_is_seated(slope, pose_at([500.0, 0, 30.0]), SCREW), "beside the grid"


def test_torque_rises_with_the_turn_until_it_strips():
    seat, cut = Seat(MODEL), Cut(1.2, 1.0, 4.5, 1.0, depth_mm=16.0)
    going = MODEL.reaction(1.75, cut)
    assert seat.led(1.75) == 1.75
    assert seat.felt(going, cut, 0.01) == going
    seat.seated = True
    assert seat.led(1.75) == 0.0
    felt = [seat.felt(going, cut, 0.01).torque_nmm for _ in range(40)]
    assert (np.diff(felt[:24]) > 0).all()
    assert felt[23] == pytest.approx(MODEL.friction_nmm(cut) + MODEL.strips_at_nmm(cut) * 0.24 / 0.25, rel=1e-6)
    assert seat.stripped
    assert felt[-1] == pytest.approx(TORN_SHARE * MODEL.friction_nmm(cut))
    seat.begin()
    assert not seat.stripped


def test_a_seated_screw_that_is_not_turned_stays_as_it_is():
    seat, cut = Seat(MODEL), Cut(1.2, 1.0, 4.5, 0.0, depth_mm=16.0)
    seat.seated = True
    for _ in range(1000):
        seat.felt(MODEL.reaction(0.0, cut), cut, 0.1)
    assert not seat.stripped


def test_a_model_that_knows_no_thread_is_left_alone():
    seat, cut = Seat(Linear()), Cut(1.2, 1.0, 4.5, 1.0)
    seat.seated = True
    going = Linear().reaction(1.0, cut)
    assert seat.led(3.0) == 3.0
    assert seat.felt(going, cut, 1.0) is going


def test_drills_have_no_seat():
    engine = Engine(plate(6.0), {"drill_3_2": replace(SCREW, key="drill_3_2", kind="drill")}, {"drill": Linear()})
    touch = engine.touch(HandState(0.0, pose_at([0, 0, -3.0]), 1.0, "drill_3_2"))
    assert touch.stripped is False
