"""Every number of a leg: how it is defined, what is normal, and the function that computes it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from osteokit.anatomy import leg_geometry as leg
from osteokit.anatomy.leg_geometry import LegGeometry

PALEY = "Paley 2002, Principles of Deformity Correction"
KAISER = "Kaiser 2016, 10.1007/s00402-016-2536-3; normal is its mean ± 2 sd"
TIBIA_CT = "In Vivo 1995;9:257, PMID 8562893; normal is its mean ± 2 sd"
JEND = "Jend 1981, 10.1177/028418518102203a10; normal is its mean ± 2 sd"
NECK_3D = "J Exp Orthop 2023, 10.1186/s40634-023-00679-9; normal is its mean ± 2 sd"

IN_LEG = "in the leg's coronal plane, knee forward"
IN_FEMUR = "in the femur's own coronal plane"
IN_TIBIA = "in the tibia's own coronal plane"


@dataclass(frozen=True)
class LegDefinition:
    """One number; ``quantity`` takes a :class:`LegGeometry` and gives the number in ``unit``."""

    key: str
    unit: Literal["deg", "mm", "percent", ""]
    method: str
    normal: tuple[float, float] | None
    source: str
    quantity: Callable[[LegGeometry], np.ndarray]


CORONAL = (
    LegDefinition(
        "HKA_deg",
        "deg",
        f"femoral against tibial mechanical axis, medial side, below 180 is varus; {IN_LEG}",
        (177.0, 183.0),
        PALEY,
        leg.hka_deg,
    ),
    LegDefinition(
        "varus_deg",
        "deg",
        f"180 - HKA, varus positive, valgus negative; {IN_LEG}",
        (-3.0, 3.0),
        PALEY,
        leg.varus_deg,
    ),
    LegDefinition(
        "MAD_mm",
        "mm",
        f"from the tibial knee centre to the hip-ankle line, medial positive; {IN_LEG}",
        (1.0, 15.0),
        PALEY,
        leg.mad_mm,
    ),
    LegDefinition(
        "WBL_percent",
        "percent",
        f"crossing of the hip-ankle line with the plateau, 0 medial edge, 100 lateral edge; {IN_LEG}",
        None,
        "Miniaci 1989; 62 % is Fujisawa's point",
        leg.wbl_percent,
    ),
    LegDefinition(
        "mLDFA_deg",
        "deg",
        f"distal condylar line against the femoral mechanical axis, lateral; {IN_FEMUR}",
        (85.0, 90.0),
        PALEY,
        leg.mldfa_deg,
    ),
    LegDefinition(
        "MPTA_deg",
        "deg",
        f"line of the plateau centres against the tibial mechanical axis, medial; {IN_TIBIA}",
        (85.0, 90.0),
        PALEY,
        leg.mpta_deg,
    ),
    LegDefinition(
        "JLCA_deg",
        "deg",
        f"distal condylar line against the plateau line, open laterally (varus) positive; {IN_LEG}",
        (0.0, 2.0),
        PALEY,
        leg.jlca_deg,
    ),
    LegDefinition(
        "LPFA_deg",
        "deg",
        f"trochanter tip to head centre against the mechanical axis, lateral; {IN_FEMUR}",
        (85.0, 95.0),
        PALEY,
        leg.lpfa_deg,
    ),
    LegDefinition(
        "LDTA_deg",
        "deg",
        f"plafond line against the tibial mechanical axis, lateral; {IN_TIBIA}",
        (86.0, 92.0),
        PALEY,
        leg.ldta_deg,
    ),
    LegDefinition(
        "aLDFA_deg",
        "deg",
        f"distal condylar line against the distal half of the shaft, lateral; {IN_FEMUR}",
        (79.0, 83.0),
        PALEY,
        leg.aldfa_deg,
    ),
    LegDefinition(
        "MPFA_deg",
        "deg",
        f"trochanter tip to head centre against the proximal half of the shaft, medial; {IN_FEMUR}",
        (80.0, 89.0),
        PALEY,
        leg.mpfa_deg,
    ),
    LegDefinition(
        "AMA_deg",
        "deg",
        f"shaft (a quarter to three quarters of the length) against the mechanical axis; {IN_FEMUR}",
        (5.0, 9.0),
        PALEY,
        leg.ama_deg,
    ),
)

PROXIMAL = (
    LegDefinition(
        "neck_shaft_deg",
        "deg",
        "neck axis (isthmus to head centre) against the proximal half of the shaft, in space",
        (124.0, 136.0),
        PALEY,
        leg.neck_shaft_deg,
    ),
    LegDefinition(
        "femoral_offset_mm",
        "mm",
        "distance of the head centre from the axis of the proximal half of the shaft, in space",
        None,
        "no agreed range: compare with the other side",
        leg.femoral_offset_mm,
    ),
)


def _femoral_torsion(name: str, method: str, normal: tuple[float, float], source: str, start: str) -> LegDefinition:
    words = f"{method} to head centre, against the posterior condyles, along the mechanical axis; ante positive"
    quantity = partial(leg.femoral_torsion_deg, neck_start=f"femur.{start}")
    return LegDefinition(f"femoral_torsion_{name}_deg", "deg", words, normal, source, quantity)


TORSION = (
    _femoral_torsion(
        "3d",
        "centre of the neck's smallest section",
        (-5.2, 26.1),
        NECK_3D,
        "neck_isthmus_center",
    ),
    _femoral_torsion(
        "murphy",
        "Murphy 1987: centre of the shaft above the lesser trochanter",
        (3.5, 31.5),
        KAISER,
        "neck_base_center",
    ),
    _femoral_torsion(
        "waidelich",
        "Waidelich 1992: centre of the greater trochanter's section",
        (8.8, 36.0),
        KAISER,
        "greater_trochanter_center",
    ),
    _femoral_torsion(
        "hernandez",
        "Hernandez 1981: middle of the neck in the one axial section that shows head and neck",
        (-3.4, 26.2),
        KAISER,
        "neck_section_center",
    ),
    LegDefinition(
        "tibial_torsion_deg",
        "deg",
        "Jend 1981: posterior tibial condyles to the line from the middle of the distal tibia to that of the fibular "
        "notch, along the mechanical axis; external positive; needs the tibia alone",
        (22.0, 58.0),
        JEND,
        partial(leg.tibial_torsion_deg, medial="tibia.distal_section_center", lateral="tibia.fibular_notch_center"),
    ),
    LegDefinition(
        "tibial_torsion_bimalleolar_deg",
        "deg",
        "posterior tibial condyles to the tips of the malleoli, along the mechanical axis; external positive",
        (17.7, 52.1),
        TIBIA_CT,
        partial(leg.tibial_torsion_deg, medial="tibia.medial_malleolus_tip", lateral="fibula.lateral_malleolus_tip"),
    ),
)

SAGITTAL = (
    LegDefinition(
        "PPTA_deg",
        "deg",
        "medial plateau against the tibial shaft, posterior; in the tibia's own sagittal plane",
        (77.0, 84.0),
        PALEY,
        leg.ppta_deg,
    ),
    LegDefinition(
        "posterior_slope_deg",
        "deg",
        "90 - PPTA",
        (6.0, 13.0),
        PALEY,
        leg.posterior_slope_deg,
    ),
    LegDefinition(
        "ADTA_deg",
        "deg",
        "plafond from back to front against the tibial shaft, anterior; in the tibia's own sagittal plane",
        (78.0, 82.0),
        PALEY,
        leg.adta_deg,
    ),
    LegDefinition(
        "PDFA_deg",
        "deg",
        "line of the closed physis against the distal half of the shaft, posterior; in the femur's own sagittal plane",
        (79.0, 87.0),
        PALEY,
        leg.pdfa_deg,
    ),
    LegDefinition(
        "knee_flexion_deg",
        "deg",
        "femoral against tibial mechanical axis, flexion positive; in the leg's sagittal plane",
        None,
        PALEY,
        leg.knee_flexion_deg,
    ),
)

LENGTHS = (
    LegDefinition(
        "femur_length_mm",
        "mm",
        "head centre to femoral knee centre",
        None,
        PALEY,
        leg.femur_length_mm,
    ),
    LegDefinition(
        "tibia_length_mm",
        "mm",
        "tibial knee centre to ankle centre",
        None,
        PALEY,
        leg.tibia_length_mm,
    ),
    LegDefinition(
        "leg_length_mm",
        "mm",
        "head centre to ankle centre, straight",
        None,
        PALEY,
        leg.leg_length_mm,
    ),
    LegDefinition(
        "insall_salvati",
        "",
        "distal pole to the tuberosity's most prominent point, to patella (pole to pole)",
        None,
        "Insall 1971; their 0.8 to 1.2 is to the tendon's insertion, which lies higher; compare the sides",
        leg.insall_salvati,
    ),
)

LEG_DEFINITIONS: tuple[LegDefinition, ...] = (*CORONAL, *PROXIMAL, *TORSION, *SAGITTAL, *LENGTHS)
"""In the order in which a surgeon reads them."""

DEFINITION_OF = {definition.key: definition for definition in LEG_DEFINITIONS}
