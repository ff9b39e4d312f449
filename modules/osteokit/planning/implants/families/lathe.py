"""Solids of revolution with threads, built column by column: every vertex lies on one of ``COLUMNS`` half planes
through the z axis, so faces never cross and a hexagon's corners lie on columns.

A circle is drawn as the regular polygon of the same *area*: its corners lie outside by the factor ``ROUND``
(0.14 percent), so that volumes are those of the round solid.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from osteokit.surface.mesh import Mesh

COLUMNS = 48
"""Divisible by 6 for hexagons and stars; 48 keeps the corners of a circle within 0.15 percent of its radius."""
STEP = 2 * np.pi / COLUMNS
ANGLES = np.arange(COLUMNS) * STEP
ROUND = float(np.sqrt(STEP / np.sin(STEP)))
"""sqrt of the area of a circle over that of the polygon in it, n sin(2 pi / n) / (2 pi)."""


@dataclass(frozen=True)
class Thread:
    """A right-handed helical ridge on a core: ``r(theta, z) = core(z) + height(z) g(z / pitch - theta / 2 pi)``.

    Attributes
    ----------
    pitch_mm : float
    breaks : (4,) rising, within [0, 1)
        Where in a pitch the ridge begins to rise, its crest begins, ends, and where it has come down.
    """

    pitch_mm: float
    breaks: tuple[float, float, float, float]

    def ridge(self, phase: np.ndarray) -> np.ndarray:
        """g, 0 on the root to 1 on the crest; ``phase`` in pitches."""
        a, b, c, d = self.breaks
        return np.interp(np.mod(phase, 1.0), [0, a, b, c, d, 1], [0, 0, 1, 1, 0, 0])

    @property
    def edges(self) -> np.ndarray:
        """Phases of the helices on which vertices lie: the breaks, the middles of the long flank and of the root."""
        a, b, c, d = self.breaks
        return np.array([a, b, c, (c + d) / 2, d, (d + 1 + a) / 2])

    @property
    def mean_ridge(self) -> float:
        """Mean of g over a pitch: crest + half of the flanks."""
        a, b, c, d = self.breaks
        return (c - b) + ((b - a) + (d - c)) / 2

    @property
    def mean_square(self) -> float:
        """Mean of g squared over a pitch: crest + a third of the flanks."""
        a, b, c, d = self.breaks
        return (c - b) + ((b - a) + (d - c)) / 3


@dataclass(frozen=True)
class Shaft:
    """A round bar, threaded where ``height`` is above 0: piecewise linear between knots.

    Attributes
    ----------
    z, core, height : (k,)
        Rising z; radius of the core and height of the ridge on it, mm.
    thread : Thread
    """

    z: np.ndarray
    core: np.ndarray
    height: np.ndarray
    thread: Thread

    def radius(self, z: np.ndarray, angle: np.ndarray) -> np.ndarray:
        ridge = self.thread.ridge(z / self.thread.pitch_mm - angle / (2 * np.pi))
        return np.interp(z, self.z, self.core) + np.interp(z, self.z, self.height) * ridge

    @property
    def volume_mm3(self) -> float:
        """Exact. At every z the section's area is half the integral of r squared over the turn, that is
        ``pi (core^2 + 2 core height mean(g) + height^2 mean(g^2))``, a quadratic of z between knots, which Simpson's
        rule integrates exactly."""
        middle = (self.z[1:] + self.z[:-1]) / 2

        def area(z: np.ndarray) -> np.ndarray:
            core, height = np.interp(z, self.z, self.core), np.interp(z, self.z, self.height)
            square = core**2 + 2 * core * height * self.thread.mean_ridge + height**2 * self.thread.mean_square
            return np.pi * square

        # On a knot both sides agree, as core and height are continuous.
        return float(np.sum(np.diff(self.z) * (area(self.z[:-1]) + 4 * area(middle) + area(self.z[1:])) / 6))


class Lathe:
    """Collects rings and bands; the surface runs with rising z on its outside."""

    def __init__(self) -> None:
        self._vertices: list[np.ndarray] = []
        self._faces: list[np.ndarray] = []
        self._count = 0

    def ring(self, radius: np.ndarray | float, z: np.ndarray | float) -> np.ndarray:
        """Vertex numbers (COLUMNS,) of a ring; ``radius`` to the corners and ``z``, one per column or one for all."""
        r, height = (np.broadcast_to(np.asarray(value, dtype=np.float64), (COLUMNS,)) for value in (radius, z))
        return self._add(np.column_stack([r * np.cos(ANGLES), r * np.sin(ANGLES), height]))

    def pole(self, z: float) -> np.ndarray:
        """A point on the axis, as a ring."""
        return np.repeat(self._add(np.array([[0.0, 0.0, z]])), COLUMNS)

    def band(self, first: np.ndarray, second: np.ndarray) -> None:
        """Join two rings; one of them may be a pole."""
        a, b, c, d = first, np.roll(first, -1), np.roll(second, -1), second
        if (second == second[0]).all():
            self._faces.append(np.column_stack([a, b, c]))
        elif (first == first[0]).all():
            self._faces.append(np.column_stack([a, c, d]))
        else:
            self._faces.extend([np.column_stack([a, b, c]), np.column_stack([a, c, d])])

    def bands(self, rings: list[np.ndarray]) -> None:
        for first, second in pairwise(rings):
            self.band(first, second)

    def shaft(self, first: np.ndarray, shaft: Shaft) -> np.ndarray:
        """Go on from a ring that lies on the shaft's beginning to a new ring at its end, which it gives."""
        threaded = (shaft.height[1:] > 0) | (shaft.height[:-1] > 0)
        ring, start = first, 0
        while start < len(threaded):
            stop = start + 1
            while threaded[start] and stop < len(threaded) and threaded[stop]:
                stop += 1
            z = float(shaft.z[stop])
            after = self.ring(ROUND * shaft.radius(np.full(COLUMNS, z), ANGLES), z)
            if threaded[start]:
                self._thread(ring, after, shaft, float(shaft.z[start]), z)
            else:
                self.band(ring, after)
            ring, start = after, stop
        return ring

    def _thread(self, first: np.ndarray, last: np.ndarray, shaft: Shaft, low: float, high: float) -> None:
        """The helical band between two rings: vertices only where the ridge has an edge, faces along the helix."""
        pitch, phases = shaft.thread.pitch_mm, shaft.thread.edges
        turns = np.arange(np.floor(low / pitch) - 2, np.ceil(high / pitch) + 2)
        edges = pitch * (turns[:, None] + phases[None, :]).ravel()
        z = edges[:, None] + pitch * np.arange(COLUMNS + 1)[None, :] / COLUMNS
        margin = 0.02 * pitch
        inside = (z > low + margin) & (z < high - margin)
        body, inside_body = z[:, :COLUMNS], inside[:, :COLUMNS]
        row, column = np.nonzero(inside_body)
        numbers = np.full(z.shape, -1)
        angle, height = ANGLES[column], body[row, column]
        radius = ROUND * shaft.radius(height, angle)
        numbers[row, column] = self._add(np.column_stack([radius * np.cos(angle), radius * np.sin(angle), height]))
        # Column COLUMNS is column 0 one turn on: the same edge there is as many rows further as a pitch has edges.
        numbers[: -len(phases), COLUMNS] = numbers[len(phases) :, 0]
        left, right = numbers[:, :-1], numbers[:, 1:]
        both = (left >= 0) & (right >= 0)
        # A flank is twisted, and either diagonal of its quads errs to one side: they take turns.
        quads = both[:-1] & both[1:]
        even = (np.arange(COLUMNS) % 2 == 0)[None, :]
        for chosen, corners in ((quads & even, ((0, 1, 2), (0, 2, 3))), (quads & ~even, ((0, 1, 3), (1, 2, 3)))):
            square = (left[:-1][chosen], right[:-1][chosen], right[1:][chosen], left[1:][chosen])
            self._faces.extend(np.column_stack([square[n] for n in corner]) for corner in corners)
        ends = [self._thread_ends(first, last, numbers, both, n) for n in range(COLUMNS)]
        self._faces.append(np.concatenate(ends))

    @staticmethod
    def _thread_ends(
        first: np.ndarray, last: np.ndarray, numbers: np.ndarray, both: np.ndarray, column: int
    ) -> np.ndarray:
        """Between one column and the next: from the first ring to the edges that both have, and on to the last."""
        after = (column + 1) % COLUMNS
        left, right = numbers[:, column], numbers[:, column + 1]
        common = np.flatnonzero(both[:, column])
        low, high = common[0], common[-1]
        faces, near = [], first[after]
        for corner in (*right[:low][right[:low] >= 0], right[low]):
            faces.append((first[column], near, corner))
            near = corner
        faces.append((first[column], near, left[low]))
        far = left[high]
        for corner in (*left[high + 1 :][left[high + 1 :] >= 0],):
            faces.append((far, right[high], corner))
            far = corner
        faces.extend([(far, right[high], last[after]), (far, last[after], last[column])])
        return np.array(faces)

    def mesh(self) -> Mesh:
        return Mesh(np.concatenate(self._vertices), np.concatenate(self._faces).astype(np.int64))

    def _add(self, points: np.ndarray) -> np.ndarray:
        self._vertices.append(points)
        numbers = np.arange(self._count, self._count + len(points))
        self._count += len(points)
        return numbers
