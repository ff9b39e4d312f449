"""A sheet in motion: its state, one step of time, its forces and its energy."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue import solver
from osteokit.simulation.soft_tissue.values import Sheet, Spot, Tissue, areas

STEP_S = 1e-3
"""Longest step of the solver."""
INERTIA = 4.0
"""Least inertia of a point, in E h STEP_S^2: waves then cross about half an element in a step, hands are far slower.
What weighs and what rests is not changed by it."""
GRIP_N_MM = 20.0
"""Stiffness of a grip: forceps with the pinch of tissue between them."""

Hold = Callable[["Body", float], None]
"""Something that acts on the sheet in every small step: a thread, a needle, forceps."""


@dataclass
class Elements:
    """What the solver needs of the triangles at rest; ``inverse_mass`` is that of the raised inertia, 1/tonne."""

    slopes: np.ndarray
    volumes: np.ndarray
    mass: np.ndarray
    inverse_mass: np.ndarray
    bed: np.ndarray
    bed_press: np.ndarray
    normals: np.ndarray
    compliance: np.ndarray
    stiffness: np.ndarray


class Body:
    """A sheet of tissue that moves.

    Attributes
    ----------
    sheet : Sheet
        As it lies undisturbed; after an incision the cut one.
    points, velocities : ndarray, shape (n, 3)
        Now; RAS mm, mm/s.
    gravity_mm_s2 : ndarray, shape (3,)
        None by default: a patch lies on its bed.
    time_s : float
    """

    def __init__(self, sheet: Sheet, tissue: Tissue | None = None) -> None:
        self.tissue = tissue or Tissue()
        self.gravity_mm_s2 = np.zeros(3)
        self.time_s = 0.0
        self.take(sheet, sheet.points.copy(), np.zeros_like(sheet.points))

    def take(self, sheet: Sheet, points: np.ndarray, velocities: np.ndarray) -> None:
        """Go on with another sheet (a cut one) whose points are at ``points``."""
        self.sheet, self.points, self.velocities = sheet, points, velocities
        self._triangles = np.ascontiguousarray(sheet.triangles, dtype=np.int64)
        self.elements = elements(sheet, self.tissue)

    def step(self, seconds: float, holds: tuple[Hold, ...] = ()) -> None:
        """Go on by ``seconds``, in small steps; each of ``holds`` acts in each of them.

        Raises
        ------
        OsteoError
            ``seconds`` is not above 0.
        """
        if not (math.isfinite(seconds) and seconds > 0):
            raise OsteoError(f"Tissue cannot go on by {seconds} s; give a time above 0.")
        count = math.ceil(seconds / STEP_S - 1e-9)
        for _ in range(count):
            self._small_step(seconds / count, holds)
        self.time_s += seconds

    def _small_step(self, seconds: float, holds: tuple[Hold, ...]) -> None:
        parts, mass = self.elements, self.elements.inverse_mass
        shares = solver.safe_shares(
            self.points, self._triangles, parts.slopes, self.tissue.youngs_mpa, parts.volumes, mass, seconds
        )
        strains, _, forces = self._strained(shares)
        solver.bed_forces(self.points, self.sheet.points, parts.bed, parts.bed_press, parts.normals, forces)
        forces += parts.mass[:, None] * self.gravity_mm_s2
        before = solver.predict(self.points, self.velocities, mass, forces, self.tissue.damping_hz, seconds)
        for hold in holds:
            hold(self, seconds)
        solver.hold_strain(
            self.points, self._triangles, parts.slopes, strains, parts.compliance, 1 / parts.volumes, mass, seconds
        )
        solver.hold_by_bed(self.points, before, parts.bed, parts.bed_press, parts.normals, mass, seconds)
        solver.finish(self.points, before, self.velocities, seconds)

    def _strained(self, shares: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
        parts = self.elements
        return solver.strain_forces(self.points, self._triangles, parts.slopes, parts.stiffness, parts.volumes, shares)

    def place(self, spot: Spot) -> np.ndarray:
        """Where a spot is now, RAS mm."""
        return spot.at(self.points, self._triangles)

    def corners(self, spot: Spot) -> np.ndarray:
        """The vertices of a spot's triangle."""
        return self._triangles[spot.triangle]

    def forces_n(self) -> np.ndarray:
        """Of the stretched sheet on its points, (n, 3); those of held points are what the rim carries."""
        return self._strained(np.ones(len(self._triangles)))[2]

    def energy_nmm(self) -> tuple[float, float, float]:
        """Of the stretched sheet, of its bed, and of its motion (with the raised inertia), N mm."""
        parts = self.elements
        bed = solver.bed_forces(
            self.points, self.sheet.points, parts.bed, parts.bed_press, parts.normals, np.zeros_like(self.points)
        )
        moving = parts.inverse_mass > 0
        speeds = np.sum(self.velocities[moving] ** 2, axis=1)
        return (
            float(self._strained(np.ones(len(self._triangles)))[1]),
            float(bed),
            float(np.sum(speeds / parts.inverse_mass[moving]) / 2),
        )


def elements(sheet: Sheet, tissue: Tissue) -> Elements:
    """The triangles at rest: free of the stretch that living tissue has where it lies."""
    stretch = 1.0 + tissue.stretch
    corners = sheet.points[sheet.triangles]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    x = first / np.linalg.norm(first, axis=1)[:, None]
    normal = np.cross(first, second)
    y = np.cross(normal / np.linalg.norm(normal, axis=1)[:, None], x)
    shape = np.empty((len(corners), 2, 2))
    for column, edge in enumerate((first, second)):
        shape[:, 0, column] = np.sum(edge * x, axis=1) / stretch
        shape[:, 1, column] = np.sum(edge * y, axis=1) / stretch
    inverse = np.linalg.inv(shape)
    slopes = np.stack([-inverse.sum(axis=1), inverse[:, 0], inverse[:, 1]], axis=1)
    lying = areas(sheet.points, sheet.triangles)
    volumes = lying / stretch**2 * tissue.thickness_mm
    carried = np.zeros(len(sheet.points))
    np.add.at(carried, sheet.triangles.ravel(), np.repeat(lying / 3, 3))
    leaning = np.zeros_like(sheet.points)
    np.add.at(leaning, sheet.triangles.ravel(), np.repeat(normal, 3, axis=0))
    mass = carried * tissue.thickness_mm * tissue.density_g_cm3 * 1e-9
    slow = np.maximum(mass, INERTIA * tissue.youngs_mpa * tissue.thickness_mm * STEP_S**2)
    inverse_mass = np.where(sheet.held | (mass <= 0), 0.0, 1 / slow)
    poisson = tissue.poisson
    compliance = np.array([[1, -poisson, 0], [-poisson, 1, 0], [0, 0, 2 * (1 + poisson)]]) / tissue.youngs_mpa
    return Elements(
        np.ascontiguousarray(slopes),
        volumes,
        mass,
        inverse_mass,
        tissue.bed_n_mm3 * carried,
        tissue.bed_press_n_mm3 * carried,
        leaning / np.maximum(np.linalg.norm(leaning, axis=1), 1e-12)[:, None],
        compliance,
        np.linalg.inv(compliance),
    )


class Grip:
    """Forceps on a spot: a ``Hold``. Set ``target`` as they move; ``force_n`` is what they feel."""

    def __init__(self, spot: Spot, target: np.ndarray) -> None:
        self.spot, self.target = spot, np.asarray(target, float)
        self.force_n = np.zeros(3)

    def __call__(self, body: Body, seconds: float) -> None:
        """Pull the spot toward the target in one small step."""
        pull = solver.hold_spot(
            body.points,
            body.corners(self.spot),
            self.spot.weights,
            body.elements.inverse_mass,
            self.target,
            np.zeros(3),
            GRIP_N_MM,
            seconds,
        )
        self.force_n = -pull
