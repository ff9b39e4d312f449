"""A tool's surface as points with normals, by which it feels the bone.

Points lie evenly on each part (golden-angle spirals on surfaces of revolution, grids on flat ones), more densely
near the tip: a third of them on what cuts (of a burr half), then as many on a short stretch behind it as on all the
rest.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.simulation.tools.values import Tool

CONTACT, CUTTING, THREAD = 0, 1, 2
"""What a point does: it is held off by bone; it cuts under power and is held off without; it bites as a thread does."""

CLEARANCE_MM = 0.15
"""By how much what follows the cutting end is thinner than the hole in the simulation, so that a drill turns freely in
its own hole although the voxels round it a little."""

ROUGH = 0.4
"""The same in voxels, where they are coarser."""

POINTS = 2000

_GOLDEN = np.pi * (3.0 - np.sqrt(5.0))
_NEAR = 3.0  # diameters behind the cutting end that are sampled densely


@dataclass(frozen=True, eq=False)
class Pointshell:
    """A tool's shell in its own frame.

    Attributes
    ----------
    points, normals : ndarray, shape (n, 3)
        mm; unit, outward.
    role : ndarray of uint8, shape (n,)
        CONTACT, CUTTING or THREAD.
    share : ndarray, shape (n,)
        Of the cutting end (for a drill of its cross-section, for a burr of half its ball, for a saw of its edge, for
        a screw of its thread) that a point stands for; 0 for the others.
    """

    points: np.ndarray
    normals: np.ndarray
    role: np.ndarray
    share: np.ndarray


def clearance_mm(spacing_mm: float) -> float:
    """By how much a shaft is drawn in from what cuts before it, in voxels of this size: a hole in coarse voxels has
    rougher walls, and a shaft that rubs on them stands still (tried: at 0.15 mm from voxels of 0.6 mm on)."""
    return max(CLEARANCE_MM, ROUGH * spacing_mm)


def pointshell(tool: Tool, count: int = POINTS, clearance: float = CLEARANCE_MM) -> Pointshell:
    """The shell of a tool of about ``count`` points; shafts are thinner by ``clearance`` mm."""
    parts = {"cone": _pointed, "ball": _ball, "blade": _blade}[tool.tip](tool, count, clearance)
    points, normals, role, share = (np.concatenate([part[n] for part in parts]) for n in range(4))
    return Pointshell(np.ascontiguousarray(points), np.ascontiguousarray(normals), role.astype(np.uint8), share)


_Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _part(points: np.ndarray, normals: np.ndarray, role: int, share: np.ndarray | None = None) -> _Part:
    none = np.zeros(len(points))
    return points, normals, np.full(len(points), role), none if share is None else share


def _lathe(start: tuple[float, float], end: tuple[float, float], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points on the surface of revolution of a line from (radius, z) to (radius, z), with normals to the right of the
    way from ``start`` to ``end`` as seen with z up; evenly by area."""
    (r0, z0), (r1, z1) = start, end
    turn = _GOLDEN * np.arange(count)
    u = (np.arange(count) + 0.5) / count
    if abs(r1 - r0) > 1e-9:
        radius = np.sqrt(r0**2 + u * (r1**2 - r0**2))
        along = (radius - r0) / (r1 - r0)
    else:
        radius, along = np.full(count, r0), u
    length = np.hypot(r1 - r0, z1 - z0)
    out, up = (z1 - z0) / length, -(r1 - r0) / length
    points = np.column_stack([radius * np.cos(turn), radius * np.sin(turn), z0 + along * (z1 - z0)])
    normals = np.column_stack([out * np.cos(turn), out * np.sin(turn), np.full(count, up)])
    return points, normals


def _shaft(radius: float, top: float, bottom: float, near: float, count: int) -> list[_Part]:
    """A cylinder from z = ``top`` back to ``bottom``, half of the points on the first ``near`` mm."""
    middle = max(top - near, (top + bottom) / 2)
    dense = _part(*_lathe((radius, middle), (radius, top), count // 2), CONTACT)
    return [dense, _part(*_lathe((radius, bottom), (radius, middle), count - count // 2), CONTACT)]


def _pointed(tool: Tool, count: int, clearance: float) -> list[_Part]:
    """Drills, reamers, screws, needles."""
    body, height = tool.body_mm / 2, tool.cone_mm
    third = count // 3
    points, normals = _lathe((body, -height), (0.0, 0.0), third)
    role = CUTTING if tool.cuts else CONTACT
    if tool.kind == "screwdriver":
        return _screw(tool, points, normals, count, clearance)
    parts = [_part(points, normals, role, np.full(third, 1.0 / third) if tool.cuts else None)]
    radius = max(min(body, tool.shank_mm / 2) - clearance, 0.3 * body)
    return parts + _shaft(radius, -height - clearance, -tool.reach_mm, _NEAR * 2 * body, count - third)


def _screw(tool: Tool, points: np.ndarray, normals: np.ndarray, count: int, clearance: float) -> list[_Part]:
    """The core feels the hole, the thread between core and crest bites, the head comes to lie on the bone."""
    body, height = tool.body_mm / 2, tool.cone_mm
    third = count // 3
    core = max(body - clearance, 0.3 * body)
    parts = [_part(points[::4], normals[::4], CONTACT)]
    parts.append(_part(*_lathe((core, -tool.reach_mm), (core, -height - clearance), third), CONTACT))
    thread = _lathe(
        ((body + tool.diameter_mm / 2) / 2, -tool.reach_mm), ((body + tool.diameter_mm / 2) / 2, 0.0), third
    )
    parts.append(_part(*thread, THREAD, np.full(third, 1.0 / third)))
    seat = _lathe((tool.head_mm / 2, -tool.reach_mm), (core, -tool.reach_mm), third // 2)
    return [*parts, _part(*seat, CONTACT)]


def _ball(tool: Tool, count: int, clearance: float) -> list[_Part]:
    """Burrs and probes."""
    radius, shank = tool.diameter_mm / 2, tool.shank_mm / 2
    n = count // 2
    z = 1.0 - 2.0 * (np.arange(n) + 0.5) / n
    wide = np.sqrt(1.0 - z**2)
    turn = _GOLDEN * np.arange(n)
    normals = np.column_stack([wide * np.cos(turn), wide * np.sin(turn), z])
    points = radius * normals - [0.0, 0.0, radius]
    role = CUTTING if tool.cuts else CONTACT
    bare = (z > 0.0) | (radius * wide > shank)  # the rest is within the neck
    points, normals = points[bare], normals[bare]
    parts = [_part(points, normals, role, np.full(len(points), 2.0 / n) if tool.cuts else None)]
    narrow = max(min(shank, radius - clearance), 0.2 * radius)
    return parts + _shaft(narrow, -2 * radius, -tool.reach_mm, _NEAR * 2 * radius, count - n)


def _blade(tool: Tool, count: int, clearance: float) -> list[_Part]:
    """Saws: the edge cuts; the faces and sides slide in the kerf."""
    third = count // 3
    wide, thick = tool.diameter_mm / 2, tool.kerf_mm / 2
    rows = 3
    columns = third // rows
    x, y = np.meshgrid(np.linspace(-wide, wide, columns), np.linspace(-thick, thick, rows))
    edge = np.column_stack([x.ravel(), y.ravel(), np.zeros(x.size)])
    role, share = (CUTTING, 1.0) if tool.cuts else (CONTACT, 0.0)
    parts = [_part(edge, np.tile([0.0, 0.0, 1.0], (len(edge), 1)), role, np.full(len(edge), share / len(edge)))]
    inner = max(thick - clearance, 0.25 * thick)
    side = wide - tool.stroke_mm / 2
    for sign in (-1.0, 1.0):
        across = int(np.sqrt(third * 2 * wide / tool.reach_mm)) + 1
        u, z = np.meshgrid(np.linspace(-side, side, across), _denser(tool.reach_mm, third // across))
        face = np.column_stack([u.ravel(), np.full(u.size, sign * inner), z.ravel()])
        parts.append(_part(face, np.tile([0.0, sign, 0.0], (len(face), 1)), CONTACT))
        z = _denser(tool.reach_mm, third // 8)
        rim = np.column_stack([np.full(len(z), sign * side), np.zeros(len(z)), z])
        parts.append(_part(rim, np.tile([sign, 0.0, 0.0], (len(rim), 1)), CONTACT))
    return parts


def _denser(reach: float, count: int) -> np.ndarray:
    """Heights behind an edge, denser near it."""
    return -0.3 - (reach - 0.3) * np.linspace(0.0, 1.0, max(count, 2)) ** 2
