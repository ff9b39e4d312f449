"""The bones of both hips for planning: from a label map or surfaces, with a CT where there is one, and their metal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.jobs.screw_bones import is_label_map
from osteokit.planning.arthroplasty.hip import HipBones
from osteokit.segmentation.files import read_segmentation
from osteokit.segmentation.metal import find_metal
from osteokit.segmentation.names import part_key_of
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.extract import bone_surfaces
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates, read_surface

KEYS = ("hip_left", "hip_right", "femur_left", "femur_right")
SIDES: tuple[Side, ...] = ("left", "right")
LEAST_METAL_MM3 = 50.0
_NEAR_MM = 3.0


@dataclass(frozen=True, eq=False)
class HipScene:
    """Bones (:data:`KEYS`, RAS mm) that are there, the CT, and ``metal_mm3`` in or at each bone."""

    bones: Mapping[str, Mesh]
    coordinates: Coordinates
    volume: Volume | None = None
    metal_mm3: Mapping[str, float] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    def metal_of(self, side: str) -> dict[str, float]:
        """Bones of a side with metal."""
        return {key: mm3 for key, mm3 in self.metal_mm3.items() if key.endswith(side) and mm3 >= LEAST_METAL_MM3}


def read_hip_scene(
    inputs: Sequence[str],
    ct: Path | None = None,
    names: str | None = None,
    coordinates: Coordinates | None = None,
    progress: Progress = silent,
) -> HipScene:
    """Bones from one label map, or from surfaces ``KEY=FILE`` or ``FILE`` named by its bone.

    Parameters
    ----------
    names
        For a label map without names of its own: a scheme (``"totalsegmentator"``) or a table.

    Raises
    ------
    OsteoError
        Nothing is given, a file cannot be read or is named like no bone, or no bone of a hip is among them.
    """
    if not inputs:
        raise OsteoError(
            "Give the bones of the hip: a label map, or surfaces such as hip_right.stl and femur_right.stl."
        )
    volume = None
    if ct is not None:
        from osteokit.imaging.hounsfield import require_hounsfield
        from osteokit.imaging.read import read_volume

        volume = read_volume(ct, progress=part(progress, 0.0, 0.2))
        require_hounsfield(volume)
    maps = [text for text in inputs if is_label_map(Path(text))]
    if maps and len(inputs) > 1:
        raise OsteoError("Give either one label map or surfaces of bones, not both.")
    if maps:
        bones, marked, notes = _of_labels(Path(maps[0]), names, part(progress, 0.2, 0.7))
        system: Coordinates = coordinates or "LPS"
        files: tuple[Path, ...] = (Path(maps[0]),)
    else:
        bones, system, files, notes = _of_surfaces(inputs, coordinates, part(progress, 0.2, 0.7))
        marked = None
    if not bones:
        raise OsteoError(f"None of {', '.join(KEYS)} is among the bones; give those of one hip at least.")
    progress(0.8, "Looking for metal")
    metal = metal_at(bones, _metal_points(volume, marked), _voxel_mm3(volume, marked))
    return HipScene(bones, system, volume, metal, files, notes)


_Marked = tuple[np.ndarray, np.ndarray]
"""A mask of metal and its ijk_to_ras."""


def _of_labels(
    path: Path, names: str | None, progress: Progress
) -> tuple[dict[str, Mesh], _Marked | None, tuple[str, ...]]:
    progress(0.0, f"Reading {path.name}")
    segmentation = read_segmentation(path, names)
    wanted = tuple(segment for segment in segmentation.segments if segment.file_stem in KEYS)
    broken = sorted({s.key for s in segmentation.segments if s.key in KEYS and s.fragment})
    if broken:
        raise OsteoError(f"{', '.join(broken)} of {path.name} is in fragments; reduce it first (osteo reduce).")
    surfaces = bone_surfaces(replace(segmentation, segments=wanted), progress)
    marked = None
    metal = [segment.label for segment in segmentation.segments if segment.term.is_metal]
    if metal:
        marked = np.isin(segmentation.labels, metal), segmentation.ijk_to_ras
    return {segment.file_stem: surfaces[segment.label] for segment in wanted}, marked, segmentation.warnings


def _of_surfaces(
    inputs: Sequence[str], coordinates: Coordinates | None, progress: Progress
) -> tuple[dict[str, Mesh], Coordinates, tuple[Path, ...], tuple[str, ...]]:
    bones: dict[str, Mesh] = {}
    notes: list[str] = []
    systems: set[Coordinates] = set()
    files = []
    for number, text in enumerate(inputs):
        name, equals, file = text.partition("=")
        path = Path(file if equals else text)
        progress(number / len(inputs), f"Reading {path.name}")
        key = part_key_of(name if equals else path.name.split(".")[0])
        if key not in KEYS:
            raise OsteoError(f"{path.name} is not named as one of {', '.join(KEYS)}; write femur_right={path.name}.")
        if key in bones:
            raise OsteoError(f"{key} is given twice; give each bone once.")
        bones[key], read = read_surface(path, coordinates)
        systems.add(read.coordinates)
        files.append(path)
        notes += [f"{path.name}: {note}" for note in read.notes]
    if len(systems) > 1:
        raise OsteoError("Some files are in LPS and some in RAS; give --coordinates, or export them alike.")
    return bones, systems.pop(), tuple(files), tuple(notes)


def _metal_points(volume: Volume | None, marked: _Marked | None) -> np.ndarray:
    """Middles (n, 3) of the voxels of metal, RAS mm."""
    if marked is not None:
        mask, matrix = marked
    elif volume is not None:
        mask, matrix = find_metal(np.asarray(volume.voxels)), volume.ijk_to_ras
    else:
        return np.zeros((0, 3))
    return np.argwhere(mask)[:, ::-1] @ matrix[:3, :3].T + matrix[:3, 3]


def _voxel_mm3(volume: Volume | None, marked: _Marked | None) -> float:
    matrix = marked[1] if marked is not None else volume.ijk_to_ras if volume is not None else np.eye(4)
    return float(abs(np.linalg.det(matrix[:3, :3])))


def metal_at(bones: Mapping[str, Mesh], points: np.ndarray, each_mm3: float) -> dict[str, float]:
    """How much of the metal (``points`` (n, 3) of ``each_mm3``) lies in or at most 3 mm beside each bone, mm3."""
    metal = {}
    for key, mesh in bones.items():
        near = ((points > mesh.vertices.min(axis=0) - _NEAR_MM) & (points < mesh.vertices.max(axis=0) + _NEAR_MM)).all(
            1
        )
        inside = np.zeros(0) if not near.any() else SurfaceDistance(mesh).signed(points[near])
        metal[key] = each_mm3 * float(np.count_nonzero(inside < _NEAR_MM))
    return metal


def plannable(scene: HipScene, side: Side) -> str:
    """Why a side cannot be planned, in one sentence; empty where it can."""
    lacking = [key for key in (f"hip_{side}", f"femur_{side}") if key not in scene.bones]
    if lacking:
        named = " and ".join(key.replace("_", " ") for key in lacking)
        return f"The {named} is not there, so the {side} hip is not planned."
    metal = scene.metal_of(side)
    if metal:
        named = " and ".join(f"the {side} {key.split('_')[0]} ({mm3 / 1000:.1f} cm3)" for key, mm3 in metal.items())
        return f"There is metal in {named}, so the {side} hip is not planned: its bone and canal cannot be measured."
    return ""


def sides_to_plan(scene: HipScene, wanted: Side | None) -> tuple[tuple[Side, ...], tuple[str, ...]]:
    """Which sides can be planned, and one sentence for each that cannot.

    Raises
    ------
    OsteoError
        The wanted side cannot be planned, or none.
    """
    reasons: dict[Side, str] = {side: plannable(scene, side) for side in SIDES}
    if wanted is not None:
        if reasons[wanted]:
            raise OsteoError(reasons[wanted])
        return (wanted,), ()
    free: tuple[Side, ...] = tuple(side for side in SIDES if not reasons[side])
    if not free:
        raise OsteoError(" ".join(reasons.values()))
    return free, tuple(reason for reason in reasons.values() if reason)


def hip_landmarks(scene: HipScene, progress: Progress = silent) -> tuple[BoneLandmarks, dict[str, BoneLandmarks]]:
    """Landmarks of the pelvis, and of each femur (by key)."""
    progress(0.0, "Landmarks of the pelvis")
    pelvis = pelvis_landmarks(scene.bones.get("hip_left"), scene.bones.get("hip_right"))
    femora = {}
    for number, key in enumerate(key for key in ("femur_left", "femur_right") if key in scene.bones):
        share = part(progress, 0.4 + 0.3 * number, 0.7 + 0.3 * number)
        femora[key] = landmarks_of(key, scene.bones[key], share)
    return pelvis, femora


def hip_bones(scene: HipScene, side: Side, pelvis: BoneLandmarks, femora: Mapping[str, BoneLandmarks]) -> HipBones:
    """What :func:`~osteokit.planning.arthroplasty.hip.plan_hip` wants."""
    other = "left" if side == "right" else "right"
    return HipBones(
        side,
        scene.bones[f"hip_{side}"],
        scene.bones[f"femur_{side}"],
        pelvis,
        femora[f"femur_{side}"],
        scene.volume,
        scene.bones.get(f"femur_{other}"),
        femora.get(f"femur_{other}"),
    )
