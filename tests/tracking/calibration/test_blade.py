"""The normal of a blade that lies on a table, against the truth it was made from and against closed forms."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.tracking.calibration.blade import blade_calibration, check_square
from osteokit.tracking.calibration.pivot import pivot_calibration
from osteokit.tracking.calibration.spin import spin_calibration
from osteokit.tracking.devices.motions import POINTER, blade, pivot, spin
from osteokit.tracking.navigation.tool import NavigatedTool


def on_table(table, mounted, angles, slides):
    """Poses of a tool whose y axis, after ``mounted``, is the table's normal z."""
    lying = Rotation.from_euler("x", 90, degrees=True) * mounted
    poses = np.tile(np.eye(4), (len(angles), 1, 1))
    turns = table * Rotation.from_rotvec(np.outer(angles, [0.0, 0.0, 1.0])) * lying
    poses[:, :3, :3], poses[:, :3, 3] = turns.as_matrix(), slides
    return poses, mounted.inv().apply([0.0, 1.0, 0.0])


def off_deg(found, truth):
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(found, truth)), abs(found @ truth)))


def played(motion, seconds=12.0, hz=30.0):
    return np.array([motion(time_s)[POINTER] for time_s in np.arange(0.0, seconds, 1 / hz)])


@given(st.integers(0, 10**6), st.integers(10, 60))
def test_the_normal_is_found_wherever_the_table_and_the_markers_are(seed, count):
    random = np.random.default_rng(seed)
    table, mounted = Rotation.random(2, random_state=seed)
    angles = random.uniform(0, 2 * np.pi, count)
    assume(np.ptp(angles) > np.radians(60))
    poses, truth = on_table(table, mounted, angles, random.uniform(-900, 900, (count, 3)))
    found = blade_calibration(poses)
    assert off_deg(found.normal, truth) < 1e-5 and found.wobble_deg < 1e-5
    assert np.linalg.norm(found.normal) == pytest.approx(1.0)
    assert found.normal[np.abs(found.normal).argmax()] > 0  # of its two signs always the same one
    elsewhere = Rotation.random(random_state=seed + 1).as_matrix()
    poses[:, :3, :3] = elsewhere @ poses[:, :3, :3]
    np.testing.assert_allclose(blade_calibration(poses).normal, found.normal, atol=1e-7)


@pytest.mark.parametrize("reach_deg", [25.0, 60.0, 180.0])
def test_noise_moves_it_as_the_closed_form_says(reach_deg):
    """Turns with noise s about each axis: least squares of z = e^(ia)(d + noise) gives d with a root mean square of
    s sqrt(2 / (n (1 - |mean e^(ia)|^2))); what wobbles is s sqrt 2."""
    random, noise_deg, count = np.random.default_rng(4), 0.3, 200
    angles = np.linspace(-1, 1, count) * np.radians(reach_deg)
    turned = abs(np.exp(1j * angles).mean())
    expected_deg = noise_deg * np.sqrt(2 / (count * (1 - turned**2)))
    errors, wobbles = [], []
    for seed in range(150):
        table, mounted = Rotation.random(2, random_state=seed)
        poses, truth = on_table(table, mounted, angles, np.zeros((count, 3)))
        shaken = Rotation.from_rotvec(np.radians(random.normal(0, noise_deg, (count, 3)))).as_matrix()
        poses[:, :3, :3] = poses[:, :3, :3] @ shaken
        found = blade_calibration(poses)
        errors.append(off_deg(found.normal, truth))
        wobbles.append(found.wobble_deg)
    assert np.sqrt(np.square(errors).mean()) == pytest.approx(expected_deg, rel=0.2)
    assert np.mean(wobbles) == pytest.approx(noise_deg * np.sqrt(2), rel=0.03)


def test_the_simulated_tracker_has_a_saw_on_a_table():
    found = blade_calibration(played(blade))
    np.testing.assert_allclose(found.normal, [0.0, 1.0, 0.0], atol=1e-7)
    assert found.turned_deg == pytest.approx(120.0, abs=1.0)


def test_what_is_no_calibration_is_refused():
    poses = played(blade)
    with pytest.raises(OsteoError, match="10 poses or more, these are 9"):
        blade_calibration(poses[:9])
    with pytest.raises(OsteoError, match="by 0 degrees only"):
        blade_calibration(poses[:1].repeat(30, axis=0))
    with pytest.raises(OsteoError, match="wobbled by"):
        blade_calibration(played(pivot))
    poses[4, 0, 0] = np.nan
    with pytest.raises(OsteoError, match="number 5 is not finite"):
        blade_calibration(poses)


def test_a_tool_takes_a_blade_that_is_about_square_to_its_shaft():
    tip = pivot_calibration(played(pivot, 20.0))
    shaft, flat = spin_calibration(played(spin), tip.tip), blade_calibration(played(blade))
    tool = NavigatedTool.calibrated("Saw", tip, shaft, 1.2, flat)
    np.testing.assert_array_equal(tool.blade_normal, flat.normal)
    np.testing.assert_array_equal(NavigatedTool.calibrated("Saw", tip, None, 0.0, flat).blade_normal, flat.normal)
    turned_about_its_shaft = blade_calibration(played(spin))
    with pytest.raises(OsteoError, match="90 degrees from square to the shaft"):
        NavigatedTool.calibrated("Saw", tip, shaft, 1.2, turned_about_its_shaft)


@pytest.mark.parametrize(("off", "fits"), [(0.0, True), (14.9, True), (15.1, False), (-15.1, False), (90.0, False)])
def test_square_means_within_15_degrees(off, fits):
    normal = np.array([np.cos(np.radians(off)), 0.0, np.sin(np.radians(off))])
    if fits:
        check_square(normal, np.array([0.0, 0.0, 1.0]))
    else:
        with pytest.raises(OsteoError, match=f"{abs(off):.0f} degrees from square"):
            check_square(normal, np.array([0.0, 0.0, 1.0]))
