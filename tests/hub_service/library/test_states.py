"""The table of states, and that no sequence of calls leads beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteohub.library.states import STATE_NAMES, VERSION
from osteohub.refusals import Conflict
from osteohub.states import Machine, Transition

TABLE = {
    ("draft", "submit"): "submitted",
    ("submitted", "take_back"): "draft",
    ("submitted", "begin_review"): "in_review",
    ("submitted", "return"): "returned",
    ("returned", "take_back"): "draft",
    ("in_review", "return"): "returned",
    ("in_review", "publish"): "published",
    ("published", "supersede"): "superseded",
    ("published", "withdraw"): "withdrawn",
    ("superseded", "withdraw"): "withdrawn",
}
ACTIONS = sorted({action for _, action in TABLE})


@pytest.mark.parametrize("state", VERSION.states)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_pair_of_state_and_action(state, action):
    if (state, action) in TABLE:
        assert VERSION.after(state, action) == TABLE[state, action]
    else:
        with pytest.raises(Conflict, match=state):
            VERSION.after(state, action)


@given(st.lists(st.sampled_from(ACTIONS), max_size=30))
def test_nothing_is_published_without_a_review(actions):
    state, was_in_review = VERSION.initial, False
    for action in actions:
        try:
            state = VERSION.after(state, action)
        except Conflict:
            continue
        was_in_review = was_in_review or state == "in_review"
        assert state in STATE_NAMES
        assert was_in_review or state not in ("published", "superseded", "withdrawn")


def test_a_table_that_says_two_things_is_a_fault_of_ours():
    twice = Transition("go", ("a",), "b", "Go", "走"), Transition("go", ("a",), "c", "Go", "走")
    with pytest.raises(ValueError, match="begin alike"):
        Machine("thing", "a", twice)
