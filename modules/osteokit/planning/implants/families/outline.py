"""Outlines of flat parts: polygons with rounded corners, whose area and perimeter have a closed form."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError

ARC_STEPS = 18


@dataclass(frozen=True)
class Outline:
    """A simple polygon, counter-clockwise, whose corners are arcs.

    Attributes
    ----------
    corners : (n, 2) mm
        Before rounding.
    radii : (n,) mm
        Of the arc at each corner; 0 for a sharp one.
    steps : int
        Chords of each arc.

    Raises
    ------
    OsteoError
        The arcs of two neighbours do not fit on the edge between them, or the outline runs clockwise.
    """

    corners: np.ndarray
    radii: np.ndarray
    steps: int = ARC_STEPS

    def __post_init__(self) -> None:
        ahead = np.linalg.norm(np.roll(self.corners, -1, axis=0) - self.corners, axis=1)
        used = self._cut_back + np.roll(self._cut_back, -1)
        if self.polygon_area <= 0 or (used > ahead + 1e-9).any():
            raise OsteoError(
                "The rounded corners of the outline do not fit on its edges; choose smaller radii or a longer and "
                "wider part."
            )

    @property
    def polygon_area(self) -> float:
        x, y = self.corners.T
        return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2

    @property
    def _turns(self) -> np.ndarray:
        """Turn at each corner, rad, positive where the outline is convex."""
        ahead = np.roll(self.corners, -1, axis=0) - self.corners
        behind = np.roll(ahead, 1, axis=0)
        cross = behind[:, 0] * ahead[:, 1] - behind[:, 1] * ahead[:, 0]
        return np.arctan2(cross, np.einsum("ij,ij->i", behind, ahead))

    @property
    def _cut_back(self) -> np.ndarray:
        return self.radii * np.tan(np.abs(self._turns) / 2)

    @property
    def sharpest_mm(self) -> float:
        """Smallest radius of a convex corner."""
        return float(self.radii[self._turns > 0].min())

    @property
    def area_mm2(self) -> float:
        """Each convex corner gives away r^2 (tan(t/2) - t/2), each concave one gains it."""
        half = np.abs(self._turns) / 2
        return self.polygon_area - float(np.sum(np.sign(self._turns) * self.radii**2 * (np.tan(half) - half)))

    @property
    def perimeter_mm(self) -> float:
        edges = np.linalg.norm(np.roll(self.corners, -1, axis=0) - self.corners, axis=1)
        return float(edges.sum() - 2 * self._cut_back.sum() + np.sum(self.radii * np.abs(self._turns)))

    def bevelled_volume(self, height_mm: float, bevel_mm: float) -> float:
        """A plate of this outline whose top edge is bevelled by 45 degrees. The area within an outline that is moved
        inwards by d is A - P d + pi d^2 (Steiner), as long as d is below the radii of the convex corners."""
        a, p, b = self.area_mm2, self.perimeter_mm, bevel_mm
        return a * (height_mm - b) + a * b - p * b**2 / 2 + np.pi * b**3 / 3

    def points(self, inwards_mm: float = 0.0) -> np.ndarray:
        """The outline (m, 2), moved inwards; as many points for any ``inwards_mm``."""
        ahead = np.roll(self.corners, -1, axis=0) - self.corners
        angle = np.arctan2(ahead[:, 1], ahead[:, 0])
        turns, rounded = self._turns, []
        for n, corner in enumerate(self.corners):
            bend = np.sign(turns[n])
            inner = np.array([-np.sin(angle[n]), np.cos(angle[n])])
            along = np.array([np.cos(angle[n]), np.sin(angle[n])])
            centre = corner + along * self._cut_back[n] + inner * bend * self.radii[n]
            sweep = angle[n] - turns[n] * (1 - np.linspace(0, 1, self.steps + 1)) - bend * np.pi / 2
            reach = self.radii[n] - bend * inwards_mm
            rounded.append(centre + reach * np.column_stack([np.cos(sweep), np.sin(sweep)]))
        return np.concatenate(rounded)

    def clearance(self, points: np.ndarray) -> np.ndarray:
        """Distance (k,) of points (k, 2) to the outline, negative outside."""
        line = self.points()
        start, ahead = line, np.roll(line, -1, axis=0) - line
        length = np.einsum("ij,ij->i", ahead, ahead)
        keep = length > 1e-18
        start, ahead, length = start[keep], ahead[keep], length[keep]
        offset = points[:, None, :] - start[None, :, :]
        share = np.clip(np.einsum("kij,ij->ki", offset, ahead) / length, 0, 1)
        nearest = np.linalg.norm(offset - share[..., None] * ahead, axis=2).min(axis=1)
        above = (start[:, 1] > points[:, 1:]) != ((start + ahead)[:, 1] > points[:, 1:])
        rise = np.where(np.abs(ahead[:, 1]) > 0, ahead[:, 1], 1.0)
        crossing = start[:, 0] + (points[:, 1:] - start[:, 1]) * ahead[:, 0] / rise
        inside = np.sum(above & (points[:, :1] < crossing), axis=1) % 2 == 1
        return np.where(inside, nearest, -nearest)


def softened(corners: np.ndarray, radius: float) -> Outline:
    """Every corner rounded by ``radius``, or by as much as fits where edges are short."""
    ahead = np.roll(corners, -1, axis=0) - corners
    length = np.linalg.norm(ahead, axis=1)
    behind = np.roll(ahead, 1, axis=0)
    turn = np.abs(
        np.arctan2(behind[:, 0] * ahead[:, 1] - behind[:, 1] * ahead[:, 0], np.einsum("ij,ij->i", behind, ahead))
    )
    room = 0.48 * np.minimum(length, np.roll(length, 1)) / np.maximum(np.tan(turn / 2), 1e-6)
    return Outline(corners, np.minimum(radius, room))


def rounded_rectangle(length: float, width: float, radius: float) -> Outline:
    """Centred on the origin, ``length`` along x."""
    x, y = length / 2, width / 2
    return Outline(np.array([[-x, -y], [x, -y], [x, y], [-x, y]]), np.full(4, float(radius)))
