"""Axis lines of a bone in one plane: from joint orientation (Paley's malalignment test) or along the shaft."""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import heading_deg
from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError

NORMAL_DEG = {"LPFA": 90.0, "mLDFA": 88.0, "MPTA": 87.0, "LDTA": 89.0, "PPTA": 81.0, "ADTA": 80.0}
"""Means of Paley 2002, for a bone whose healthy side is not at hand."""

PPTA_SHARE, ADTA_SHARE = 0.2, 0.5
"""Where the tibial shaft axis crosses plateau and plafond in the sagittal plane, from the front (Paley 2002)."""


@dataclass(frozen=True, eq=False)
class AxisLine:
    """A line in one plane of a frame.

    Attributes
    ----------
    point, direction : ndarray, shape (2,)
        In the plane's coordinates, mm: (lateral, up) in the coronal, (front, up) in the sagittal plane; ``direction``
        is a unit vector that points up.
    name : str
        What it is made of.
    """

    point: np.ndarray
    direction: np.ndarray
    name: str

    @property
    def heading_deg(self) -> float:
        """Counter-clockwise from the plane's first axis; 90 is straight up."""
        return float(heading_deg(self.direction))


def toward(heading: float) -> np.ndarray:
    """Unit vector (2,) with a heading in degrees."""
    return np.array([np.cos(np.radians(heading)), np.sin(np.radians(heading))])


def line_at(point: np.ndarray, joint_line: np.ndarray, angle_deg: float, name: str) -> AxisLine:
    """The upward line through ``point`` that lies ``angle_deg`` counter-clockwise from the direction ``joint_line``."""
    direction = toward(float(heading_deg(joint_line)) + angle_deg)
    return AxisLine(np.asarray(point, float), direction if direction[1] > 0 else -direction, name)


def line_through(points: np.ndarray, name: str) -> AxisLine:
    """Least-squares (total) line through plane points (n, 2)."""
    if len(points) < 2:
        raise OsteoError("A shaft axis needs two points of the shaft; show more of the bone.")
    center = points.mean(axis=0)
    direction = np.linalg.svd(points - center)[2][0]
    return AxisLine(center, direction if direction[1] > 0 else -direction, name)


def femur_coronal_lines(femur: BoneLandmarks, lpfa_deg: float, mldfa_deg: float) -> tuple[AxisLine, AxisLine]:
    """Proximal and distal mechanical axis lines: through the head centre at ``lpfa_deg`` to the trochanter line, and
    through the knee centre at ``mldfa_deg`` to the condylar line, in :func:`femur_frame`'s coronal plane."""
    flat = femur_frame(femur).coronal
    head, tip, knee, medial, lateral = (
        flat(femur.point(key))
        for key in (
            "femoral_head_center",
            "greater_trochanter_tip",
            "knee_center",
            "medial_condyle_distal",
            "lateral_condyle_distal",
        )
    )
    proximal = line_at(head, tip - head, -lpfa_deg, f"head centre, LPFA {lpfa_deg:.1f}")
    return proximal, line_at(knee, lateral - medial, mldfa_deg, f"knee centre, mLDFA {mldfa_deg:.1f}")


def tibia_coronal_lines(tibia: BoneLandmarks, mpta_deg: float, ldta_deg: float) -> tuple[AxisLine, AxisLine]:
    """Through the knee centre at ``mpta_deg`` to the plateau line, and through the ankle centre at ``ldta_deg`` to the
    plafond line, in :func:`tibia_frame`'s coronal plane."""
    flat = tibia_frame(tibia).coronal
    knee, ankle, medial, lateral, inner, outer = (
        flat(tibia.point(key))
        for key in (
            "knee_center",
            "ankle_center",
            "plateau_medial_center",
            "plateau_lateral_center",
            "plafond_medial",
            "plafond_lateral",
        )
    )
    proximal = line_at(knee, medial - lateral, mpta_deg, f"knee centre, MPTA {mpta_deg:.1f}")
    return proximal, line_at(ankle, outer - inner, ldta_deg, f"ankle centre, LDTA {ldta_deg:.1f}")


def tibia_sagittal_lines(tibia: BoneLandmarks, ppta_deg: float, adta_deg: float) -> tuple[AxisLine, AxisLine]:
    """Shaft axes by joint orientation: at ``ppta_deg`` through a fifth of the plateau from its front, and at
    ``adta_deg`` through the middle of the plafond (where its lips are not marked, along the distal shaft)."""
    flat = tibia_frame(tibia).sagittal
    front, back = (flat(tibia.point(f"plateau_medial_{end}")) for end in ("anterior", "posterior"))
    start = front + PPTA_SHARE * (back - front)
    proximal = line_at(start, back - front, ppta_deg, f"plateau, PPTA {ppta_deg:.1f}")
    if "plafond_anterior" in tibia and "plafond_posterior" in tibia:
        lip, heel = flat(tibia.point("plafond_anterior")), flat(tibia.point("plafond_posterior"))
        distal = line_at(lip + ADTA_SHARE * (heel - lip), lip - heel, adta_deg, f"plafond, ADTA {adta_deg:.1f}")
        return proximal, distal
    points = np.stack([flat(tibia.point(f"shaft_{part}_center")) for part in ("middle", "distal")])
    return proximal, line_through(points, "distal shaft")


def plane_points(frame: Frame, points: np.ndarray, plane: str) -> np.ndarray:
    """RAS points (n, 3) in the ``"coronal"`` or ``"sagittal"`` plane of a frame, (n, 2)."""
    return frame.coronal(points) if plane == "coronal" else frame.sagittal(points)
