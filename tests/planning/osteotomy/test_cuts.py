import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cuts import (
    CUT_KINDS,
    BiplanarCut,
    DomeCut,
    PlaneCut,
    StepCut,
    WedgeCut,
    ZCut,
    cut_from_json,
    cut_in_ras,
    cut_to_json,
)

number = st.floats(-1e4, 1e4, allow_nan=False)
vector = st.tuples(number, number, number)
blade = st.builds(SawBlade, st.floats(1, 500), st.floats(1, 100), st.floats(0.1, 4))
cuts = st.one_of(
    st.builds(
        PlaneCut, vector, vector, vector, st.none() | number, st.none() | number, blade
    ),
    st.builds(
        WedgeCut, st.sampled_from(["opening", "closing"]), vector, vector, vector, vector, number,
        st.sampled_from(["proximal", "distal"]), blade,
    ),
    st.builds(BiplanarCut, vector, vector, vector, vector, number, vector, vector, number, blade),
    st.builds(DomeCut, vector, vector, number, vector, vector, number, blade),
    st.builds(StepCut, vector, vector, vector, number, blade),
    st.builds(ZCut, vector, vector, vector, number, number, blade),
)  # fmt: skip


@given(cuts)
def test_a_cut_comes_back_from_its_json(cut):
    assert cut_from_json(json.loads(json.dumps(cut_to_json(cut)))) == cut


@given(cuts)
def test_a_cut_in_lps_turns_only_its_points_and_directions(cut):
    turned = cut_in_ras(cut, "LPS")
    assert cut_in_ras(turned, "LPS") == cut and cut_in_ras(cut, "RAS") == cut
    for item in dataclasses.fields(cut):
        value, other = getattr(cut, item.name), getattr(turned, item.name)
        assert other == ((-value[0], -value[1], value[2]) if isinstance(value, tuple) else value)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(anything)
def test_foreign_json_is_refused(value):
    with pytest.raises(OsteoError):
        cut_from_json(value)


@given(st.sampled_from(sorted(CUT_KINDS)), st.data())
def test_a_cut_with_a_foreign_field_is_refused(kind, data):
    table = CUT_KINDS[kind]
    names = [item.name for item in dataclasses.fields(table)]
    value = {"kind": kind, **{name: data.draw(anything) for name in names}}
    try:
        cut = cut_from_json(value)
    except OsteoError:
        return
    assert isinstance(cut, table)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"kind": "plane", "entry": [0, 0, 0], "proximal": [0, 0, 1]}, "lacks direction"),
        ({"kind": "plane", "entry": [0, 0], "proximal": [0, 0, 1], "direction": [1, 0, 0]}, "three numbers"),
        (
            {"kind": "step", "center": [0, 0, 0], "proximal": [0, 0, 1], "direction": [1, 0, 0], "height_mm": "5"},
            "finite",
        ),
        ({"kind": "saw"}, "one of plane, wedge"),
        ({"kind": "plane", "colour": 1}, "has no colour"),
    ],
)
def test_what_is_wrong_with_a_cut_is_named(value, sentence):
    with pytest.raises(OsteoError, match=sentence):
        cut_from_json(value)
