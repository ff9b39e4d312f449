"""Undo and redo against the plainest model there is: a list and a place in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.history import History


@given(st.lists(st.one_of(st.integers(0, 3), st.sampled_from(["undo", "redo"])), max_size=60))
def test_any_sequence_of_steps_behaves_like_a_list_with_a_cursor(steps):
    history, values, at = History(0), [0], 0
    for step in steps:
        if step == "undo" and at > 0:
            history, at = history.undo(), at - 1
        elif step == "redo" and at < len(values) - 1:
            history, at = history.redo(), at + 1
        elif isinstance(step, int) and step != values[at]:
            history, values, at = history.done(step, f"to {step}"), [*values[: at + 1], step], at + 1
        assert history.present == values[at]
        assert history.step == (f"to {values[at]}" if at else "")
        assert (history.can_undo, history.can_redo) == (at > 0, at < len(values) - 1)


def test_a_step_that_changes_nothing_is_none_and_keeps_what_can_be_redone():
    history = History("a").done("b", "to b").undo()
    assert history.done("a", "nothing") is history and history.redo().present == "b"


def test_a_thousand_steps_come_back():
    history = History(0)
    for n in range(1, 1001):
        history = history.done(n, str(n))
    for _ in range(1000):
        history = history.undo()
    assert history.present == 0 and not history.can_undo


def test_the_ends_are_told():
    with pytest.raises(OsteoError, match="nothing to undo"):
        History(0).undo()
    with pytest.raises(OsteoError, match="nothing to redo"):
        History(0).redo()
