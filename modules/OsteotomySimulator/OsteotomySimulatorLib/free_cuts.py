"""Cuts that a person places: a plane in the views says where, its x axis the way of the saw, its z axis proximal."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import slicer
from slicer.i18n import tr as _

from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cuts import Cut, DomeCut, PlaneCut, StepCut, ZCut, cut_to_json
from osteokit.planning.plan import IDENTITY, FragmentMove, OsteotomyStep
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import any_perpendicular

PLANE = "Cut plane"
SIZE_MM = 80.0


@dataclass(frozen=True)
class FreeKind:
    """A kind of cut; ``size`` says what its number means (empty: it has none)."""

    key: str
    title: str
    size: str
    default_mm: float


def free_kinds() -> list[FreeKind]:
    return [
        FreeKind("plane", _("Plane"), "", 0.0),
        FreeKind("dome", _("Dome (cylinder)"), _("Radius:"), 30.0),
        FreeKind("step", _("Step"), _("Height of the step:"), 30.0),
        FreeKind("z", _("Z"), _("Height of the Z:"), 30.0),
    ]


def place_plane(mesh: Mesh) -> Any:
    """A plane across the middle of a bone that can be dragged and turned; one that is there already is moved there."""
    center, along = _long_axis(mesh)
    across = any_perpendicular(along)
    if abs(along[2]) > 0.5:  # a leg's bone: the saw comes from the front
        front = np.array([0.0, -1.0, 0.0])
        across = front - (front @ along) * along
        across /= np.linalg.norm(across)
    node = slicer.mrmlScene.GetFirstNodeByName(PLANE)
    if node is None:
        node = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLMarkupsPlaneNode", PLANE)
        node.CreateDefaultDisplayNodes()
        node.GetDisplayNode().SetHandlesInteractive(True)
    node.SetSize(SIZE_MM, SIZE_MM)
    node.SetAxes(across.tolist(), np.cross(along, across).tolist(), along.tolist())
    node.SetOrigin(*center.tolist())
    return node


def _long_axis(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """The middle of a bone and its longest direction, pointing to the head."""
    center = mesh.vertices.mean(axis=0)
    _values, axes = np.linalg.eigh(np.cov((mesh.vertices - center).T))
    along = axes[:, 2]
    return center, along if along[2] >= 0 else -along


def remove_plane() -> None:
    node = slicer.mrmlScene.GetFirstNodeByName(PLANE)
    if node is not None:
        slicer.mrmlScene.RemoveNode(node)


def free_step(bone: str, mesh: Mesh, kind: str, size_mm: float, blade: SawBlade) -> OsteotomyStep:
    """The cut where the plane lies now; its distal fragment stays until a person moves it.

    Raises
    ------
    OsteoError
        There is no plane, or it misses the bone.
    """
    node = slicer.mrmlScene.GetFirstNodeByName(PLANE)
    if node is None:
        raise OsteoError(_("There is no plane yet: press Place a plane and drag it to where the bone is to be cut."))
    across, _side, normal = [0.0] * 3, [0.0] * 3, [0.0] * 3
    node.GetAxesWorld(across, _side, normal)
    cut = _cut(kind, np.array(node.GetOriginWorld()), np.array(across), np.array(normal), mesh, size_mm, blade)
    intent = {"free_cut": kind, **({"size_mm": size_mm} if kind != "plane" else {})}
    return OsteotomyStep(f"{kind} cut", bone, cut_to_json(cut), (FragmentMove("distal", IDENTITY),), intent)


def _cut(
    kind: str,
    origin: np.ndarray,
    direction: np.ndarray,
    proximal: np.ndarray,
    mesh: Mesh,
    size_mm: float,
    blade: SawBlade,
) -> Cut:
    if kind == "plane":
        contours = section(mesh, origin, proximal)
        if not contours:
            raise OsteoError(_("The plane misses the bone; drag it onto the bone."))
        near = min(contours, key=lambda one: float(np.linalg.norm(one.points.mean(axis=0) - origin)))
        entry = near.points[np.argmin(near.points @ direction)]
        return PlaneCut(_vector(entry), _vector(proximal), _vector(direction), blade=blade)
    if kind == "dome":
        center = origin - size_mm * proximal
        return DomeCut(_vector(center), _vector(direction), size_mm, _vector(proximal), _vector(proximal), blade=blade)
    make = StepCut if kind == "step" else ZCut
    return make(_vector(origin), _vector(proximal), _vector(direction), size_mm, blade=blade)


def _vector(array: np.ndarray) -> tuple[float, float, float]:
    return float(array[0]), float(array[1]), float(array[2])
