"""A cup in its acetabulum: size from the socket and its rim, place by the teardrop, angles in a named definition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from osteokit.anatomy.cup_angles import (
    CupAngles,
    axis_of_anatomic,
    axis_of_operative,
    axis_of_radiographic,
    cup_angles,
)
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.arthroplasty.frames import SideAxes
from osteokit.planning.implants.values import Implant
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.transform import pose_of

Definition = Literal["radiographic", "anatomic", "operative"]

REAMING_MM = 2.0
"""By how much the cup is wider than the bony socket: reaming takes the last of the cartilage and 1 mm of bone."""

MEDIAL_WALL_MM = 2.0
"""Bone that must stay between the cup and the inside of the pelvis where it is moved medially."""

UNDER_BONE_MM = 3.0
"""A place of the cup is covered where bone lies at most this far off."""

_LARGEST_MISS_MM = 2.0
_RIM_OVER_MM = 4.0
_HEMISPHERE_POINTS = 2000

_AXES: dict[str, Callable[[float, float], np.ndarray]] = {
    "radiographic": axis_of_radiographic,
    "anatomic": axis_of_anatomic,
    "operative": axis_of_operative,
}


@dataclass(frozen=True)
class CupTarget:
    """What the surgeon wants: angles in degrees in one of Murray's definitions, and how the size follows."""

    inclination_deg: float = 40.0
    anteversion_deg: float = 15.0
    definition: Definition = "radiographic"
    reaming_mm: float = REAMING_MM

    def axis(self, axes: SideAxes) -> np.ndarray:
        """Unit (3,) RAS, out of the cup.

        Raises
        ------
        OsteoError
            The definition is unknown, or the angles are not those of any cup.
        """
        if self.definition not in get_args(Definition):
            raise OsteoError(f"There is no {self.definition!r} definition; choose from {', '.join(_AXES)}.")
        if not (0.0 < self.inclination_deg < 90.0 and -60.0 < self.anteversion_deg < 80.0):
            raise OsteoError(
                f"An inclination of {self.inclination_deg:g} and an anteversion of {self.anteversion_deg:g} degrees "
                "are not those of a cup; inclination lies in 0 to 90, anteversion in -60 to 80."
            )
        return axes.vector(_AXES[self.definition](self.inclination_deg, self.anteversion_deg))


@dataclass(frozen=True, eq=False)
class CupPlan:
    """A cup in its place.

    Attributes
    ----------
    center : ndarray (3,)
        The new centre of rotation, RAS mm.
    pose : ndarray (4, 4)
        From the cup's frame to RAS mm.
    angles : CupAngles
        In all of Murray's definitions, in the frame that ``reference`` names.
    medial_shift_mm : float
        By how much the centre was moved from that of the socket.
    wall_mm : float
        Bone between the cup's outside and the inside of the pelvis, straight medially from its centre; negative where
        the cup goes through.
    coverage_percent : float
        Of its hemisphere that lies under bone.
    """

    implant: Implant
    center: np.ndarray
    pose: np.ndarray
    angles: CupAngles
    reference: str
    native_diameter_mm: float
    medial_shift_mm: float
    wall_mm: float
    coverage_percent: float
    warnings: tuple[str, ...] = ()

    @property
    def radius_mm(self) -> float:
        return self.implant.size("outer_diameter_mm") / 2


def plan_cup(
    bone: SurfaceDistance,
    pelvis: BoneLandmarks,
    axes: SideAxes,
    cups: Sequence[Implant],
    target: CupTarget = CupTarget(),
) -> CupPlan:
    """Size and place a cup.

    The size is the one that is nearest to the diameter of the bony socket plus the reaming. The centre is that of the
    socket, moved straight medially until the cup touches the line up from the teardrop, as far as the medial wall
    allows; never laterally.

    Parameters
    ----------
    bone : SurfaceDistance
        Of the hip bone, RAS mm.

    Raises
    ------
    OsteoError
        The socket was not found; no cup of that size exists; the target is not one of a cup.
    """
    side = axes.side
    native = pelvis.point(f"acetabulum_center_{side}")
    socket = 2.0 * pelvis.radii_mm[f"acetabulum_center_{side}"]
    out = target.axis(axes)
    implant = nearest_cup(cups, socket + target.reaming_mm)
    radius = implant.size("outer_diameter_mm") / 2
    shift, wall = _medial_shift(bone, pelvis, axes, native, radius)
    center = native - shift * axes.lateral
    pose = pose_of(center, axes.up, -out)
    share = coverage(bone, center, radius, out)
    notes = _notes(pelvis, side, implant, wall, target)
    return CupPlan(
        implant, center, pose, cup_angles(axes.local(out)), axes.reference, socket, shift, wall, 100.0 * share, notes
    )


def nearest_cup(cups: Sequence[Implant], diameter_mm: float) -> Implant:
    """The cup whose outer diameter is nearest.

    Raises
    ------
    OsteoError
        There is no cup, or none within 2 mm.
    """
    if not cups:
        raise OsteoError("The catalogues have no acetabular cup; add a catalogue with cups.")
    best = min(cups, key=lambda cup: (abs(cup.size("outer_diameter_mm") - diameter_mm), cup.size("outer_diameter_mm")))
    if abs(best.size("outer_diameter_mm") - diameter_mm) > _LARGEST_MISS_MM:
        sizes = [cup.size("outer_diameter_mm") for cup in cups]
        raise OsteoError(
            f"No cup of the catalogue fits: {diameter_mm:.1f} mm are wanted, and there are {min(sizes):g} to "
            f"{max(sizes):g} mm; add a catalogue with that size or check the socket."
        )
    return best


def _medial_shift(
    bone: SurfaceDistance, pelvis: BoneLandmarks, axes: SideAxes, native: np.ndarray, radius: float
) -> tuple[float, float]:
    """How far medially the cup goes, and the wall that stays there."""
    inside = _inner_wall_mm(bone, native, -axes.lateral)
    key = f"teardrop_{axes.side}"
    to_teardrop = (native - pelvis.point(key)) @ axes.lateral - radius if key in pelvis else 0.0
    to_wall = inside - radius - MEDIAL_WALL_MM
    shift = float(max(min(to_teardrop, to_wall), 0.0))
    return shift, float(inside - radius - shift)


def _inner_wall_mm(bone: SurfaceDistance, center: np.ndarray, medial: np.ndarray) -> float:
    """From the centre of the socket to the inside of the pelvis: where a ray has gone into bone and out again."""
    into, _ = bone.first_hit(center[None], medial, 100.0)
    if not np.isfinite(into[0]):
        return np.inf  # a fossa that is open to the inside of the pelvis: nothing to keep
    out, _ = bone.first_hit(center[None], medial, 200.0, float(into[0]) + 1e-3)
    return float(out[0])


def hemisphere(out: np.ndarray, count: int = _HEMISPHERE_POINTS) -> np.ndarray:
    """Unit vectors (count, 3) spread evenly over the half of a sphere away from ``out`` (golden spiral)."""
    number = np.arange(count)
    height = (number + 0.5) / count
    around = number * np.pi * (3.0 - np.sqrt(5.0))
    flat = np.sqrt(1.0 - height**2)
    local = np.stack([flat * np.cos(around), flat * np.sin(around), height], axis=1)
    frame = pose_of(np.zeros(3), np.eye(3)[int(np.argmin(np.abs(out)))], -out)[:3, :3]
    return local @ frame.T


def coverage(
    bone: SurfaceDistance, center: np.ndarray, radius: float, out: np.ndarray, within_mm: float = UNDER_BONE_MM
) -> float:
    """Share (0..1) of a cup's hemisphere under bone: places that lie in bone, or that have it at most ``within_mm``
    ahead, straight out of the cup. The fossa counts as far as it is that shallow."""
    ways = hemisphere(out)
    places = center + radius * ways
    covered = bone.signed(places) <= 0.0
    open_ = np.flatnonzero(~covered)
    if len(open_):
        ahead, _ = bone.first_hit(places[open_], ways[open_], within_mm)
        covered[open_] = np.isfinite(ahead)
    return float(covered.mean())


def _notes(pelvis: BoneLandmarks, side: str, implant: Implant, wall: float, target: CupTarget) -> tuple[str, ...]:
    notes = []
    diameter = implant.size("outer_diameter_mm")
    front, back = f"acetabulum_rim_anterior_{side}", f"acetabulum_rim_posterior_{side}"
    if front in pelvis and back in pelvis:
        rim = float(np.linalg.norm(pelvis.point(front) - pelvis.point(back)))
        if diameter > rim + target.reaming_mm + _RIM_OVER_MM:
            notes.append(
                f"The cup of {diameter:g} mm is wider than the rim from front to back ({rim:.0f} mm); check the walls."
            )
    if wall < MEDIAL_WALL_MM:
        notes.append(
            f"Only {max(wall, 0.0):.1f} mm of bone stay medially of the cup; check the medial wall."
            if wall >= 0.0
            else f"The cup reaches {-wall:.1f} mm through the medial wall; choose a smaller one or move it laterally."
        )
    return tuple(notes)
