"""JSON from strangers."""

import pytest
from pydantic import TypeAdapter, ValidationError

from osteokit.base.errors import OsteoError
from osteokit.base.strict_json import first_fault, json_of_text, text_of_file


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "[1e999]", "[" * 100_000, '{"a": -Infinity}'])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(OsteoError, match="it is no thing: it is not JSON"):
        json_of_text(text, "it", "thing")


def test_what_is_json_comes():
    assert json_of_text('{"a": [1, 2.5, "\\u53f3", null]}', "it", "thing") == {"a": [1, 2.5, "右", None]}


def test_files_that_are_no_text(tmp_path):
    path = tmp_path / "a.json"
    with pytest.raises(OsteoError, match="There is no thing"):
        text_of_file(path, "thing", 2**20)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OsteoError, match="not text"):
        text_of_file(path, "thing", 2**20)
    path.write_bytes(b" " * (2**20 + 1))
    with pytest.raises(OsteoError, match="larger than a thing can be"):
        text_of_file(path, "thing", 2**20)
    with pytest.raises(OsteoError, match="cannot be read"):
        text_of_file(tmp_path, "thing", 2**20)
    path.write_text("脊", encoding="utf-8")
    assert text_of_file(path, "thing", 2**20) == "脊"


def test_the_first_fault_says_where():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, list[int]]).validate_python({"a": [1, "x"]})
    assert first_fault(caught.value).startswith("a.1: ")
    assert first_fault(ValueError("some\nthing")) == "some thing"
