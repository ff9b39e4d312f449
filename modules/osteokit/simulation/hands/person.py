"""What tells one pair of hands from another."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A scripted person.

    Attributes
    ----------
    key, english, chinese : str
    tremor_mm : float
        Root mean square along each axis, 8 to 12 Hz.
    aim_mm, aim_deg : float
        Spread of where and in which direction a tool is set down.
    depth_mm : float
        Spread of the depth at which it is stopped.
    push_n : float
        Thrust with which a drill is pushed.
    eases : float
        Share of the push that is left where the far cortex is expected.
    feed_mm_s : float
        How fast the hand follows when nothing holds it back.
    reaction_s : float
        From a change that is felt to the hand's answer.
    move_mm_s : float
        Mean speed of moves in the open.
    submoves : int
        In how many corrections a move is made.
    peck_mm : float
        Depth after which the drill is drawn out to clear its flutes; 0 for never.
    answer_s : float
        From a bleeding to the first answer.
    """

    key: str
    english: str
    chinese: str
    tremor_mm: float
    aim_mm: float
    aim_deg: float
    depth_mm: float
    push_n: float
    eases: float
    feed_mm_s: float
    reaction_s: float
    move_mm_s: float
    submoves: int
    peck_mm: float
    answer_s: float
