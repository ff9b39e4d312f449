"""Which way up to print: a scorer over the directions in which the object can lie."""

from dataclasses import dataclass

import numpy as np

from osteokit.fabrication.printability import Printer
from osteokit.surface.mesh import Mesh
from osteokit.surface.simplify import simplified
from osteokit.surface.solid import manifold_of, mesh_of

_CANDIDATES = 60
_COARSE_MM = 0.5
_SUPPORT_DENSITY = 0.2  # share of the room below an overhang that a slicer's support fills
_LAYER_COST_MM2 = 15.0  # every mm of height costs as much time as this many mm3 of material
_ON_BED_MM = 0.5


@dataclass(frozen=True, eq=False)
class Orientation:
    """A way to lay an object down.

    Attributes
    ----------
    rotation : ndarray, shape (3, 3)
        Mesh coordinates to the printer's (z up); a proper rotation, never a mirror image.
    support_mm3, height_mm, contact_mm2 : float
        Room below overhangs, counted down to the bed (an upper bound); height; area that rests on the bed.
    fits : bool
        Whether it is inside the printer's build box this way.
    """

    rotation: np.ndarray
    support_mm3: float
    height_mm: float
    contact_mm2: float
    fits: bool

    @property
    def cost(self) -> float:
        """Smaller is better: mm3 of support, with the time of the layers in the same currency."""
        return _SUPPORT_DENSITY * self.support_mm3 + _LAYER_COST_MM2 * self.height_mm - self.contact_mm2


def propose_orientation(mesh: Mesh, printer: Printer = Printer()) -> Orientation:
    """The cheapest direction that fits the printer (or the cheapest of all where none fits).

    Candidates are the largest facets of the convex hull, each laid on the bed, and the six axes.

    Raises
    ------
    OsteoError
        The mesh is not closed, manifold and outward.
    """
    coarse = simplified(mesh, _COARSE_MM)
    options = [_option(coarse, down, printer) for down in _directions(coarse)]
    fitting = [option for option in options if option.fits]
    return min(fitting or options, key=lambda option: option.cost)


def placed_on_bed(mesh: Mesh, rotation: np.ndarray) -> Mesh:
    """The turned mesh with its lowest point at z = 0 and its corner at x = y = 0."""
    vertices = mesh.vertices @ np.asarray(rotation).T
    return Mesh(vertices - vertices.min(axis=0), mesh.faces)


def _directions(mesh: Mesh) -> np.ndarray:
    """Unit vectors (n, 3) to turn downward: hull facets by area, joined where within about 5 degrees, and the axes."""
    hull = mesh_of(manifold_of(mesh).hull())
    a, b, c = (hull.vertices[hull.faces[:, n]] for n in range(3))
    area = np.cross(b - a, c - a)
    size = np.linalg.norm(area, axis=1)
    area, size = area[size > 0], size[size > 0]
    chosen: list[np.ndarray] = []
    for normal in (area / size[:, None])[np.argsort(-size)]:
        if len(chosen) == _CANDIDATES:
            break
        if all(normal @ other < 0.996 for other in chosen):
            chosen.append(normal)
    return np.array([*chosen, *np.eye(3), *-np.eye(3)])


def _option(mesh: Mesh, down: np.ndarray, printer: Printer) -> Orientation:
    rotation = _turning(down)
    rotation = _aligned_with_bed(mesh.vertices @ rotation.T) @ rotation
    spins = [_about_z(np.radians(degrees)) @ rotation for degrees in range(0, 180, 15)]
    rotation = next((one for one in spins if _fits(mesh.vertices @ one.T, printer)), rotation)
    vertices = mesh.vertices @ rotation.T
    low, size = vertices.min(axis=0), np.ptp(vertices, axis=0)
    a, b, c = (vertices[mesh.faces[:, n]] for n in range(3))
    area = np.cross(b - a, c - a) / 2
    height = (a[:, 2] + b[:, 2] + c[:, 2]) / 3 - low[2]
    overhang = -area[:, 2] > np.sin(np.radians(printer.overhang_deg)) * np.linalg.norm(area, axis=1)
    on_bed = overhang & (height < _ON_BED_MM)
    footprint = -area[:, 2]
    return Orientation(
        rotation,
        float((footprint * height)[overhang & ~on_bed].sum()),
        float(size[2]),
        float(footprint[on_bed].sum()),
        _fits(vertices, printer),
    )


def _fits(vertices: np.ndarray, printer: Printer) -> bool:
    return bool((np.ptp(vertices, axis=0) <= printer.build_mm).all())


def _about_z(angle: float) -> np.ndarray:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def _turning(down: np.ndarray) -> np.ndarray:
    """A rotation that takes the unit vector ``down`` to -z."""
    z = -down
    x = np.cross([0.0, 1.0, 0.0] if abs(z[1]) < 0.9 else [1.0, 0.0, 0.0], z)
    x /= np.linalg.norm(x)
    return np.array([x, np.cross(z, x), z])


def _aligned_with_bed(vertices: np.ndarray) -> np.ndarray:
    """Turn about z so that the longest extent in the plane lies along x."""
    flat = vertices[:, :2] - vertices[:, :2].mean(axis=0)
    _, axes = np.linalg.eigh(flat.T @ flat)
    x, y = axes[:, 1]
    return _about_z(np.arctan2(y, x))
