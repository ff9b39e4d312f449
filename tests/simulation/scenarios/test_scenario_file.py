"""Scenarios as folders: what is written conforms to the schema and comes back, what is foreign is refused."""

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.simulation.scenario import Target
from osteokit.simulation.scenarios.builtin import builtin_scenario, builtin_scene
from osteokit.simulation.scenarios.scenario_file import (
    check_bone,
    check_consistent,
    read_scenario,
    read_scene,
    scenario_of_text,
    scenario_schema,
    schema_of_values,
    text_of_scenario,
    write_scenario,
)

VALIDATOR = jsonschema.Draft202012Validator(scenario_schema())


@pytest.fixture(scope="module")
def scene():
    return builtin_scene("plate-drilling")


def test_the_published_schema_is_that_of_the_values():
    """After a change of the values: write json.dumps(schema_of_values(), indent=1) to the resource."""
    jsonschema.Draft202012Validator.check_schema(scenario_schema())
    assert scenario_schema() == schema_of_values()


def test_a_folder_comes_back_as_it_was(scene, tmp_path):
    folder = write_scenario(scene, tmp_path / "one")
    back = read_scene(folder)
    assert back.scenario == scene.scenario == read_scenario(folder / "scenario.json")
    np.testing.assert_array_equal(back.volume.voxels, scene.volume.voxels)
    np.testing.assert_array_equal(back.labels.voxels, scene.labels.voxels)
    np.testing.assert_allclose(back.volume.ijk_to_ras, scene.volume.ijk_to_ras, atol=1e-9)
    VALIDATOR.validate(json.loads((folder / "scenario.json").read_text(encoding="utf-8")))


def test_writing_twice_replaces_but_never_another_folder(scene, tmp_path):
    write_scenario(scene, tmp_path / "one")
    write_scenario(scene, tmp_path / "one")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    with pytest.raises(OsteoError, match="holds other files"):
        write_scenario(scene, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_a_missing_or_foreign_bone_is_said(scene, tmp_path):
    folder = write_scenario(scene, tmp_path / "one")
    (folder / "bone.nrrd").unlink()
    with pytest.raises(OsteoError, match=r"has no bone\.nrrd"):
        read_scene(folder)
    with pytest.raises(OsteoError, match="no scenario at"):
        read_scene(tmp_path / "absent")
    empty = replace(scene, labels=replace(scene.labels, voxels=np.zeros_like(scene.labels.voxels)))
    with pytest.raises(OsteoError, match="hold no bone"):
        check_bone(empty)
    far = replace(scene, scenario=replace(scene.scenario, region_center=(300.0, 0.0, 0.0)))
    with pytest.raises(OsteoError, match="beyond its images"):
        check_bone(far)


def _changed(**changes):
    return replace(builtin_scenario("plate-drilling"), **changes)


def _target(**changes):
    scenario = builtin_scenario("plate-drilling")
    step = scenario.steps[0]
    return replace(scenario, steps=(replace(step, target=replace(step.target, **changes)),))


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (_changed(name="../up"), "letters, digits"),
        (_changed(bone="../bone.nrrd"), "own folder"),
        (_changed(bone="labels.nrrd"), "two files"),
        (_changed(steps=()), "no steps"),
        (_changed(levels=()), "no levels"),
        (_changed(steps=builtin_scenario("plate-drilling").steps[:1] * 2), "twice"),
        (_changed(spacing_mm=float("nan")), "spacing"),
        (_changed(region_size_mm=(900.0, 900.0, 900.0)), "too large"),
        (_target(end=(0.0, 900.0, 0.0)), "outside of the region"),
        (_target(diameter_mm=0.0), "diameter_mm"),
        (_target(end=(float("inf"), 0.0, 0.0)), "place"),
        (_target(kind="plane", width_mm=10.0, depth_mm=10.0, normal=(0.0, 1.0, 0.0)), "not square"),
    ],
)
def test_contradictions_are_refused(scenario, sentence):
    with pytest.raises(OsteoError, match=sentence):
        check_consistent(scenario)


def test_an_exam_gives_no_help():
    scenario = builtin_scenario("burring")
    levels = (replace(scenario.levels[2], hints=True),)
    with pytest.raises(OsteoError, match="exam"):
        check_consistent(replace(scenario, levels=levels))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not json", "not JSON"),
        ("[1, 2]", "names no format"),
        ('{"format": "osteo.scenario/9"}', "'osteo.scenario/9'"),
        ('{"format": "osteo.scenario/1"}', "Field required"),
        ('{"format": "osteo.scenario/1", "spacing_mm": NaN}', "NaN is no number"),
        ('{"a": 1e999}', "too large"),
        ("[" * 100000, "not JSON"),
    ],
)
def test_foreign_text_is_refused(text, sentence):
    with pytest.raises(OsteoError, match=sentence):
        scenario_of_text(text, "it")


def test_a_field_that_we_do_not_know_is_refused():
    document = json.loads(text_of_scenario(builtin_scenario("burring")))
    document["steps"][0]["target"]["colour"] = "red"
    with pytest.raises(OsteoError, match="colour"):
        scenario_of_text(json.dumps(document))
    assert list(VALIDATOR.iter_errors(document))


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_document_is_read_or_refused(data):
    """Any one value replaced by any other: the scenario comes, or a sentence; never another error."""
    document = json.loads(text_of_scenario(builtin_scenario("hto-cut")))
    place, key = document, None
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    if key is None or not place:
        return
    place[key] = data.draw(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({}))
    )
    try:
        scenario = scenario_of_text(json.dumps(document))
    except OsteoError as refusal:
        assert str(refusal).endswith(".")
    else:
        check_consistent(scenario)


def test_targets_keep_their_kind():
    scenario = builtin_scenario("hto-cut")
    plane = scenario_of_text(text_of_scenario(scenario)).steps[1].target
    assert isinstance(plane, Target) and plane.kind == "plane" and plane == scenario.steps[1].target
