"""Screws that exist in corridors of known room: never thicker, never longer, and a sentence where none fits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.values import Implant
from osteokit.planning.screws.corridor import Corridor
from osteokit.planning.screws.sizes import fitted, longest_mm
from osteokit.planning.screws.values import ScrewPath


def corridor(radius: float = 4.0, length: float = 45.0, reach: float = 60.0) -> Corridor:
    """Room of ``radius`` to the planned tip, then a taper to nothing at ``reach``."""
    depths = np.linspace(0.0, reach, int(reach / 0.5) + 1)
    room = np.where(depths <= length, radius, radius * (reach - depths) / (reach - length))
    path = ScrewPath((1.0, 2.0, 3.0), (1.0, 2.0, 3.0 + length), 2 * radius)
    return Corridor(path, (1.0, 2.0, 20.0), 17.0, length, tuple(depths.tolist()), tuple(room.tolist()))


def screw(diameter: float, length: float) -> Implant:
    name = f"{diameter:g} x {length:g}"
    return Implant(name, "pedicle_screw", name, name, {"diameter_mm": diameter, "length_mm": length})


SHELF = [screw(diameter, length) for diameter in (4.5, 5.5, 6.5, 7.5, 8.5) for length in range(25, 80, 5)]


def test_the_thickest_that_leaves_its_margin_at_the_planned_length():
    found = fitted(corridor(4.0), SHELF, margin_mm=0.5)
    assert found.article.reference == "6.5 x 45"
    assert found.path.length_mm == pytest.approx(45.0)
    assert found.path.diameter_mm == 6.5
    assert found.path.entry == (1.0, 2.0, 3.0)
    assert found.margin_mm == pytest.approx(0.75)


def test_a_thin_screw_may_go_on_as_far_as_its_margin():
    one = corridor(4.0, 45.0, 60.0)
    assert longest_mm(one, 7.0, 0.5) == 45.0
    assert longest_mm(one, 4.0, 0.0) == pytest.approx(52.5, abs=0.5)  # half way down the taper
    assert longest_mm(one, 9.0, 0.0) == 0.0


def test_a_least_length_is_kept():
    found = fitted(corridor(4.0, 43.0), SHELF, margin_mm=0.5, shortest_mm=43.0)
    assert found.path.length_mm >= 43.0
    assert found.article.size("diameter_mm") <= 7.0


@given(
    st.floats(2.0, 12.0),
    st.floats(10.0, 90.0),
    st.floats(0.0, 2.0),
    st.lists(st.sampled_from(SHELF), min_size=1, max_size=9),
)
def test_never_thicker_never_longer(radius, length, margin, articles):
    one = corridor(radius, length, length + 20.0)
    try:
        found = fitted(one, articles, margin)
    except OsteoError as refusal:
        text = str(refusal)
        assert text.rstrip(".").count(". ") == 0
        for article in articles:
            too_thick = article.size("diameter_mm") / 2 + margin > radius
            assert too_thick or article.size("length_mm") > length
        return
    assert found.article in articles
    depths, room = np.array(one.depths_mm), np.array(one.clearances_mm)
    inside = depths <= found.path.length_mm
    assert (room[inside] >= found.path.diameter_mm / 2 + margin - 1e-6).all()
    assert found.path.length_mm <= depths[-1]
    thicker = [a for a in articles if a.size("diameter_mm") > found.path.diameter_mm]
    assert all(a.size("diameter_mm") / 2 + margin > radius or a.size("length_mm") > length for a in thicker)


def test_what_does_not_fit_is_told():
    with pytest.raises(OsteoError, match=r"4\.0 mm wide and the thinnest of these screws, 4\.5 mm, needs 5\.5 mm"):
        fitted(corridor(2.0), SHELF)
    with pytest.raises(OsteoError, match="No length of these screws fits"):
        fitted(corridor(4.0, 15.0, 16.0), SHELF)
    with pytest.raises(OsteoError, match="between 70 and"):
        fitted(corridor(4.0), SHELF, shortest_mm=70.0)
    with pytest.raises(OsteoError, match="diameter and a length"):
        fitted(corridor(4.0), [Implant("1", "straight_plate", "Plate", "Plate", {"length_mm": 30.0})])
    with pytest.raises(OsteoError, match="margin"):
        fitted(corridor(4.0), SHELF, margin_mm=-1.0)
