"""Which bone is which: pieces of bone -> named, sided segments, by anatomy alone.

The spine gives the midline and, with the sacrum as an anchor, the numbers of the vertebrae; femoral heads separate
femora from hip bones. What no rule is sure of is called ``bone_n``.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage
from scipy.spatial import KDTree

from osteokit.base.progress import Progress, silent
from osteokit.imaging.volume import Volume
from osteokit.segmentation.anatomy_rules.arc import ArcLine
from osteokit.segmentation.anatomy_rules.assignment import fill_full_grid, to_full_grid
from osteokit.segmentation.anatomy_rules.borders import without_discs, without_streaks
from osteokit.segmentation.anatomy_rules.chest import Chest, find_chest
from osteokit.segmentation.anatomy_rules.competition import compete, pieces_far_from
from osteokit.segmentation.anatomy_rules.crumbs import between_lungs, without_crumbs
from osteokit.segmentation.anatomy_rules.discs import Disc, find_discs
from osteokit.segmentation.anatomy_rules.girdle import chest_parts
from osteokit.segmentation.anatomy_rules.hip_joint import HipJoint, hip_joints_alone, hip_joints_below, shell
from osteokit.segmentation.anatomy_rules.marrow import marrow
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid, components, reason_grid
from osteokit.segmentation.anatomy_rules.ribs import lowest_rib_bearing, transitional_warning
from osteokit.segmentation.anatomy_rules.sacrum import (
    iliac_wing,
    lumbosacral,
    promontory_between,
    sacral_core,
)
from osteokit.segmentation.anatomy_rules.spheres import Sphere, find_spheres
from osteokit.segmentation.anatomy_rules.spine import SpineLine, find_spine
from osteokit.segmentation.anatomy_rules.vertebra_numbers import counted_from_sacrum
from osteokit.segmentation.segmentation import Segment, Segmentation

POSTERIOR = -1.0
SMALLEST_MM3 = 150.0
FAR_MM = 250.0  # from the hip joint: beyond the shaft of any femur that a fracture or the mask might divide
LARGE_MM3 = 1e5  # larger than a vertebra or a rib
LARGE_UNNAMED = "No rule names this large bone with certainty: see whether it is one bone, and name it."
LEAKY_MM = 2.2  # in slices thicker than this the mask leaves dark marrow out behind thin cortex


@dataclass
class Findings:
    """Seeds on the coarse grid and what each number stands for; ``spine``: the numbers of vertebrae and sacrum."""

    seeds: np.ndarray
    keys: dict[int, str] = field(default_factory=dict)
    confidence: dict[int, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    spine: list[int] = field(default_factory=list)

    def add(self, key: str, confidence: float, where: tuple[np.ndarray, ...] | np.ndarray) -> int:
        """A new number for ``key`` with seeds ``where`` (a mask or an index); an empty key is a bone without a name."""
        number = len(self.keys) + 1
        self.keys[number] = key
        self.confidence[number] = confidence
        self.seeds[where] = number
        return number


def identify(volume: Volume, classes: np.ndarray, pieces: np.ndarray, progress: Progress = silent) -> Segmentation:
    """Name and side the bones of a CT, dividing and joining pieces where anatomy knows better.

    Parameters
    ----------
    volume : Volume
        The CT.
    classes : ndarray, uint8 ``[k, j, i]``
        0 background, 1 bone (solid), 2 metal.
    pieces : ndarray, int32 ``[k, j, i]``
        Pieces of bone as the separation of joints gives them, 0 outside; may hold several bones or parts of one.
    """
    progress(0.0, "Looking at the anatomy")
    grid = reason_grid(volume.voxels, classes, pieces, volume.ijk_to_ras)
    found = Findings(np.zeros(grid.shape, np.int32))
    chest = find_chest(grid)
    spine = _seed_anatomy(grid, chest, found, progress)
    progress(0.6, "Dividing bones")
    owner, _ = compete(grid, found.seeds)
    owner[np.isin(grid.piece, pieces_far_from(grid, found.seeds, FAR_MM))] = 0
    owner = _with_unnamed_pieces(grid, owner, found)
    if spine is not None and chest is not None:
        owner[between_lungs(grid, spine, chest)] = 0
    owner = without_crumbs(grid, owner, {n for n, key in found.keys.items() if not key}, chest)
    progress(0.8, "Labelling")
    labels = to_full_grid(grid, owner, np.where(classes > 0, pieces, 0), volume.ijk_to_ras)
    if max(volume.spacing_mm) > LEAKY_MM:
        labels = fill_full_grid(grid, _marrow(grid, owner, spine, found), labels, volume.ijk_to_ras)
    spacing_kji = np.array(volume.spacing_mm[::-1])
    # without an anchor a dark body may pass for a disc: only what is certain is cut
    certain = [n for n in found.spine if found.keys[n]]
    without_discs(labels, certain, volume.voxels, spacing_kji)
    femora = [n for n, key in found.keys.items() if key.startswith("femur")]
    without_streaks(labels, femora, classes == 2, volume.voxels, spacing_kji)
    return _segmentation(labels, classes, volume, found)


def _seed_anatomy(grid: ReasonGrid, chest: Chest | None, found: Findings, progress: Progress) -> SpineLine | None:
    """Seeds for every bone that a rule knows; the spine where there is one."""
    progress(0.2, "Looking for hip joints")
    spheres = find_spheres(grid)
    progress(0.4, "Following the spine")
    spine = find_spine(grid, POSTERIOR)
    if spine is not None and not _clear_of(spine, spheres):
        spine = None
    if spine is None and _back_to_front(grid, spheres):
        found.warnings.append(
            "The spine looks back to front: the orientation in the header contradicts the anatomy, so that left and "
            "right can not be told; no bone was named."
        )
        return None
    promontory = None
    if spine is not None:
        line, discs = find_discs(grid, spine)
        promontory = _seed_spine(grid, spine, line, discs, found)
        if found.keys:
            no_crests = _above_crests(grid, discs, promontory)
            _seed_chest(grid, spine, no_crests, chest, spheres, found)
    joints = hip_joints_alone(grid, spheres)
    if promontory is not None:
        joints = hip_joints_below(grid, spheres, promontory.centre, POSTERIOR)
    elif len(joints) == 2:
        promontory = promontory_between(grid, joints[0].head.centre, joints[1].head.centre, POSTERIOR)
        if promontory is not None:
            found.add("sacrum", 0.7, tuple(sacral_core(grid, promontory, POSTERIOR).T))
    for joint in joints:
        _seed_hip(grid, joint, promontory, found)
    if promontory is not None:
        for side in {-1, 1} - {joint.side for joint in joints}:
            _seed_wing(grid, promontory, side, found)
    return spine


def _back_to_front(grid: ReasonGrid, spheres: list[Sphere]) -> bool:
    """Whether a spine is in view whose canal lies in front of the bodies, as the header has it."""
    spine = find_spine(grid, -POSTERIOR)
    if spine is None or not _clear_of(spine, spheres):
        return False
    _, discs = find_discs(grid, spine)
    return len(discs) >= 3 and float(np.mean([d.contrast for d in discs])) > 0.6


def _clear_of(spine: SpineLine, spheres: list[Sphere]) -> bool:
    """A line that runs through or beside the ball of a joint is no spine."""
    balls = [s for s in spheres if s.covered > 0.3]
    return all(np.linalg.norm(np.r_[spine.canal, spine.body] - b.centre, axis=1).min() > 40 for b in balls)


def _seed_spine(grid: ReasonGrid, spine: SpineLine, line: ArcLine, discs: list[Disc], found: Findings) -> Disc | None:
    """Bodies between discs, numbered upwards from the sacrum where it is in view; the L5/S1 disc where it is."""
    lowest, certainty = lumbosacral(grid, discs, POSTERIOR)
    if lowest is None and (len(discs) < 2 or np.mean([d.contrast for d in discs]) < 0.6):
        return None
    usable = discs[lowest or 0 :]
    names = counted_from_sacrum(len(usable)) if lowest is not None else [""] * len(usable)
    trust = _number_check(grid, spine, usable, found) if lowest is not None else 0.0
    solid = np.argwhere(grid.solid)
    ras = grid.to_ras(solid)
    nearest = np.clip(np.searchsorted(line.points[:, 2], ras[:, 2]), 0, len(line.s) - 1)
    radius = np.linalg.norm((ras - line.points[nearest])[:, :2], axis=1)
    in_body = radius < 0.5 * line.depth[nearest]
    heights = np.stack([(ras - d.centre) @ d.normal for d in usable], 1) if usable else np.zeros((len(ras), 0))
    for n, disc in enumerate(usable):
        top = -heights[:, n + 1] if n + 1 < len(usable) else np.full(len(ras), 99.0)
        body = in_body & (heights[:, n] > 3.0) & (top > 3.0) & (heights[:, n] < 45.0)
        if n + 1 == len(usable):
            body &= heights[:, n] < 15.0
        if body.sum() < 20:
            continue
        certain = 0.0
        if names[n]:
            certain = trust * float(0.5 + 0.5 * min(certainty, disc.contrast if n < len(usable) - 1 else 0.4))
        if names[n].startswith("vertebrae_L"):
            body |= _spinous_process(ras, spine, disc)
        found.spine.append(found.add(names[n], certain, tuple(solid[body].T)))
    if usable:
        _seed_beyond(solid, ras, usable[-1], found)
        if lowest is None:
            _seed_below(solid, ras, usable[0], found)
    if lowest is not None:
        core = sacral_core(grid, discs[lowest], POSTERIOR)
        found.spine.append(found.add("sacrum", 0.5 + 0.5 * certainty, tuple(core.T)))
    elif usable:
        found.warnings.append("The vertebrae are not numbered: neither the sacrum nor another anchor is in view.")
    return None if lowest is None else discs[lowest]


def _seed_hip(grid: ReasonGrid, joint: HipJoint, promontory: Disc | None, found: Findings) -> None:
    side = "right" if joint.side > 0 else "left"
    head = joint.head
    index, direction = shell(grid, head.centre, head.radius + 3.0, head.radius + 16.0)
    socket = index[direction @ joint.neck < 0.1]
    if promontory is not None:
        lowest = head.centre[2] + head.radius + 12
        socket = np.concatenate([socket, iliac_wing(grid, promontory, lowest, joint.side, POSTERIOR)])
    found.add(f"hip_{side}", joint.certainty, tuple(socket.T))
    ball, _ = shell(grid, head.centre, 0.0, head.radius - 2.0)
    neck = index[direction @ joint.neck > 0.8]
    found.add(f"femur_{side}", joint.certainty, tuple(np.concatenate([ball, neck]).T))


def _number_check(grid: ReasonGrid, spine: SpineLine, discs: list[Disc], found: Findings) -> float:
    """Trust 0..1 in numbers counted from the sacrum: the lowest vertebra with ribs should be the sixth."""
    free_of_ribs = lowest_rib_bearing(grid, spine, discs, POSTERIOR)
    warning = transitional_warning(free_of_ribs)
    if warning:
        found.warnings.append(warning)
        return 0.6
    return 1.0 if free_of_ribs is not None else 0.9


def _spinous_process(ras: np.ndarray, spine: SpineLine, below: Disc) -> np.ndarray:
    """Which points are a lumbar spinous process: in the midline behind the canal, level with the lower body's end."""
    nearest = np.clip(np.searchsorted(spine.canal[:, 2], ras[:, 2]), 0, len(spine.canal) - 1)
    offset = ras - spine.canal[nearest]
    behind = offset[:, 1] * POSTERIOR
    # in a lordosis the processes crowd together: they follow the tilt of the disc, though not all of it
    tilt = below.normal[1] / max(below.normal[2], 0.5)
    height = ras[:, 2] - below.centre[2] + 0.7 * tilt * (ras[:, 1] - below.centre[1])
    return (np.abs(offset[:, 0]) < 9) & (behind > 14) & (behind < 55) & (height > 1) & (height < 11)


def _seed_beyond(solid: np.ndarray, ras: np.ndarray, highest: Disc, found: Findings) -> None:
    """What lies more than a vertebra above the last disc that was seen is not part of the vertebra on it."""
    offset = ras - highest.centre
    height = offset @ highest.normal
    aside = np.linalg.norm(offset - height[:, None] * highest.normal, axis=1)
    beyond = (height > 44) & (height < 75) & (aside < 22)
    if beyond.any():
        found.add("", 0.0, tuple(solid[beyond].T))


def _seed_below(solid: np.ndarray, ras: np.ndarray, lowest: Disc, found: Findings) -> None:
    """The vertebra under the lowest disc that was seen, where that is no sacrum: else its ribs would take it."""
    offset = ras - lowest.centre
    height = offset @ lowest.normal
    aside = np.linalg.norm(offset - height[:, None] * lowest.normal, axis=1)
    below = (height < -4) & (height > -15) & (aside < 14)
    if below.sum() >= 20:
        found.spine.append(found.add("", 0.0, tuple(solid[below].T)))


def _above_crests(grid: ReasonGrid, discs: list[Disc], promontory: Disc | None) -> float:
    """Height (RAS z) above which bone far beside the spine is no iliac crest: the third disc from the sacrum's."""
    if promontory is None:
        return float(grid.origin[2]) - 1.0
    above = [disc.centre[2] for disc in discs if disc.at >= promontory.at]
    return float(above[min(2, len(above) - 1)])


def _seed_chest(
    grid: ReasonGrid, spine: SpineLine, above: float, chest: Chest | None, spheres: list[Sphere], found: Findings
) -> None:
    """Ribs, above the height ``above`` (RAS z) where no iliac crest can be, and the girdle around the lungs."""
    taken = found.seeds > 0
    taken |= grid.to_ras(np.argwhere(np.ones((1, 1, grid.shape[2]))))[:, 2] <= above
    if chest is None:
        taken |= ~np.isin(grid.piece, np.unique(grid.piece[(found.seeds > 0) & grid.solid]))
    for part in chest_parts(grid, spine, chest, spheres, taken, POSTERIOR):
        found.add(part.key, part.certainty, tuple(part.index.T))


def _seed_wing(grid: ReasonGrid, promontory: Disc, side: int, found: Findings) -> None:
    """The ilium beside a sacrum, on a side where no hip joint is known.

    It has its name only where the scan ends above the joint: else a femur may hang on it.
    """
    wing = iliac_wing(grid, promontory, promontory.centre[2] - 50, side, POSTERIOR)
    if len(wing) * grid.h**3 < 3000:
        return
    ends_above = grid.origin[2] > promontory.centre[2] - 85
    key = f"hip_{'right' if side > 0 else 'left'}" if ends_above else ""
    found.add(key, 0.8 if key else 0.0, tuple(wing.T))


def _marrow(grid: ReasonGrid, owner: np.ndarray, spine: SpineLine | None, found: Findings) -> np.ndarray:
    """What the mask left out inside of femora, hip bones and the sacrum."""
    canal = np.zeros(grid.shape, bool)
    if spine is not None:
        index = np.argwhere(~grid.solid)
        away, _ = KDTree(spine.canal).query(grid.to_ras(index), distance_upper_bound=9.0)
        canal[tuple(index[np.isfinite(away)].T)] = True
    share = {"femur": 0.9, "hip": 1.0, "sacrum": 0.6}
    shares = {n: share[key.split("_")[0]] for n, key in found.keys.items() if key.split("_")[0] in share}
    return marrow(grid, owner, shares, canal)


def _with_unnamed_pieces(grid: ReasonGrid, owner: np.ndarray, found: Findings) -> np.ndarray:
    """Parts of the bone that no seed reached become bones of their own, without a name."""
    owner = owner.copy()
    rest = np.where(grid.solid & (owner == 0), grid.piece, 0)
    for piece, box in enumerate(ndimage.find_objects(rest), start=1):
        if box is None:
            continue
        parts = components(rest[box] == piece)
        sizes = np.bincount(parts.ravel())
        for part in range(1, len(sizes)):
            if sizes[part] * grid.h**3 >= SMALLEST_MM3:
                owner[box][parts == part] = found.add("", 0.0, np.zeros(0, int))
    return owner


def _segmentation(owner: np.ndarray, classes: np.ndarray, volume: Volume, found: Findings) -> Segmentation:
    """Labels by falling size within named and unnamed, metal last."""
    owner = np.where(classes == 2, 0, owner)
    counts = np.bincount(owner.ravel(), minlength=len(found.keys) + 1)
    order = sorted((n for n in found.keys if counts[n] > 0), key=lambda n: (not found.keys[n], -counts[n]))
    table = np.zeros(len(found.keys) + 1, np.uint16)
    voxel_mm3 = float(np.prod(volume.spacing_mm))
    segments, unnamed = [], 0
    for label, number in enumerate(order, start=1):
        table[number] = label
        key = found.keys[number]
        if key:
            segments.append(Segment(label, key, round(found.confidence[number], 2)))
        else:
            unnamed += 1
            large = counts[number] * voxel_mm3 > LARGE_MM3
            segments.append(Segment(label, f"bone_{unnamed}", warnings=(LARGE_UNNAMED,) if large else ()))
    labels = table[owner]
    if (classes == 2).any():
        labels[classes == 2] = len(segments) + 1
        segments.append(Segment(len(segments) + 1, "metal", 1.0))
    return Segmentation(labels, volume.ijk_to_ras, tuple(segments), tuple(found.warnings))
