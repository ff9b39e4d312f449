"""Pedicle corridors of a vertebra from its mesh and landmarks.

The screw enters through the back of the arch beside the canal, passes the pedicle and ends in the body, at a share of
its depth, on its own side of the midline. It never diverges forward, so it enters lateral of where it passes the
pedicle, and so of the facet joint's inner part. The canal, the foramina above and below and the front of the body bound
it because they are no bone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.frames import Frame, lateral_sign
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.screws.bone_field import Bones, bone_field, bones_as_one
from osteokit.planning.screws.corridor import Corridor, Corridors, Gate, Rule, Wish, widest_corridor
from osteokit.surface.mesh import Mesh

BODY_SHARE = 0.8
"""Of the body's depth, where the tip lies: the usual aim, short of the front cortex (Krag 1988)."""

GIVE_MM = 0.15
"""Of the diameter, for a way that is level with the endplates, converges and points to the middle of the body's own
half."""

AMONG_MM = 0.5
"""Of clearly different ways whose diameters differ by no more than this, half a step of those that screws are made in,
the one that is most so is taken."""

CONVERGING_DEG = 12.0
"""To the midline, as lumbar pedicles do in the mean (11 degrees at L1 to 18 at L4, Zindrick 1987)."""

SIDES: tuple[Side, Side] = ("left", "right")

# Places and sizes, as shares of the body's depth, half width and height.
_GATE_BEHIND = 0.15  # of the depth: how far behind the body's back wall the pedicle is crossed
_PEDICLE_ACROSS = (0.25, 1.15)  # of the half width, from the midline
_PEDICLE_UP = (-0.6, 0.9)  # of the height, from the middle of the body
_TIP_ACROSS = (0.0, 0.8)
_TIP_WISHED = 0.35
_TIP_UP = (-0.42, 0.42)
_RUN = 0.35  # of the depth: for so long the screw may come through the cortex at its entry
_ARCH = 1.3  # of the depth: how far behind the body its arch reaches
_FINE_MM, _COARSE_MM = 0.7, 1.0
_FACET_INWARD, _FACET_BACK = 0.3, 0.1  # of a unit normal
_FACET_ACROSS = (0.4, 1.0)  # of the half width: medial of it lies the lamina, lateral the transverse process


@dataclass(frozen=True, eq=False)
class VertebraFrame:
    """Axes of a vertebra: origin in the middle of the body's back wall; sizes of the body in mm."""

    frame: Frame
    depth_mm: float
    half_width_mm: float
    height_mm: float


def vertebra_frame(landmarks: BoneLandmarks) -> VertebraFrame:
    """From the ends of both endplates.

    Raises
    ------
    OsteoError
        One of them is missing, or they do not lie as those of a vertebra.
    """
    ends = {
        (plate, end): landmarks.point(f"{plate}_endplate_{end}")
        for plate in ("superior", "inferior")
        for end in ("left", "right", "anterior", "posterior")
    }
    middle = {
        end: (ends["superior", end] + ends["inferior", end]) / 2 for end in ("left", "right", "anterior", "posterior")
    }
    across, forward = middle["right"] - middle["left"], middle["anterior"] - middle["posterior"]
    up = sum(ends["superior", end] - ends["inferior", end] for end in middle) / 4
    x = unit(across, "transverse axis of the vertebra")
    y = unit(forward - (forward @ x) * x, "sagittal axis of the vertebra")
    z = np.cross(x, y)
    if up @ z <= 0.0:
        raise OsteoError("The endplate landmarks are mirrored or exchanged (left with right, or upper with lower).")
    return VertebraFrame(
        Frame(middle["posterior"], x, y, z, "", "endplates"),
        float(forward @ y),
        float(across @ x) / 2,
        float(up @ z),
    )


def pedicle_corridors(
    vertebra: Mesh,
    landmarks: BoneLandmarks,
    least_mm: float = 0.0,
    body_share: float = BODY_SHARE,
    give_mm: float = GIVE_MM,
    among_mm: float = AMONG_MM,
    progress: Progress = silent,
) -> Corridors:
    """The widest corridors through the ``"left pedicle"`` and the ``"right pedicle"``; narrower ones than ``least_mm``
    are missing.

    Raises
    ------
    OsteoError
        The vertebra's landmarks or mesh are of no use, or the share is not between 0.3 and 0.95.
    """
    _check_share(body_share)
    vertebra_frame(landmarks)  # refuses what is of no use to either side
    bones = bones_as_one([vertebra])
    tasks: dict[str, Callable[[Progress], Corridor]] = {}
    for side in SIDES:
        tasks[f"{side} pedicle"] = lambda step, side=side: pedicle_corridor(
            bones, landmarks, side, body_share, give_mm, among_mm, step
        )
    return Corridors.of(tasks, least_mm, progress)


def pedicle_corridor(
    bones: Bones,
    landmarks: BoneLandmarks,
    side: Side,
    body_share: float = BODY_SHARE,
    give_mm: float = GIVE_MM,
    among_mm: float = AMONG_MM,
    progress: Progress = silent,
) -> Corridor:
    """The widest corridor through one pedicle of ``bones``, one vertebra; see :func:`pedicle_corridors`.

    Raises
    ------
    OsteoError
        The landmarks are of no use, or no straight line is in bone all that way.
    """
    _check_share(body_share)
    body = vertebra_frame(landmarks)
    lateral = lateral_sign(side)
    entry = _gate(body, lateral, -_GATE_BEHIND, _PEDICLE_ACROSS, _PEDICLE_UP)
    target = _gate(body, lateral, body_share, _TIP_ACROSS, _TIP_UP)
    region = _region(bones.meshes[0], body, lateral)
    spacing = _FINE_MM if body.half_width_mm < 15.0 else _COARSE_MM
    entries = _entry_faces(bones, body, lateral)
    field = bone_field(bones, entries, region, body.frame.y, _RUN * body.depth_mm, spacing)
    # Steps along u run laterally from each gate's middle: the target's place may not be lateral of the entry's.
    apart = float((entry.center - target.center) @ body.frame.x) * lateral
    forward = Rule((-1.0, 0.0, 1.0, 0.0), apart)
    higher = float((entry.center - target.center) @ body.frame.z)
    level = Wish((0.0, -1.0, 0.0, 1.0), higher)
    inward = Wish((0.0, 0.0, 1.0, 0.0), (_TIP_WISHED - float(np.mean(_TIP_ACROSS))) * body.half_width_mm)
    between = float((target.center - entry.center) @ body.frame.y)
    converging = Wish((1.0, 0.0, -1.0, 0.0), float(np.tan(np.radians(CONVERGING_DEG))) * between - apart)
    return widest_corridor(field, entry, target, (forward,), (level, inward, converging), give_mm, among_mm, progress)


def _check_share(body_share: float) -> None:
    if not 0.3 <= body_share <= 0.95:
        raise OsteoError(f"A pedicle screw ends between 0.3 and 0.95 of the body's depth, not at {body_share:g}.")


def _gate(
    body: VertebraFrame, lateral: float, forward: float, across: tuple[float, float], up: tuple[float, float]
) -> Gate:
    """A gate across the sagittal axis, ``forward`` of the depth in front of the back wall; u is lateral, v up."""
    x, z = np.array(across) * body.half_width_mm, np.array(up) * body.height_mm
    frame = body.frame
    center = frame.origin + lateral * x.mean() * frame.x + forward * body.depth_mm * frame.y + z.mean() * frame.z
    return Gate(center, lateral * frame.x, frame.z, (float(np.ptp(x)) / 2, float(np.ptp(z)) / 2))


def _entry_faces(bones: Bones, body: VertebraFrame, lateral: float) -> np.ndarray:
    """The back of the arch on one side: open to the back, behind the pedicle, beside the canal's inner border."""
    local = (bones.face_centers - body.frame.origin) @ body.frame.matrix[:3, :3]
    behind = local[:, 1] < -_GATE_BEHIND * body.depth_mm
    beside = local[:, 0] * lateral > _PEDICLE_ACROSS[0] * body.half_width_mm
    return bones.open_to(-body.frame.y) & behind & beside & ~_upper_facet(bones, body, lateral)


def _upper_facet(bones: Bones, body: VertebraFrame, lateral: float) -> np.ndarray:
    """Faces of the upper articular process that face the vertebra above: of the arch above the middle of the body they
    look to the back and, unlike all around them, to the midline (lumbar facets stand sagittally). Facets that look
    straight back, as in the upper thoracic spine, are not told from the lamina."""
    axes = body.frame.matrix[:3, :3]
    normals, local = bones.surface.face_normals @ axes, (bones.face_centers - body.frame.origin) @ axes
    inward = -lateral * normals[:, 0] > _FACET_INWARD
    aside = local[:, 0] * lateral / body.half_width_mm
    beside = (aside > _FACET_ACROSS[0]) & (aside < _FACET_ACROSS[1])
    return inward & (normals[:, 1] < -_FACET_BACK) & beside & (local[:, 2] > 0.0)


def _region(mesh: Mesh, body: VertebraFrame, lateral: float) -> np.ndarray:
    """Corners (8, 3) of the box that holds one half of the body, its pedicle and the arch behind it."""
    across = np.array([-0.3, 1.8]) * body.half_width_mm * lateral
    forward = np.array([-_ARCH, 1.15]) * body.depth_mm
    up = np.array([-0.8, 1.2]) * body.height_mm
    local = np.stack(np.meshgrid(across, forward, up, indexing="ij"), axis=-1).reshape(-1, 3)
    return body.frame.origin + local @ body.frame.matrix[:3, :3].T
