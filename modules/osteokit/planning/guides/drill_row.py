"""The guide of a dome cut: a row of parallel drill holes along its arc, which an osteotome then joins.

So the focal dome osteotomy is done with hand tools (Paley, Principles of Deformity Correction, 2002, chapter 5: drill
holes on an arc about the CORA, joined with an osteotome); no saw of that radius is needed.
"""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.along_saw import run_around, stretches
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.slot_checks import SLANT_DEG
from osteokit.planning.guides.values import GuideHole
from osteokit.planning.osteotomy.cuts import DomeCut
from osteokit.planning.osteotomy.saw import dome_frame
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh

FEWEST = 3
_STEP_MM = 0.25


def drill_row(cut: DomeCut, bone: Mesh, parameters: GuideParameters) -> tuple[GuideHole, ...]:
    """Holes of kind ``"row"`` whose axes lie on the cylinder of the cut, ``row_bridge_mm`` of bone between two.

    The row reaches as far along the arc as drills go into the bone without skidding; it is centred there.

    Raises
    ------
    OsteoError
        A dome that is none, that meets too little of the bone for three holes, or a bridge that leaves no wall between
        sleeves.
    """
    wall = parameters.row_bridge_mm - parameters.drill_tolerance_mm
    if wall < parameters.wall_mm:
        raise OsteoError(
            f"The walls between the sleeves of a row would be {wall:.1f} mm and {parameters.wall_mm:g} mm pass; make "
            "row_bridge_mm larger or wall_mm smaller."
        )
    frame, surface = dome_frame(cut), SurfaceDistance(bone)
    pitch = parameters.row_drill_mm + parameters.row_bridge_mm
    if pitch > cut.radius_mm:
        raise OsteoError(
            f"A dome of {cut.radius_mm:g} mm is too narrow for holes {pitch:.1f} mm apart; make the radius larger, or "
            "row_drill_mm smaller."
        )
    half, step = np.radians(cut.arc_deg) / 2, 2 * np.arcsin(pitch / 2 / cut.radius_mm)
    angles = np.linspace(-half, half, 2 * int(np.ceil(half * cut.radius_mm / _STEP_MM)) + 1)
    fit = _goes_in(surface, frame, _on_arc(frame, cut.radius_mm, angles), parameters.row_drill_mm)
    reach = angles[run_around(fit, len(angles) // 2)]
    count = int((reach[-1] - reach[0]) / step + 1 + 1e-9) if len(reach) else 0
    if count < FEWEST:
        raise OsteoError(
            "The dome meets too little of the bone from the side that its axis comes from for a row of drills; move "
            "its centre, or turn its axis so that it goes into the bone from the guide's side."
        )
    places = _on_arc(frame, cut.radius_mm, (reach[0] + reach[-1]) / 2 + step * (np.arange(count) - (count - 1) / 2))
    first, _ = stretches(surface, places, frame[:3, 2])
    return tuple(
        GuideHole(_vector(place + start * frame[:3, 2]), _vector(frame[:3, 2]), parameters.row_drill_mm, "row",
                  f"R{number}")
        for number, (place, start) in enumerate(zip(places, first, strict=True), 1)
    )  # fmt: skip


def _on_arc(frame: np.ndarray, radius: float, angles: np.ndarray) -> np.ndarray:
    x, y = frame[:3, 0], frame[:3, 1]
    return frame[:3, 3] + radius * (np.cos(angles)[:, None] * x + np.sin(angles)[:, None] * y)


def _goes_in(surface: SurfaceDistance, frame: np.ndarray, points: np.ndarray, drill_mm: float) -> np.ndarray:
    """Where a drill along the frame's z is met by the cortex steeply enough, and finds bone for its own width."""
    way = frame[:3, 2]
    first, last = stretches(surface, points, way)
    fit = last - first > drill_mm  # false for nan
    normals = surface.normal_at(points[fit] + first[fit, None] * way)
    fit[fit] = -normals @ way > np.cos(np.radians(SLANT_DEG))
    return fit


def _vector(values: np.ndarray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
