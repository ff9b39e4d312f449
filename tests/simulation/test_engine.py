import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import catalogues
from osteokit.simulation.contact.resistance import Reaction
from osteokit.simulation.contact.solve import Coupling
from osteokit.simulation.engine import BODY_C, Engine, rigid
from osteokit.simulation.forces.heat import TipHeat
from osteokit.simulation.forces.kinds import resistance_of
from osteokit.simulation.tools.catalogue import screwdriver, tools
from osteokit.simulation.values import HandState
from simulation.made_bone import CORTICAL, KINDS, METAL, RISK, SOFT, Linear, bone_of, felt, line, plate, pose_at

PUSH_N = 60.0


def pushed(engine, tool, xy, ticks, push_n=PUSH_N, power=1.0, start=-1.0):
    """A hand that pushes along z with a steady force: it is always as far ahead as the spring needs."""
    ahead, tip, touches = push_n / engine.coupling.stiffness_n_mm, start, []
    for n in range(ticks):
        touches.append(engine.touch(HandState(n * 1e-3, pose_at([*xy, tip + ahead]), power, tool)))
        tip = touches[-1].tool_to_ras[2, 3]
    return touches


def tips(touches):
    return np.array([touch.tool_to_ras[:3, 3] for touch in touches])


@pytest.fixture
def engine():
    return Engine(plate(6.0), tools(), KINDS)


@pytest.mark.parametrize("key", list(tools()))
def test_without_power_no_tool_enters_bone(engine, key):
    touches = felt(engine, key, line([0.3, -0.2, -2.0], [0.3, -0.2, 1.5], 700))
    asked = (1.5 - tips(touches)[-1, 2]) * engine.coupling.stiffness_n_mm
    assert tips(touches)[:, 2].max() < 0.2
    assert -touches[-1].force_n[2] == pytest.approx(asked, rel=0.01)
    assert engine.bone.removed.max() == 0 and all(not touch.removed_mm3.any() for touch in touches)


def test_a_sideways_tool_does_not_pass_a_wall_either():
    engine = Engine(bone_of(lambda p: -p[..., 0]), tools(), KINDS)
    turned = np.array([[0, 0, 1.0], [0, 1, 0], [-1.0, 0, 0]])
    for place in line([-4.0, 0, 3.0], [9.0, 0, 3.0], 400):
        touch = engine.touch(HandState(0.0, pose_at(place, turned), 0.0, "burr_4"))
        assert touch.tool_to_ras[0, 3] < 0.4


def test_a_fast_hand_does_not_throw_the_tool_through_a_thin_wall():
    engine = Engine(plate(1.0), tools(), KINDS)
    engine.touch(HandState(0.0, pose_at([0, 0, -3.0]), 0.0, "probe"))
    for n in range(300):  # the hand is on the other side from one tick to the next
        touch = engine.touch(HandState(n * 1e-3, pose_at([0, 0, 6.0]), 0.0, "probe"))
    assert touch.tool_to_ras[2, 3] < 0.3


def test_in_the_air_the_tool_is_where_the_hand_is_and_nothing_is_felt(engine):
    for touch, place in zip(
        felt(engine, "drill_3_2", path := line([-5, 4, -6.0], [5, -4, -3.0], 80), 1.0), path, strict=True
    ):
        np.testing.assert_allclose(touch.tool_to_ras[:3, 3], place, atol=1e-9)
        assert np.abs(touch.force_n).max() < 1e-6 and np.abs(touch.torque_nmm).max() < 1e-6
        assert touch.depth_mm == 0.0


def test_a_drill_gets_on_as_the_force_model_says(engine):
    touches = pushed(engine, "drill_4_5", (0, 0), 3000)
    at = tips(touches)[:, 2]
    deep = (at > 2.0) & (at < 4.5)
    feed = np.gradient(at)[deep].mean() * 1000
    assert feed == pytest.approx(PUSH_N / (50.0 * 1.8), rel=0.03)  # Linear, in bone of 1.8 g/cm3
    forces = np.array([touch.force_n for touch in touches])[deep]
    assert forces[:, 2].mean() == pytest.approx(-PUSH_N, rel=0.02)
    assert np.abs(forces[:, :2]).max() < 1.0
    torque = np.array([touch.torque_nmm[2] for touch in touches])[deep]
    assert torque.mean() == pytest.approx(-12.0, rel=0.05)


def test_a_drilled_hole_has_its_volume():
    engine = Engine(plate(6.0), tools(), KINDS | {"drill": Linear(10.0)})
    touches = pushed(engine, "drill_4_5", (0.1, 0.2), 2500)
    assert tips(touches)[-1, 2] > 8.0
    total = sum(touch.removed_mm3 for touch in touches)
    assert total[CORTICAL] == pytest.approx(np.pi * 2.25**2 * 6.0, rel=0.02)
    np.testing.assert_allclose(total, engine.bone.removed_mm3(), rtol=1e-9)


def test_breaking_through_the_drill_jumps_forward():
    engine = Engine(plate(4.0), tools(), KINDS | {"drill": Linear(100.0)})
    at = tips(pushed(engine, "drill_3_2", (0, 0), 200))[:, 2]
    hand = 14.0  # now held still, pressing hard
    touches = felt(engine, "drill_3_2", [[0, 0, min(at[-1] + 0.02 * n, hand)] for n in range(9000)], 1.0)
    speed = np.diff(tips(touches)[:, 2]) * 1000
    through = int(np.argmax(tips(touches)[:, 2] > 4.0 + tools()["drill_3_2"].cone_mm))
    assert through > 0 and speed[through : through + 30].max() > 4 * np.median(speed[through - 600 : through - 300])


def test_the_depth_counts_inside_and_is_nothing_before_and_beyond():
    engine = Engine(plate(6.0), tools(), KINDS | {"drill": Linear(5.0)})
    touches = pushed(engine, "drill_3_2", (0, 0), 2500)
    at, depth = tips(touches)[:, 2], np.array([touch.depth_mm for touch in touches])
    inside = (at > 0.3) & (at < 5.8)
    np.testing.assert_allclose(depth[inside], at[inside], atol=0.15)
    assert (depth[(at < -0.2) | (at > 6.3)] == 0).all()
    tissue = np.array([touch.tissue for touch in touches])
    assert (tissue[(at > 0.3) & (at < 5.5)] == CORTICAL).all() and (tissue[at < -0.5] == SOFT).all()


def test_drilled_bone_lets_the_drill_out_freely_and_holds_it_sideways():
    engine = Engine(plate(6.0), tools(), KINDS | {"drill": Linear(10.0)})
    pushed(engine, "drill_4_5", (0, 0), 1000)
    out = felt(engine, "drill_4_5", line([0, 0, 5.0], [0, 0, -3.0], 1000), 0.0)
    late = [touch.force_n for touch in out[400:]]
    assert np.abs(late).max() < 4.0
    back = felt(engine, "drill_4_5", line([0, 0, -3.0], [0, 0, 4.0], 1000), 0.0)
    assert tips(back)[-1, 2] > 3.5  # into its own hole without power
    side = felt(engine, "drill_4_5", line([0, 0, 4.0], [2.0, 0, 4.0], 500), 0.0)
    assert tips(side)[-1, 0] < 0.8 and side[-1].force_n[0] < -30.0


def test_a_saw_goes_on_in_its_plane_and_not_across_it():
    engine = Engine(plate(6.0), tools(), KINDS | {"saw": Linear(10.0)})
    touches = pushed(engine, "saw_20", (0, 0), 1200)
    assert tips(touches)[-1, 2] > 3.0
    z = tips(touches)[-1, 2]
    across = felt(engine, "saw_20", line([0, 0, z], [0, 2.0, z], 500), 0.0)
    assert tips(across)[-1, 1] < 0.4 and across[-1].force_n[1] < -30.0


def test_a_burr_takes_a_trough_along_its_way():
    engine = Engine(plate(6.0), tools(), KINDS | {"burr": Linear(2.0)})
    felt(engine, "burr_4", line([-4, 0, -1.0], [-4, 0, 1.2], 600), 1.0)
    touches = felt(engine, "burr_4", line([-4, 0, 1.2], [4, 0, 1.2], 2000), 1.0)
    at = tips(touches)
    middle = np.abs(at[:, 0]) < 2
    deep = at[middle, 2].mean()
    width = 2 * np.sqrt(4 - (2 - deep) ** 2)
    area = 4 * np.arccos((2 - deep) / 2) - (2 - deep) * width / 2
    taken = sum(touch.removed_mm3[CORTICAL] for touch, use in zip(touches, middle, strict=True) if use)
    assert deep > 0.9 and taken == pytest.approx(area * np.ptp(at[middle, 0]), rel=0.05)


def test_a_screw_goes_on_by_its_pitch_with_every_turn():
    screws = [one for one in catalogues()["generic"].articles.values() if one.family == "cortical_screw"]
    screw = screwdriver(next(one for one in screws if one.sizes["diameter_mm"] == 4.5))
    held = {"drill_3_2": tools()["drill_3_2"], screw.key: screw}
    forces = {"drill": Linear(5.0), "screwdriver": resistance_of(screw)}
    engine = Engine(plate(6.0), held, forces)
    pushed(engine, "drill_3_2", (0, 0), 2500)
    pushed(engine, "drill_3_2", (0, 0), 1, power=0.0)
    felt(engine, "drill_3_2", line([0, 0, 6.0], [0, 0, -3.0], 300))
    touches = pushed(engine, screw.key, (0, 0), 1500, push_n=20.0)
    at = tips(touches)[:, 2]
    inside = (at > 1.5) & (at < 4.5)
    assert np.gradient(at)[inside].mean() * 1000 == pytest.approx(screw.pitch_mm * screw.speed_hz, rel=0.02)
    torque = np.array([-touch.torque_nmm[2] for touch in touches])
    assert torque[at > 4.0][0] > 1.5 * torque[(at > 1.0)][0] > 0
    z = at[-1]
    pulled = felt(engine, screw.key, line([0, 0, z], [0, 0, z - 2.0], 300), 0.0)
    assert tips(pulled)[-1, 2] > z - 0.1  # its thread holds it


def test_metal_stops_a_drill_and_what_must_not_be_cut_is_counted():
    engine = Engine(plate(6.0), tools(), KINDS | {"drill": Linear(5.0)})
    bone = engine.bone
    bone.tissue[bone.tissue == CORTICAL] = METAL
    below = (np.arange(bone.tissue.shape[0]) * 0.25 + bone.origin[2]) < -0.5
    bone.tissue[below] = RISK
    touches = pushed(engine, "drill_3_2", (0, 0), 400, start=-2.0)
    total = sum(touch.removed_mm3 for touch in touches)
    assert total[METAL] == 0.0 and total[RISK] > 1.0


def test_the_same_hand_gives_the_same_touch():
    path = np.concatenate([line([0, 0, -1.0], [0.2, 0.1, 2.0], 400), line([0.2, 0.1, 2.0], [1.0, 0.5, 1.0], 200)])
    runs = [felt(Engine(plate(6.0), tools(), KINDS), "burr_4", path, 1.0) for _ in range(2)]
    for one, other in zip(*runs, strict=True):
        np.testing.assert_array_equal(one.tool_to_ras, other.tool_to_ras)
        np.testing.assert_array_equal(one.force_n, other.force_n)
        np.testing.assert_array_equal(one.removed_mm3, other.removed_mm3)


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_a_tool_taken_up_inside_bone_comes_from_outside(engine, power):
    touch = engine.touch(HandState(0.0, pose_at([0, 0, 3.0]), power, "drill_3_2"))
    assert touch.tool_to_ras[2, 3] < 0.2
    touch = engine.touch(HandState(0.001, pose_at([0, 0, 3.0]), power, "probe"))
    assert touch.tool_to_ras[2, 3] < 0.2


def test_a_pose_that_is_none_moves_nothing(engine):
    engine.touch(HandState(0.0, pose_at([0, 0, -3.0]), 0.0, "probe"))
    broken = [np.full((4, 4), np.nan), 2 * np.eye(4), np.diag([-1.0, 1, 1, 1]), np.eye(3), np.eye(4) + 0.1]
    inf = pose_at([np.inf, 0, 0])
    for pose in [*broken, inf]:
        with pytest.raises(OsteoError, match="pose is not"):
            engine.touch(HandState(0.1, pose, 0.0, "probe"))
    with pytest.raises(OsteoError, match="no tool of this session"):
        engine.touch(HandState(0.1, np.eye(4), 0.0, "spoon"))
    touch = engine.touch(HandState(0.2, pose_at([0, 0, -2.0]), 0.0, "probe"))
    np.testing.assert_allclose(touch.tool_to_ras[:3, 3], [0, 0, -2.0], atol=1e-9)
    assert rigid(np.eye(4).tolist()).dtype == np.float64


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_hand_does_the_answer_is_finite_and_bounded(seed):
    """Jumps, spins, changes of tool and trigger, in bone and far away."""
    random = np.random.default_rng(seed)
    engine = Engine(plate(4.0, size=(16.0, 16.0, 16.0), spacing=0.5), tools(), KINDS)
    key, pose = "probe", np.eye(4)
    for n in range(600):
        if random.random() < 0.02:
            key = str(random.choice(list(tools())))
        spread = random.choice([0.01, 0.5, 5.0, 500.0], p=[0.5, 0.3, 0.15, 0.05])
        pose = pose_at(
            0.8 * pose[:3, 3] + random.normal(0, spread, 3), Rotation.random(random_state=n).as_matrix()
            if random.random() < 0.1 else pose[:3, :3]
        )  # fmt: skip
        touch = engine.touch(HandState(n * 1e-3, pose, float(random.random() < 0.5), key))
        assert np.isfinite(touch.tool_to_ras).all() and np.isfinite([*touch.force_n, *touch.torque_nmm]).all()
        assert np.linalg.norm(touch.force_n) <= engine.coupling.largest_n + 1e-6
        assert np.linalg.norm(touch.torque_nmm) <= engine.coupling.largest_nmm + 12.0 + 1e-6
        turn = touch.tool_to_ras[:3, :3]
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-9)
        assert (touch.removed_mm3 >= 0).all() and engine.energy_nmm >= 0.0
    assert engine.bone.version[0] % 2 == 0 and np.abs(engine.bone.distance).max() <= 30000


def test_what_is_lacking_is_said():
    with pytest.raises(OsteoError, match="no force model"):
        Engine(plate(6.0), tools(), {"drill": Linear()})
    for rate in (0.0, float("nan"), 1e9):
        with pytest.raises(OsteoError, match="ticks a second"):
            Engine(plate(6.0), {}, {}, rate_hz=rate)


def test_bone_gets_warm_where_it_is_cut_and_cools():
    engine = Engine(plate(6.0), tools(), KINDS, heat=lambda tool: TipHeat(tool.diameter_mm))
    warm = pushed(engine, "drill_3_2", (0, 0), 1500)[-1].temperature_c
    cooled = felt(engine, "drill_3_2", [[0, 0, -5.0]] * 1500)[-1].temperature_c
    assert warm > BODY_C + 1.0 and BODY_C < cooled < warm
    assert engine.heat is not None
    assert Engine(plate(6.0), tools(), KINDS).touch(HandState(0, np.eye(4), 0, "probe")).temperature_c == BODY_C


def test_the_texture_of_the_cut_swings_about_the_thrust():
    class Rough(Linear):
        def reaction(self, feed_mm_s, cut):
            return super().reaction(feed_mm_s, cut)._replace(texture_n=3.0, texture_hz=50.0)

    smooth, rough = (pushed(Engine(plate(6.0), tools(), dict.fromkeys(KINDS, f)), "drill_3_2", (0, 0), 1500) for f in
                     (Linear(), Rough()))  # fmt: skip
    forces = [np.array([touch.force_n[2] for touch in touches[500:]]) for touches in (smooth, rough)]
    assert forces[0].std() < 0.3 < 1.0 < forces[1].std() < 3.0
    assert forces[0].mean() == pytest.approx(forces[1].mean(), abs=0.3)
    assert isinstance(Rough().reaction(1.0, None or _cut()), Reaction)


def _cut():
    from osteokit.simulation.contact.resistance import Cut

    return Cut(1.8, 1.0, 3.2, 20.0)


def test_changed_bricks_follow_the_drill():
    engine = Engine(plate(6.0), tools(), KINDS)
    engine.changed_bricks()
    pushed(engine, "drill_3_2", (5.0, 5.0), 600)
    bricks = engine.changed_bricks()
    assert 0 < len(bricks) <= 8 and len(engine.changed_bricks()) == 0
    low = bricks * 32 * 0.25 + engine.bone.origin[::-1]
    assert ((low <= [6.0, 7.0, 7.0]) & (low + 8.25 >= [-1, 3.0, 3.0])).all()


def test_a_softer_spring_gives_less_force():
    soft = Engine(plate(6.0), tools(), KINDS, coupling=Coupling(stiffness_n_mm=1.0))
    touches = felt(soft, "probe", line([0, 0, -1.0], [0, 0, 2.0], 500))
    assert -touches[-1].force_n[2] == pytest.approx(2.0, rel=0.05)
