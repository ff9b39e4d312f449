"""Yuan and fen: what is written comes back, nothing is rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteohub.refusals import Invalid
from osteohub.rights.money import MOST_FEN
from osteohub.web.yuan import in_fen, in_yuan


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_the_decimal_number_is_the_same(fen):
    assert Decimal(in_yuan(fen).replace(",", "")) * 100 == fen
    if fen >= 0:
        assert in_fen(in_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"), [("1200", 120_000), (" 0.5 ", 50), ("1，200.05", 120_005), ("１，２００．５", 120_050), ("0", 0)]
)
def test_what_people_write(text, fen):
    assert in_fen(text) == fen


@pytest.mark.parametrize("text", ["", "-1", "1.005", "1e5", "12,00", "一千", "1200.", "9" * 19, "٣"])
def test_what_is_no_amount(text):
    with pytest.raises(Invalid):
        in_fen(text)
