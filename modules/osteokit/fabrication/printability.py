"""Can this be printed? What is wrong, where, and what to do about it."""

from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkCommonCore import reference
from vtkmodules.vtkCommonDataModel import vtkGenericCell, vtkStaticCellLocator

from osteokit.surface.check import SolidCheck, check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import polydata_of_mesh
from osteokit.surface.shells import split_shells

_RAYS = 3000
_THIN_SHARE = 0.005  # of the surface; less is noise of the rays
_NEEDLE_RATIO = 1e-5  # height over longest edge; flatter triangles have no reliable normal


@dataclass(frozen=True)
class Printer:
    """A printer and its material.

    ``build_mm`` is the box (x, y, z) it can fill; ``wall_mm`` the thinnest wall that comes out and holds;
    ``overhang_deg`` the angle from the vertical beyond which a surface needs support; density in g/cm3.
    """

    name: str = "desktop FDM, PLA"
    build_mm: tuple[float, float, float] = (220.0, 220.0, 250.0)
    wall_mm: float = 0.8
    overhang_deg: float = 45.0
    density_g_cm3: float = 1.24
    piece_mm3: float = 50.0


@dataclass(frozen=True)
class Finding:
    """One thing to know before printing.

    ``severity`` is ``"error"`` (will fail), ``"warning"`` (look at it) or ``"note"``; ``where`` is in the
    coordinates of the mesh, mm.
    """

    code: str
    severity: str
    what: str
    action: str
    where: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class PrintCheck:
    """The findings, and the numbers behind them; thickness is None where it could not be measured."""

    findings: tuple[Finding, ...]
    solid: SolidCheck
    size_mm: tuple[float, float, float]
    mass_g: float
    thickness_mm: float | None
    overhang_share: float

    @property
    def is_printable(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)


def check_printability(mesh: Mesh, printer: Printer = Printer()) -> PrintCheck:
    """Check a mesh as it would stand on the printer's bed: z is up, mm.

    ``mass_g`` is that of the solid body (a slicer's infill makes it lighter).
    """
    solid = check_solid(mesh)
    low, high = (mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)) if len(mesh.vertices) else (np.zeros(3),) * 2
    x, y, z = (float(side) for side in high - low)
    size = (x, y, z)
    findings = [*_solid_findings(solid), *_size_findings(size, printer)]
    thickness, share = None, 0.0
    if solid.is_solid:
        thickness, thin = _thickness_finding(mesh, printer.wall_mm)
        share = overhang_share(mesh, printer.overhang_deg)
        findings += [*thin, *_piece_findings(mesh, printer.piece_mm3), *_overhang_findings(share, printer)]
    findings += _needle_findings(mesh)
    mass_g = max(solid.volume_mm3, 0.0) / 1000.0 * printer.density_g_cm3
    return PrintCheck(tuple(findings), solid, size, mass_g, thickness, share)


def _solid_findings(solid: SolidCheck) -> list[Finding]:
    remedy = "Make the surface again from its labels, or repair it."
    found = []
    if not solid.is_closed:
        found.append(Finding("open", "error", f"The surface has {solid.open_edges} open edges.", remedy))
    if not solid.is_manifold:
        count = solid.crowded_edges + solid.contrary_edges + solid.degenerate_faces
        found.append(Finding("not_manifold", "error", f"The surface is not manifold at {count} places.", remedy))
    if solid.is_closed and solid.volume_mm3 <= 0:
        found.append(Finding("inside_out", "error", "The surface is inside out.", "Turn its faces."))
    if solid.cavities and solid.is_solid:
        what = f"{solid.cavities} closed cavities inside would trap powder, resin or support."
        found.append(Finding("cavity", "warning", what, "Fill them in the segmentation."))
    return found


def _size_findings(size: tuple[float, float, float], printer: Printer) -> list[Finding]:
    sides = zip(size, printer.build_mm, "xyz", strict=True)
    over = [f"{side:.0f} > {room:.0f} mm in {axis}" for side, room, axis in sides if side > room]
    if not over:
        return []
    what = f"Too large for {printer.name}: {', '.join(over)}."
    return [Finding("too_large", "error", what, "Turn it, cut it into parts with pins, or take a larger printer.")]


def _piece_findings(mesh: Mesh, piece_mm3: float) -> list[Finding]:
    pieces = [piece for piece in split_shells(mesh) if piece.volume_mm3 > 0]
    found = []
    if len(pieces) > 1:
        what = f"There are {len(pieces)} separate pieces."
        found.append(Finding("pieces", "note", what, "Join or delete pieces in the segmentation if it should be one."))
    small = [piece for piece in pieces if piece.volume_mm3 < piece_mm3]
    if small:
        least = min(small, key=lambda piece: piece.volume_mm3)
        what = (
            f"{len(small)} pieces are smaller than {piece_mm3:.0f} mm3 (the smallest has {least.volume_mm3:.1f} mm3)."
        )
        found.append(Finding("small_piece", "warning", what, "Delete them, they get lost.", _middle(least.vertices)))
    return found


def _thickness_finding(mesh: Mesh, wall_mm: float) -> tuple[float | None, list[Finding]]:
    places, thickness = wall_thickness(mesh)
    if not len(thickness):
        return None, []
    typical_least = float(np.quantile(thickness, _THIN_SHARE))
    if typical_least >= wall_mm:
        return typical_least, []
    share = float((thickness < wall_mm).mean())
    what = f"{share:.1%} of the surface belongs to walls thinner than {wall_mm:g} mm (down to {typical_least:.2f} mm)."
    action = "Thicken it there, scale it up, or print with a finer nozzle or resin."
    return typical_least, [Finding("thin", "warning", what, action, _middle(places[[thickness.argmin()]]))]


def wall_thickness(mesh: Mesh, rays: int = _RAYS) -> tuple[np.ndarray, np.ndarray]:
    """Places (n, 3) on the surface and the wall there (n,) in mm: the way straight inward to the opposite face.

    Places are drawn by area, always the same ones; a ray that ends on a face at more than 60 degrees to the one it
    came from met an edge, not a wall, and is left out.
    """
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1)
    normal /= np.maximum(area, 1e-300)[:, None]
    random = np.random.default_rng(20)
    face = random.choice(len(area), rays, p=area / area.sum())
    u, v = np.sqrt(random.random(rays)), random.random(rays)
    start = (1 - u)[:, None] * a[face] + (u * (1 - v))[:, None] * b[face] + (u * v)[:, None] * c[face]
    reach = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    surface = polydata_of_mesh(mesh)
    locator = vtkStaticCellLocator()
    locator.SetDataSet(surface)
    locator.BuildLocator()
    length = np.full(rays, np.nan)
    t, hit, local, part, cell, found = (
        reference(0.0),
        [0.0] * 3,
        [0.0] * 3,
        reference(0),
        reference(0),
        vtkGenericCell(),
    )
    skip = 1e-6 * reach
    for n in range(rays):
        inward = -normal[face[n]]
        first, last = start[n] + skip * inward, start[n] + reach * inward
        if locator.IntersectWithLine(first, last, 0.0, t, hit, local, part, cell, found):
            if normal[int(cell)] @ inward > 0.5:
                length[n] = np.linalg.norm(np.asarray(hit) - start[n])
    kept = np.isfinite(length)
    return start[kept], length[kept]


def overhang_share(mesh: Mesh, overhang_deg: float) -> float:
    """Share of the surface, 0..1, that leans out by more than ``overhang_deg`` from the vertical and is off the bed."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1)
    down = -normal[:, 2] > np.sin(np.radians(overhang_deg)) * area
    centre_z = (a[:, 2] + b[:, 2] + c[:, 2]) / 3
    return float(area[down & (centre_z > mesh.vertices[:, 2].min() + 0.3)].sum() / area.sum())


def _overhang_findings(share: float, printer: Printer) -> list[Finding]:
    if share < 0.01:
        return []
    what = f"{share:.0%} of the surface overhangs by more than {printer.overhang_deg:g} degrees."
    return [Finding("overhang", "note", what, "Print with support, or turn it.")]


def _needle_findings(mesh: Mesh) -> list[Finding]:
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    longest = np.max([np.linalg.norm(q - p, axis=1) for p, q in ((a, b), (b, c), (c, a))], axis=0, initial=0)
    height = np.linalg.norm(np.cross(b - a, c - a), axis=1) / np.maximum(longest, 1e-300)
    needles = height < _NEEDLE_RATIO * longest
    if not needles.any():
        return []
    what = f"{int(needles.sum())} triangles are degenerate."
    return [
        Finding("degenerate", "note", what, "Slicers leave them out; simplify to be rid of them.", _middle(a[needles]))
    ]


def _middle(points: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (round(float(v), 1) for v in points.mean(axis=0))
    return x, y, z
