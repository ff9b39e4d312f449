"""Derotation and lengthening: a cut square to the mechanical axis, a turn about it or a shift along it.

Turning about the mechanical axis itself, not the shaft's, keeps hip, knee and ankle in line.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import brentq

from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.leg import Leg
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.leg_move import below_plane, leg_moved, measured
from osteokit.planning.correction.wedge_step import vector_of
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.osteotomy.moves import derotation, lengthening
from osteokit.planning.plan import FragmentMove, OsteotomyStep, matrix_rows
from osteokit.surface.mesh import Mesh

LARGEST_TURN_DEG = 60.0
CARRIED = {"femur": ("tibia", "fibula", "patella"), "tibia": ("fibula",)}


@dataclass(frozen=True, eq=False)
class ShaftSite:
    """Where a shaft is cut.

    ``bone`` is ``"femur"`` or ``"tibia"``, ``key`` its name in the plan, ``mesh`` in RAS mm, ``level`` the part of its
    length from the upper end (0..1), ``carries`` the keys of what hangs on its lower part.
    """

    bone: str
    key: str
    mesh: Mesh
    level: float = 0.5
    carries: tuple[str, ...] = ()
    blade: SawBlade = field(default_factory=SawBlade)

    def __post_init__(self) -> None:
        if self.bone not in CARRIED:
            raise OsteoError(f"Shafts of femur and tibia can be planned here, not of {self.bone!r}.")
        if not 0.05 < self.level < 0.95:
            raise OsteoError(f"The shaft is cut between 0.05 and 0.95 of its length, not at {self.level:g}.")


def plan_derotation(leg: Leg, site: ShaftSite, key: str, wanted_deg: float) -> OsteotomyStep:
    """Turn the lower part until the torsion ``key`` (``"femoral_torsion_murphy_deg"``) is ``wanted_deg``.

    Raises
    ------
    OsteoError
        It cannot be measured on this leg, or no turn of up to 60 degrees reaches it.
    """
    frame, moving, point = _cut_place(leg, site)

    def miss(angle: float) -> float:
        return measured(leg_moved(leg, moving, derotation(point, frame.z, angle)), key) - wanted_deg

    low, high = miss(-LARGEST_TURN_DEG), miss(LARGEST_TURN_DEG)
    if low * high > 0:
        raise OsteoError(
            f"No turn of up to {LARGEST_TURN_DEG:g} degrees brings {key} to {wanted_deg:g}; is it of this bone?"
        )
    angle = float(brentq(miss, -LARGEST_TURN_DEG, LARGEST_TURN_DEG, xtol=1e-10))  # pyright: ignore[reportArgumentType]
    told = {"target": key, "target_value": wanted_deg, "angle_deg": angle, "level": site.level}
    return _step("derotation", leg, site, derotation(point, frame.z, angle), told)


def plan_lengthening(leg: Leg, site: ShaftSite, length_mm: float) -> OsteotomyStep:
    """Pull the lower part down along the mechanical axis; negative shortens (and needs a piece taken out).

    Raises
    ------
    OsteoError
        More than a bone can be lengthened, or the axis is not in view.
    """
    if length_mm <= 0:
        raise OsteoError(f"A bone is lengthened by more than 0 mm, not {length_mm:g}; shortening is two plane cuts.")
    frame, _, _ = _cut_place(leg, site)
    told = {"length_mm": length_mm, "level": site.level}
    return _step("lengthening", leg, site, lengthening(-frame.z, length_mm), told)


def _cut_place(leg: Leg, site: ShaftSite) -> tuple[Frame, dict, np.ndarray]:
    """The bone's frame, what the cut sets free, and the point of its mechanical axis at the cut."""
    landmarks = leg.bones.get(site.bone)
    if landmarks is None:
        raise OsteoError(f"The {site.bone} is not in the plan; add it.")
    if site.bone == "femur":
        frame, low, high = (
            femur_frame(landmarks),
            landmarks.point("knee_center"),
            landmarks.point("femoral_head_center"),
        )
    else:
        frame, low, high = tibia_frame(landmarks), landmarks.point("ankle_center"), landmarks.point("knee_center")
    point = high + (low - high) * site.level
    return frame, dict(below_plane(leg, site.bone, point, -frame.z, CARRIED[site.bone])), point


def _step(name: str, leg: Leg, site: ShaftSite, matrix: np.ndarray, told: dict) -> OsteotomyStep:
    """The saw enters the most anterior point of the bone at that level and goes straight back."""
    frame, _, point = _cut_place(leg, site)
    contours = section(site.mesh, point, frame.z)
    if not contours:
        raise OsteoError(f"There is no bone at {site.level:g} of the length of the {site.bone}; choose another level.")
    outline = contours[0].points
    entry = outline[np.argmax(outline @ frame.y)]
    cut = PlaneCut(vector_of(entry), vector_of(frame.z), vector_of(-frame.y), blade=site.blade)
    move = FragmentMove("distal", matrix_rows(matrix), site.carries)
    return OsteotomyStep(f"{site.bone} {name}", site.key, cut_to_json(cut), (move,), told)
