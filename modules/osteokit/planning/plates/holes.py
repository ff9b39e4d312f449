"""From the holes of a plate to screws: within the angle that a hole allows, where the bone is best, clear of obstacles.

Lengths are from the seat of the head in the hole to the tip, as screws are sold.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.planning.plates.obstacles import LineObstacle, Obstacle
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.transform import any_perpendicular

Stock = Callable[[str, float], tuple[float, Sequence[float]]]
"""``stock("cortical_screw", 5.0)``: the thickest screw of the family that goes into a hole of that diameter, and the
lengths in which it exists, mm; no lengths where there is none."""

Worth = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""How good the bone is along screws from ``starts`` to ``ends`` (n, 3): (n,), more is better; see ``WORTH_MM``."""

THROUGH_MM = 1.0
"""The tip of a bicortical screw stands out of the far cortex by this at least, so that its thread holds there."""
FAR_MM = 4.0
"""And by no more than this, for what lies behind."""
SHORT_MM = 2.0
"""A screw that does not pass the far cortex ends this much before it."""
LEAST_BONE_MM = 6.0
"""A screw that holds in less is no screw."""
BICORTICAL_MM = 25.0
"""A bicortical hold is worth as much as so many mm of bone."""
LEAN_MM = 0.5
"""Per degree of lean: of two alike the straighter one."""
WORTH_MM = 1.0
"""One unit of :data:`Worth` counts as so many mm of bone."""
RINGS, TURNS = 4, 12


@dataclass(frozen=True)
class ScrewInHole:
    """A screw for a hole.

    Attributes
    ----------
    hole, family : str
        Name of the connection point, key of the screw's family.
    path : ScrewPath
        From the seat in the hole to the tip, RAS mm.
    angle_deg : float
        Between the screw and the axis of the hole.
    bone_mm : float
        Of its length in the bone.
    bicortical : bool
        Whether it passes the far cortex.
    clearances : mapping of str to float
        To each obstacle by its name, mm, surface to surface.
    """

    hole: str
    family: str
    path: ScrewPath
    angle_deg: float
    bone_mm: float
    bicortical: bool
    clearances: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class HoleScrews:
    """``screws`` in the order of the holes; ``empty`` by hole with one sentence why it has none."""

    screws: tuple[ScrewInHole, ...]
    empty: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class _Candidates:
    starts: np.ndarray
    ways: np.ndarray
    angles: np.ndarray
    lengths: np.ndarray
    bone: np.ndarray
    bicortical: np.ndarray


def screws_for(
    holes: Sequence[ConnectionPoint],
    pose: np.ndarray,
    bone: SurfaceDistance,
    stock: Stock,
    obstacles: Sequence[Obstacle] = (),
    only: Collection[str] | None = None,
    worth: Worth | None = None,
    progress: Progress = silent,
) -> HoleScrews:
    """Screws for the holes of an implant whose frame ``pose`` (4x4) moves to RAS; ``only`` names the holes to fill.

    Holes that leave no choice come first, then those with the smaller angle; each screw keeps clear of those before it.

    Raises
    ------
    OsteoError
        ``only`` names a hole that is not there.
    """
    unknown = set(only or ()) - {hole.name for hole in holes}
    if unknown:
        raise OsteoError(f"There is no hole {sorted(unknown)[0]!r}; holes: {', '.join(hole.name for hole in holes)}.")
    wanted = [hole for hole in holes if hole.kind in ("screw", "locking") and (only is None or hole.name in only)]
    found: dict[str, ScrewInHole] = {}
    empty: dict[str, str] = {}
    for number, hole in enumerate(sorted(wanted, key=lambda hole: hole.largest_angle_deg)):
        progress(number / len(wanted), f"Aiming the screw of {hole.name}")
        others = [
            LineObstacle(f"screw of {one.hole}", one.path.entry, one.path.tip, one.path.diameter_mm / 2)
            for one in found.values()
        ]
        chosen = _screw(hole, pose, bone, stock, [*obstacles, *others], worth)
        if isinstance(chosen, str):
            empty[hole.name] = chosen
        else:
            found[hole.name] = chosen
    progress(1.0, "Screws aimed")
    return HoleScrews(tuple(found[hole.name] for hole in wanted if hole.name in found), empty)


def _screw(
    hole: ConnectionPoint,
    pose: np.ndarray,
    bone: SurfaceDistance,
    stock: Stock,
    obstacles: Sequence[Obstacle],
    worth: Worth | None,
) -> ScrewInHole | str:
    """The best screw, or one sentence why there is none."""
    family, diameter, lengths = fitting(hole, stock)
    if not len(lengths):
        return f"No screw for this hole of {hole.diameter_mm:g} mm is in the catalogue."
    options = _candidates(hole, pose, bone, lengths, diameter / 2)
    if not len(options.starts):
        return "No screw of this hole would have bone all around it, within its angle and the lengths that exist."
    ends = options.starts + options.lengths[:, None] * options.ways
    radius = diameter / 2
    clear = {one.name: one.clearance(options.starts, ends, radius) for one in obstacles}
    free = np.ones(len(ends), bool)
    for one in obstacles:
        free &= clear[one.name] >= one.least_mm
    if not free.any():
        worst = max(obstacles, key=lambda one: one.least_mm - float(clear[one.name].max()))
        return f"Every angle of this hole comes too near: {worst.name} ({float(clear[worst.name].max()):.1f} mm)."
    score = options.bone + BICORTICAL_MM * options.bicortical - LEAN_MM * options.angles
    if worth is not None:
        score = score + WORTH_MM * worth(options.starts, ends)
    best = int(np.argmax(np.where(free, score, -np.inf)))
    return ScrewInHole(
        hole.name,
        family,
        ScrewPath(_vector(options.starts[best]), _vector(ends[best]), diameter),
        float(options.angles[best]),
        float(options.bone[best]),
        bool(options.bicortical[best]),
        {name: float(values[best]) for name, values in clear.items() if np.isfinite(values[best])},
    )


def fitting(hole: ConnectionPoint, stock: Stock) -> tuple[str, float, np.ndarray]:
    """The first family that a hole takes and that is in stock, its diameter, and its lengths in ascending order; none
    where nothing is."""
    for family in hole.accepts:
        diameter, lengths = stock(family, hole.diameter_mm)
        if len(lengths):
            return family, diameter, np.array(sorted(lengths))
    return "", 0.0, np.zeros(0)


def legal_directions(axis: np.ndarray, largest_angle_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Unit directions (n, 3) that fill the cone about ``axis`` evenly, the axis itself first, and their angles (n,) to
    it in degrees."""
    if largest_angle_deg <= 0:
        return axis[None].copy(), np.zeros(1)
    x = any_perpendicular(axis)
    y = np.cross(axis, x)
    ring, turn = np.meshgrid(np.arange(1, RINGS + 1), np.arange(TURNS), indexing="ij")
    angle = np.radians(largest_angle_deg * ring.ravel() / RINGS)
    about = 2 * np.pi * (turn.ravel() + 0.5 * (ring.ravel() % 2)) / TURNS
    around = np.cos(about)[:, None] * x + np.sin(about)[:, None] * y
    ways = np.cos(angle)[:, None] * axis + np.sin(angle)[:, None] * around
    return np.vstack([axis, ways]), np.concatenate([[0.0], np.degrees(angle)])


def _candidates(
    hole: ConnectionPoint, pose: np.ndarray, bone: SurfaceDistance, stock: np.ndarray, radius: float
) -> _Candidates:
    """Every legal direction with the best length that exists for it; only those that hold in bone."""
    start = pose[:3, :3] @ np.asarray(hole.point) + pose[:3, 3]
    ways, angles = legal_directions(pose[:3, :3] @ np.asarray(hole.axis), hole.largest_angle_deg)
    starts = np.broadcast_to(start, ways.shape)
    reach = float(stock.max()) + FAR_MM
    entry, face = bone.first_hit(starts, ways, reach)
    met = np.isfinite(entry) & (np.einsum("ij,ij->i", bone.face_normals[face], ways) < 0)
    starts, ways, angles, entry = starts[met], ways[met], angles[met], entry[met]
    way, _ = bone.first_hit(starts + (entry[:, None] + 1e-3) * ways, ways, reach)
    leaves = entry + 1e-3 + way
    lengths, bicortical = chosen_lengths(leaves, stock)
    held = np.minimum(lengths, leaves) - entry
    kept = np.isfinite(lengths) & (held >= LEAST_BONE_MM)
    kept[kept] = _is_surrounded(starts[kept], ways[kept], entry[kept], held[kept], bone, radius)
    return _Candidates(starts[kept], ways[kept], angles[kept], lengths[kept], held[kept], bicortical[kept])


def _is_surrounded(
    starts: np.ndarray, ways: np.ndarray, entry: np.ndarray, held: np.ndarray, bone: SurfaceDistance, radius: float
) -> np.ndarray:
    """Whether (n,) a screw has bone all around it in the middle half of what it holds in: else it grazes the bone."""
    depths = entry[:, None] + held[:, None] * np.linspace(0.25, 0.75, 5)
    points = starts[:, None] + depths[:, :, None] * ways[:, None]
    inside = -bone.signed(points.reshape(-1, 3)).reshape(depths.shape)
    return np.median(inside, axis=1) >= np.minimum(radius, held / 4)


def chosen_lengths(leaves: np.ndarray, stock: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For screws that leave the bone at ``leaves`` (n,) mm from their seat (inf: not within reach): the length in
    ``stock`` (sorted) to take, nan for none, and whether it passes the far cortex.

    The shortest that passes it by THROUGH_MM, if that is no more than FAR_MM; else the longest that ends SHORT_MM
    before it.
    """
    longer = np.searchsorted(stock, leaves + THROUGH_MM - 1e-9)
    through = np.where(longer < len(stock), stock[np.minimum(longer, len(stock) - 1)], np.inf)
    bicortical = np.isfinite(leaves) & (through <= leaves + FAR_MM)
    shorter = np.searchsorted(stock, leaves - SHORT_MM + 1e-9, side="right") - 1
    inside = np.where(shorter >= 0, stock[np.maximum(shorter, 0)], np.nan)
    return np.where(bicortical, through, inside), bicortical


def _vector(values: np.ndarray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
