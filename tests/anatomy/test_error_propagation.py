import numpy as np
import pytest

from generated.legs import LegShape, generated_leg
from osteokit.anatomy.leg import measure_leg
from osteokit.anatomy.leg_definitions import LEG_DEFINITIONS
from osteokit.anatomy.leg_geometry import LegGeometry

LEG = generated_leg(LegShape(varus_deg=6, femoral_torsion_deg=15, tibial_torsion_deg=25, spread_mm=1.0), flexion_deg=4)
MEASURED = measure_leg(LEG)


@pytest.mark.parametrize("definition", [d for d in LEG_DEFINITIONS if d.key in MEASURED], ids=lambda d: d.key)
def test_errors_are_those_of_a_monte_carlo_run(definition):
    """20,000 legs with every landmark drawn from its normal distribution; 4 % is four times the run's own noise."""
    random = np.random.default_rng(1)
    names = MEASURED[definition.key].landmarks
    drawn = {}
    for name in names:
        bone, _, key = name.partition(".")
        landmark = LEG.bones[bone].landmarks[key]
        drawn[name] = landmark.point + random.normal(0.0, landmark.spread_mm, (20_000, 3))
    values = definition.quantity(LegGeometry(drawn.__getitem__, LEG.side))
    assert values.shape == (20_000,)
    assert MEASURED[definition.key].error == pytest.approx(values.std(), rel=0.04)
    assert MEASURED[definition.key].value == pytest.approx(values.mean(), abs=4 * values.std() / 20_000**0.5 + 0.1)


def test_twice_the_spread_is_twice_the_error_and_none_is_none():
    def error(spread_mm):
        return measure_leg(generated_leg(spread_mm=spread_mm))["mLDFA_deg"].error

    assert error(1.0) == pytest.approx(2 * error(0.5), rel=1e-6)
    assert error(0.0) == 0.0
