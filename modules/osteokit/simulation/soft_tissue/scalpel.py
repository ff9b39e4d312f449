"""A scalpel that opens skin while it is drawn: the cut grows behind its edge, and gapes.

One wound, which grows at one end: the sheet parts anew each time the edge has gone on by :data:`STEP_MM`. Where the
blade is lifted and set down again near the end, the cut goes on; elsewhere it does nothing more.
"""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.incision import Wound, incise_lying, lengthened
from osteokit.simulation.soft_tissue.places import FARTHEST_MM, nearest_spot, outward
from osteokit.simulation.soft_tissue.values import Spot

IN_MM = 0.5
"""So far below the skin the edge cuts; a sharp blade dents it hardly."""

STEP_MM, AGAIN_MM = 3.0, 8.0
"""How far the edge goes until the sheet parts anew, and how far from the end the blade may be set down to go on."""

DRAG_N, PRESS_N_MM = 1.0, 0.3
"""Against the way of an edge that cuts; and against its depth. Chosen: hands hold a scalpel with about a newton."""


class Scalpel:
    """The edge of a blade on a sheet.

    Attributes
    ----------
    wound : Wound
        What it has cut; without pairs before the first cut.
    force_n : ndarray, shape (3,)
        On the hand.
    is_in : bool
        Whether the edge is in the skin.
    """

    def __init__(self, body: Body, start: np.ndarray, end: np.ndarray) -> None:
        """``start`` and ``end`` of the incision that is planned, RAS mm on the sheet as it lies."""
        self._planned = np.array([start, end], float)
        self.wound = uncut(self._planned)
        self.force_n = np.zeros(3)
        self.is_in = False
        self._body = body
        self._first: np.ndarray | None = None
        self._last: np.ndarray | None = None

    @property
    def length_mm(self) -> float:
        """Of the cut, from the blade's first place to the end of the cut."""
        if not len(self.wound.pairs):
            return 0.0
        return float(np.linalg.norm(np.diff(self._way(), axis=0), axis=1).sum())

    @property
    def share(self) -> float:
        """Of the planned length."""
        return min(1.0, self.length_mm / float(np.linalg.norm(self._planned[1] - self._planned[0])))

    def facts(self) -> dict[str, float]:
        """Length, and how far the cut lies off the planned line: root mean square along it."""
        if not len(self.wound.pairs):
            return {}
        way = self._way()
        along = (self._planned[1] - self._planned[0]) / np.linalg.norm(self._planned[1] - self._planned[0])
        offset = way - self._planned[0]
        beside = np.linalg.norm(offset - (offset @ along)[:, None] * along, axis=1)
        lengths = np.linalg.norm(np.diff(way, axis=0), axis=1)
        squares = (beside[:-1] ** 2 + beside[:-1] * beside[1:] + beside[1:] ** 2) / 3  # of a line between two ends
        error = float(np.sqrt((squares * lengths).sum() / max(lengths.sum(), 1e-9)))
        return {"incision_mm": self.length_mm, "incision_error_mm": error}

    def move(self, tip: np.ndarray, seconds: float) -> bool:
        """The point of the blade goes to ``tip`` (3,), RAS mm; whether the blade has just been drawn out of a cut."""
        body = self._body
        was_in, before = self.is_in, tip if self._last is None else self._last
        self._last = tip
        spot = _spot(body, tip)
        depth = (
            0.0 if spot is None else -float((tip - body.place(spot)) @ outward(body.points, body.sheet.triangles, spot))
        )
        self.is_in = IN_MM < depth < FARTHEST_MM
        self.force_n = np.zeros(3)
        if spot is None or not self.is_in:
            self._first = None if not len(self.wound.pairs) else self._first
            return was_in and len(self.wound.pairs) > 0
        moved = tip - before
        far = float(np.linalg.norm(moved))
        up = outward(body.points, body.sheet.triangles, spot)
        self.force_n = PRESS_N_MM * depth * up - (DRAG_N * moved / far if far > 1e-6 else 0.0)
        self._cut_to(spot.at(body.sheet.points, body.sheet.triangles))
        return False

    def _cut_to(self, place: np.ndarray) -> None:
        """Let the cut grow up to ``place`` on the sheet as it lies, where that is far enough on."""
        if self._first is None:
            self._first = place
        from_ = self.wound.end if len(self.wound.pairs) else self._first
        away = float(np.linalg.norm(place - from_))
        if not STEP_MM < away <= AGAIN_MM or not self._is_onward(place - from_):
            return
        try:
            more = incise_lying(self._body, np.array([from_, place]))
        except OsteoError:
            return  # too short for these triangles: a little farther on it parts
        self.wound = lengthened(self.wound, more) if len(self.wound.pairs) else more

    def _is_onward(self, way: np.ndarray) -> bool:
        """Not back along the cut."""
        if not len(self.wound.pairs):
            return True
        path = self._way()
        return float(way @ (path[-1] - path[-2])) > 0

    def _way(self) -> np.ndarray:
        """The cut as a line: where the blade was set, where it turned, its end."""
        return np.concatenate([self.wound.path[:-1], self.wound.end[None]])


def uncut(planned: np.ndarray) -> Wound:
    """No wound yet, along a line (2, 3) that is planned."""
    return Wound(np.zeros((0, 2), np.int64), np.zeros(0), np.zeros((0, 3)), planned, planned[0])


def _spot(body: Body, tip: np.ndarray) -> Spot | None:
    try:
        return nearest_spot(body.points, body.sheet.triangles, tip)
    except OsteoError:  # far from the skin
        return None
