"""Cutting a bone: fragments, what the saw took, and what a surgeon should know of the cut."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import manifold3d
import numpy as np
from scipy.spatial import KDTree

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.cuts import BiplanarCut, Cut, PlaneCut, WedgeCut
from osteokit.planning.osteotomy.hinge_split import split_bridge
from osteokit.planning.osteotomy.pieces import (
    Piece,
    face_normals,
    pieces_of,
    split_into_pieces,
)
from osteokit.planning.osteotomy.saw import Slot, slot_of
from osteokit.surface.boolean import contains
from osteokit.surface.mesh import Mesh
from osteokit.surface.normals import face_areas
from osteokit.surface.primitives import box
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import moved

BEYOND_MM = 1.0
"""How far the saw goes past the far cortex when it goes all the way through."""

NEAR_JOINT_MM = 10.0
"""A rising cut that comes nearer to the end of the bone is told."""

CRUMB_MM3 = 50.0
"""A piece that was cut off by the way and is smaller than this is told as a crumb."""


@dataclass(frozen=True, eq=False)
class Fragment:
    """A part of a cut bone.

    Attributes
    ----------
    name : str
        ``"proximal"`` or ``"distal"``; further pieces of a side ``"distal_2"`` and so on, by volume; ``"whole"`` for a
        bone that the cut does not divide.
    cut_faces, bridge_faces : ndarray bool (m,)
        Faces of ``mesh`` that the saw made; that lie in the bridge of a hinge.
    """

    name: str
    mesh: Mesh
    cut_faces: np.ndarray
    bridge_faces: np.ndarray


@dataclass(frozen=True, eq=False)
class CutResult:
    """A cut bone; ``fragments`` and ``removed_mm3`` add up to the whole within 1e-6.

    Attributes
    ----------
    removed_mm3 : float
        All that the cut took away: ``kerf_mm3``, and of a closing wedge its block too.
    kerf_mm3 : float
        What the saw turned to dust.
    wedge_mm3 : float
        A closing wedge, with the dust in it; 0 for all other cuts. What an opening wedge holds is known after its move
        (see :mod:`osteokit.planning.osteotomy.after`).
    cut_area_mm2 : dict of str
        Area that the saw made, by fragment.
    bridge_area_mm2 : float
        Of the bone that is left at the hinge; 0 without a hinge.
    saw_depth_mm : float
        How much blade the cut needs, from the cortex where it enters.
    saw : Mesh
        The space in which bone was removed.
    frame : ndarray (4, 4)
        Pose of the cut, RAS mm (see :mod:`osteokit.planning.osteotomy.saw`).
    """

    cut: Cut
    fragments: tuple[Fragment, ...]
    removed_mm3: float
    kerf_mm3: float
    wedge_mm3: float
    cut_area_mm2: Mapping[str, float]
    bridge_area_mm2: float
    saw_depth_mm: float
    saw: Mesh
    frame: np.ndarray
    warnings: tuple[str, ...] = ()

    def fragment(self, name: str) -> Fragment:
        """The fragment of this name.

        Raises
        ------
        OsteoError
            There is none.
        """
        for fragment in self.fragments:
            if fragment.name == name:
                return fragment
        raise OsteoError(
            f"The cut has no fragment {name}, only {', '.join(f.name for f in self.fragments)}; choose one of these."
        )


def cut_bone(mesh: Mesh, cut: Cut, neighbours: Mapping[str, Mesh] | None = None) -> CutResult:
    """Cut a closed bone; the bone itself stays as it was.

    ``neighbours`` are other bones by name; those that the saw reaches are named in the warnings.

    Raises
    ------
    OsteoError
        The bone is not a solid; the cut misses it or slices nothing off; the hinge lies outside; the saw is too short,
        or the blade wider than the cut.
    """
    whole = manifold_of(mesh).as_original()
    slot, saw, depth = _saw_body(mesh, whole, cut)
    cutter = manifold_of(saw).as_original()
    removed, left = split_into_pieces(whole, cutter)
    warnings: list[str] = []
    named, bridge_id = _named_pieces(left, cutter.original_id(), slot, cut, warnings)
    fragments = tuple(_fragment(name, piece, cutter.original_id(), bridge_id) for name, piece in named)
    wedge = isinstance(cut, WedgeCut) and cut.motion == "closing"
    taken = sum(piece.volume_mm3 for piece in removed)
    areas = {fragment.name: float(face_areas(fragment.mesh)[fragment.cut_faces].sum()) for fragment in fragments}
    bridge = next((f for f in fragments if f.name == "proximal"), None)
    result = CutResult(
        cut=cut, fragments=fragments, removed_mm3=taken,
        kerf_mm3=_dust_of_wedge(removed, cut, slot) if wedge else taken,
        wedge_mm3=taken if wedge else 0.0, cut_area_mm2=areas,
        bridge_area_mm2=float(face_areas(bridge.mesh)[bridge.bridge_faces].sum()) if bridge else 0.0,
        saw_depth_mm=depth, saw=saw, frame=slot.frame, warnings=tuple(warnings),
    )  # fmt: skip
    doubts = _rising_doubts(mesh, removed, slot, cut) + _neighbours_hit(saw, neighbours or {})
    return replace(result, warnings=(*result.warnings, *doubts))


def _saw_body(mesh: Mesh, whole: manifold3d.Manifold, cut: Cut) -> tuple[Slot, Mesh, float]:
    """The slot, limited to the part of the bone that is meant, and how much blade it needs."""
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    middle, size = (low + high) / 2, float(np.linalg.norm(high - low))
    anchor = np.array(getattr(cut, "hinge_point", None) or getattr(cut, "entry", None) or cut.center)  # type: ignore
    slot = slot_of(cut, reach=size + float(np.linalg.norm(anchor - middle)) + 10.0)
    if isinstance(cut, (WedgeCut, BiplanarCut)) and not contains(mesh, slot.anchor):
        x, y, z = slot.anchor
        raise OsteoError(
            f"The hinge at R {x:.0f}, A {y:.0f}, S {z:.0f} mm lies outside the bone; move it inside the far cortex."
        )
    met = whole ^ manifold_of(slot.solid)
    pieces = pieces_of(met, 0.0)
    if not pieces:
        raise OsteoError(f"The cut misses the bone, which is {_distance(mesh, slot.anchor):.0f} mm away; move the cut.")
    meant = min(pieces, key=lambda piece: _distance(piece.mesh, slot.anchor))
    local = slot.local(meant.mesh.vertices)
    start, end = local.min(axis=0), local.max(axis=0)
    depth = float(end[slot.saw_axis] - (start[slot.saw_axis] if slot.saw_start is None else slot.saw_start))
    if depth > cut.blade.length_mm:
        raise OsteoError(
            f"The saw is too short: the cut needs {depth:.0f} mm of blade and has {cut.blade.length_mm:.0f} mm; take a "
            "longer blade, or cut from both sides."
        )
    around = moved(box(end - start + 2 * BEYOND_MM), _centred(slot.frame, (start + end) / 2))
    body = manifold_of(slot.solid) ^ manifold_of(around)
    return slot, mesh_of(body), depth


def _centred(frame: np.ndarray, local: np.ndarray) -> np.ndarray:
    pose = frame.copy()
    pose[:3, 3] = frame[:3, 3] + frame[:3, :3] @ local
    return pose


def _distance(mesh: Mesh, point: np.ndarray) -> float:
    """From a point to a solid: 0 inside, else to its nearest vertex."""
    if contains(mesh, point):
        return 0.0
    return float(KDTree(mesh.vertices).query(point)[0])


def _named_pieces(
    left: list[Piece], saw_id: int, slot: Slot, cut: Cut, warnings: list[str]
) -> tuple[list[tuple[str, Piece]], int]:
    """The pieces with their names; of a hinged cut the bridge is split. Second, the id of the faces of the split."""
    sides = [_sides(piece, saw_id, slot) for piece in left]
    bridged = [piece for piece, side in zip(left, sides, strict=True) if side == "both"]
    by_side: dict[str, list[Piece]] = {"proximal": [], "distal": []}
    for piece, side in zip(left, sides, strict=True):
        if side != "both":
            by_side[side].append(piece)
    bridge_id = -1
    if bridged and slot.divider is not None:
        divider = manifold_of(slot.divider).as_original()
        bridge_id = divider.original_id()
        for piece in bridged:
            above, below = split_bridge(piece, divider, saw_id)
            by_side["proximal"] += above
            by_side["distal"] += below
    elif bridged:
        return _not_divided(bridged, by_side, cut, warnings), bridge_id
    elif slot.divider is not None:
        warnings.append("Nothing is left at the hinge: the cut goes through the whole bone; move the hinge inwards.")
    missing = [side for side, pieces in by_side.items() if not pieces]
    if missing:
        raise OsteoError(
            f"The cut slices nothing off: no bone is left on its {missing[0]} side; move it inwards or turn it."
        )
    return _names(by_side, warnings), bridge_id


def _not_divided(
    bridged: list[Piece], by_side: dict[str, list[Piece]], cut: Cut, warnings: list[str]
) -> list[tuple[str, Piece]]:
    finite = isinstance(cut, PlaneCut) and (cut.depth_mm is not None or cut.sweep_mm is not None)
    warnings.append(
        "The cut leaves a bridge: the bone stays in one piece."
        if finite
        else "The cut does not divide the bone, which goes round it; extend the cut or add a second one."
    )
    named = [("whole" if n == 0 else f"whole_{n + 1}", piece) for n, piece in enumerate(bridged)]
    return named + _names({side: pieces for side, pieces in by_side.items() if pieces}, warnings)


def _names(by_side: Mapping[str, list[Piece]], warnings: list[str]) -> list[tuple[str, Piece]]:
    named = []
    for side, pieces in by_side.items():
        for n, piece in enumerate(sorted(pieces, key=lambda piece: -piece.volume_mm3)):
            name = side if n == 0 else f"{side}_{n + 1}"
            named.append((name, piece))
            if n:
                kind = "a crumb" if piece.volume_mm3 < CRUMB_MM3 else "a further piece"
                warnings.append(f"The cut leaves {kind} of {piece.volume_mm3 / 1000:.2g} mL on its own ({name}).")
    return named


def _sides(piece: Piece, saw_id: int, slot: Slot) -> str:
    """Where a piece lies by its sawn faces; ``"both"`` when the saw did not part it from the other side."""
    cut = piece.faces_from(saw_id)
    if not cut.any():
        return "proximal" if slot.is_proximal(piece.mesh.vertices).mean() > 0.5 else "distal"
    middles = piece.mesh.vertices[piece.mesh.faces[cut]].mean(axis=1)
    inwards = middles - 1e-3 * face_normals(piece.mesh)[cut]
    area = face_areas(piece.mesh)[cut]
    share = float(area[slot.is_proximal(inwards)].sum() / max(float(area.sum()), 1e-12))
    if 0.02 < share < 0.98:
        return "both"
    return "proximal" if share > 0.5 else "distal"


def _fragment(name: str, piece: Piece, saw_id: int, bridge_id: int) -> Fragment:
    return Fragment(name, piece.mesh, piece.faces_from(saw_id), piece.faces_from(bridge_id))


def _dust_of_wedge(removed: list[Piece], cut: Cut, slot: Slot) -> float:
    """Of a closing wedge the saw turns a layer as thick as the kerf along both planes to dust; the rest is a block."""
    assert isinstance(cut, WedgeCut)
    x, _, z = slot.frame[:3, :3].T
    sign = 1.0 if cut.wedge_from == "proximal" else -1.0
    angle = np.radians(cut.angle_deg)
    second = -sign * np.cos(angle) * z + np.sin(angle) * x  # from the second plane into the wedge
    total = block = 0.0
    for piece in removed:
        total += piece.volume_mm3
        inner = piece.solid
        for normal in (sign * z, second):
            inner = inner.trim_by_plane(normal.tolist(), float(normal @ slot.frame[:3, 3]) + cut.blade.kerf_mm)
        block += inner.volume()
    return total - block


def _rising_doubts(mesh: Mesh, removed: list[Piece], slot: Slot, cut: Cut) -> list[str]:
    """The rising cut of a biplanar osteotomy must leave the bone in front, above the tuberosity, not at the joint."""
    if not isinstance(cut, BiplanarCut) or not removed:
        return []
    top = max(float(slot.local(piece.mesh.vertices)[:, 2].max()) for piece in removed)
    left = float(slot.local(mesh.vertices)[:, 2].max()) - top
    if left >= NEAR_JOINT_MM:
        return []
    return [
        f"The rising cut comes within {left:.0f} mm of the joint surface; start it further forward or lay it flatter."
    ]


def _neighbours_hit(saw: Mesh, neighbours: Mapping[str, Mesh]) -> list[str]:
    body = manifold_of(saw)
    hit = []
    for name, bone in neighbours.items():
        volume = (body ^ manifold_of(bone)).volume()
        if volume > 0:
            hit.append(f"The saw also cuts the {name} ({volume:.0f} mm3); protect it, or make the cut shallower.")
    return hit
