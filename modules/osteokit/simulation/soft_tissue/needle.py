"""A needle's point on a sheet: it dents it, goes through at its force, and drags the tissue along."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue import solver
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.places import crossing, outward
from osteokit.simulation.soft_tissue.values import Spot

CONTACT_N_MM = 5.0
FREE_MM, ASIDE_MM = 3.0, 2.0
"""A point this far off the sheet, or this far aside of where it touched, has let go of it. Less would lose a sheet that
swings ahead of the point for an instant."""


HOLE_MM = 1.0
"""Within this of a hole, on the sheet as it lies, the needle goes through the hole again."""
LAG_MM = 0.3
"""By how much the sheet may have swung over a point that pushes it before it is seen to touch."""


@dataclass(frozen=True, eq=False)
class Pierced:
    """Where the point went through; ``inward`` is True from the outside in; ``back`` where it left its last hole the
    way in which it came."""

    spot: Spot
    inward: bool
    back: bool = False


class Needle:
    """The point of a needle, a ``Hold`` of the body while it touches.

    Attributes
    ----------
    tip : ndarray, shape (3,)
        RAS mm; None before the first move.
    force_n : ndarray, shape (3,)
        On the hand.
    holes : list of Pierced
        In which it stands now.
    """

    def __init__(self) -> None:
        self.tip: np.ndarray | None = None
        self.force_n = np.zeros(3)
        self.holes: list[Pierced] = []
        self._spot: Spot | None = None
        self._left: Spot | None = None
        self._way = np.zeros(3)
        self._drag = np.zeros(3)
        self._at = np.zeros(3)
        self._speed = np.zeros(3)

    def move(self, body: Body, tip: np.ndarray, seconds: float) -> Pierced | None:
        """The point goes to ``tip`` in ``seconds``; call before the body's step, with the needle among its holds.

        Returns where it went through, where the force of the step before was enough, or where it went back.

        Raises
        ------
        OsteoError
            ``tip`` is no place.
        """
        tip = np.asarray(tip, float)
        if tip.shape != (3,) or not np.isfinite(tip).all():
            raise OsteoError("The needle's point needs three finite coordinates in mm.")
        before = tip if self.tip is None else self.tip
        gone = self._through(body)
        if self._left is not None and np.linalg.norm(tip - body.place(self._left)) > 2 * HOLE_MM:
            self._left = None
        moved = float(np.linalg.norm(tip - before))
        if self._spot is None and gone is None and moved > 0:
            gone = self._meet(body, before, tip)
        self.tip, self._at, self._speed = tip, before.copy(), (tip - before) / seconds
        drag = body.tissue.needle_drag_n * len(self.holes)
        self._drag = -drag * (tip - before) / moved if moved > 1e-6 else np.zeros(3)
        if self._spot is None:
            self.force_n = self._drag
        return gone

    def free(self) -> None:
        """The needle has been drawn through and hangs on its thread again."""
        self.holes = []

    def __call__(self, body: Body, seconds: float) -> None:
        """Push the sheet along in one small step."""
        self._at = self._at + seconds * self._speed
        if self._spot is None:
            return
        push = solver.hold_spot(
            body.points,
            body.corners(self._spot),
            self._spot.weights,
            body.elements.inverse_mass,
            self._at,
            self._way,
            CONTACT_N_MM,
            seconds,
        )
        self.force_n = self._drag - push
        off = self._at - body.place(self._spot)
        ahead = float(off @ self._way)
        if ahead < -FREE_MM or (not push.any() and np.linalg.norm(off - ahead * self._way) > ASIDE_MM):
            self._spot = None

    def _meet(self, body: Body, before: np.ndarray, tip: np.ndarray) -> Pierced | None:
        """Begin to touch where the way goes through the sheet, unless there is a hole of the needle's own."""
        lag = LAG_MM * (tip - before) / np.linalg.norm(tip - before)
        found = crossing(body.points, body.sheet.triangles, before - lag, tip)
        if found is None:
            return None
        spot, side = found
        if self._left is not None and self._near(body, self._left, spot):
            return None
        own = next((hole for hole in self.holes if self._near(body, hole.spot, spot)), None)
        if own is None:
            self._spot, self._way = spot, side * outward(body.points, body.sheet.triangles, spot)
            return None
        if own is self.holes[-1] and own.inward == (side > 0):
            self.holes.pop()
            self._left = own.spot
            return Pierced(own.spot, not own.inward, back=True)
        return None

    def _through(self, body: Body) -> Pierced | None:
        if self._spot is None or np.linalg.norm(self.force_n - self._drag) < body.tissue.pierced_at_n:
            return None
        inward = bool(self._way @ outward(body.points, body.sheet.triangles, self._spot) < 0)
        self.holes.append(Pierced(self._spot, inward))
        self._spot = None
        return self.holes[-1]

    @staticmethod
    def _near(body: Body, one: Spot, other: Spot) -> bool:
        lying = [spot.at(body.sheet.points, body.sheet.triangles) for spot in (one, other)]
        return bool(np.linalg.norm(lying[0] - lying[1]) < HOLE_MM)
