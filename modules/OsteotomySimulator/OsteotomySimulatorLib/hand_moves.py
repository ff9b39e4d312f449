"""What a person did with the handles as a change of the plan's steps."""

from dataclasses import replace

import numpy as np

from osteokit.planning.plan import OsteotomyStep, ReductionStep, Step, Variant, matrix_rows
from osteokit.planning.plan_reduction import moved_by_hand


def with_hand_move(variant: Variant, piece: str, motion: np.ndarray) -> Variant | None:
    """The variant with ``piece`` (``bone/fragment``) moved on by a 4x4 ``motion`` (RAS mm) from where the variant ends;
    None where no step moves it. The first step that moves it takes the motion, told before what later steps do."""
    bone, _slash, fragment = piece.partition("/")
    found = [(number, matrix) for number, step in enumerate(variant.steps)
             if (matrix := _matrix(step, bone, fragment)) is not None]  # fmt: skip
    if not found:
        return None
    later = np.eye(4)
    for _number, matrix in found[1:]:
        later = matrix @ later
    own = np.linalg.inv(later) @ motion @ later
    steps = list(variant.steps)
    moved = steps[found[0][0]]
    for number, step in enumerate(steps):
        if step is moved or _goes_with(step, moved):
            steps[number] = _moved(step, bone, own)
    return replace(variant, steps=tuple(steps), predicted=None, reports=(), findings=())


def _goes_with(step: Step, other: Step) -> bool:
    """Whether a step moves what hangs on the other's fragment: the fibula below its cut, on the tibia below its own."""
    return isinstance(step, OsteotomyStep) and step.intent.get("with") == other.name


def _matrix(step: Step, bone: str, fragment: str) -> np.ndarray | None:
    """How a step moves the piece; None where it does not."""
    if isinstance(step, ReductionStep):
        return np.array(step.poses[bone]) if bone in step.poses else None
    if isinstance(step, OsteotomyStep):
        for move in step.moves:
            if (move.fragment == fragment and step.bone == bone) or bone in move.carries:
                return np.array(move.matrix)
    return None


def _moved(step: Step, bone: str, motion: np.ndarray) -> Step:
    if isinstance(step, ReductionStep):
        return moved_by_hand(step, bone, motion)
    assert isinstance(step, OsteotomyStep)
    moves = tuple(replace(move, matrix=matrix_rows(motion @ np.array(move.matrix))) for move in step.moves)
    return replace(step, moves=moves, intent={**step.intent, "moved_by_hand": True})
