"""Murray's three definitions: his formulas, their inverses, and the geometry they stand for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.anatomy.cup_angles import axis_of_anatomic, axis_of_operative, axis_of_radiographic, cup_angles
from osteokit.base.errors import OsteoError

INCLINATIONS = st.floats(5.0, 85.0)
ANTEVERSIONS = st.floats(-60.0, 60.0)


def test_worked_example_radiographic_40_15():
    angles = cup_angles(axis_of_radiographic(40.0, 15.0))
    ri, ra = np.radians([40.0, 15.0])
    assert angles.anatomic_inclination == pytest.approx(np.degrees(np.arccos(np.cos(ri) * np.cos(ra))), abs=1e-6)
    assert angles.anatomic_anteversion == pytest.approx(np.degrees(np.arctan(np.tan(ra) / np.sin(ri))), abs=1e-6)
    assert angles.operative_inclination == pytest.approx(np.degrees(np.arcsin(np.sin(ri) * np.cos(ra))), abs=1e-6)
    assert angles.operative_anteversion == pytest.approx(np.degrees(np.arctan(np.tan(ra) / np.cos(ri))), abs=1e-6)
    published = (42.274, 22.629, 38.381, 19.279)
    found = (
        angles.anatomic_inclination,
        angles.anatomic_anteversion,
        angles.operative_inclination,
        angles.operative_anteversion,
    )
    assert found == pytest.approx(published, abs=5e-4)


@given(INCLINATIONS, ANTEVERSIONS)
def test_each_pair_of_angles_makes_the_same_axis(inclination, anteversion):
    axis = axis_of_radiographic(inclination, anteversion)
    angles = cup_angles(7.0 * axis)
    assert np.linalg.norm(axis) == pytest.approx(1.0)
    assert angles.radiographic_inclination == pytest.approx(inclination)
    assert angles.radiographic_anteversion == pytest.approx(anteversion)
    anatomic = axis_of_anatomic(float(angles.anatomic_inclination), float(angles.anatomic_anteversion))
    operative = axis_of_operative(float(angles.operative_inclination), float(angles.operative_anteversion))
    assert anatomic == pytest.approx(axis, abs=1e-12)
    assert operative == pytest.approx(axis, abs=1e-12)


@given(INCLINATIONS)
def test_without_anteversion_all_inclinations_agree(inclination):
    angles = cup_angles(axis_of_radiographic(inclination, 0.0))
    assert angles.anatomic_inclination == pytest.approx(inclination)
    assert angles.operative_inclination == pytest.approx(inclination)


def test_stacks_and_an_axis_without_length():
    stack = np.stack([axis_of_radiographic(40.0, 15.0), axis_of_radiographic(45.0, 20.0)])
    assert cup_angles(stack).radiographic_anteversion == pytest.approx([15.0, 20.0])
    with pytest.raises(OsteoError, match="axis of the cup"):
        cup_angles(np.zeros(3))
