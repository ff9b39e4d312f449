"""Undo and redo without limit: plans are immutable, so a history is the list of those that there were."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from osteokit.base.errors import OsteoError

Value = TypeVar("Value")


@dataclass(frozen=True)
class History(Generic[Value]):
    """What was, what is, and what was undone; each with the words for what led to it.

    ``past`` is oldest first, ``future`` is next redo first.
    """

    present: Value
    step: str = ""
    past: tuple[tuple[Value, str], ...] = ()
    future: tuple[tuple[Value, str], ...] = ()

    @property
    def can_undo(self) -> bool:
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        return bool(self.future)

    def done(self, value: Value, step: str) -> "History[Value]":
        """After a new step, told in ``step`` ("hinge moved"); what was undone before it is gone.

        A step that changed nothing is none.
        """
        if value == self.present:
            return self
        return History(value, step, (*self.past, (self.present, self.step)))

    def undo(self) -> "History[Value]":
        """One step back.

        Raises
        ------
        OsteoError
            There is nothing to undo.
        """
        if not self.past:
            raise OsteoError("There is nothing to undo; this is how the plan was opened.")
        *past, (value, step) = self.past
        return History(value, step, tuple(past), ((self.present, self.step), *self.future))

    def redo(self) -> "History[Value]":
        """One step forward again.

        Raises
        ------
        OsteoError
            There is nothing to redo.
        """
        if not self.future:
            raise OsteoError("There is nothing to redo; nothing was undone since the last change.")
        (value, step), *future = self.future
        return History(value, step, (*self.past, (self.present, self.step)), tuple(future))
