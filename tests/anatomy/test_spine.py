"""Which numbers the landmarks of a spine allow; the numbers themselves are tested with their formulas."""

from dataclasses import replace

import pytest

from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.measurement import Measurements
from osteokit.anatomy.spine import measure_spine, spine_levels, with_spine


def _vertebra(height, tilt):
    """Endplates 40 wide and 30 deep, 25 apart; the right end ``tilt`` mm lower than the left."""
    found = {}
    for plate, up in (("superior", 12.5), ("inferior", -12.5)):
        for end, (x, y) in {"left": (-20, 0), "right": (20, 0), "anterior": (0, 15), "posterior": (0, -15)}.items():
            key = f"{plate}_endplate_{end}"
            found[key] = Landmark(key, (x, y, height + up - tilt * x / 40), 0.5, 0.9, "")
    return BoneLandmarks("vertebra", "", found)


SPINE = {"vertebrae_T12": _vertebra(0, 4.0), "vertebrae_L1": _vertebra(-40, 0.0), "vertebrae_L2": _vertebra(-80, -6.0)}


def test_levels_go_from_the_head_down():
    assert spine_levels(dict(reversed([*SPINE.items(), ("femur_left", None)]))) == tuple(SPINE)


def test_the_most_tilted_pair_and_its_levels():
    found = measure_spine(SPINE)
    expected = sum(abs(one) for one in (5.7106, 8.5308))  # atan(4 / 40) and atan(6 / 40)
    assert abs(found["cobb_deg"].value) == pytest.approx(expected, abs=1e-3)
    assert found["cobb_deg"].method.startswith("T12 to L2:")
    assert found["lordosis_deg"].method.startswith("L1 to L2:")
    assert set(found.not_measurable) == {"pelvic_incidence_deg"}


def test_a_vertebra_without_an_endplate_is_not_used():
    torn = SPINE["vertebrae_L2"]
    kept = {key: one for key, one in torn.landmarks.items() if not key.startswith("inferior")}
    found = measure_spine({**SPINE, "vertebrae_L2": replace(torn, landmarks=kept)})
    assert found["cobb_deg"].method.startswith("T12 to L1:") and "lordosis_deg" in found.not_measurable


def test_without_vertebrae_nothing_is_added():
    leg = Measurements("left", {}, {"HKA_deg": "no femur"})
    assert with_spine(leg, {}) is leg
    both = with_spine(leg, SPINE)
    assert both.side == "left" and "cobb_deg" in both and "HKA_deg" in both.not_measurable
