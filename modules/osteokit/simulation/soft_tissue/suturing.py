"""Sewing a wound: needle, thread and knots in one tick of time, and how well the wound is closed.

The hand moves the needle's point. Two holes or more make a stitch; with the point out of the tissue the trigger pulls
the thread with up to :data:`PULL_N`, and letting it go ties a knot of three throws. The next hole begins a new stitch.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue import solver
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.incision import Wound, incise
from osteokit.simulation.soft_tissue.needle import Needle, Pierced
from osteokit.simulation.soft_tissue.thread import Thread
from osteokit.simulation.soft_tissue.values import Tissue, areas, flat_sheet

PULL_N = 5.0
PRESSED = 0.1
"""From where on a trigger counts as pulled."""
THROWS = 3
CLOSED_MM = 1.0

AROUND_MM, SPACING_MM, SETTLE_S = 20.0, 2.5, 0.3
"""How much skin lies round a wound, the size of its triangles, and the time in which a fresh wound comes to gape."""


@dataclass(frozen=True)
class Happening:
    """``kind``: ``"pierced"``, ``"back"``, ``"tied"``, ``"broken"`` or ``"cut out"``; a sentence each and its size."""

    kind: str
    english: str
    chinese: str
    value: float = 0.0
    unit: str = ""


@dataclass(frozen=True, eq=False)
class StitchTouch:
    """What one tick gives back: the force on the hand (3,) N, the pull on the thread, and what happened."""

    force_n: np.ndarray
    tension_n: float
    happened: tuple[Happening, ...]


@dataclass(frozen=True, eq=False)
class Closure:
    """How well a wound is closed now.

    Attributes
    ----------
    gaps_mm, along_mm : ndarray, shape (p,)
        Between the sides, and where along the wound.
    closed_share : float
        Share of its length with a gap below 1 mm.
    bites_mm : ndarray, shape (k, 2)
        Of every knotted stitch: distance of its first and last hole from the wound's line.
    spacing_mm : ndarray, shape (k - 1,)
        From stitch to stitch along the wound.
    tensions_n : ndarray, shape (k,)
    lost : int
        Stitches that broke or cut out.
    area_ratio : float
        Area of the sheet over what it was; above 1 it is stretched.
    """

    gaps_mm: np.ndarray
    along_mm: np.ndarray
    closed_share: float
    bites_mm: np.ndarray
    spacing_mm: np.ndarray
    tensions_n: np.ndarray
    lost: int
    area_ratio: float


class Suturing:
    """A wound in a body, a needle and its threads.

    Attributes
    ----------
    body, wound, needle
    threads : list of Thread
        The last one is on the needle.
    """

    def __init__(self, body: Body, wound: Wound, size: str = "4-0") -> None:
        self.body, self.wound, self.size = body, wound, size
        self.needle = Needle()
        self.threads = [Thread(size)]
        self._pulled = False

    @property
    def begun(self) -> bool:
        """Whether a thread is in the skin: it is not cut any more then."""
        return any(thread.holes or thread.throws or thread.lost for thread in self.threads)

    def rest(self, seconds: float) -> None:
        """Go on by ``seconds`` with the needle out of the hand."""
        self.body.step(seconds, (self._flaps, *self.threads))

    def tick(self, tip: np.ndarray, trigger: float, seconds: float) -> StitchTouch:
        """Go on by ``seconds`` (about 1 to 20 ms) with the point at ``tip``, RAS mm, and the trigger, 0 to 1, so far
        pressed."""
        happened = []
        pierced = self.needle.move(self.body, tip, seconds)
        if pierced is not None:
            happened.append(self._draw_back() if pierced.back else self._draw_through(pierced))
        happened += self._pull(trigger)
        self.body.step(seconds, (self._flaps, *self.threads, self.needle))
        happened += self._failed()
        return StitchTouch(self.needle.force_n.copy(), self.threads[-1].tension_n, tuple(happened))

    def closure(self) -> Closure:
        """How the wound is now."""
        gaps = self.wound.gaps_mm(self.body.points)
        tied = [thread for thread in self.threads if thread.throws and not thread.lost]
        holes = [(self._lying(thread, 0), self._lying(thread, -1)) for thread in tied]
        along = np.sort([(self._along(first) + self._along(last)) / 2 for first, last in holes])
        sheet = self.body.sheet
        return Closure(
            gaps,
            self.wound.along_mm,
            float(np.mean(gaps < CLOSED_MM)),
            np.array([[self._bite(first), self._bite(last)] for first, last in holes]).reshape(-1, 2),
            np.diff(along),
            np.array([thread.tension_n for thread in tied]),
            sum(bool(thread.lost) for thread in self.threads),
            float(areas(self.body.points, sheet.triangles).sum() / areas(sheet.points, sheet.triangles).sum()),
        )

    def _flaps(self, body: Body, seconds: float) -> None:
        solver.keep_apart(body.points, self.wound.pairs, self.wound.across, body.elements.inverse_mass)

    def _draw_through(self, pierced: Pierced) -> Happening:
        if self.threads[-1].throws or self.threads[-1].lost:
            self.threads.append(Thread(self.size))
        lying = pierced.spot.at(self.body.sheet.points, self.body.sheet.triangles)
        bite = self._bite(lying)
        self.threads[-1].through(pierced.spot, bite)
        return Happening(
            "pierced",
            f"The needle goes through {bite:.1f} mm from the edge.",
            f"缝针距切缘{bite:.1f} mm穿过。",
            bite,
            "mm",
        )

    def _draw_back(self) -> Happening:
        thread = self.threads[-1]
        if thread.holes and not thread.throws:
            thread.holes.pop()
            thread.bites_mm.pop()
        return Happening("back", "The needle is drawn back out of its hole.", "缝针从原针孔退出。")

    def _pull(self, trigger: float) -> list[Happening]:
        thread = self.threads[-1]
        if len(thread.holes) < 2 or thread.throws or thread.lost:
            return []
        if trigger > PRESSED:
            self._pulled = True
            self.needle.free()
            thread.pull_n = PULL_N * min(trigger, 1.0)
            return []
        if not self._pulled:
            return []
        self._pulled = False
        thread.knot(self.body, THROWS)
        tension = thread.pull_n
        thread.pull_n = 0.0
        return [Happening("tied", f"Tied at {tension:.1f} N.", f"以{tension:.1f} N打结。", tension, "N")]

    def _failed(self) -> list[Happening]:
        told = []
        for thread in self.threads:
            if thread.lost and thread.holes:
                thread.holes, thread.throws = [], 0
                words = {
                    "broken": ("The thread broke: it was pulled too hard.", "缝线断裂：牵拉过紧。"),
                    "cut out": ("The thread cut out of the tissue: too small a bite or too hard a pull.",
                                "缝线割裂组织：边距过小或牵拉过紧。"),
                }[thread.lost]  # fmt: skip
                told.append(Happening(thread.lost, *words))
        return told

    def _lying(self, thread: Thread, hole: int) -> np.ndarray:
        return thread.holes[hole].at(self.body.sheet.points, self.body.sheet.triangles)

    def _bite(self, lying: np.ndarray) -> float:
        """Distance from the wound's line."""
        return self._on_line(lying)[0]

    def _along(self, lying: np.ndarray) -> float:
        """Place along the wound's line."""
        return self._on_line(lying)[1]

    def _on_line(self, lying: np.ndarray) -> tuple[float, float]:
        starts, way = self.wound.path[:-1], np.diff(self.wound.path, axis=0)
        lengths = np.linalg.norm(way, axis=1)
        share = np.clip(np.sum((lying - starts) * way, axis=1) / np.maximum(lengths**2, 1e-12), 0, 1)
        away = np.linalg.norm(starts + share[:, None] * way - lying, axis=1)
        best = int(np.argmin(away))
        return float(away[best]), float(lengths[:best].sum() + share[best] * lengths[best])


def wounded_skin(
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    outside: tuple[float, float, float] = (0.0, 0.0, 1.0),
    tissue: Tissue | None = None,
) -> Suturing:
    """Flat skin with a gaping wound from ``start`` to ``end``, RAS mm; ``outside`` is its normal.

    Raises
    ------
    OsteoError
        The wound has no length, or its normal lies along it.
    """
    body = flat_skin(start, end, outside, tissue)
    wound = incise(body, np.array([start, end], float))
    body.step(SETTLE_S)
    return Suturing(body, wound)


def flat_skin(
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    outside: tuple[float, float, float] = (0.0, 0.0, 1.0),
    tissue: Tissue | None = None,
) -> Body:
    """Flat whole skin about a line from ``start`` to ``end``; as :func:`wounded_skin`."""
    first, last, normal = (np.asarray(each, float) for each in (start, end, outside))
    length = float(np.linalg.norm(last - first))
    across = np.cross(normal, last - first)
    if length < 1e-6 or np.linalg.norm(across) < 1e-6 * length:
        raise OsteoError("The wound needs two places apart from each other, and a normal that is not along it.")
    across /= np.linalg.norm(across)
    size = (length + 2 * AROUND_MM, 3 * AROUND_MM)
    return Body(flat_sheet((first + last) / 2, (last - first) / length, across, size, SPACING_MM), tissue)
