"""Angles against those from landmarks that five raters placed on one femur, four times each."""

import json
import re
from collections.abc import Callable

import numpy as np
import pytest

from osteokit.anatomy.angles import between_deg
from osteokit.anatomy.femur import femur_landmarks
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.leg import Leg, measure_leg
from osteokit.surface.transform import mirrored, moved, rotation_about

KEYS = {
    "ICN": ("knee_center", "intercondylar_notch"),
    "DLC": ("lateral_condyle_distal",),
    "DMC": ("medial_condyle_distal",),
    "PLC": ("lateral_condyle_posterior",),
    "PMC": ("medial_condyle_posterior",),
    "SGT": ("greater_trochanter_tip",),
    "LEC": ("lateral_epicondyle",),
    "MEC": ("medial_epicondyle",),
}


def sphere_center(points: np.ndarray) -> np.ndarray:
    """Algebraic least squares: |p|^2 = 2 c.p + (r^2 - |c|^2)."""
    return np.linalg.lstsq(np.column_stack([2 * points, np.ones(len(points))]), (points**2).sum(axis=1), rcond=None)[0][
        :3
    ]


def femur_of(points: Callable[[str], np.ndarray], names: list[str]) -> BoneLandmarks:
    """The femur that one set of points (n, 3) by abbreviation describes."""
    found = {key: points(short).mean(axis=0) for short, keys in KEYS.items() for key in keys}
    found["neck_isthmus_center"] = np.mean([points(name).mean(axis=0) for name in ("SNI", "ANI", "INI", "PNI")], axis=0)
    head = np.concatenate([points(name) for name in names if re.fullmatch(r"[A-Z]FH", name)])
    found["femoral_head_center"] = sphere_center(head)
    marks = {key: Landmark(key, tuple(map(float, point)), 1.0, 1.0, "rater") for key, point in found.items()}
    return BoneLandmarks("femur", "left", marks)


@pytest.fixture(scope="module")
def raters(shared_data):
    folder = shared_data / "meshes" / "vsdfullbody_z013"
    raw = json.loads((folder / "landmarks_Femur_L.json").read_text())["landmarks"]
    table = {re.findall(r"\((\w+)\)", name)[0]: marks for name, marks in raw.items()}

    def points(short: str, rater: int | None = None) -> np.ndarray:
        return np.array([m["lps_mm"] for m in table[short] if rater in (None, m["rater"])]) * [-1, -1, 1]

    names = list(table)
    everyone = femur_of(points, names)
    each = [femur_of(lambda short, r=r: points(short, r), names) for r in range(1, 6)]
    return everyone, each


@pytest.fixture(scope="module")
def found(real_left_femur_found):
    return real_left_femur_found


def axis(femur: BoneLandmarks) -> np.ndarray:
    return femur.point("femoral_head_center") - femur.point("knee_center")


@pytest.mark.data
def test_mechanical_axis_within_half_a_degree_of_the_raters(raters, found):
    apart = float(between_deg(axis(found), axis(raters[0])))
    print(f"mechanical axis {apart:.3f} deg from the raters'")
    assert apart < 0.5


@pytest.mark.data
@pytest.mark.parametrize(("key", "least"), [("mLDFA_deg", 0.5), ("LPFA_deg", 1.0), ("femoral_torsion_3d_deg", 2.0)])
def test_angles_agree_within_our_error_and_the_raters_own(raters, found, key, least):
    everyone, each = raters
    own = measure_leg(Leg("left", femur=found))[key]
    theirs = measure_leg(Leg("left", femur=everyone))[key].value
    spread = float(np.std([measure_leg(Leg("left", femur=femur))[key].value for femur in each], ddof=1))
    print(f"{key}: ours {own.value:.2f} +- {own.error:.2f}, raters {theirs:.2f}, sd between raters {spread:.2f}")
    assert abs(own.value - theirs) < max(least, 2 * float(np.hypot(own.error, spread)))
    assert 0.5 < own.error / spread < 2.0  # as sure of ourselves as the raters are of one another


@pytest.mark.data
@pytest.mark.slow
def test_the_mirrored_and_turned_femur_has_the_same_angles(real_left_femur, found):
    turned = moved(mirrored(real_left_femur), rotation_about(np.zeros(3), np.array([1.0, 2.0, -1.0]), 130.0))
    here = measure_leg(Leg("left", femur=found)).values
    there = measure_leg(Leg("right", femur=femur_landmarks(turned, "right"))).values
    assert here.keys() == there.keys()
    for key, value in here.items():
        assert there[key].value == pytest.approx(value.value, abs=max(0.3, 0.5 * value.error)), key
