import numpy as np
import pytest

from osteokit.planning.guides.lettering import letters_on_housing
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import place_slot
from osteokit.surface.distance import SurfaceDistance
from planning.guides.solids import across, shaft

PARAMETERS = GuideParameters(text="L")


@pytest.mark.parametrize("away", [6.0, -6.0])
def test_letters_look_away_from_the_other_slot(away):
    """Between the two slots of a wedge nobody could read them."""
    surface = SurfaceDistance(shaft())
    slot, other = (place_slot(surface, across(z=z), PARAMETERS, "cut") for z in (0.0, away))
    letters = letters_on_housing(slot, [other], np.array([1.0, 0.0, 0.0]), PARAMETERS)
    heights = letters.vertices[:, 2]
    assert np.sign(heights.mean()) == -np.sign(away)
    assert np.abs(heights).max() == pytest.approx(slot.thick_mm / 2 + PARAMETERS.slot_wall_mm + 0.6, abs=1e-6)


@pytest.mark.parametrize("tilt", [0.3, -0.3])
def test_letters_of_a_lone_slot_look_to_where_the_guide_comes_from(tilt):
    slot = place_slot(SurfaceDistance(shaft()), across(), PARAMETERS, "cut")
    letters = letters_on_housing(slot, [], np.array([1.0, 0.0, tilt]), PARAMETERS)
    assert np.sign(letters.vertices[:, 2].mean()) == np.sign(tilt)
