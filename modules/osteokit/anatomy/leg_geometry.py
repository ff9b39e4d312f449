"""The numbers of a leg as functions of its landmarks. Plane angles are signed so that Paley's identity is exact:
varus = mLDFA - MPTA + JLCA, all in one plane."""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import between_deg, distance_to_line, line_crossing, turn_deg, unit
from osteokit.anatomy.frames import (
    FemurForward,
    Frame,
    KneeForward,
    Points,
    TibiaForward,
    femur_frame_at,
    leg_frame_at,
    tibia_frame_at,
)
from osteokit.anatomy.landmark import Side


@dataclass(frozen=True, eq=False)
class LegGeometry:
    """Points of one leg with the frames in which they are measured; stacks (..., 3) pass through.

    ``femur_forward``, ``tibia_forward`` and ``knee_forward`` name what faces forward in each of the three frames.
    """

    points: Points
    side: Side
    knee_forward: KneeForward = "posterior condyles"
    femur_forward: FemurForward = "posterior condyles"
    tibia_forward: TibiaForward = "plateau centres"

    def __call__(self, name: str) -> np.ndarray:
        return self.points(name)

    @property
    def femur(self) -> Frame:
        return femur_frame_at(self.points, self.side, self.femur_forward)

    @property
    def tibia(self) -> Frame:
        return tibia_frame_at(self.points, self.side, self.tibia_forward)

    @property
    def leg(self) -> Frame:
        return leg_frame_at(self.points, self.side, self.knee_forward)

    def vector(self, start: str, end: str) -> np.ndarray:
        """From one landmark to another, RAS mm."""
        return self.points(end) - self.points(start)


def femur_axis(g: LegGeometry) -> np.ndarray:
    """Femoral mechanical axis, upward."""
    return g.vector("femur.knee_center", "femur.femoral_head_center")


def tibia_axis(g: LegGeometry) -> np.ndarray:
    """Tibial mechanical axis, upward."""
    return g.vector("tibia.ankle_center", "tibia.knee_center")


def femur_joint_line(g: LegGeometry) -> np.ndarray:
    """Distal femoral joint line, to lateral."""
    return g.vector("femur.medial_condyle_distal", "femur.lateral_condyle_distal")


def tibia_joint_line(g: LegGeometry) -> np.ndarray:
    """Tibial plateau line, to lateral."""
    return g.vector("tibia.plateau_medial_center", "tibia.plateau_lateral_center")


def _proximal_shaft(g: LegGeometry) -> np.ndarray:
    return g.vector("femur.shaft_middle_center", "femur.shaft_proximal_center")


def _distal_shaft(g: LegGeometry) -> np.ndarray:
    return g.vector("femur.shaft_distal_center", "femur.shaft_middle_center")


# The coronal plane ---------------------------------------------------------------------------------------------------


def varus_deg(g: LegGeometry) -> np.ndarray:
    flat = g.leg.coronal_direction
    return turn_deg(flat(tibia_axis(g)), flat(femur_axis(g)))


def hka_deg(g: LegGeometry) -> np.ndarray:
    return 180.0 - varus_deg(g)


def mldfa_deg(g: LegGeometry) -> np.ndarray:
    flat = g.femur.coronal_direction
    return turn_deg(flat(femur_joint_line(g)), flat(femur_axis(g)))


def mpta_deg(g: LegGeometry) -> np.ndarray:
    flat = g.tibia.coronal_direction
    return turn_deg(flat(-tibia_joint_line(g)), flat(-tibia_axis(g)))


def jlca_deg(g: LegGeometry) -> np.ndarray:
    flat = g.leg.coronal_direction
    return turn_deg(flat(tibia_joint_line(g)), flat(femur_joint_line(g)))


def lpfa_deg(g: LegGeometry) -> np.ndarray:
    flat = g.femur.coronal_direction
    trochanter = g.vector("femur.femoral_head_center", "femur.greater_trochanter_tip")
    return turn_deg(flat(-femur_axis(g)), flat(trochanter))


def ldta_deg(g: LegGeometry) -> np.ndarray:
    flat = g.tibia.coronal_direction
    return turn_deg(flat(g.vector("tibia.plafond_medial", "tibia.plafond_lateral")), flat(tibia_axis(g)))


def aldfa_deg(g: LegGeometry) -> np.ndarray:
    flat = g.femur.coronal_direction
    return turn_deg(flat(femur_joint_line(g)), flat(_distal_shaft(g)))


def mpfa_deg(g: LegGeometry) -> np.ndarray:
    flat = g.femur.coronal_direction
    line = g.vector("femur.greater_trochanter_tip", "femur.femoral_head_center")
    return turn_deg(flat(line), flat(-_proximal_shaft(g)))


def ama_deg(g: LegGeometry) -> np.ndarray:
    flat = g.femur.coronal_direction
    whole_shaft = g.vector("femur.shaft_distal_center", "femur.shaft_proximal_center")
    return turn_deg(flat(whole_shaft), flat(femur_axis(g)))


def mad_mm(g: LegGeometry) -> np.ndarray:
    """Medial positive: how far medially of the knee centre the load-bearing line crosses the knee's level."""
    head, ankle, knee = (
        g.leg.coronal(g(name)) for name in ("femur.femoral_head_center", "tibia.ankle_center", "tibia.knee_center")
    )
    across = unit(head - ankle, "load-bearing line")
    offset = knee - ankle
    return offset[..., 0] * across[..., 1] - offset[..., 1] * across[..., 0]


def wbl_percent(g: LegGeometry) -> np.ndarray:
    """Where the load-bearing line crosses the plateau: 0 its medial, 100 its lateral edge."""
    head, ankle, medial, lateral = (
        g.leg.coronal(g(name))
        for name in (
            "femur.femoral_head_center",
            "tibia.ankle_center",
            "tibia.plateau_medial_edge",
            "tibia.plateau_lateral_edge",
        )
    )
    return 100.0 * line_crossing(medial, lateral - medial, ankle, head - ankle)[1]


# The proximal femur in space -----------------------------------------------------------------------------------------


def neck_shaft_deg(g: LegGeometry) -> np.ndarray:
    return between_deg(g.vector("femur.neck_isthmus_center", "femur.femoral_head_center"), -_proximal_shaft(g))


def femoral_offset_mm(g: LegGeometry) -> np.ndarray:
    return distance_to_line(g("femur.femoral_head_center"), g("femur.shaft_proximal_center"), _proximal_shaft(g))


# The sagittal plane --------------------------------------------------------------------------------------------------


def _tibial_sagittal_axis(g: LegGeometry) -> np.ndarray:
    return g.tibia.sagittal_direction(g.vector("tibia.shaft_distal_center", "tibia.shaft_proximal_center"))


def ppta_deg(g: LegGeometry) -> np.ndarray:
    backward = g.vector("tibia.plateau_medial_anterior", "tibia.plateau_medial_posterior")
    return turn_deg(g.tibia.sagittal_direction(backward), -_tibial_sagittal_axis(g))


def posterior_slope_deg(g: LegGeometry) -> np.ndarray:
    return 90.0 - ppta_deg(g)


def adta_deg(g: LegGeometry) -> np.ndarray:
    forward = g.vector("tibia.plafond_posterior", "tibia.plafond_anterior")
    return turn_deg(g.tibia.sagittal_direction(forward), _tibial_sagittal_axis(g))


def pdfa_deg(g: LegGeometry) -> np.ndarray:
    flat = g.femur.sagittal_direction
    backward = g.vector("femur.physis_anterior", "femur.physis_posterior")
    return turn_deg(flat(_distal_shaft(g)), flat(backward))


def knee_flexion_deg(g: LegGeometry) -> np.ndarray:
    flat = g.leg.sagittal_direction
    return turn_deg(flat(tibia_axis(g)), flat(femur_axis(g)))


# Lengths -------------------------------------------------------------------------------------------------------------


def femur_length_mm(g: LegGeometry) -> np.ndarray:
    return np.linalg.norm(femur_axis(g), axis=-1)


def tibia_length_mm(g: LegGeometry) -> np.ndarray:
    return np.linalg.norm(tibia_axis(g), axis=-1)


def leg_length_mm(g: LegGeometry) -> np.ndarray:
    return np.linalg.norm(g.vector("tibia.ankle_center", "femur.femoral_head_center"), axis=-1)


def insall_salvati(g: LegGeometry) -> np.ndarray:
    tendon = g.vector("patella.distal_pole", "tibia.tuberosity")
    patella = g.vector("patella.distal_pole", "patella.proximal_pole")
    return np.linalg.norm(tendon, axis=-1) / np.linalg.norm(patella, axis=-1)


# Torsion: the axial plane of each bone -------------------------------------------------------------------------------


def femoral_torsion_deg(g: LegGeometry, neck_start: str) -> np.ndarray:
    """Antetorsion positive: line ``neck_start`` -> head centre against the posterior condylar line, seen along the
    mechanical axis."""
    flat = femur_frame_at(g.points, g.side).axial_direction
    condyles = flat(g.vector("femur.lateral_condyle_posterior", "femur.medial_condyle_posterior"))
    neck = flat(g.vector(neck_start, "femur.femoral_head_center"))
    return -turn_deg(condyles, neck)


def tibial_torsion_deg(g: LegGeometry, medial: str, lateral: str) -> np.ndarray:
    """External torsion positive: distal line ``medial`` -> ``lateral`` against the posterior tibial condyles, seen
    along the tibial mechanical axis."""
    flat = tibia_frame_at(g.points, g.side, "posterior condyles").axial_direction
    condyles = flat(g.vector("tibia.posterior_condyle_medial", "tibia.posterior_condyle_lateral"))
    return -turn_deg(condyles, flat(g.vector(medial, lateral)))
