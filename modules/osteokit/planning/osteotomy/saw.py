"""From a cut to the space that the saw sweeps through, in the frame of the cut.

Every cut is first a slot without end; it is then limited to where it meets the bone around the cut's own point, so that
the far side and other parts of the bone that lie in the same plane stay whole.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.cuts import BiplanarCut, Cut, DomeCut, PlaneCut, StepCut, WedgeCut, ZCut
from osteokit.surface.boolean import union
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, prism, wedge_prism
from osteokit.surface.transform import direction_of, moved, pose_of, translation

LARGEST_WEDGE_DEG = 45.0
"""Beyond this the fragments of no long bone meet again."""

Side = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Slot:
    """A slot without end, in its own frame.

    Attributes
    ----------
    solid : Mesh
        The bone in it is turned to dust (or, for a closing wedge, taken out).
    frame : ndarray (4, 4)
        Pose of the cut: RAS mm of its local axes.
    anchor : ndarray (3,)
        The point of the cut; of all places where the slot meets the bone, the one at this point is meant.
    is_proximal : callable
        (n, 3) RAS points to bool (n,): on which side of the cut they lie.
    saw_axis, saw_start : int, float or None
        The local axis along which the saw goes, and where on it its tip enters (None: at the cortex).
    divider : Mesh or None
        For a cut that stops at a hinge: the proximal side as a solid; it divides the bridge.
    """

    solid: Mesh
    frame: np.ndarray
    anchor: np.ndarray
    is_proximal: Side
    saw_axis: int
    saw_start: float | None = None
    divider: Mesh | None = None

    def local(self, points: np.ndarray) -> np.ndarray:
        """RAS points (n, 3) in the frame of the cut."""
        return (np.asarray(points, dtype=np.float64) - self.frame[:3, 3]) @ self.frame[:3, :3]


def slot_of(cut: Cut, reach: float) -> Slot:
    """The slot of a cut; ``reach`` mm is farther than any part of the bone from it.

    Raises
    ------
    OsteoError
        Directions or sizes that make no cut.
    """
    if isinstance(cut, PlaneCut):
        return _plane_slot(cut, reach)
    if isinstance(cut, WedgeCut):
        return _wedge_slot(cut, reach)
    if isinstance(cut, BiplanarCut):
        return _biplanar_slot(cut, reach)
    if isinstance(cut, DomeCut):
        return _dome_slot(cut, reach)
    return _step_slot(cut, reach)


def _plane_slot(cut: PlaneCut, reach: float) -> Slot:
    normal = direction_of(np.array(cut.proximal), "normal of the cut")
    frame = pose_of(np.array(cut.entry), np.array(cut.direction), normal)
    depth, sweep = cut.depth_mm, cut.sweep_mm
    if depth is not None and depth <= 0:
        raise OsteoError(f"A cut {depth} mm deep cuts nothing; give a depth above 0 mm.")
    if depth is not None and depth > cut.blade.length_mm:
        raise OsteoError(
            f"The saw is too short: the cut is {depth:.0f} mm deep and the blade {cut.blade.length_mm:.0f} mm long; "
            "take a longer blade or a shallower cut."
        )
    if sweep is not None and sweep < cut.blade.width_mm:
        raise OsteoError(
            f"The blade is wider than the cut ({cut.blade.width_mm:.0f} mm against {sweep:.0f} mm); take a narrower "
            "blade or a wider cut."
        )
    front = reach if depth is None else depth
    width = 2 * reach if sweep is None else sweep
    solid = _block((-reach, front), (-width / 2, width / 2), (-cut.blade.kerf_mm / 2, cut.blade.kerf_mm / 2))

    def is_proximal(points: np.ndarray) -> np.ndarray:
        return (np.asarray(points) - frame[:3, 3]) @ normal > 0

    return Slot(moved(solid, frame), frame, frame[:3, 3], is_proximal, saw_axis=0, saw_start=0.0)


def hinge_frame(cut: WedgeCut | BiplanarCut) -> np.ndarray:
    """Pose of a hinged cut: origin on the hinge, x towards the entry, y along the hinge, z towards proximal."""
    axis = direction_of(np.array(cut.hinge_axis), "hinge axis")
    toward = np.array(cut.toward_entry, dtype=np.float64)
    x = direction_of(toward - (toward @ axis) * axis, "direction to the entry, seen along the hinge,")
    normal = np.cross(x, axis)
    leaning = float(normal @ direction_of(np.array(cut.proximal), "proximal direction"))
    if abs(leaning) < 0.05:
        raise OsteoError("The cut runs along the bone, so it has no proximal side; turn the hinge or the cut.")
    return pose_of(np.array(cut.hinge_point), x, normal * np.sign(leaning))


def _checked_angle(cut: WedgeCut | BiplanarCut) -> float:
    if not 0 < cut.angle_deg <= LARGEST_WEDGE_DEG:
        raise OsteoError(
            f"No wedge of {cut.angle_deg:g} degrees can be cut; choose more than 0 and at most "
            f"{LARGEST_WEDGE_DEG:.0f} degrees, or two levels."
        )
    return cut.angle_deg


def _wedge_slot(cut: WedgeCut, reach: float) -> Slot:
    frame, angle, half = hinge_frame(cut), _checked_angle(cut), cut.blade.kerf_mm / 2
    x, y, z = frame[:3, :3].T
    if cut.motion == "opening":
        solid = moved(_block((0, reach), (-reach, reach), (-half, half)), frame)
        middle = z
    else:
        sign = 1.0 if cut.wedge_from == "proximal" else -1.0
        second = np.cos(np.radians(angle)) * x + sign * np.sin(np.radians(angle)) * z
        solid = wedge_prism(frame[:3, 3], y, x, second, reach, 2 * reach)
        half_angle = np.radians(angle) / 2
        middle = np.cos(half_angle) * z - sign * np.sin(half_angle) * x

    def is_proximal(points: np.ndarray) -> np.ndarray:
        return (np.asarray(points) - frame[:3, 3]) @ middle > 0

    above = _block((-reach, reach), (-reach, reach), (0, reach))
    divider = moved(above, pose_of(frame[:3, 3], x, middle))  # never in a face of the slot: nothing would be parted
    return Slot(solid, frame, frame[:3, 3], is_proximal, saw_axis=0, saw_start=0.0, divider=divider)


def _biplanar_slot(cut: BiplanarCut, reach: float) -> Slot:
    """The profile, seen along the saw: flat from behind to the meeting line, then rising to the front."""
    frame = hinge_frame(cut)
    _checked_angle(cut)
    if not 90 < cut.between_deg < 170:
        raise OsteoError(
            f"The two cuts of a biplanar osteotomy meet at 90 to 170 degrees, not {cut.between_deg:g}; 110 is usual."
        )
    forward = np.sign(float(frame[:3, 1] @ np.array(cut.anterior)))
    if forward == 0:
        raise OsteoError("The hinge of a biplanar cut runs across the leg; give a hinge that runs to the front.")
    meeting = float((np.array(cut.ascending_point) - frame[:3, 3]) @ frame[:3, 1])
    rise = np.tan(np.radians(180 - cut.between_deg))
    up = np.array([forward, rise]) / np.hypot(1, rise)
    half = cut.blade.kerf_mm / 2
    flat = _block((0, reach), tuple(sorted((-forward * reach, meeting + forward * half))), (-half, half))
    rising = _drawn_along_x(_strip(np.array([meeting, 0.0]), up, half, reach), reach)
    top = np.array([meeting, 0.0]) + up * 2 * reach
    region = [[-forward * reach, 0], [meeting, 0], top, [-forward * reach, top[1]]]

    def is_proximal(points: np.ndarray) -> np.ndarray:
        local = (np.asarray(points) - frame[:3, 3]) @ frame[:3, :3]
        return local[:, 2] > np.maximum(forward * (local[:, 1] - meeting), 0) * rise

    return Slot(
        moved(union([flat, rising]), frame), frame, frame[:3, 3], is_proximal, saw_axis=0, saw_start=None,
        divider=moved(_drawn_along_x(np.array(region), reach), frame),
    )  # fmt: skip


def dome_frame(cut: DomeCut) -> np.ndarray:
    """Pose of a dome cut: origin in its centre, x towards its apex, z along its axis and the saw.

    Raises
    ------
    OsteoError
        Directions or sizes that make no dome.
    """
    if not (cut.radius_mm > cut.blade.kerf_mm + 1 and 0 < cut.arc_deg <= 180):
        raise OsteoError(
            f"A dome needs a radius above its slot and an arc up to 180 degrees, not {cut.radius_mm:g} mm and "
            f"{cut.arc_deg:g} degrees; check both."
        )
    axis = direction_of(np.array(cut.axis), "axis of the dome")
    return pose_of(np.array(cut.center), np.array(cut.apex), axis)


def _dome_slot(cut: DomeCut, reach: float) -> Slot:
    frame, half = dome_frame(cut), cut.blade.kerf_mm / 2
    step = 2 * np.arccos(max(1 - 0.002 / cut.radius_mm, 0.9))  # chords stay within 0.002 mm of the circle
    angles = np.linspace(-0.5, 0.5, int(np.ceil(np.radians(cut.arc_deg) / step)) + 2) * np.radians(cut.arc_deg)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outline = np.concatenate([ring * (cut.radius_mm + half), ring[::-1] * (cut.radius_mm - half)])
    solid = moved(prism(outline, 2 * reach, translation([0, 0, -reach])), frame)
    outside_is_proximal = bool(np.array(cut.apex) @ np.array(cut.proximal) > 0)

    def is_proximal(points: np.ndarray) -> np.ndarray:
        local = (np.asarray(points) - frame[:3, 3]) @ frame[:3, :3]
        return (np.hypot(local[:, 0], local[:, 1]) > cut.radius_mm) == outside_is_proximal

    anchor = frame[:3, 3] + frame[:3, 0] * cut.radius_mm
    return Slot(solid, frame, anchor, is_proximal, saw_axis=2)


@dataclass(frozen=True, eq=False)
class StepLines:
    """The three lines of a step or Z cut, seen along the saw.

    ``frame`` (4, 4) has local z along the saw and y towards the proximal fragment; in its x and y (2,), ``corners`` are
    the two ends of the long cut, at ``+height/2`` and ``-height/2``; the end cut of the first runs along ``outward``,
    that of the second against it.
    """

    frame: np.ndarray
    corners: tuple[np.ndarray, np.ndarray]
    outward: np.ndarray

    @property
    def slope(self) -> float:
        """Of the end cuts, y for x; they come back beside the long cut when they meet it below 90 degrees."""
        return float(self.outward[1] / self.outward[0])


def step_lines(cut: StepCut | ZCut) -> StepLines:
    """Where the flat cuts of a step or Z lie.

    Raises
    ------
    OsteoError
        Directions or sizes that make no cut.
    """
    end_deg = 90.0 if isinstance(cut, StepCut) else cut.end_deg
    if not 20 <= end_deg <= 160:
        raise OsteoError(
            f"The end cuts of a Z meet its long cut at 20 to 160 degrees, not {end_deg:g}; 60 is usual, 90 is a step."
        )
    if abs(cut.height_mm) <= 2 * cut.blade.kerf_mm:
        raise OsteoError(f"A step of {cut.height_mm:g} mm is not higher than the saw is thick; make it higher.")
    proximal = direction_of(np.array(cut.proximal), "proximal direction")
    along = np.array(cut.direction, dtype=np.float64)
    z = direction_of(along - (along @ proximal) * proximal, "direction of the saw, seen along the bone,")
    slope = -np.sign(cut.height_mm) / np.tan(np.radians(end_deg))
    corners = np.array([0.0, cut.height_mm / 2]), np.array([0.0, -cut.height_mm / 2])
    return StepLines(
        pose_of(np.array(cut.center), np.cross(proximal, z), z), corners, np.array([1.0, slope]) / np.hypot(1, slope)
    )


def _step_slot(cut: StepCut | ZCut, reach: float) -> Slot:
    """The profile, seen along the saw (local z), with y proximal: two half lines and the piece that joins them."""
    lines, half = step_lines(cut), cut.blade.kerf_mm / 2
    frame, corners, outward, slope = lines.frame, lines.corners, lines.outward, lines.slope
    high, sign = cut.height_mm / 2, np.sign(cut.height_mm)
    limbs = [
        _strip(corners[0], outward, half, 2 * reach),
        _strip(corners[1], -outward, half, 2 * reach),
        _strip(corners[1], np.array([0.0, sign]), half, abs(cut.height_mm) + half),
    ]
    solid = union([prism(limb, 2 * reach, translation([0, 0, -reach])) for limb in limbs])

    def is_proximal(points: np.ndarray) -> np.ndarray:
        local = (np.asarray(points) - frame[:3, 3]) @ frame[:3, :3]
        return local[:, 1] > np.where(local[:, 0] > 0, high, -high) + slope * local[:, 0]

    return Slot(moved(solid, frame), frame, frame[:3, 3], is_proximal, saw_axis=2)


def _block(x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]) -> Mesh:
    low, high = np.array([x, y, z], dtype=np.float64).T
    return moved(box(high - low), translation((low + high) / 2))


def _strip(start: np.ndarray, direction: np.ndarray, half: float, length: float) -> np.ndarray:
    """Rectangle (4, 2) of width 2 half from half before ``start`` on to ``length``."""
    across = np.array([-direction[1], direction[0]]) * half
    begin, end = start - direction * half, start + direction * length
    return np.array([begin - across, end - across, end + across, begin + across])


def _drawn_along_x(outline_yz: np.ndarray, reach: float) -> Mesh:
    """An outline in the y-z plane, drawn out over x from -reach to reach."""
    turn = np.eye(4)
    turn[:3, :3] = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]  # local x, y, z of the prism become y, z, x
    turn[0, 3] = -reach
    return prism(np.asarray(outline_yz, dtype=np.float64), 2 * reach, turn)
