"""Soft tissue for a hand: what the engine of touch is for bone."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.scalpel import Scalpel
from osteokit.simulation.soft_tissue.suturing import Happening, Suturing
from osteokit.simulation.values import TISSUES, HandState, Touch

LARGEST_TICK_S = 0.05
"""A hand that was not heard of for longer (a lost device) is not run after."""

NEEDLE, SCALPEL = "needle", "scalpel"
"""Keys of the tools that work on skin."""

_AIR, _SOFT = TISSUES.index("air"), TISSUES.index("soft")


class SoftTouch:
    """Skin under a hand that holds a scalpel or a needle: whole where it is to be opened first, else wounded.

    Attributes
    ----------
    suturing : Suturing
    scalpel : Scalpel or None
        None where the wound is there already.
    happened : list of Happening
        Everything so far.
    """

    def __init__(self, suturing: Suturing, rate_hz: float = 1000.0, scalpel: Scalpel | None = None) -> None:
        self.suturing, self.scalpel = suturing, scalpel
        self.happened: list[Happening] = []
        self._tick_s = 1.0 / rate_hz
        self._time_s: float | None = None

    @property
    def stitches(self) -> int:
        """How many hold."""
        return sum(thread.throws > 0 and not thread.lost for thread in self.suturing.threads)

    @property
    def opened(self) -> float:
        """Share of the planned incision that is open, once the blade is out of it; 0 while it is in."""
        return 0.0 if self.scalpel is None or self.scalpel.is_in else self.scalpel.share

    def facts(self) -> dict[str, float]:
        """What ``Recording.facts`` takes of the wound as it is now; the spreads are standard deviations."""
        facts = {} if self.scalpel is None else self.scalpel.facts()
        if not len(self.suturing.wound.pairs):
            return facts
        closure = self.suturing.closure()
        facts |= {
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
        """One tick: the point of needle or blade is the tool's origin, a needle's trigger pulls the thread. Nothing
        holds the tool back.

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
        if hand.tool == NEEDLE:
            force, inside = self._sew(pose[:3, 3], float(np.clip(hand.power, 0.0, 1.0)), elapsed)
        else:
            force, inside = self._cut(pose[:3, 3], elapsed, hand.tool == SCALPEL)
        return Touch(
            hand.time_s,
            pose.copy(),
            force,
            np.zeros(3),
            np.zeros(len(TISSUES)),
            _SOFT if inside else _AIR,
        )

    def _sew(self, tip: np.ndarray, trigger: float, seconds: float) -> tuple[np.ndarray, bool]:
        felt = self.suturing.tick(tip, trigger, seconds)
        self.happened += felt.happened
        return felt.force_n, bool(self.suturing.needle.holes) or bool(felt.force_n.any())

    def _cut(self, tip: np.ndarray, seconds: float, is_blade: bool) -> tuple[np.ndarray, bool]:
        """A blade cuts until the first stitch is begun; any other tool touches nothing."""
        blade = self.scalpel if is_blade and not self.suturing.begun else None
        if blade is not None and blade.move(tip, seconds):
            self.happened.append(
                Happening(
                    "incised",
                    f"The skin is open over {blade.length_mm:.0f} mm.",
                    f"皮肤已切开{blade.length_mm:.0f} mm。",
                    blade.length_mm,
                    "mm",
                )
            )
        if blade is not None:
            self.suturing.wound = blade.wound
        self.suturing.rest(seconds)
        return (np.zeros(3), False) if blade is None else (blade.force_n.copy(), blade.is_in)
