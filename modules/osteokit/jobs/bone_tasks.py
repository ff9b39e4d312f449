"""Worker tasks on bone surfaces: landmarks and reduction. Meshes travel as arrays, the rest as JSON.

Part of :mod:`osteokit.jobs.worker`; the other end is :mod:`osteokit.jobs.background`.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.progress import Progress
from osteokit.planning.reduction.values import Reduction
from osteokit.surface.mesh import Mesh


def save_meshes(meshes: Mapping[str, Mesh], folder: Path) -> None:
    """Any number of meshes by name, as one file."""
    arrays = {f"{kind}{n}": getattr(mesh, kind) for n, mesh in enumerate(meshes.values()) for kind in _KINDS}
    np.savez(folder / "meshes.npz", names=np.array(list(meshes)), **arrays)


def load_meshes(folder: Path) -> dict[str, Mesh]:
    """What :func:`save_meshes` put there."""
    with np.load(folder / "meshes.npz") as stored:
        names = [str(name) for name in stored["names"]]
        return {name: Mesh(stored[f"vertices{n}"], stored[f"faces{n}"]) for n, name in enumerate(names)}


_KINDS = ("vertices", "faces")


@cache
def _landmarks_adapter() -> TypeAdapter[dict[str, BoneLandmarks]]:
    return TypeAdapter(dict[str, BoneLandmarks])


def load_landmarks(folder: Path) -> dict[str, BoneLandmarks]:
    """The landmarks that the task ``landmarks`` found, by key of the bone."""
    return _landmarks_adapter().validate_json((folder / "landmarks.json").read_bytes())


def surfaces(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The surface of every segment, by key of its bone or fragment; of a key in several segments the largest."""
    from osteokit.jobs.exchange import load_segmentation
    from osteokit.surface.extract import bone_surfaces

    segmentation = load_segmentation(folder)
    meshes = bone_surfaces(segmentation, progress)
    found: dict[str, Mesh] = {}
    for segment in segmentation.segments:
        mesh = meshes[segment.label]
        key = segment.file_stem
        if key not in found or mesh.volume_mm3 > found[key].volume_mm3:
            found[key] = mesh
    save_meshes(found, folder)
    return {"bones": sorted(found)}


def landmarks(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Landmarks of every bone that has a finder. A bone that refuses does not stop the others: it is told."""
    from osteokit.anatomy.find import landmarks_of_all

    found, refused = landmarks_of_all(load_meshes(folder), progress)
    (folder / "landmarks.json").write_bytes(_landmarks_adapter().dump_json(found))
    return {"found": sorted(found), "refused": refused}


def reduce(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Fragments brought together; the mesh named ``template`` in the request is mirrored and serves as one."""
    from osteokit.planning.reduction.reduce import reduce_fragments
    from osteokit.planning.reduction.template import mirrored_template

    meshes = load_meshes(folder)
    healthy = meshes.pop(request["template"], None) if request.get("template") else None
    template = None if healthy is None else mirrored_template(healthy)
    found = reduce_fragments(meshes, template, None, progress)
    return {
        "template": request.get("template") or "",
        "anchor": found.anchor,
        "poses": {name: np.asarray(pose).tolist() for name, pose in found.poses.items()},
        "residual_mm": {name: _number(value) for name, value in found.residual_mm.items()},
        "template_mm": {name: _number(value) for name, value in found.template_mm.items()},
        "confident": dict(found.confident),
        "warnings": list(found.warnings),
        "template_pose": None if found.template_pose is None else found.template_pose.tolist(),
    }


def _number(value: float) -> float | None:
    """NaN, which JSON does not have, as null."""
    return float(value) if np.isfinite(value) else None


def read_reduction(result: Mapping[str, Any]) -> Reduction:
    """The answer in the result of the task ``reduce``; its fracture surfaces and centres are left out."""
    laid = result.get("template_pose")

    def numbers(key: str) -> dict[str, float]:
        found = result.get(key, {})
        return {name: float("nan") if value is None else value for name, value in found.items()}

    return Reduction(
        result["anchor"],
        {name: np.array(rows) for name, rows in result["poses"].items()},
        numbers("residual_mm"),
        numbers("template_mm"),
        (),
        dict(result["confident"]),
        tuple(result["warnings"]),
        {},
        None if laid is None else np.array(laid),
    )
