"""Cohorts: a folder with one case per entry, or a list that people write in Excel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.jobs.cohort import read_cohort


def test_a_folder_gives_one_case_per_entry(tmp_path):
    for name in ("b.nii.gz", "a.nrrd", "C.ZIP", "readme.txt", ".hidden.nii"):
        (tmp_path / name).write_text("x")
    (tmp_path / "dicom").mkdir()
    (tmp_path / "dicom" / "IM1").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "batch.json").write_text("{}")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_text("x")
    cases = read_cohort(tmp_path, tmp_path / "out")
    assert [(c.name, c.source.name) for c in cases] == [
        ("C", "C.ZIP"), ("a", "a.nrrd"), ("b", "b.nii.gz"), ("dicom", "dicom"),
    ]  # fmt: skip
    assert all(c.source.is_absolute() for c in cases)


def test_two_files_of_one_stem_keep_their_suffixes(tmp_path):
    for name in ("a.nii.gz", "a.nrrd", "b.nii"):
        (tmp_path / name).write_text("x")
    assert [c.name for c in read_cohort(tmp_path)] == ["a.nii.gz", "a.nrrd", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_in_the_encodings_that_excel_writes(tmp_path, encoding):
    text = "Name,Input,series,labels\n张三,ct/张三,2,\n,ct/b.nii.gz,,coarse/b.nii.gz\n\n"
    (tmp_path / "list.csv").write_bytes(text.encode(encoding))
    first, second = read_cohort(tmp_path / "list.csv")
    assert (first.name, first.source, first.series, first.labels) == ("张三", tmp_path / "ct" / "张三", "2", None)
    assert (second.name, second.labels) == ("b", tmp_path / "coarse" / "b.nii.gz")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,path\na,b\n", "has no column `input`"),
        ("", "has no column `input`"),
        ("input\n", "holds no case"),
        ("name,input\na,\n", "line 2 names no input"),
        ("name,input\na,x\nA,y\n", "line 3: the name 'A' is there twice"),
        ("name,input\n../evil,x\n", "line 2: '../evil' cannot be the name"),
        ("name,input\n.hidden,x\n", "cannot be the name"),
        ("name,input\na:b,x\n", "cannot be the name"),
        ("name,input,labels,seeds\na,x,l,s\n", "has labels and seeds"),
        ("a\0b", "is no text"),
    ],
)
def test_what_is_wrong_in_a_list_is_told_with_its_line(tmp_path, text, sentence):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(OsteoError) as refusal:
        read_cohort(tmp_path / "list.csv")
    assert sentence in str(refusal.value)


def test_nothing_there(tmp_path):
    with pytest.raises(OsteoError, match="holds no case"):
        read_cohort(tmp_path)
    with pytest.raises(OsteoError, match="does not exist"):
        read_cohort(tmp_path / "absent")


@given(st.binary(max_size=300))
def test_any_bytes_give_cases_or_one_sentence(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(b"input,name\n" + data)
    try:
        cases = read_cohort(path)
    except OsteoError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert all("/" not in c.name and c.name not in ("", ".", "..") for c in cases)
