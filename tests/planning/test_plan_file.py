"""Plans as files: what is written conforms to the published schema, what is foreign is refused in one sentence."""

import json
import random
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.plan import Patient, PlanInput, SurgicalPlan, Variant
from osteokit.planning.plan_file import (
    document_of,
    plan_of_text,
    plan_schema,
    read_plan,
    schema_of_values,
    write_plan,
)
from planning.plans import full_plan, numbers

VALIDATOR = jsonschema.Draft202012Validator(plan_schema())


def changed(**parts):
    return json.dumps({**document_of(full_plan()), **parts})


def test_the_published_schema_is_that_of_the_values():
    """After a change of the values: write json.dumps(schema_of_values(), indent=1) to resources/plan.schema.json."""
    jsonschema.Draft202012Validator.check_schema(plan_schema())
    assert plan_schema() == schema_of_values()


def test_a_written_plan_conforms_and_comes_back_equal(tmp_path):
    path = write_plan(full_plan(), tmp_path / "new" / "plan.json")
    VALIDATOR.validate(json.loads(path.read_text(encoding="utf-8")))
    assert read_plan(path) == full_plan()


names = st.text(st.characters(codec="utf-8"), max_size=30)
angles = st.floats(-1e6, 1e6)


@given(
    title=names, patient=names, note=names, values=st.dictionaries(st.text("abc_", min_size=1), angles), volume=angles
)
@settings(max_examples=20, deadline=None)
def test_any_texts_and_numbers_come_back_equal_and_conform(title, patient, note, values, volume):
    made = full_plan()
    inputs = (replace(made.inputs[0], volume_mm3=volume), made.inputs[1])
    variants = (*made.variants, Variant("C", predicted=numbers(**values), note=note))
    made = replace(made, title=title, patient=Patient(patient), inputs=inputs, variants=variants)
    document = document_of(made)
    VALIDATOR.validate(document)
    assert plan_of_text(json.dumps(document)) == made


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"format": "osteo.plan/1", "x": NaN}', "NaN is no number"),
        ('{"format": "osteo.plan/1", "x": 1e999}', "too large"),
        ("[]", "names no format"),
        ("3", "names no format"),
        ('{"format": 1}', "names no format"),
        ('{"format": "osteo.plan/2"}', "'osteo.plan/2'.*'osteo.plan/1' is needed"),
        ('{"format": "osteo.plan/1"}', "id: "),
        (changed(side="both"), "side: "),
        (changed(inputs=3), "inputs: "),
        (changed(surgeon="x"), "surgeon: "),
        (changed(title=5), "title: "),
        (changed(chosen="Z"), "chooses variant 'Z'"),
        (
            changed(landmarks={"femur_left": {"bone": "femur", "side": "left", "landmarks": {}}}),
            "landmarks of 'femur_left'",
        ),
        (changed(title="\ud800"), "no plan"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(text, sentence, tmp_path):
    (tmp_path / "p.json").write_text(text, encoding="utf-8")
    with pytest.raises(OsteoError, match=sentence) as refusal:
        read_plan(tmp_path / "p.json")
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 400


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(OsteoError, match="There is no plan at"):
        read_plan(tmp_path / "none.json")
    with pytest.raises(OsteoError, match="cannot be read"):
        read_plan(tmp_path)
    (tmp_path / "bin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OsteoError, match="not text"):
        read_plan(tmp_path / "bin")


def with_input(**parts):
    plan = full_plan()
    return replace(plan, inputs=(replace(plan.inputs[0], **parts), plan.inputs[1]))


def with_step(**parts):
    plan = full_plan()
    step = replace(plan.variants[1].steps[0], **parts)
    return replace(plan, variants=(plan.variants[0], replace(plan.variants[1], steps=(step,))))


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (with_input(bone="tooth"), "'tooth' that is not known"),
        (with_input(bone="fibula_left"), "bone 'fibula_left' twice"),
        (with_input(file="/etc/passwd"), "relative to the plan"),
        (with_input(file="C:/x.stl"), "relative to the plan"),
        (with_input(file="a\\b.stl"), "relative to the plan"),
        (with_input(sha256="xyz"), "sha256 of tibia_left"),
        (with_input(volume_mm3=float("nan")), "not finite"),
        (with_step(bone="femur_left"), "Step 'HTO' is on 'femur_left'"),
        (replace(full_plan(), variants=(Variant("A"), Variant("A"))), "variant 'A' twice"),
        (replace(full_plan(), variants=(Variant(" "),), chosen=""), "no name"),
        (replace(full_plan(), variants=(replace(full_plan().variants[0], steps=full_plan().variants[1].steps * 2),)),
         "twice"),
    ],
)  # fmt: skip
def test_a_plan_that_contradicts_itself_is_not_written(plan, sentence, tmp_path):
    with pytest.raises(OsteoError, match=sentence):
        write_plan(plan, tmp_path / "plan.json")
    assert list(tmp_path.iterdir()) == []


def test_a_refused_plan_leaves_the_former_file(tmp_path):
    path = write_plan(full_plan(), tmp_path / "plan.json")
    with pytest.raises(OsteoError):
        write_plan(with_input(bone="tooth"), path)
    assert read_plan(path) == full_plan()


def test_bytes_that_were_damaged_are_read_or_refused_never_worse(tmp_path):
    whole = write_plan(full_plan(), tmp_path / "plan.json").read_bytes()
    chance = random.Random(3)
    refused = 0
    for n in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(damaged))
            action = chance.randrange(3)
            if action == 0:
                damaged[at] = chance.randrange(256)
            elif action == 1:
                del damaged[at : at + chance.randint(1, 200)]
            else:
                damaged[at:at] = bytes(chance.choice(b'{}[]",:0-9eE.') for _ in range(chance.randint(1, 5)))
        path = tmp_path / "damaged.json"
        path.write_bytes(bytes(damaged))
        try:
            assert isinstance(read_plan(path), SurgicalPlan)
        except OsteoError as refusal:
            refused += 1
            assert "\n" not in str(refusal), n
    assert refused > 100


json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=8,
)


@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_any_json_in_any_place_is_read_or_refused(data):
    document = document_of(full_plan())
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], (dict, list)) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        place[key] = data.draw(json_values)
        break
    try:
        plan = plan_of_text(json.dumps(document))
    except OsteoError:
        return
    VALIDATOR.validate(document_of(plan))


def test_defaults_are_de_identified_and_unsigned_with_a_disclaimer():
    plan = SurgicalPlan("1", "t", "left", (PlanInput("tibia_left", "t.stl", "0" * 64, "LPS", 1.0),), {}, numbers())
    assert plan.patient == Patient() and not plan.signature.is_signed
    assert "Not a cleared medical device" in document_of(plan)["disclaimer"]
