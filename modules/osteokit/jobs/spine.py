"""From the meshes of vertebrae, sacrum and hip bones to Cobb angle, lordosis and spinopelvic angles, and to a file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from osteokit import __version__
from osteokit.anatomy.find import HIPS, landmarks_in, landmarks_of
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.measurement import Measurements
from osteokit.anatomy.spine import measure_spine as spine_angles
from osteokit.anatomy.spine import spine_levels
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.align import landmarks_json, measurement_json, read_bones
from osteokit.segmentation.names import key_of
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates


@dataclass(frozen=True, eq=False)
class Spine:
    """What was found: landmarks by key of the bone (the pelvis's under ``"pelvis"``), and the numbers."""

    landmarks: Mapping[str, BoneLandmarks]
    measurements: Measurements


def level_key(name: str) -> str:
    """The key of a vertebra by what it is called: ``L4``, ``vertebrae_L4``, ``T12``.

    Raises
    ------
    OsteoError
        No vertebra is called so.
    """
    key = key_of(name)
    if key is None or not key.startswith("vertebrae_") or key == "vertebrae_S1":
        raise OsteoError(f"No vertebra is called {name!r}; name them like T12 or L4, as in --vertebra L4=L4.stl.")
    return key


def measure_spine(meshes: Mapping[str, Mesh], progress: Progress = silent) -> Spine:
    """Landmarks of every bone (by key, RAS mm), and every angle that they allow.

    See :func:`osteokit.anatomy.spine.measure_spine`.

    Raises
    ------
    OsteoError
        Nothing is given, or a mesh is refused.
    """
    if not meshes:
        raise OsteoError("Give at least two vertebrae, or the sacrum with both hip bones.")
    found: dict[str, BoneLandmarks] = {}
    levels = spine_levels(meshes)
    for number, key in enumerate(levels):
        progress(number / (len(levels) + 1), f"Looking for landmarks on {key}")
        found[key] = landmarks_of(key, meshes[key])
    if "sacrum" in meshes:
        found["sacrum"] = landmarks_of("sacrum", meshes["sacrum"])
    if all(hip in meshes for hip in HIPS):
        found["pelvis"] = landmarks_in(HIPS[0], meshes, part(progress, 0.8, 1.0))
    return Spine(found, spine_angles(found))


def measure_spine_files(
    files: Mapping[str, Path], out: Path, coordinates: Coordinates | None = None, progress: Progress = silent
) -> Spine:
    """Measure the bones in ``files`` (by key) and write ``out``: JSON with every angle by its key.

    Raises
    ------
    OsteoError
        See :func:`measure_spine`; a file cannot be read or written.
    """
    meshes, sources, notes = read_bones(files, coordinates, part(progress, 0.0, 0.2))
    found = measure_spine(meshes, part(progress, 0.2, 1.0))
    system = next(iter(sources.values())).coordinates
    turn = np.array([-1.0, -1.0, 1.0]) if system == "LPS" else np.ones(3)
    values = found.measurements.values
    content = {
        "format": "osteo-spine",
        "version": 1,
        "software": f"SlicerOsteo {__version__}",
        "coordinates": system,
        "inputs": {name: {"file": source.path.name, "sha256": source.sha256} for name, source in sources.items()},
        **{key: round(value.value, 4) for key, value in values.items()},
        "angles": {key: measurement_json(value) for key, value in values.items()},
        "not_measurable": dict(found.measurements.not_measurable),
        "warnings": [*notes, *found.measurements.warnings],
        "landmarks": {name: landmarks_json(bone, turn) for name, bone in found.landmarks.items()},
    }
    with whole_file(out) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
    return found
