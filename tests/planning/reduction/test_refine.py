"""Refining by hand: the numbers follow the hand, at once."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.reduction.refine import FitMeter
from osteokit.surface.transform import translation
from planning.reduction.test_reduce import fracture
from planning.reduction.test_register import lump

FRAGMENTS = fracture()
AXIS = np.array([0.3, 0.1, 1.0]) / np.linalg.norm([0.3, 0.1, 1.0])


def at(shift_mm: float) -> dict[str, np.ndarray]:
    return {"lower": np.eye(4), "upper": translation(shift_mm * AXIS)}


def test_a_pulled_fragment_leaves_its_gap_and_a_pushed_one_goes_through():
    meter = FitMeter(FRAGMENTS, lump())
    home, pulled, pushed = (meter.refine("upper", at(shift)) for shift in (0.0, 1.5, -1.5))
    assert home.residual_mm < 0.3 and home.touching_mm2 > 300 and home.deepest_mm < 0.7
    assert pulled.residual_mm == pytest.approx(1.4, abs=0.25) and pulled.deepest_mm < 0.5
    assert pushed.deepest_mm == pytest.approx(1.5, abs=0.5)
    assert home.template_mm < 0.1 < 0.2 < pulled.template_mm


def test_an_unknown_fragment_is_refused():
    with pytest.raises(OsteoError, match="fragment middle is unknown or has no pose"):
        FitMeter(FRAGMENTS).refine("middle", at(0.0))
