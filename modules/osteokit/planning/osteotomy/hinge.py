"""How likely the hinge of a wedge breaks, in words with reasons.

Fractures of the hinge are named by Takeuchi (Arthroscopy 2012): I along the cut, II below it, III up into the joint.
The grades here are rules of thumb from the literature, not probabilities:

- An opening above 11 mm raises the risk (systematic review quoted in Ann Transl Med 2023, "Geometrical analysis of the
  opening gap"); the height of the gap is the factor most often found (Franulic et al., EFORT Open Rev 2023;8:572).
- A bridge of 10 instead of 5 mm bears 61 percent more strain when it is opened (lateral opening), and opening by 10
  instead of 5 mm 50 percent more (finite elements, J Exp Orthop 2023;10, s40634-023-00597-w). Usual practice leaves 5
  to 10 mm.
- A hinge nearer to the joint than to the far cortex invites a fracture into the joint (convention, no number agreed).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial import KDTree

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.cut_bone import CutResult
from osteokit.planning.osteotomy.cuts import BiplanarCut, WedgeCut

THIN_BRIDGE_MM, THICK_BRIDGE_MM = 5.0, 10.0
WIDE_OPENING_MM = 11.0


@dataclass(frozen=True)
class HingeRisk:
    """The hinge of a cut.

    Attributes
    ----------
    level : str
        ``"low"`` without a reason, ``"raised"`` with one, ``"high"`` with more, or with one that is grave.
    reasons : tuple of str
        One sentence each.
    bridge_mm : float
        From the hinge point to the far cortex, in the plane of the cut.
    narrowest_mm, middle_mm : float
        The same along the middle 60 percent of the hinge line: the least, and the median.
    bridge_area_mm2 : float
        Of bone in the bridge.
    hinge_length_mm : float
        Of the hinge line in the bone.
    opening_mm : float
        2 L sin(angle / 2), L the length of the cut; for a closing wedge its base.
    joint_mm : float or None
        From the hinge point to the joint surface; None when that was not given.
    """

    level: Literal["low", "raised", "high"]
    reasons: tuple[str, ...]
    bridge_mm: float
    narrowest_mm: float
    middle_mm: float
    bridge_area_mm2: float
    hinge_length_mm: float
    opening_mm: float
    joint_mm: float | None


def hinge_risk(result: CutResult, joint_surface: np.ndarray | None = None) -> HingeRisk:
    """The risk that the hinge of a wedge or biplanar cut breaks.

    ``joint_surface`` (n, 3) RAS mm are points of the joint that lies nearest; without it, its distance is not judged.

    Raises
    ------
    OsteoError
        The cut has no hinge, or nothing is left at it.
    """
    cut = result.cut
    if not isinstance(cut, (WedgeCut, BiplanarCut)):
        raise OsteoError(f"A {cut.kind} cut has no hinge; its risk is asked of wedge and biplanar cuts only.")
    if result.bridge_area_mm2 <= 0:
        raise OsteoError("The cut leaves nothing at the hinge; move the hinge into the bone.")
    along, width = _widths(result)
    here = float(np.interp(0.0, along, width))
    inner = width[len(width) // 5 : len(width) - len(width) // 5]
    opening = 2 * _length(result) * float(np.sin(np.radians(cut.angle_deg) / 2))
    joint = None if joint_surface is None else float(KDTree(joint_surface).query(result.frame[:3, 3])[0])
    opens = isinstance(cut, BiplanarCut) or cut.motion == "opening"
    reasons, grave = _reasons(here, float(inner.min()), float(np.median(inner)), opening if opens else None, joint)
    return HingeRisk(
        level="low" if not reasons else "high" if grave or len(reasons) > 1 else "raised", reasons=tuple(reasons),
        bridge_mm=here, narrowest_mm=float(inner.min()), middle_mm=float(np.median(inner)),
        bridge_area_mm2=result.bridge_area_mm2, hinge_length_mm=float(np.ptp(along)), opening_mm=opening,
        joint_mm=joint,
    )  # fmt: skip


def _reasons(
    bridge: float, narrowest: float, middle: float, opening: float | None, joint: float | None
) -> tuple[list[str], bool]:
    reasons, grave = [], False
    if narrowest < THIN_BRIDGE_MM:
        grave = narrowest < THIN_BRIDGE_MM / 2
        reasons.append(
            f"The bridge is only {narrowest:.1f} mm wide at its narrowest (5 to 10 mm are usual), so the cut may go "
            "through it (Takeuchi I); move the hinge inwards or turn it along the "
            "far cortex."
        )
    if middle > THICK_BRIDGE_MM:
        reasons.append(
            f"The bridge is {middle:.1f} mm wide (5 to 10 mm are usual) and too stiff to bend, so it may break "
            "elsewhere (Takeuchi II or III); move the hinge outwards."
        )
    if opening is not None and opening > WIDE_OPENING_MM:
        reasons.append(
            f"The wedge opens by {opening:.1f} mm; above {WIDE_OPENING_MM:.0f} mm hinges break more often: protect it "
            "with a wire or screw, or correct at two levels."
        )
    if joint is not None and joint < bridge:
        grave = True
        reasons.append(
            f"The hinge is nearer to the joint ({joint:.1f} mm) than to the far cortex ({bridge:.1f} mm), so it may "
            "break into the joint (Takeuchi III); move it away from the joint."
        )
    return reasons, grave


def _length(result: CutResult) -> float:
    """How far the sawn plane of the hinge reaches from the hinge line, mm."""
    sawn = result.fragment("proximal")
    corners = sawn.mesh.vertices[np.unique(sawn.mesh.faces[sawn.cut_faces])]
    local = (corners - result.frame[:3, 3]) @ result.frame[:3, :3]
    return float(local[np.abs(local[:, 2]) <= result.cut.blade.kerf_mm, 0].max())


def _widths(result: CutResult) -> tuple[np.ndarray, np.ndarray]:
    """Positions along the hinge line (mm from the hinge point) and how wide the bridge is there."""
    bridge = result.fragment("proximal")
    faces = bridge.mesh.faces[bridge.bridge_faces]
    local = (bridge.mesh.vertices - result.frame[:3, 3]) @ result.frame[:3, :3]
    corners = local[faces]
    at_hinge = corners.reshape(-1, 3)[np.abs(corners.reshape(-1, 3)[:, 0]) < 1e-3]
    span = at_hinge if len(at_hinge) > 1 else corners.reshape(-1, 3)
    low, high = float(span[:, 1].min()), float(span[:, 1].max())
    stations = np.linspace(low, high, 61)[1:-1]
    return stations, np.array([_reach_at(corners, y) for y in stations])


def _reach_at(triangles: np.ndarray, y: float) -> float:
    """How far from the hinge line (local x = 0) the bridge reaches at one position along it."""
    farthest = 0.0
    for n in range(3):
        start, end = triangles[:, n], triangles[:, (n + 1) % 3]
        crosses = ((start[:, 1] - y) * (end[:, 1] - y) <= 0) & (start[:, 1] != end[:, 1])
        if crosses.any():
            a, b = start[crosses], end[crosses]
            share = (y - a[:, 1]) / (b[:, 1] - a[:, 1])
            place = a + share[:, None] * (b - a)
            farthest = max(farthest, float(np.hypot(place[:, 0], place[:, 2]).max()))
    return farthest
