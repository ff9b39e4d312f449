"""The bone on which the demonstration plans: the best whole shaft that a case holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from osteokit.anatomy.bone_axes import Shaft, bone_surface, find_shaft, long_axis
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh

KINDS = ("femur", "tibia", "humerus", "clavicula")
"""Long bones that we know how to approach, the largest first."""

SHAFT_MM = 40.0
"""A shaft must be this long for a cut and a guide with its wires."""

CLEAN_MM = 15.0
"""Within this distance of the middle of the shaft every section must be one outline."""

_LEVELS = 9


@dataclass(frozen=True, eq=False)
class LongBone:
    """A bone with a shaft that can be cut.

    Attributes
    ----------
    key : str
        ``"femur_left"``.
    kind, side : str
        ``"femur"``; ``"left"`` or ``"right"``.
    mesh : Mesh
        RAS mm.
    shaft : Shaft
    length_mm : float
        Extent along the long axis.
    tunnels : int
        How many holes go through the surface: where vessels or neighbours grew onto the bone.
    is_whole : bool
        Whether it ends within the images, as far as their box tells.
    """

    key: str
    kind: str
    side: str
    mesh: Mesh
    shaft: Shaft
    length_mm: float
    tunnels: int
    is_whole: bool


def best_long_bone(summary: dict, folder: Path) -> LongBone:
    """The long bone of the case in ``folder`` (its ``summary.json`` as ``summary``) that is best to plan on.

    Best is the largest kind; of that the one with the fewest tunnels, one that lies whole in the images, the longest.

    Raises
    ------
    OsteoError
        The case has no long bone with a clean shaft.
    """
    found, refused = [], []
    for record in summary["bones"]:
        kind = record["key"].rpartition("_")[0]
        if kind not in KINDS or not record["file"] or record["fragment"]:
            continue
        try:
            found.append(long_bone(record["key"], read_mesh(folder / record["file"]), summary["geometry"]))
        except OsteoError as error:
            refused.append(f"{record['name'].lower()}: {str(error).rstrip('.')}")
    if not found:
        why = "; ".join(refused) or "none was found in the images"
        raise OsteoError(f"The case has no long bone with a shaft to plan on ({why}).")
    return min(found, key=lambda bone: (KINDS.index(bone.kind), bone.tunnels, not bone.is_whole, -bone.length_mm))


def long_bone(key: str, mesh: Mesh, geometry: dict) -> LongBone:
    """The bone with its shaft; ``geometry`` is that of the case's summary.

    Raises
    ------
    OsteoError
        The surface is no solid of one piece, or its shaft is too short or not clean.
    """
    solid = check_solid(mesh)
    if not solid.is_solid or solid.shells != 1:
        raise OsteoError(f"its surface is no closed solid of one piece ({solid.shells} pieces).")
    surface = bone_surface(mesh)
    axis = long_axis(surface)
    shaft = find_shaft(surface, find_shaft(surface, axis).direction)  # a heavy end tilts the axis of the whole bone
    along = float(np.ptp(shaft.centers @ shaft.direction))
    if along < SHAFT_MM:
        raise OsteoError(f"only {along:.0f} mm of shaft are in view, {SHAFT_MM:.0f} are needed.")
    _require_clean(mesh, shaft)
    kind, _, side = key.rpartition("_")
    length = float(np.ptp(mesh.vertices @ axis))
    tunnels = 1 - solid.euler // 2  # Euler characteristic of one shell: 2 - 2 tunnels
    return LongBone(key, kind, side, mesh, shaft, length, tunnels, _is_within(mesh, geometry))


def _require_clean(mesh: Mesh, shaft: Shaft) -> None:
    """One outline in every section: what is much thicker than the rest is no shaft to begin with."""
    heights = shaft.centers @ shaft.direction
    middle = (heights.min() + heights.max()) / 2
    for height in middle + np.linspace(-CLEAN_MM, CLEAN_MM, _LEVELS):
        contours = section(mesh, height * shaft.direction, shaft.direction)
        outer = sum(contour.area_mm2 > 0 for contour in contours)  # below 0 are cavities: the medullary canal
        if outer != 1:
            raise OsteoError(f"its shaft has {outer} outlines in one section, so something grew into it.")


def _is_within(mesh: Mesh, geometry: dict) -> bool:
    """Whether no part of the surface lies at the border of the images."""
    ras_to_ijk = np.linalg.inv(np.array(geometry["ijk_to_ras"]))
    ijk = mesh.vertices @ ras_to_ijk[:3, :3].T + ras_to_ijk[:3, 3]
    last = np.array(geometry["size"], dtype=np.float64) - 1
    return bool((ijk.min(axis=0) > 0.5).all() and (ijk.max(axis=0) < last - 0.5).all())


def shaft_middle(bone: LongBone, within_mm: float = CLEAN_MM) -> tuple[np.ndarray, np.ndarray]:
    """The middle of the shaft (3,) and its direction there (3,): a line through the centres nearby."""
    centers, direction = bone.shaft.centers, bone.shaft.direction
    heights = centers @ direction
    middle = float(heights.min() + heights.max()) / 2
    near: Sequence[int] = np.flatnonzero(np.abs(heights - middle) <= within_mm).tolist()
    part = centers[near]
    tangent = np.linalg.svd(part - part.mean(axis=0))[2][0]
    tangent = tangent * (1.0 if tangent @ direction > 0 else -1.0)
    contour = section(bone.mesh, part.mean(axis=0), tangent)[0]
    return contour.center, tangent
