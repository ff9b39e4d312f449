import json
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.document import GuideOrder, order_from_json, order_to_json
from osteokit.planning.guides.parameters import GuideParameters, Window, parameter_schema, parameters_from_json
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.blades import SawBlade

RANGED = [item for item in fields(GuideParameters) if "low" in item.metadata]


def test_the_defaults_are_within_their_ranges_and_go_through_json():
    there = json.loads(json.dumps(GuideParameters().to_json()))
    assert parameters_from_json(there) == GuideParameters() == parameters_from_json({})


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_parameters_go_through_json(data):
    given = {one.name: data.draw(st.floats(one.metadata["low"], one.metadata["high"])) for one in RANGED[:3]}
    given |= {"text": data.draw(st.text(max_size=60)), "edge_radius_mm": 0.5,
              "windows": (Window((1.0, 2.0, data.draw(st.floats(-9, 9))), 5.0),)}  # fmt: skip
    parameters = replace(GuideParameters(), **given)
    assert parameters_from_json(json.loads(json.dumps(parameters.to_json()))) == parameters


@pytest.mark.parametrize("item", RANGED, ids=lambda item: item.name)
def test_values_out_of_range_are_refused_by_name(item):
    for wrong in (item.metadata["low"] - 0.01, item.metadata["high"] + 0.01, float("nan"), "3", None, True):
        with pytest.raises(OsteoError, match=item.name) as refusal:
            parameters_from_json({item.name: wrong})
        assert str(refusal.value).count(". ") == 0


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], "JSON object"),
        ({"clearence_mm": 0.3}, "no parameter clearence_mm"),
        ({"text": 3}, "60 characters"),
        ({"insertion_direction": [0, 0]}, "three finite"),
        ({"insertion_direction": [0, 0, 0]}, "no length"),
        ({"windows": 3}, "list"),
        ({"windows": [{"at": [0, 0, 0]}]}, "A window is"),
        ({"windows": [{"position": [0, 0, 0], "diameter_mm": 900}]}, "2 to 60"),
        ({"edge_radius_mm": 5.0}, "rounded"),
        ({"wall_mm": 9.0}, "thinnest wall"),
    ],
)
def test_wrong_documents_are_refused(value, sentence):
    with pytest.raises(OsteoError, match=sentence):
        parameters_from_json(value)


def test_the_schema_names_every_parameter_with_its_range():
    schema = parameter_schema()
    assert set(schema["properties"]) == {item.name for item in fields(GuideParameters)}
    assert schema["properties"]["clearance_mm"]["minimum"] == 0.05
    json.dumps(schema)


def test_an_order_goes_through_json():
    order = GuideOrder(
        (SawPlane((1.25, 2, 3), (0, 1, 0), (0, 0, 1), 12.5, None, SawBlade(60, 10, 0.6)),),
        (GuideHole((0.1, 0.2, 0.3), (1, 0, 0), 2.0, "wire", "K1"),),
        GuideParameters(text="L", windows=(Window((1.0, 2.0, 3.0), 6.0),)),
    )
    assert order_from_json(json.loads(json.dumps(order_to_json(order)))) == order


CUT = {"entry": [0, 0, 0], "direction": [1, 0, 0], "normal": [0, 0, 1]}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (3, "JSON object"),
        ({"cutz": []}, "no cutz"),
        ({"coordinates": "LPS"}, "coordinates"),
        ({"format": "osteo.guide/9"}, "format"),
        ({"cuts": {}}, "list"),
        ({"cuts": [{"entry": [0, 0, 0]}]}, "lacks direction, normal"),
        ({"cuts": [CUT | {"depth_mm": -1}]}, "above 0"),
        ({"cuts": [CUT | {"blade": 3}]}, "blade"),
        ({"cuts": [CUT | {"blade": {"kerf": 1}}]}, "no kerf"),
        ({"cuts": [CUT | {"entry": [0, 0, "x"]}]}, "three finite"),
        ({"holes": [{"point": [0, 0, 0], "direction": [1, 0, 0], "diameter_mm": 99}]}, "0.5 to 20"),
        ({"holes": [{"point": [0, 0, 0], "direction": [1, 0, 0], "diameter_mm": 2, "kind": "nail"}]}, "drill"),
        ({"holes": [{"point": [0, 0, 0], "direction": [1, 0, 0], "diameter_mm": 2, "name": 4}]}, "text"),
    ],
)
def test_wrong_orders_are_refused(value, sentence):
    with pytest.raises(OsteoError, match=sentence):
        order_from_json(value)


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["cuts", "holes", "parameters", "entry", "text", "blade", "windows", "x"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(value):
    try:
        order = order_from_json(value)
    except OsteoError as refusal:
        assert str(refusal)
    else:
        assert isinstance(order, GuideOrder)
