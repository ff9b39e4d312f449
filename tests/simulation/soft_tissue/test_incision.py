"""Cutting: the wound gapes by its closed form, and the sheet stays a sheet."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.incision import incise
from osteokit.simulation.soft_tissue.values import Sheet, Tissue, areas, flat_sheet

X, Y = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])


def _sheet(length: float = 60.0, width: float = 40.0, spacing: float = 2.5) -> Sheet:
    return flat_sheet(np.zeros(3), X, Y, (length, width), spacing)


def _edges(triangles: np.ndarray) -> Counter:
    pairs = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    return Counter(map(tuple, pairs.tolist()))


def _pieces(sheet: Sheet) -> int:
    group = list(range(len(sheet.points)))

    def root(point: int) -> int:
        while group[point] != point:
            point = group[point]
        return point

    for a, b, c in sheet.triangles.tolist():
        group[root(a)] = group[root(b)] = root(c)
    return len({root(point) for point in sheet.triangles.ravel().tolist()})


@pytest.mark.parametrize("poisson", [0.0, 0.3])
def test_a_strip_cut_through_gapes_by_its_closed_form(poisson):
    """Sides free, on its bed: each side draws back by stretch x tanh(L/x), x = sqrt(E h / k)."""
    sheet = _sheet(160.0, 12.0, 1.6)
    ends = np.abs(sheet.points[:, 0]) > 80 - 1e-6
    tissue = Tissue(poisson=poisson, stretch=0.02)
    body = Body(Sheet(sheet.points, sheet.triangles, ends), tissue)
    wound = incise(body, np.array([[0.3, -19.0, 0], [0.3, 19.0, 0]]))
    body.step(1.5)
    decay = np.sqrt(tissue.youngs_mpa * tissue.thickness_mm / tissue.bed_n_mm3)
    expected = 2 * 0.02 * decay * np.tanh(80 / decay)
    assert wound.gaps_mm(body.points).mean() == pytest.approx(expected, rel=0.03)
    assert _pieces(body.sheet) == 2


@given(
    st.floats(-20, 20),
    st.floats(-12, 12),
    st.floats(-20, 20),
    st.floats(-12, 12),
    st.floats(-20, 20),
    st.floats(-12, 12),
)
@settings(max_examples=40, deadline=None)
def test_nothing_is_lost_by_cutting(a, b, c, d, e, f):
    way = np.array([[a, b, 0], [c, d, 0], [e, f, 0]])
    body = Body(_sheet())
    before, mass = areas(body.sheet.points, body.sheet.triangles).sum(), body.elements.mass.sum()
    try:
        wound = incise(body, way)
    except OsteoError:
        assert np.linalg.norm(np.diff(way, axis=0), axis=1).sum() < 12 or _turns_back(way)
        return
    assert areas(body.sheet.points, body.sheet.triangles).sum() == pytest.approx(before)
    assert body.elements.mass.sum() == pytest.approx(mass)
    assert max(_edges(body.sheet.triangles).values()) <= 2
    assert wound.gaps_mm(body.points).max() < 1e-9
    body.step(0.05)
    assert np.isfinite(body.points).all()


def _turns_back(way: np.ndarray) -> bool:
    first, second = np.diff(way, axis=0)
    return float(first @ second) < 0.9 * np.linalg.norm(first) * np.linalg.norm(second)


def test_a_wound_gapes_most_in_its_middle_and_lies_where_the_blade_went():
    body = Body(_sheet(90.0, 60.0))
    wound = incise(body, np.array([[-24.0, 1.1, 0], [22.0, 1.1, 0]]))
    lying = body.sheet.points[wound.pairs[:, 0]]
    assert np.abs(lying[:, 1] - 1.1).max() < 0.4
    assert lying[:, 0].min() < -20 < 18 < lying[:, 0].max()
    assert (np.diff(wound.along_mm) > 0).all()
    body.step(0.5)
    gaps = wound.gaps_mm(body.points)
    middle = len(gaps) // 2
    assert 3 < gaps[middle] < 6
    assert gaps[0] < 0.6 * gaps[middle] > gaps[-1]
    sides = np.sum((body.points[wound.pairs[:, 0]] - body.points[wound.pairs[:, 1]]) * wound.across, axis=1)
    assert (sides > 0).all()


def test_an_inner_cut_makes_a_slit_and_no_loose_piece():
    body = Body(_sheet())
    incise(body, np.array([[-12.0, -3.0, 0], [13.0, 4.0, 0]]))
    sheet = body.sheet
    edges = _edges(sheet.triangles)
    used = len(np.unique(sheet.triangles))
    assert used - len(edges) + len(sheet.triangles) == 0, "a disc with a hole"
    assert _pieces(sheet) == 1


def test_a_curved_cut_follows_the_blade():
    angles = np.linspace(-1.0, 1.0, 15)
    way = np.stack([20 * np.sin(angles), 20 * np.cos(angles) - 14, 0 * angles], axis=1)
    body = Body(_sheet(80.0, 60.0))
    wound = incise(body, way)
    lying = body.sheet.points[wound.pairs[:, 0]]
    assert np.abs(np.hypot(lying[:, 0], lying[:, 1] + 14) - 20).max() < 0.5
    assert len(wound.pairs) > 8


def test_refusals():
    with pytest.raises(OsteoError, match="shorter than a triangle"):
        incise(Body(_sheet()), np.array([[0.3, 0.3, 0], [0.6, 0.3, 0]]))
    with pytest.raises(OsteoError, match="no length"):
        incise(Body(_sheet()), np.zeros((2, 3)))
    with pytest.raises(OsteoError, match="two or more places"):
        incise(Body(_sheet()), np.array([[0.0, np.nan, 0], [1, 0, 0]]))
