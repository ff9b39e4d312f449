"""Whose images these are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from osteo_orthanc.identity import Person, check_same

from osteokit.base.errors import OsteoError

REFERRAL = Person("李四", "532301195203040012", "1952-03-04")


@pytest.mark.parametrize(
    ("name", "number", "birth_date", "note"),
    [("李^四", "532301195203040012", "19520304", ""), ("Li^Si=李^四", "532301195203040012", "19520304", ""),
     ("李四", "M0007", "19520304", "numbers differ"), ("李四", "", "19520304", "numbers differ"),
     ("李四", " 532301195203040012 ", "", "birth date could not be compared")],
)  # fmt: skip
def test_one_person(name, number, birth_date, note):
    assert note in check_same(Person(name, number, birth_date), REFERRAL) and bool(note) == bool(
        check_same(Person(name, number, birth_date), REFERRAL)
    )


@pytest.mark.parametrize(
    ("name", "number", "birth_date", "words"),
    [("李^五", "532301195203040012", "19520304", "another name"),
     ("", "532301195203040012", "19520304", "another name"),
     ("李^四", "532301195203040012", "19520305", "another day"), ("李^四", "M0007", "", "too little"),
     ("李^四", "", "", "too little"), ("^^", "532301195203040012", "19520304", "another name")],
)  # fmt: skip
def test_two_people_or_too_little(name, number, birth_date, words):
    with pytest.raises(OsteoError, match=words) as caught:
        check_same(Person(name, number, birth_date), REFERRAL)
    assert "李" not in str(caught.value) and "5323" not in str(caught.value)


def test_latin_names_in_any_order():
    assert check_same(Person("O'BRIEN^Ann", "1", ""), Person("Ann O'Brien", "1", "")) != "x"
    with pytest.raises(OsteoError):
        check_same(Person("O'Brien^Anne", "1", ""), Person("Ann O'Brien", "1", ""))


TEXTS = st.text(max_size=6)


@given(TEXTS, TEXTS, st.sampled_from(["", "19520304", "1952-03-04", "19530101"]), TEXTS, TEXTS)
def test_the_order_does_not_matter(name, number, born, other_name, other_number):
    one, other = Person(name, number, born), Person(other_name, other_number, "1952-03-04")

    def verdict(a, b):
        try:
            return check_same(a, b)
        except OsteoError as error:
            return str(error)

    assert verdict(one, other) == verdict(other, one)
