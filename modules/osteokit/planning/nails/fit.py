"""How a nail fits a canal: where it lies, the reaming that it needs, where it touches, whether its bend matches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.planning.nails.canal import Canal
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import direction_of, pose_of

REAMING_MM = 1.5
"""The canal is reamed wider than the nail by this (1 to 1.5 mm is usual; Winquist et al., JBJS 1984)."""
REMOVED_MM = 1.0
"""Cortex that reaming may take from each side of the isthmus."""
DEEP_MM = {"femur": 0.0, "tibia": 5.0}
"""How far the top is sunk below the landmark of the entry."""
SHORT_MM = {"femur": 25.0, "tibia": 12.0}
"""And how far the tip ends above the landmark of the far joint."""
ENDS = {"femur": ("greater_trochanter_tip", "knee_center"), "tibia": ("knee_center", "ankle_center")}
LARGEST_TURN_DEG = 15.0
PRESSES_MM = 1.0
"""A nail bends and bone gives by about so much."""
_STEP_MM = 5.0


@dataclass(frozen=True, eq=False)
class NailShape:
    """A nail in its own frame: its centre line (n, 3) from top to tip, outer radius (n,), and its locking holes."""

    mesh: Mesh
    line: np.ndarray
    radii: np.ndarray
    holes: tuple[ConnectionPoint, ...]
    diameter_mm: float

    @property
    def length_mm(self) -> float:
        return float(np.ptp(self.line[:, 2]))


@dataclass(frozen=True, eq=False)
class NailFit:
    """A nail in its canal.

    Attributes
    ----------
    pose : ndarray (4, 4)
        The nail's frame to RAS mm.
    isthmus_mm, reamed_mm : float
        Diameter of the canal at its isthmus, and of the reamer for this nail.
    removed_mm : float
        Cortex that reaming takes from each side of the isthmus; 0 where the canal is wide enough.
    clearance : ndarray (n,)
        Between nail and reamed canal at every level of the canal that the nail passes, mm: negative where it presses
        on the cortex. ``points`` (n, 3) are the nail's there, RAS mm.
    bend_mismatch_mm : float
        Largest distance between the nail's centre line and that of the canal.
    turn_deg : float
        About its own length, from its front pointing forward.
    tip_to_joint_mm : float
        From the tip to the landmark of the far joint, along the nail.
    """

    pose: np.ndarray
    isthmus_mm: float
    reamed_mm: float
    removed_mm: float
    clearance: np.ndarray
    points: np.ndarray
    bend_mismatch_mm: float
    turn_deg: float
    tip_to_joint_mm: float

    @property
    def touches(self) -> np.ndarray:
        """Points (k, 3) where the nail presses on the cortex."""
        return self.points[self.clearance < 0]

    @property
    def warning(self) -> str:
        """One sentence where the nail would have to bend or the bone to give; empty where it lies free."""
        deepest = float(self.clearance.min())
        if deepest >= -PRESSES_MM:
            return ""
        share = 100.0 * float((self.clearance < 0).mean())
        return (
            f"The nail presses into the cortex by {-deepest:.1f} mm on {share:.0f} % of its way: it does not follow "
            "this canal; take a thinner or more bent one, ream more, or choose a plate."
        )

    @property
    def values(self) -> dict[str, float]:
        """The figures by name."""
        return {
            "isthmus_mm": self.isthmus_mm,
            "reamed_mm": self.reamed_mm,
            "removed_mm": self.removed_mm,
            "least_clearance_mm": float(self.clearance.min()),
            "touch_percent": 100.0 * float((self.clearance < 0).mean()),
            "bend_mismatch_mm": self.bend_mismatch_mm,
            "turn_deg": self.turn_deg,
            "tip_to_joint_mm": self.tip_to_joint_mm,
        }


def nail_shape(mesh: Mesh, holes: Sequence[ConnectionPoint], diameter_mm: float) -> NailShape:
    """Prepare a nail's solid: its centre line from sections across z, away from its holes.

    Raises
    ------
    OsteoError
        It has too few sections to be a nail.
    """
    low, high = float(mesh.vertices[:, 2].min()), float(mesh.vertices[:, 2].max())
    near = np.array([hole.point[2] for hole in holes]) if holes else np.zeros(0)
    line, radii = [], []
    for z in np.arange(low + 1.0, high - 1.0, _STEP_MM):
        if len(near) and np.abs(near - z).min() < 8.0:
            continue
        contours = section(mesh, np.array([0.0, 0.0, z]), np.array([0.0, 0.0, 1.0]))
        if contours and contours[0].area_mm2 > 0:
            line.append(contours[0].center)
            radii.append(np.sqrt(contours[0].area_mm2 / np.pi))
    if len(line) < 5:
        raise OsteoError("The mesh has too few sections along z to be a nail; set its frame again.")
    found = np.array(line)
    z = np.arange(low, high, _STEP_MM / 2)
    even = np.column_stack([np.interp(z, found[:, 2], found[:, k]) for k in range(2)] + [z])
    return NailShape(mesh, even, np.interp(z, found[:, 2], radii), tuple(holes), float(diameter_mm))


def longest_nail_mm(landmarks: BoneLandmarks) -> float:
    """From the sunk top to the end of the room above the far joint, along the shaft.

    Raises
    ------
    OsteoError
        The bone is no femur or tibia, or a landmark is missing.
    """
    top, far = _ends(landmarks)
    shaft = direction_of(landmarks.point("shaft_proximal_center") - landmarks.point("shaft_distal_center"), "shaft")
    return float((top - far) @ shaft) - DEEP_MM[landmarks.bone] - SHORT_MM[landmarks.bone]


def nail_diameter_mm(canal: Canal, stock: Sequence[float]) -> float:
    """The thickest of ``stock`` whose reaming takes no more than REMOVED_MM of cortex from each side of the isthmus.

    Raises
    ------
    OsteoError
        Even the thinnest is too thick.
    """
    fitting = [one for one in stock if one + REAMING_MM <= canal.isthmus_mm + 2 * REMOVED_MM]
    if not fitting:
        raise OsteoError(
            f"No nail is thin enough for an isthmus of {canal.isthmus_mm:.1f} mm: the thinnest is "
            f"{min(stock, default=0.0):g} mm; choose a plate, or a catalogue with thinner nails."
        )
    return float(max(fitting))


def fitted(nail: NailShape, canal: Canal, landmarks: BoneLandmarks) -> NailFit:
    """Lay ``nail`` into ``canal``: its top at the height of the entry, its front forward, its line as near to that of
    the canal as a rigid move brings it.

    Raises
    ------
    OsteoError
        A landmark is missing, or the nail does not reach into the canal.
    """
    top, far = _ends(landmarks)
    frame = femur_frame(landmarks) if landmarks.bone == "femur" else tibia_frame(landmarks)
    down = direction_of(canal.centers[-1] - canal.centers[0], "canal")
    entry = canal.centers[0] + ((top - canal.centers[0]) @ down + DEEP_MM[landmarks.bone]) * down
    start = pose_of(entry, frame.y, down)
    depth = (canal.centers - entry) @ down
    passed = (depth > 0) & (depth < nail.length_mm - 1.0)
    if np.count_nonzero(passed) < 5:
        raise OsteoError("The nail does not reach into the canal; choose a longer one.")
    centers = canal.centers[passed]

    def offsets(values: np.ndarray) -> np.ndarray:
        line, _, _ = _at_levels(nail, start @ _move(values), centers, down)
        away = line - centers
        return np.concatenate([(away - (away @ down)[:, None] * down).ravel(), [0.2 * values[4] / 0.02]])

    bound = np.array([20.0, 20.0, 0.3, 0.3, np.radians(LARGEST_TURN_DEG)])
    found = least_squares(offsets, np.zeros(5), bounds=(-bound, bound), x_scale=[1.0, 1.0, 0.01, 0.01, 0.05])
    pose = start @ _move(found.x)
    line, radii, _ = _at_levels(nail, pose, centers, down)
    away = np.linalg.norm((line - centers) - ((line - centers) @ down)[:, None] * down, axis=1)
    reamed = nail.diameter_mm + REAMING_MM
    room = np.maximum(canal.diameters[passed], reamed) / 2
    tip = pose[:3, :3] @ nail.line[-1] + pose[:3, 3]
    return NailFit(
        pose, canal.isthmus_mm, reamed, max(0.0, (reamed - canal.isthmus_mm) / 2), room - radii - away, line,
        float(away.max()), float(np.degrees(found.x[4])), float((far - tip) @ down),
    )  # fmt: skip


def _ends(landmarks: BoneLandmarks) -> tuple[np.ndarray, np.ndarray]:
    if landmarks.bone not in ENDS:
        raise OsteoError(f"Nails are planned for femur and tibia, not for the {landmarks.bone}.")
    top, far = (landmarks.point(key) for key in ENDS[landmarks.bone])
    return top, far


def _move(values: np.ndarray) -> np.ndarray:
    """Shift in x and y (mm), turn about x, y and z (rad)."""
    move = np.eye(4)
    move[:3, :3] = Rotation.from_rotvec(values[2:]).as_matrix()
    move[:2, 3] = values[:2]
    return move


def _at_levels(
    nail: NailShape, pose: np.ndarray, centers: np.ndarray, down: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The nail's centre line (n, 3), radius (n,) and the index as a float (n,) at the heights of ``centers``."""
    line = nail.line @ pose[:3, :3].T + pose[:3, 3]
    height = line @ down
    place = np.interp(centers @ down, height, np.arange(len(line)))
    whole = np.arange(len(line))
    points = np.column_stack([np.interp(place, whole, line[:, k]) for k in range(3)])
    return points, np.interp(place, whole, nail.radii), place
