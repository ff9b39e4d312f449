"""Fen are neither lost nor made: against exact fractions."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteohub.rights.money import MOST_FEN, WHOLE, divide

AMOUNTS = st.integers(-MOST_FEN, MOST_FEN)


@st.composite
def tables(draw):
    """Shares of a table: one or more, that add up to the whole."""
    cuts = sorted(draw(st.lists(st.integers(0, WHOLE), max_size=49)))
    return [end - start for start, end in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


@given(AMOUNTS, tables())
def test_parts_add_up_and_each_is_within_a_fen_of_its_quota(amount, shares):
    parts = divide(amount, shares)
    assert sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - Fraction(amount * share, WHOLE)) < 1
        assert part == 0 or share > 0


@given(AMOUNTS, tables())
def test_a_counter_entry_takes_back_exactly_what_was_given(amount, shares):
    assert [a + b for a, b in zip(divide(amount, shares), divide(-amount, shares), strict=True)] == [0] * len(shares)


@given(st.integers(1, MOST_FEN), tables())
def test_who_has_more_never_gets_less(amount, shares):
    parts = divide(amount, shares)
    ordered = sorted(zip(shares, parts, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(ordered) if a[0] < b[0])


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        (100, [3333, 3333, 3334], [33, 33, 34]),
        (1, [5000, 5000], [1, 0]),  # among equals the first
        (2, [3334, 3333, 3333], [1, 1, 0]),
        (-1, [5000, 5000], [-1, 0]),
        (0, [10_000], [0]),
        (7, [1, 9999], [0, 7]),
    ],
)
def test_by_hand(amount, shares, parts):
    assert divide(amount, shares) == parts


@pytest.mark.parametrize("shares", [[], [0], [-1, 10_001]])
def test_a_table_without_shares_is_a_fault_of_ours(shares):
    with pytest.raises(ValueError):
        divide(1, shares)
