"""Soft tissue for a hand: what the engine of touch is for bone."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.suturing import Happening, Suturing
from osteokit.simulation.values import TISSUES, HandState, Touch

LARGEST_TICK_S = 0.05
"""A hand that was not heard of for longer (a lost device) is not run after."""

_AIR, _SOFT = TISSUES.index("air"), TISSUES.index("soft")


class SoftTouch:
    """A wound under a hand that holds a needle.

    Attributes
    ----------
    suturing : Suturing
    happened : list of Happening
        Everything so far.
    """

    def __init__(self, suturing: Suturing, rate_hz: float = 1000.0) -> None:
        self.suturing = suturing
        self.happened: list[Happening] = []
        self._tick_s = 1.0 / rate_hz
        self._time_s: float | None = None

    @property
    def stitches(self) -> int:
        """How many hold."""
        return sum(thread.throws > 0 and not thread.lost for thread in self.suturing.threads)

    def facts(self) -> dict[str, float]:
        """What ``Recording.facts`` takes of the wound as it is now; the spreads are standard deviations."""
        closure = self.suturing.closure()
        facts = {
            "stitches": float(len(closure.tensions_n)),
            "stitches_lost": float(closure.lost),
            "wound_gap_mm": float(closure.gaps_mm.max()),
            "wound_closed_percent": 100 * closure.closed_share,
        }
        if len(closure.tensions_n):
            facts["bite_mean_mm"] = float(closure.bites_mm.mean())
            facts["bite_spread_mm"] = float(closure.bites_mm.std())
            facts["stitch_tension_max_n"] = float(closure.tensions_n.max())
        if len(closure.spacing_mm):
            facts["stitch_spacing_mean_mm"] = float(closure.spacing_mm.mean())
            facts["stitch_spacing_spread_mm"] = float(closure.spacing_mm.std())
        return facts

    def touch(self, hand: HandState) -> Touch:
        """One tick: the needle's point is the tool's origin, its trigger pulls the thread. Nothing holds it back.

        Raises
        ------
        OsteoError
            The pose or the trigger is no number.
        """
        pose = np.asarray(hand.tool_to_ras, float)
        if pose.shape != (4, 4) or not np.isfinite(pose).all() or not np.isfinite(hand.power):
            raise OsteoError("The hand's pose or trigger is no finite number; the needle stays where it was.")
        elapsed = self._tick_s if self._time_s is None else hand.time_s - self._time_s
        self._time_s = hand.time_s
        elapsed = float(np.clip(elapsed, 1e-4, LARGEST_TICK_S)) if np.isfinite(elapsed) else self._tick_s
        felt = self.suturing.tick(pose[:3, 3], float(np.clip(hand.power, 0.0, 1.0)), elapsed)
        self.happened += felt.happened
        inside = bool(self.suturing.needle.holes) or bool(felt.force_n.any())
        return Touch(
            hand.time_s,
            pose.copy(),
            felt.force_n,
            np.zeros(3),
            np.zeros(len(TISSUES)),
            _SOFT if inside else _AIR,
        )
