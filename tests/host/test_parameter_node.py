"""Typed parameters: what is allowed, what is stored under which name, what is told to observers."""

import enum
from pathlib import Path
from typing import Annotated, Optional, Union

import numpy as np
import pytest
import slicer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


class Side(enum.Enum):
    LEFT = 1
    RIGHT = 2


@pytest.fixture
def api(scene):
    import slicer.parameterNodeWrapper as api

    return api


@pytest.fixture
def node(scene):
    return scene.AddNewNodeByClass("vtkMRMLScriptedModuleNode")


def _wrapper(api, node, **members):
    annotations = {name: member[0] for name, member in members.items()}
    values = {name: member[1] for name, member in members.items() if len(member) > 1}
    return api.parameterNodeWrapper(type("Parameters", (), {"__annotations__": annotations, **values}))(node)


def test_values_are_stored_where_slicer_looks_for_them(api, node, scene):
    volume = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "CT")
    p = _wrapper(
        api, node, number=(int, 4), size=(float, 1.5), on=(bool, True), text=(str, "a"), side=(Side, Side.RIGHT),
        path=(Path, Path("x/y")), volume=(slicer.vtkMRMLScalarVolumeNode,), items=(list[int], [3, 1]),
        pair=(tuple[int, str], (7, "z")), table=(dict[str, int], {"k": 5}), maybe=(Optional[int],),  # noqa: UP045
    )  # fmt: skip
    p.volume = volume
    stored = {name: node.GetParameter(name) for name in node.GetParameterNames()}
    assert stored == {
        "number": "4", "size": "1.5", "on": "True", "text": "a", "side": "RIGHT", "path": str(Path("x/y")),
        "volume": "",
        "items.len": "2", "items.0": "3", "items.1": "1", "pair.0": "7", "pair.1": "z",
        "table.len": "1", "table.0.0": "k", "table.0.1": "5", "maybe.1": "True",
    }  # fmt: skip
    assert node.GetNodeReferenceID("volume") == volume.GetID()
    assert (p.number, p.size, p.on, p.text, p.side, p.path) == (4, 1.5, True, "a", Side.RIGHT, Path("x/y"))
    assert p.volume is volume and p.pair == (7, "z") and dict(p.table) == {"k": 5} and p.maybe is None
    p.maybe = 3
    assert (p.maybe, node.HasParameter("maybe.1")) == (3, 0)


def test_what_is_not_allowed_raises_and_changes_nothing(api, node, scene):
    p = _wrapper(
        api, node,
        hu=(Annotated[float, api.WithinRange(-1024, 3071)], 150.0),
        method=(Annotated[str, api.Choice(["automatic", "seeds"])], "automatic"),
        many=(list[Annotated[int, api.Minimum(0), api.Maximum(9)]], [1, 2]),
        volume=(slicer.vtkMRMLScalarVolumeNode,), odd=(Annotated[int, api.Exclude([2])], 1),
    )  # fmt: skip
    model = scene.AddNewNodeByClass("vtkMRMLModelNode")
    for name, value, error in [
        ("hu", 4000, ValueError), ("hu", "150", TypeError), ("hu", None, ValueError), ("method", "magic", ValueError),
        ("many", [1, -1], ValueError), ("many", [10], ValueError), ("volume", model, TypeError), ("odd", 2, ValueError),
    ]:  # fmt: skip
        before = p.getValue(name)
        with pytest.raises(error):
            p.setValue(name, value)
        assert p.getValue(name) == before, name
    with pytest.raises(ValueError):
        p.many.append(-4)
    assert p.many == [1, 2]
    with pytest.raises(ValueError, match="Cannot find a param"):
        p.getValue("nothing")


def test_defaults(api, node):
    p = _wrapper(api, node, a=(Annotated[int, api.Default(6)],), b=(str,), c=(list[str],), d=(Union[int, None],))  # noqa: UP007
    assert (p.a, p.b, list(p.c), p.d) == (6, "", [], None)
    assert p.default("a").value == 6
    with pytest.raises(ValueError):
        _wrapper(api, node, bad=(Annotated[int, api.Minimum(3)],))
    with pytest.raises(ValueError, match="reserved"):
        _wrapper(api, node, connectGui=(int,))
    with pytest.raises(TypeError):
        _wrapper(api, node, strange=(np.ndarray,))


def test_a_saved_value_wins_over_the_default(api, node):
    _wrapper(api, node, a=(int, 1)).a = 5
    assert _wrapper(api, node, a=(int, 1)).a == 5


def test_prefixes_keep_two_sets_apart(api, node):
    kind = api.parameterNodeWrapper(type("P", (), {"__annotations__": {"a": int}, "a": 1}))
    left, right = kind(node, "left"), kind(node, "right")
    left.a = 8
    assert (left.a, right.a, node.GetParameter("lefta")) == (8, 1, "8")


def test_lists_write_through(api, node):
    p = _wrapper(api, node, items=(list[int], [5, 3, 4]))
    p.items.append(1)
    p.items[0] = 9
    p.items += [2]
    del p.items[1]
    p.items.sort()
    p.items.remove(4)
    assert p.items == [1, 2, 9]
    assert node.GetParameter("items.len") == "3" and not node.HasParameter("items.3")


def test_dicts_write_through(api, node):
    p = _wrapper(api, node, table=(dict[str, int], {"a": 1, "b": 2}))
    p.table["c"] = 3
    assert p.table.popitem() == ("c", 3) and p.table.pop("a") == 1
    assert dict(p.table) == {"b": 2} and node.GetParameter("table.len") == "1"
    p.table.clear()
    assert dict(p.table) == {} and not node.HasParameter("table.0.0")


def test_one_change_of_a_list_is_one_event_and_all_or_nothing(api, node):
    p = _wrapper(api, node, items=(list[Annotated[int, api.Maximum(9)]], [1]), rows=(list[list[int]], [[1], [2]]))
    heard = []
    p.AddObserver("ModifiedEvent", lambda caller, event: heard.append(list(p.items)))
    p.items.extend([2, 3])
    assert heard == [[1, 2, 3]]
    with pytest.raises(ValueError):
        p.items += [4, 10]
    assert p.items == [1, 2, 3]
    p.rows.reverse()
    assert [list(row) for row in p.rows] == [[2], [1]]
    p.rows[0].append(7)
    assert [list(row) for row in p.rows] == [[2, 7], [1]]


def test_packs(api, node):
    Point = api.parameterPack(
        type("Point", (), {"__annotations__": {"x": Annotated[float, api.WithinRange(0, 10)], "name": str}, "x": 2.0})
    )
    Line = api.parameterPack(type("Line", (), {"__annotations__": {"start": Point, "end": Point}}))
    assert Point() == Point(2.0, "") == Point(x=2.0, name="") != Point(3.0)
    for call in (lambda: Point(11.0), lambda: Point(1.0, name=5), lambda: Point(z=1), lambda: Point(1.0, x=2.0)):
        with pytest.raises((TypeError, ValueError)):
            call()
    p = _wrapper(api, node, line=(Line, Line(Point(1.0, "a"), Point(3.0, "b"))), points=(list[Point], [Point(7.0)]))
    assert node.GetParameter("line.end.name") == "b" and node.GetParameter("points.0.x") == "7.0"
    p.line.end.x = 4.5
    p.setValue("line.start.name", "first")
    assert (p.getValue("line.end.x"), p.line.start) == (4.5, Point(1.0, "first"))
    with pytest.raises(ValueError):
        p.line.end.x = 12.0
    with pytest.raises(AttributeError):
        p.line.middle = 3
    assert list(p.points) == [Point(7.0)]
    p.points.insert(0, Point(1.0))
    assert list(p.points) == [Point(1.0), Point(7.0)]
    assert p.dataType("line.end.name") is str
    with pytest.raises(ValueError, match="default"):
        api.parameterPack(type("Bad", (), {"__annotations__": {"x": Annotated[int, api.Minimum(3)]}}))


def test_observers_hear_each_change_once(api, node):
    p = _wrapper(api, node, a=(int, 1), items=(list[int], [1, 2, 3]))
    heard = []
    tag = p.AddObserver("ModifiedEvent", lambda caller, event: heard.append((p.a, list(p.items))))
    p.a = 2
    p.items = [9]
    before = p.StartModify()
    p.a, p.items = 3, [4]
    p.EndModify(before)
    assert heard == [(2, [1, 2, 3]), (2, [9]), (3, [4])]
    p.RemoveObserver(tag)
    p.a = 10
    assert len(heard) == 3


@given(
    numbers=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=6),
    size=st.floats(allow_nan=False, allow_infinity=False),
    text=st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_comes_back(api, node, numbers, size, text):
    p = _wrapper(api, node, numbers=(list[int],), size=(float, 0.0), text=(str, ""))
    p.numbers, p.size, p.text = numbers, size, text
    assert (p.numbers, p.size, p.text) == (numbers, size, text)


def test_parameters_survive_a_saved_scene(api, node, scene, tmp_path):
    p = _wrapper(api, node, text=(str, "骨; a=b & <c>|d:e"), items=(list[float], [0.1, -2.0]))
    node.SetName("kept")
    assert slicer.util.saveScene(str(tmp_path / "a.mrb"))
    wanted = (p.text, list(p.items))
    scene.Clear(1)
    slicer.util.loadScene(str(tmp_path / "a.mrb"))
    again = _wrapper(api, slicer.util.getNode("kept"), text=(str, ""), items=(list[float], []))
    assert (again.text, list(again.items)) == wanted
