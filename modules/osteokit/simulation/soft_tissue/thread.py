"""Suture thread: through holes, pulled, knotted; it slips, breaks, or cuts out.

Least strength over a knot: the limits of the USP for non-absorbable sutures of class I (General chapter 881). That one
throw slips and three hold is what surgeons are taught; at which force one and two slip is chosen. A thread cuts out
where its pull shears the tissue between hole and edge: 2 thickness bite :attr:`Tissue.tears_at_mpa`, the bite counted
up to :data:`LARGEST_BITE_MM`.
"""

import math

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue import solver
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.values import Spot

BREAKS_AT_N = {"5-0": 3.9, "4-0": 5.9, "3-0": 9.4, "2-0": 14.1, "0": 21.2}
DIAMETER_MM = {"5-0": 0.10, "4-0": 0.15, "3-0": 0.20, "2-0": 0.30, "0": 0.35}
"""Least diameters of the USP."""
THREAD_MPA = 2000.0
"""Young's modulus of nylon."""
SLIPS_AT_N = (0.0, 0.3, 2.0)
"""By how many throws; three and more do not slip."""
LARGEST_BITE_MM = 10.0
SMOOTHING_S = 0.02


class Thread:
    """A thread through holes of a sheet, a ``Hold`` of its body.

    Attributes
    ----------
    size : str
        Key of :data:`BREAKS_AT_N`.
    holes : list of Spot
        In the order in which the needle went through.
    bites_mm : list of float
        Of each hole: how far it is from the edge of the wound.
    pull_n : float
        With which the hand pulls its ends together now; counts until it is knotted.
    throws : int
        Of its knot.
    length_mm : float
        From the first hole to the last, once knotted.
    tension_n : float
        Smoothed over 20 ms.
    lost : str
        Empty while it holds, else ``"broken"`` or ``"cut out"``.
    """

    def __init__(self, size: str = "4-0") -> None:
        if size not in BREAKS_AT_N:
            raise OsteoError(f"There is no thread of size {size[:20]!r}; use {', '.join(BREAKS_AT_N)}.")
        self.size = size
        self.holes: list[Spot] = []
        self.bites_mm: list[float] = []
        self.pull_n = 0.0
        self.throws = 0
        self.length_mm = 0.0
        self.tension_n = 0.0
        self.lost = ""

    def through(self, spot: Spot, bite_mm: float) -> None:
        """The needle has drawn it through a hole."""
        self.holes.append(spot)
        self.bites_mm.append(bite_mm)

    def knot(self, body: Body, throws: int) -> None:
        """Tie it at the length that it has now.

        Raises
        ------
        OsteoError
            It goes through fewer than two holes, or fewer than one throw is asked for.
        """
        if len(self.holes) < 2 or throws < 1:
            raise OsteoError("A knot needs a thread through at least two holes, and one throw or more.")
        self.length_mm = float(np.linalg.norm(np.diff(self.places(body), axis=0), axis=1).sum())
        self.throws = throws

    def places(self, body: Body) -> np.ndarray:
        """Where its holes are now, (k, 3) RAS mm: what is drawn of it."""
        return np.array([body.place(spot) for spot in self.holes]).reshape(-1, 3)

    def __call__(self, body: Body, seconds: float) -> None:
        """Act in one small step."""
        if self.lost or len(self.holes) < 2:
            return
        corners = np.array([body.corners(spot) for spot in self.holes])
        weights = np.array([spot.weights for spot in self.holes])
        mass = body.elements.inverse_mass
        if self.throws == 0:
            if self.pull_n > 0:
                solver.pull_thread(body.points, corners, weights, mass, self.pull_n, seconds)
            self.tension_n = self.pull_n
        else:
            stiffness = THREAD_MPA * math.pi / 4 * DIAMETER_MM[self.size] ** 2 / max(self.length_mm, 1.0)
            tension, _ = solver.hold_thread(body.points, corners, weights, mass, self.length_mm, stiffness, seconds)
            self.tension_n += (tension - self.tension_n) * (1 - math.exp(-seconds / SMOOTHING_S))
            self._slip(seconds)
        self._fail(body)

    def cuts_out_at_n(self, body: Body) -> float:
        """The least tension at which it tears through a hole, N; a hole between two stretches carries both."""
        tissue = body.tissue
        bites = np.minimum(self.bites_mm, LARGEST_BITE_MM)
        return float(np.min(2 * tissue.thickness_mm * bites * tissue.tears_at_mpa)) if len(bites) else math.inf

    def _slip(self, seconds: float) -> None:
        """A knot of few throws gives way at 5 mm/s and a newton."""
        if self.throws < len(SLIPS_AT_N):
            over = self.tension_n - SLIPS_AT_N[self.throws]
            self.length_mm += max(over, 0.0) * 5.0 * seconds

    def _fail(self, body: Body) -> None:
        if self.tension_n > BREAKS_AT_N[self.size]:
            self.lost = "broken"
        elif self.tension_n > self.cuts_out_at_n(body):
            self.lost = "cut out"
        if self.lost:
            self.tension_n = 0.0
