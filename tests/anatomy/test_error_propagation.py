from dataclasses import replace

import numpy as np
import pytest

from generated.legs import LegShape, generated_leg
from osteokit.anatomy.error_propagation import ACROSS_NECK, spread_matrix
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
        errors = random.normal(size=(20_000, 3)) @ spread_matrix(LEG.bones, name).T
        drawn[name] = LEG.bones[bone].point(key) + errors
    values = definition.quantity(LegGeometry(drawn.__getitem__, LEG.side))
    assert values.shape == (20_000,)
    assert MEASURED[definition.key].error == pytest.approx(values.std(), rel=0.04)
    assert MEASURED[definition.key].value == pytest.approx(values.mean(), abs=4 * values.std() / 20_000**0.5 + 0.1)


def test_twice_the_spread_is_twice_the_error_and_none_is_none():
    def error(spread_mm):
        return measure_leg(generated_leg(spread_mm=spread_mm))["neck_shaft_deg"].error

    assert error(1.0) == pytest.approx(2 * error(0.5), rel=1e-6)
    assert error(0.0) == 0.0


def test_an_extremal_point_slides_on_the_surface_and_one_placed_by_hand_does_not():
    femur = generated_leg(spread_mm=4.0).femur
    assert femur is not None
    matrix = spread_matrix({"femur": femur}, "femur.medial_condyle_distal")
    covariance = matrix @ matrix.T
    assert covariance[2, 2] == pytest.approx(0.2**2 + (16 / 40) ** 2)  # up is z of the generated femur
    assert covariance[0, 0] + covariance[1, 1] == pytest.approx(16.0)
    placed = femur.moved("medial_condyle_distal", femur.point("medial_condyle_distal"))
    np.testing.assert_allclose(spread_matrix({"femur": placed}, "femur.medial_condyle_distal"), 0.5 * np.eye(3))
    np.testing.assert_allclose(spread_matrix({"femur": femur}, "femur.femoral_head_center"), 4.0 * np.eye(3))


def test_the_neck_is_known_better_across_than_along():
    femur = generated_leg(neck_shaft_deg=120.0, femoral_torsion_deg=25.0, spread_mm=2.0).femur
    assert femur is not None
    axis = femur.point("femoral_head_center") - femur.point("neck_isthmus_center")
    matrix = spread_matrix({"femur": femur}, "femur.neck_isthmus_center")
    covariance = matrix @ matrix.T
    assert axis @ covariance @ axis / (axis @ axis) == pytest.approx(4.0)
    assert np.trace(covariance) == pytest.approx(4.0 * (1 + 2 * ACROSS_NECK**2))


def test_without_a_frame_every_spread_is_isotropic():
    femur = generated_leg(spread_mm=2.0).femur
    assert femur is not None
    distal = {key: landmark for key, landmark in femur.landmarks.items() if "head" not in key}
    cut = {"femur": replace(femur, landmarks=distal)}
    np.testing.assert_allclose(spread_matrix(cut, "femur.medial_condyle_distal"), 2.0 * np.eye(3))
