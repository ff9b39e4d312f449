"""What bone answers to a tool that cuts it: the one form in which the loop asks and a force model replies.

A model is told the cut of this instant and says two things: how fast the tool gets on under a push
(:meth:`Resistance.feed_mm_s`), and what the hand feels at a feed (:meth:`Resistance.reaction`). The two are inverse
to each other. Pure functions of the cut: what lasts from one instant to the next (chips in the flutes, heat) is in
the :class:`Cut` or in whoever holds it.
"""

from typing import NamedTuple, Protocol, runtime_checkable


class Cut(NamedTuple):
    """What the tool's cutting region meets at one instant.

    A named tuple, because one is made every millisecond.

    Attributes
    ----------
    density_g_cm3 : float
        Mean apparent density of the bone in the cutting region (of what is bone, not of the air beside it).
    engaged : float
        Share of the cutting region that bone fills, 0 to 1: of the point of a drill or reamer; of the half ball of
        a burr; of the edge of a saw; of the thread's length in ``depth_mm`` of a screw. It rises as a drill bites and
        falls as it breaks through.
    diameter_mm : float
        Of drill, burr, reamer or thread; of a saw the width of its blade.
    speed_hz : float
        Turns, or strokes there and back, per second at this instant; 0 for a tool at rest.
    depth_mm : float
        Of the hole behind the tip that is still walled by bone: what rubs on the shaft, how much thread is in.
    packed_mm : float
        Bone gone through since the drill was last drawn out of the hole: chips of it stand in the flutes.
    wear : float
        Of the edges, 0 new to 1 blunt.
    tissue : int
        Index in ``simulation.values.TISSUES`` of what most of it is.
    """

    density_g_cm3: float
    engaged: float
    diameter_mm: float
    speed_hz: float
    depth_mm: float = 0.0
    packed_mm: float = 0.0
    wear: float = 0.0
    tissue: int = 1


class Reaction(NamedTuple):
    """What the hand and the bone get from the cut at one instant.

    Attributes
    ----------
    thrust_n : float
        Against the feed, not below 0.
    torque_nmm : float
        About the tool's axis, against its turning, not below 0.
    side_n : float
        At the edge, along the bone's surface, against the way in which the edge moves (a burr runs away from it; a saw
        shakes by it); 0 for what cuts all around.
    power_w : float
        Work of cutting and rubbing per second: what becomes heat in bone, chips and tool.
    texture_n, texture_hz : float
        Amplitude and frequency of the vibration about the thrust; see ``forces.vibration``.
    """

    thrust_n: float
    torque_nmm: float
    side_n: float
    power_w: float
    texture_n: float = 0.0
    texture_hz: float = 0.0


class Resistance(Protocol):
    """A model of force for one kind of tool."""

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        """How fast the tool gets on, mm/s, pushed with ``thrust_n``; 0 where it does not, never below.

        ``math.inf`` where nothing resists (``cut.engaged`` or the density is 0). Never falls as the push rises.
        """
        ...

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        """What is felt at a feed of 0 or more; ``reaction(feed_mm_s(f, cut), cut).thrust_n`` is f wherever the feed is
        above 0 and below the largest that the tool's form allows."""
        ...


@runtime_checkable
class ThreadResistance(Resistance, Protocol):
    """A model of a screw: what is felt when its head has seated and it is turned on."""

    strips_after_turns: float
    """From the seat until the thread tears out of the bone."""

    def tightened(self, share: float, cut: Cut) -> Reaction:
        """What is felt at ``share``, 0 to 1, of the way to tearing."""
        ...

    def torn(self, cut: Cut) -> Reaction:
        """What is felt of a screw that turns in its torn thread."""
        ...


class Heat(Protocol):
    """A model of the temperature at the tip."""

    def step(self, power_w: float, feed_mm_s: float, seconds: float) -> float:
        """The temperature in Celsius after ``seconds`` of that power and feed."""
        ...
