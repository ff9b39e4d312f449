"""Packages: what is written conforms to the published schema and comes back equal, what is wrong is refused."""

import json
import random
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.package import (
    FILE,
    catalogue_of_text,
    implants_schema,
    read_package,
    schema_of_values,
    text_of_catalogue,
    write_package,
)
from osteokit.planning.implants.solid import solid_of
from osteokit.planning.implants.values import Catalogue, ConnectionPoint, Implant
from planning.shelves import ARTICLES, packed, plate

VALIDATOR = jsonschema.Draft202012Validator(implants_schema())


def document(**parts):
    held = Catalogue("c", "C", "丙", "1", {one.reference: one for one in ARTICLES})
    return {**json.loads(text_of_catalogue(held)), **parts}


def article(**parts):
    one = {"reference": "A", "family": "cage", "english": "A", "chinese": "", **parts}
    return json.dumps(document(articles=[one]))


def test_the_published_schema_is_that_of_the_values():
    """After a change of the values: write json.dumps(schema_of_values(), indent=1) to implants.schema.json."""
    jsonschema.Draft202012Validator.check_schema(implants_schema())
    assert implants_schema() == schema_of_values()


def test_a_written_package_conforms_and_comes_back_equal(tmp_path):
    held = packed(tmp_path / "new" / "shelf")
    VALIDATOR.validate(json.loads((tmp_path / "new" / "shelf" / FILE).read_text(encoding="utf-8")))
    assert list(held.articles.values()) == list(ARTICLES)
    assert (held.name, held.version, held.maker) == ("test", "1", "Nobody")
    np.testing.assert_allclose(solid_of(held.articles["P-L"], held).volume_mm3, plate().volume_mm3, rtol=1e-6)


texts = st.text(st.characters(codec="utf-8"), max_size=20)
words = texts.filter(str.strip)
numbers = st.floats(-1e6, 1e6)
vectors = st.tuples(numbers, numbers, numbers)


@given(reference=words, english=texts, chinese=texts, sizes=st.dictionaries(texts, numbers), maker=texts, point=vectors)
@settings(max_examples=40, deadline=None)
def test_any_texts_and_numbers_come_back_equal_and_conform(reference, english, chinese, sizes, maker, point):
    hole = ConnectionPoint("h", "screw", point, (0.0, 0.6, 0.8), 4.5, 12.0, ("cortical_screw",))
    one = Implant(reference, "cage", english, chinese, sizes, "PEEK", "left", "m/x.stl", (hole,), maker)
    held = Catalogue("name", "N", "名", "v", {reference: one}, "CC0-1.0", maker, "here", "")
    text = text_of_catalogue(held)
    VALIDATOR.validate(json.loads(text))
    assert catalogue_of_text(text, "the text") == held


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "names no format"),
        ('{"format": "osteo.implants/2"}', "'osteo.implants/1' is needed"),
        ('{"format": "osteo.implants/1", "x": NaN}', "NaN is no number"),
        (json.dumps(document(name="a b")), "name is letters"),
        (json.dumps(document(version=" ")), "no version"),
        (json.dumps(document(unit="inch")), "unit: "),
        (json.dumps(document(shelf=3)), "shelf: "),
        (json.dumps(document(articles=document()["articles"][:1] * 2)), "is there twice"),
        (article(reference=" "), "has no reference"),
        (article(family=""), "names no family"),
        (article(mesh="../x.stl"), "in the package's folder"),
        (article(mesh="/etc/x.stl"), "in the package's folder"),
        (article(mesh="C:\\x.stl"), "in the package's folder"),
        (article(mesh="x.step"), "must be .stl, .obj, .ply"),
        (article(side="both"), "side: "),
        (article(sizes={"length_mm": "40"}), "sizes"),
        (
            article(connections=[{"name": "h", "kind": "screw", "point": [0, 0, 0], "axis": [0, 0, 2],
                                  "diameter_mm": 4.5}]),
            "no unit vector",
        ),
        (
            article(connections=[{"name": "h", "kind": "screw", "point": [0, 0, 0], "axis": [0, 0, 1],
                                  "diameter_mm": 4.5}] * 2),
            "two connection points of one name",
        ),
    ],
)  # fmt: skip
def test_what_is_no_catalogue_is_refused_in_one_sentence(text, said):
    with pytest.raises(OsteoError, match=said) as refusal:
        catalogue_of_text(text, "catalogue.json")
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 400


def test_folders_that_hold_no_package(tmp_path):
    with pytest.raises(OsteoError, match=r"has no catalogue\.json"):
        read_package(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OsteoError, match="not text"):
        read_package(tmp_path)


def test_a_package_is_written_whole_or_not_at_all(tmp_path):
    held = Catalogue("c", "C", "C", "1", {one.reference: one for one in ARTICLES})
    with pytest.raises(OsteoError, match="mesh of article 'P-L'"):
        write_package(held, {}, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    packed(tmp_path / "out")
    infinite = Implant("A", "cage", "A", "", {"length_mm": float("inf")})
    with pytest.raises(OsteoError, match="not finite"):
        write_package(replace(held, articles={"A": infinite}), {}, tmp_path / "out")
    assert len(read_package(tmp_path / "out").articles) == len(ARTICLES), "the former package is still there"
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_bytes(b"x")
    with pytest.raises(OsteoError, match="holds something else"):
        packed(tmp_path / "photos")


def test_bytes_that_were_damaged_are_read_or_refused_never_worse(tmp_path):
    packed(tmp_path)
    whole = (tmp_path / FILE).read_bytes()
    chance = random.Random(5)
    refused = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(damaged))
            if chance.random() < 0.5:
                damaged[at] = chance.randrange(256)
            else:
                del damaged[at : at + chance.randint(1, 200)]
        (tmp_path / FILE).write_bytes(bytes(damaged))
        try:
            assert isinstance(read_package(tmp_path), Catalogue)
        except OsteoError as refusal:
            refused += 1
            assert "\n" not in str(refusal)
    assert refused > 100
