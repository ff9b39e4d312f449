"""Where the slices of a series really lie, from ImagePositionPatient alone (SliceThickness lies: slices overlap)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.dicom_headers import Frame

SAME_PLACE_MM = 0.01
"""Two slices closer than this lie at one place."""

UNEVEN_MM = 0.1
"""A slice this far from its place in a regular stack makes the stack uneven (or a tenth of a thin step)."""

MAX_HOLE_MM = 15.0
"""Nothing is interpolated over a hole wider than this."""


@dataclass(frozen=True, eq=False)
class Stack:
    """Slices in order along their normal (LPS millimetres).

    Attributes
    ----------
    frames : tuple of Frame
        Ascending along ``normal``; one per place.
    row, column, normal : ndarray, shape (3,)
        Unit directions of increasing column index, of increasing row index, and across the slices.
    pixel_mm : (float, float)
        Spacing along ``row`` (between columns) and along ``column`` (between rows).
    offsets_mm : ndarray, shape (n,)
        Place of each slice along the normal, from the first.
    lateral_mm : ndarray, shape (n, 2)
        How far each slice's corner has moved along ``row`` and ``column``, from the first: 0 without tilt.
    repeated : tuple of Frame
        Frames left out because another lies at the same place.
    """

    frames: tuple[Frame, ...]
    row: np.ndarray
    column: np.ndarray
    normal: np.ndarray
    pixel_mm: tuple[float, float]
    offsets_mm: np.ndarray
    lateral_mm: np.ndarray
    repeated: tuple[Frame, ...] = ()

    @property
    def gaps_mm(self) -> np.ndarray:
        return np.diff(self.offsets_mm)

    @property
    def step_mm(self) -> float:
        """The usual distance between neighbours."""
        return float(np.median(self.gaps_mm))

    @property
    def tilt_deg(self) -> float:
        """Angle between the way from slice to slice and the slices' normal (a tilted gantry; 0 usually)."""
        along = self.offsets_mm[-1]
        return float(np.degrees(np.arctan2(np.linalg.norm(self.lateral_mm[-1]), along)))

    @property
    def shifted(self) -> bool:
        """Whether slices are moved sideways against each other (by gantry tilt, or by a moved table)."""
        return bool(np.abs(self.lateral_mm).max() > UNEVEN_MM)

    @property
    def steps(self) -> np.ndarray:
        """Whole steps from the first slice: 0, 1, 2, ... where no slice is missing."""
        return np.concatenate([[0], np.cumsum(np.maximum(1, np.rint(self.gaps_mm / self.step_mm)))]).astype(int)

    @property
    def even(self) -> bool:
        """Whether all slices lie on one regular grid, some places of which may be empty."""
        steps = self.steps
        step = self.offsets_mm[-1] / steps[-1]
        tolerance = min(UNEVEN_MM, 0.1 * step)
        return bool(np.abs(self.offsets_mm - step * steps).max() <= tolerance)

    @property
    def missing(self) -> tuple[int, ...]:
        """Grid places without a slice (only where :attr:`even`)."""
        steps = self.steps
        return tuple(sorted(set(range(int(steps[-1]) + 1)) - set(steps.tolist())))

    def place_of(self, offset_mm: float) -> str:
        """A slice's place in words a person finds on the console: its coordinate along the axis it mostly crosses."""
        position = np.array(self.frames[0].position) + offset_mm * self.normal
        axis = int(np.argmax(np.abs(self.normal)))
        value = position[axis] if axis == 2 else -position[axis]
        return f"{'RAS'[axis]} {value:.1f} mm"


def stack_of(frames: Sequence[Frame], name: str) -> Stack:
    """Put the frames of one series in order.

    Raises
    ------
    OsteoError
        Fewer than two places, no positions, or frames that differ in size, spacing or orientation.
    """
    for frame in frames:
        if frame.position is None or frame.orientation is None or frame.pixel_spacing_mm is None:
            raise OsteoError(
                f"{name}: {frame.path.name} does not say where it lies (position, orientation or pixel spacing); "
                "it is a picture, not a slice of a volume."
            )
        if frame.rows < 1 or frame.columns < 1 or min(frame.pixel_spacing_mm) <= 0:
            raise OsteoError(f"{name}: {frame.path.name} has no size or no pixel spacing; the header is damaged.")
    _require_alike(frames, name)
    row, column, normal = directions(frames[0], name)
    positions = np.array([frame.position for frame in frames], float)
    along = positions @ normal
    order = np.argsort(along, kind="stable")
    kept = [int(order[0])]
    repeated = []
    for index in order[1:]:
        if along[index] - along[kept[-1]] > SAME_PLACE_MM:
            kept.append(int(index))
        else:
            repeated.append(frames[int(index)])
    if len(kept) < 2:
        raise OsteoError(f"{name} holds one slice only; a volume needs all slices of the series.")
    moved = positions[kept] - positions[kept[0]]
    rows_mm, columns_mm = frames[0].pixel_spacing_mm or (0.0, 0.0)
    return Stack(
        frames=tuple(frames[index] for index in kept),
        row=row,
        column=column,
        normal=normal,
        pixel_mm=(columns_mm, rows_mm),
        offsets_mm=moved @ normal,
        lateral_mm=np.stack([moved @ row, moved @ column], axis=1),
        repeated=tuple(repeated),
    )


def directions(frame: Frame, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unit row, column and normal of a frame; refuses directions that are not perpendicular."""
    cosines = np.array(frame.orientation, float).reshape(2, 3)
    lengths = np.linalg.norm(cosines, axis=1)
    if np.abs(lengths - 1).max() > 0.01 or abs(cosines[0] @ cosines[1]) > 0.001:
        raise OsteoError(f"{name}: the orientation in {frame.path.name} is not two perpendicular unit directions.")
    row = cosines[0] / lengths[0]
    column = cosines[1] - (cosines[1] @ row) * row
    column /= np.linalg.norm(column)
    return row, column, np.cross(row, column)


def _require_alike(frames: Sequence[Frame], name: str) -> None:
    first = frames[0]
    for frame in frames:
        if (frame.rows, frame.columns) != (first.rows, first.columns):
            raise OsteoError(f"{name} mixes images of different size ({frame.path.name}); export one series alone.")
        if not np.allclose(frame.pixel_spacing_mm or 0, first.pixel_spacing_mm or 0, atol=1e-4):
            raise OsteoError(f"{name} mixes different pixel spacings ({frame.path.name}); export one series alone.")
        if not np.allclose(frame.orientation or 0, first.orientation or 0, atol=1e-3):
            raise OsteoError(f"{name} mixes different orientations ({frame.path.name}); export one series alone.")


def ijk_to_lps(stack: Stack, step_mm: float, corner: np.ndarray | None = None) -> np.ndarray:
    """The 4x4 of a regular grid on the stack's axes; ``corner`` (LPS) is voxel 0,0,0 (default: the first slice's)."""
    matrix = np.eye(4)
    matrix[:3, 0] = stack.row * stack.pixel_mm[0]
    matrix[:3, 1] = stack.column * stack.pixel_mm[1]
    matrix[:3, 2] = stack.normal * step_mm
    matrix[:3, 3] = stack.frames[0].position if corner is None else corner
    return matrix


def irregularity(stack: Stack) -> str:
    """What keeps the stack from being a volume as it is, in words; empty where nothing does."""
    found = []
    if stack.shifted:
        found.append(f"its slices are sheared by {stack.tilt_deg:.1f} degrees (gantry tilt)")
    if not stack.even:
        gaps = stack.gaps_mm
        found.append(f"its slices are uneven ({gaps.min():.2f} to {gaps.max():.2f} mm apart)")
    return " and ".join(found)
