"""Which angles bend a plate to a bone: least gaps, within what the material allows, in whole degrees for the bench."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import lsq_linear
from scipy.spatial import KDTree
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.plates.bend import (
    WAYS,
    BendStation,
    allowed_strain,
    bent,
    held_back,
    largest_angles,
    stations_of,
    strain,
)
from osteokit.planning.plates.path import SurfacePath, frames_along
from osteokit.planning.plates.settle import dropped, settled
from osteokit.planning.plates.shape import PlateShape
from osteokit.planning.plates.slide import PlacedPlate, PlateOnBone
from osteokit.surface.distance import SurfaceDistance

USUAL = ("bend", "twist")
"""What presses and irons do to any plate; only reconstruction plates are bent over their edge too."""

BENCH_DEG = 1.0
"""To whole degrees: finer is not bent by hand."""
LEAST_DEG = 2.0
"""Less is not worth a bend: it is no more than what the bench can miss by."""
INSIDE_WEIGHT = 9.0
"""Bone inside the plate counts more than a gap of the same size."""
DEGREE_MM = 0.01
"""A degree at a station must earn about so much in mean gap, or it is left out."""
ROUNDS = 12
LARGEST_RAD = 0.15
"""In one round."""
FIRMER = 12
"""How often a station is held firmer, by half each time."""
SLIDE_MM = 1.0
"""A slide counts in degrees: so many mm each."""
_AXES = np.array([[0.0, -1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])


@dataclass(frozen=True, eq=False)
class BentPlate:
    """A plate bent to a bone.

    Attributes
    ----------
    plate : PlateShape
        As bent, in the frame of the unbent one: its middle stays.
    angles_deg : ndarray (stations, 3)
        Bend, edge and twist at each station, see :mod:`osteokit.planning.plates.bend`.
    placed : PlacedPlate
        Where it lies and how it fits.
    short_of_deg : ndarray (stations, 3)
        By how much more the bone would have asked for than the material allows.
    """

    plate: PlateShape
    angles_deg: np.ndarray
    placed: PlacedPlate
    short_of_deg: np.ndarray


def bent_to(
    plate: PlateShape,
    pose: np.ndarray,
    bone: SurfaceDistance,
    ways: tuple[str, ...] = USUAL,
    first_deg: np.ndarray | None = None,
    path: SurfacePath | None = None,
    progress: Progress = silent,
) -> BentPlate:
    """Bend ``plate``, which lies at ``pose``, until its gaps are least: Gauss-Newton over the angles and the pose.

    ``first_deg`` (stations, 3) are angles to begin with; the holes keep to ``path``, where there is one, and without it
    the plate is not slid.

    Raises
    ------
    OsteoError
        The plate has no station, or a way is unknown.
    """
    stations = stations_of(plate)
    if not stations:
        raise OsteoError("The plate has no two rows of holes between which it could be bent; choose a longer one.")
    if unknown := set(ways) - set(WAYS):
        raise OsteoError(f"A plate is not bent by {sorted(unknown)[0]!r}; ways are {', '.join(WAYS)}.")
    free = np.tile([way in ways for way in WAYS], (len(stations), 1))
    limits = np.where(free, [largest_angles(one, plate.material) for one in stations], 0.0)
    wanted = np.zeros((len(stations), 3)) if first_deg is None else np.where(free, first_deg, 0.0)
    angles = held_back(stations, wanted, plate.material)
    bends = _Bends(plate, stations, limits, path)
    for number in range(ROUNDS):
        progress(number / ROUNDS, "Bending the plate")
        now = bent(plate, angles)
        change, move = _round(bends, now, angles, pose, bone)
        angles, pose = held_back(stations, angles + change, plate.material), pose @ move
        if np.abs(change).max() < 0.1 and np.abs(move[:3, 3]).max() < 0.05:
            break
    angles = _for_the_bench(stations, angles, plate.material)
    angles[np.abs(angles) < LEAST_DEG] = 0.0
    result = bent(plate, angles)
    at, _ = settled(result, dropped(result, pose, bone), bone)
    progress(1.0, "Plate bent")
    short = np.abs(wanted - held_back(stations, wanted, plate.material))
    return BentPlate(result, angles, PlateOnBone(result, bone).placed(at), short)


def _for_the_bench(stations: tuple[BendStation, ...], angles: np.ndarray, material: str) -> np.ndarray:
    """In whole steps of BENCH_DEG; toward 0 where the nearest step would strain the station too much."""
    near = np.round(angles / BENCH_DEG) * BENCH_DEG
    less = np.trunc(angles / BENCH_DEG) * BENCH_DEG
    over = [strain(one, row) > allowed_strain(material) for one, row in zip(stations, near, strict=True)]
    return np.where(np.array(over)[:, None], less, near)


def bent_along(
    plate: PlateShape,
    path: SurfacePath,
    bone: SurfaceDistance,
    ways: tuple[str, ...] = WAYS,
    progress: Progress = silent,
) -> BentPlate:
    """Bend ``plate`` along a path on the bone, its middle on that of the path and its proximal end toward the first
    point of the path.

    Raises
    ------
    OsteoError
        As :func:`bent_to`.
    """
    rows = sorted({round(hole.point[0], 3) for hole in plate.holes}, reverse=True)
    stations = stations_of(plate)
    if not stations:
        raise OsteoError("The plate has no two rows of holes between which it could be bent; choose a longer one.")
    middles = [station.x_mm for station in stations]
    ends = np.array([rows[0], *middles, rows[-1]])
    segments = (ends[:-1] + ends[1:]) / 2
    frames = frames_along(bone, path, path.length_mm / 2 - segments)
    relative = np.einsum("nji,njk->nik", frames[1:, :3, :3], frames[:-1, :3, :3])  # distal segment to proximal one
    turns = Rotation.from_matrix(relative).as_rotvec(degrees=True) @ _AXES.T
    middle = frames_along(bone, path, np.array([path.length_mm / 2]))[0]
    return bent_to(plate, middle, bone, ways, turns, path, progress)


def _round(
    bends: "_Bends", now: PlateShape, angles: np.ndarray, pose: np.ndarray, bone: SurfaceDistance
) -> tuple[np.ndarray, np.ndarray]:
    """One step: by how much each angle changes, and the rigid 4x4 move in the plate's frame."""
    weighed = now.areas > 0
    points = now.points[weighed]
    gaps, gradients = bone.signed_and_gradient(points @ pose[:3, :3].T + pose[:3, 3])
    weights = now.areas[weighed] * np.where(gaps < 0, INSIDE_WEIGHT, 1 / (1 + (gaps / 6.0) ** 2))
    root = np.sqrt(weights / weights.sum())
    effect = bends.effect(now, points, gradients @ pose[:3, :3], bends.plate.points[weighed, 0])
    rows, wanted = [root[:, None] * effect], [-root * gaps]
    if bends.path is not None:
        holes, aside, way = _off_path(now, pose, bends.path)
        share = 1 / np.sqrt(len(aside))
        x = np.array([hole.point[0] for hole in bends.plate.holes])
        rows.append(share * bends.effect(now, holes, way, x))
        wanted.append(-share * aside)
    rigid = 5 if bends.path is not None else 3
    step, change = _within_material(bends, np.vstack(rows), np.concatenate(wanted), angles, rigid)
    move = np.eye(4)
    sideways, turn = (float(step[4]), float(step[3])) if rigid == 5 else (0.0, 0.0)
    move[:3, :3] = Rotation.from_rotvec([step[1], step[2], turn]).as_matrix()
    move[1:3, 3] = np.degrees(sideways) * SLIDE_MM, step[0]
    return change, move


def _within_material(
    bends: "_Bends", rows: np.ndarray, wanted: np.ndarray, angles: np.ndarray, rigid: int
) -> tuple[np.ndarray, np.ndarray]:
    """The least-squares step, and its change of angles in degrees. Stations that it would strain too much are held
    firmer until they are not, so that each spends what its material allows on the ways that help most."""
    chosen = tuple(bends.chosen.T)
    before, bound = np.radians(angles[chosen]), np.radians(bends.limits[chosen])
    far = np.full(rigid, np.inf)
    bounds = (np.concatenate([-far, -bound - before - 1e-9]), np.concatenate([far, bound - before + 1e-9]))
    firm = np.full(len(before), np.degrees(DEGREE_MM))
    change, step = np.zeros_like(angles), np.zeros(rows.shape[1])
    for _ in range(FIRMER):
        ridge = np.column_stack([np.zeros((len(firm), rigid)), np.diag(firm)])
        step = lsq_linear(np.vstack([rows, ridge]), np.concatenate([wanted, -firm * before]), bounds).x
        step[1:] = np.clip(step[1:], -LARGEST_RAD, LARGEST_RAD)
        change[chosen] = np.degrees(step[rigid:])
        used = [strain(one, row) for one, row in zip(bends.stations, angles + change, strict=True)]
        over = np.array(used) > allowed_strain(bends.plate.material)
        if not over.any():
            break
        firm = np.where(over[chosen[0]], 1.5 * firm, firm)
    return step, change


def _off_path(now: PlateShape, pose: np.ndarray, path: SurfacePath) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Holes (n, 3) in the plate's frame, how far (n,) each lies beside the path, mm, and the direction (n, 3) of that:
    across the plate there."""
    holes = np.array([hole.point for hole in now.holes])
    axes = np.array([hole.axis for hole in now.holes])
    along = np.gradient(holes, axis=0)
    across = np.cross(axes, -along)  # holes run from the proximal end, against x
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    nearest = path.points[KDTree(path.points).query(holes @ pose[:3, :3].T + pose[:3, 3])[1]]
    away = holes - (nearest - pose[:3, 3]) @ pose[:3, :3]
    return holes, np.einsum("ij,ij->i", away, across), across


@dataclass(frozen=True, eq=False)
class _Bends:
    """What a plate can be bent by: ``chosen`` (k, 2) pairs of station and way, with their ``limits`` in degrees."""

    plate: PlateShape
    stations: tuple[BendStation, ...]
    limits: np.ndarray
    path: SurfacePath | None

    @property
    def chosen(self) -> np.ndarray:
        return np.argwhere(self.limits > 0)

    def effect(self, now: PlateShape, points: np.ndarray, way: np.ndarray, x: np.ndarray) -> np.ndarray:
        """By how much ``points`` (n, 3) of the bent plate move along ``way`` (n, 3) for a lift of 1 mm, tilts of 1 rad
        about x and y, and 1 rad at each chosen station; with a path also for a turn about z and a slide along y.
        ``x`` (n,) is where the points were before bending."""
        turned = np.cross(points, way)
        columns = [way[:, 2], turned[:, 0], turned[:, 1]]
        if self.path is not None:  # else sliding is the surgeon's
            columns += [turned[:, 2], np.degrees(way[:, 1]) * SLIDE_MM]
        for number, kind in self.chosen:
            axis, centre = _hinge(now, self.stations[number], kind)
            share = _turned_share(x, self.stations[number])
            columns.append(share * np.einsum("ij,ij->i", way, np.cross(axis, points - centre)))
        return np.column_stack(columns)


def _turned_share(x: np.ndarray, station: BendStation) -> np.ndarray:
    """How much of a station's angle turns each cross-section: all beyond it as seen from the middle, none before;
    negative on the distal side, where the angle turns the other way."""
    low, high = station.x_mm - station.zone_mm / 2, station.x_mm + station.zone_mm / 2
    passed = np.clip((x - low) / (high - low), 0, 1)
    return passed - np.clip((0.0 - low) / (high - low), 0, 1)


def _hinge(now: PlateShape, station: BendStation, way: int) -> tuple[np.ndarray, np.ndarray]:
    """Axis and centre of a station in the bent plate: halfway between its two neighbouring holes."""
    holes = {hole.name: hole for hole in now.holes}
    upper, lower = (holes[name] for name in station.between)
    z = np.asarray(upper.axis) + np.asarray(lower.axis)
    z /= np.linalg.norm(z)
    x = np.asarray(upper.point) - np.asarray(lower.point)
    x -= (x @ z) * z
    x /= np.linalg.norm(x)
    axes = np.stack([x, np.cross(z, x), z], axis=1)
    return axes @ _AXES[way], (np.asarray(upper.point) + np.asarray(lower.point)) / 2
