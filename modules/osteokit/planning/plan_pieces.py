"""Bones while a plan is carried out: whole or in pieces, each where the steps so far have put it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.leg_move import landmarks_moved
from osteokit.planning.osteotomy.after import MoveChecks
from osteokit.planning.osteotomy.cut_bone import CutResult, cut_bone
from osteokit.planning.osteotomy.cuts import BiplanarCut, Cut, WedgeCut, cut_from_json
from osteokit.planning.osteotomy.hinge import HingeRisk, hinge_risk
from osteokit.planning.plan import OsteotomyStep, StepReport
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved

WHOLE = "whole"

JOINT = ("plateau_", "medial_condyle_", "lateral_condyle_")
"""How the keys of landmarks begin that lie on the knee's joint surfaces."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A bone or a part of one.

    Attributes
    ----------
    bone, fragment : str
        Key of the bone; ``"whole"``, or the name that its cut gave it ("distal"; "proximal.distal" after a second cut).
    before : Mesh
        Where it was when it was cut off, in the coordinates of the input.
    matrix : ndarray (4, 4)
        From there to where it is now, RAS mm.
    """

    bone: str
    fragment: str
    before: Mesh
    matrix: np.ndarray

    @property
    def mesh(self) -> Mesh:
        """Where it is now."""
        return moved(self.before, self.matrix)


@dataclass(frozen=True, eq=False)
class Bones:
    """All pieces, and the landmarks of every bone where they are now."""

    pieces: tuple[Piece, ...]
    landmarks: Mapping[str, BoneLandmarks]

    def of(self, bone: str) -> tuple[Piece, ...]:
        """The pieces of a bone.

        Raises
        ------
        OsteoError
            There is no such bone.
        """
        found = tuple(piece for piece in self.pieces if piece.bone == bone)
        if not found:
            raise OsteoError(f"The plan has no bone {bone!r}, only {', '.join(sorted({p.bone for p in self.pieces}))}.")
        return found


def whole_bones(meshes: Mapping[str, Mesh], landmarks: Mapping[str, BoneLandmarks]) -> Bones:
    """Before the first step."""
    return Bones(tuple(Piece(bone, WHOLE, mesh, np.eye(4)) for bone, mesh in meshes.items()), dict(landmarks))


def moved_whole(bones: Bones, bone: str, matrix: np.ndarray) -> Bones:
    """All pieces and landmarks of one bone moved together."""
    pieces = tuple(replace(p, matrix=matrix @ p.matrix) if p.bone == bone else p for p in bones.pieces)
    landmarks = dict(bones.landmarks)
    if bone in landmarks:
        landmarks[bone] = landmarks[bone].transformed(matrix)
    return Bones(pieces, landmarks)


@dataclass(frozen=True, eq=False)
class Sawn:
    """The bones after an osteotomy, its numbers, and the risk of its hinge (None where it has none)."""

    bones: Bones
    report: StepReport
    hinge: HingeRisk | None


def osteotomy(bones: Bones, step: OsteotomyStep) -> Sawn:
    """Cut and move as the step says; landmarks go with the piece that they lie on.

    Raises
    ------
    OsteoError
        The cut fails, or a move names a fragment that the cut does not give.
    """
    cut = cut_from_json(step.cut)
    target = _piece_at(bones.of(step.bone), _anchor(cut))
    neighbours = {piece.bone: piece.mesh for piece in bones.pieces if piece.bone != step.bone}
    result = cut_bone(target.mesh, cut, neighbours)
    back = np.linalg.inv(target.matrix)
    fresh = [
        Piece(step.bone, _name(target, one.name), moved(one.mesh, back), target.matrix) for one in result.fragments
    ]
    others = [piece for piece in bones.of(step.bone) if piece is not target]
    belongs = {id(piece): piece for piece in fresh} | {id(one): _nearest(fresh, one) for one in others}
    shifts = _shifts(step, fresh, [one.name for one in result.fragments])
    pieces, owners = [], []
    for piece in [*fresh, *others]:
        matrix = shifts.get(id(belongs[id(piece)]), np.eye(4))
        owners.append((piece, matrix))
        pieces.append(replace(piece, matrix=matrix @ piece.matrix))
    landmarks = dict(bones.landmarks)
    if step.bone in landmarks:
        landmarks[step.bone] = _landmarks_with_pieces(landmarks[step.bone], owners)
    kept = tuple(piece for piece in bones.pieces if piece.bone != step.bone)
    after = Bones((*kept, *pieces), landmarks)
    for move in step.moves:
        for bone in move.carries:
            after = moved_whole(after, bone, np.array(move.matrix))
    risk = _hinge_risk(result, bones.landmarks.get(step.bone))
    return Sawn(after, _report(step, result, risk), risk)


def _anchor(cut: Cut) -> np.ndarray:
    point = getattr(cut, "hinge_point", None) or getattr(cut, "entry", None) or getattr(cut, "center", None)
    return np.array(point, dtype=np.float64)


def _name(target: Piece, fragment: str) -> str:
    return fragment if target.fragment == WHOLE else f"{target.fragment}.{fragment}"


def _piece_at(pieces: Sequence[Piece], point: np.ndarray) -> Piece:
    """The piece that holds the point, or the nearest one."""
    if len(pieces) == 1:
        return pieces[0]
    return min(pieces, key=lambda piece: float(SurfaceDistance(piece.mesh).signed(point[None])[0]))


def _nearest(fresh: Sequence[Piece], other: Piece) -> Piece:
    """The new piece on which an older one of the same bone hangs."""
    points = other.mesh.vertices
    return min(fresh, key=lambda piece: float(SurfaceDistance(piece.mesh).signed(points).min()))


def _shifts(step: OsteotomyStep, fresh: Sequence[Piece], names: Sequence[str]) -> dict[int, np.ndarray]:
    """The matrix of every new piece that a move names; its crumbs ("distal_2") go along."""
    shifts = {}
    for move in step.moves:
        meant = [
            piece
            for piece, name in zip(fresh, names, strict=True)
            if name == move.fragment or name.startswith(f"{move.fragment}_")
        ]
        if not meant:
            raise OsteoError(
                f"Step {step.name!r} moves the fragment {move.fragment!r}, but the cut gives {', '.join(names)}; "
                "move the cut so that it divides the bone."
            )
        shifts.update({id(piece): np.array(move.matrix) for piece in meant})
    return shifts


def _landmarks_with_pieces(landmarks: BoneLandmarks, owners: Sequence[tuple[Piece, np.ndarray]]) -> BoneLandmarks:
    """Every landmark moved with the piece that it lies on or in (the smallest signed distance)."""
    keys = list(landmarks.landmarks)
    if not keys:
        return landmarks
    points = np.array([landmarks.landmarks[key].point for key in keys])
    distances = np.stack([SurfaceDistance(piece.mesh).signed(points) for piece, _ in owners])
    owner = np.argmin(distances, axis=0)
    for number, (_, matrix) in enumerate(owners):
        mine = frozenset(key for key, one in zip(keys, owner, strict=True) if one == number)
        landmarks = landmarks_moved(landmarks, mine, matrix)
    return landmarks


def _hinge_risk(result: CutResult, landmarks: BoneLandmarks | None) -> HingeRisk | None:
    if not isinstance(result.cut, (WedgeCut, BiplanarCut)) or result.bridge_area_mm2 <= 0:
        return None
    joint = (
        [] if landmarks is None else [one.point for key, one in landmarks.landmarks.items() if key.startswith(JOINT)]
    )
    return hinge_risk(result, np.array(joint) if joint else None)


def _report(step: OsteotomyStep, result: CutResult, risk: HingeRisk | None) -> StepReport:
    """Numbers of the cut, and of the first moved fragment against the one that stays."""
    values = {
        "removed_mm3": result.removed_mm3,
        "kerf_mm3": result.kerf_mm3,
        "saw_depth_mm": result.saw_depth_mm,
        "bridge_area_mm2": result.bridge_area_mm2,
    }
    if risk is not None:
        values["hinge_width_mm"] = risk.bridge_mm
    if result.wedge_mm3:
        values["wedge_volume_mm3"] = result.wedge_mm3
    names = {one.name for one in result.fragments}
    fixed = names & {"proximal", "distal"} - {move.fragment for move in step.moves}
    if step.moves and fixed:
        move = step.moves[0]
        values |= _moved_values(result, move.fragment, min(fixed), np.array(move.matrix))
    return StepReport(step.name, {key: float(value) for key, value in values.items()}, result.warnings)


def _moved_values(result: CutResult, moving: str, fixed: str, matrix: np.ndarray) -> dict[str, float]:
    report = MoveChecks(result, moving, fixed).report(matrix)
    turn = float(np.degrees(np.arccos(np.clip((np.trace(matrix[:3, :3]) - 1) / 2, -1, 1))))
    values = {
        "angle_deg": turn,
        "opening_gap_mm": report.opening_mm,
        "gap_mm": report.gap_mm,
        "graft_mm3": report.graft_mm3,
        "contact_area_mm2": report.contact_mm2,
        "cortical_contact_mm2": report.cortical_contact_mm2,
        "overlap_mm3": report.overlap_mm3,
        "bridge_overlap_mm3": report.bridge_overlap_mm3,
    }
    return values if result.wedge_mm3 else {**values, "wedge_volume_mm3": report.graft_mm3}
