"""The bones around screws: from surfaces, or from a label map of which only what lies near is meshed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.screws.neighbours import NEAR_MM
from osteokit.planning.screws.values import ScrewPath
from osteokit.segmentation.files import read_segmentation
from osteokit.segmentation.names import part_key_of
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.extract import bone_surfaces
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates, read_surface

_LABEL_MAPS = (".nrrd", ".nhdr", ".nii", ".nii.gz", ".mha", ".mhd")


@dataclass(frozen=True, eq=False)
class BoneSet:
    """Bones by key in RAS mm, what coordinates their files are in, and one sentence for each doubt."""

    bones: dict[str, Mesh]
    coordinates: Coordinates
    notes: tuple[str, ...] = field(default=())


def is_label_map(path: Path) -> bool:
    return path.name.lower().endswith(_LABEL_MAPS)


def read_bone_set(
    inputs: Sequence[str],
    needed: Iterable[str],
    paths: Sequence[ScrewPath],
    coordinates: Coordinates | None = None,
    progress: Progress = silent,
) -> BoneSet:
    """Bones from ``KEY=FILE`` or ``FILE`` (named by its bone), or from one label map.

    Of a label map those are meshed that are ``needed``, and what lies near them or near ``paths``.

    Raises
    ------
    OsteoError
        Nothing is given, a file is no bone or is named like none, two are the same, or both kinds are mixed.
    """
    if not inputs:
        raise OsteoError("Give the bones: surfaces named by their bone (L3.stl, hip_left=pelvis.stl), or a label map.")
    maps = [text for text in inputs if is_label_map(Path(text))]
    if maps:
        if len(inputs) > 1:
            raise OsteoError("Give either one label map or surfaces of bones, not both.")
        return _from_labels(Path(maps[0]), set(needed), paths, coordinates or "LPS", progress)
    return _from_surfaces(inputs, coordinates, progress)


def _from_surfaces(inputs: Sequence[str], coordinates: Coordinates | None, progress: Progress) -> BoneSet:
    bones: dict[str, Mesh] = {}
    notes: list[str] = []
    systems: set[Coordinates] = set()
    for number, text in enumerate(inputs):
        progress(number / len(inputs), f"Reading {text}")
        name, equals, file = text.partition("=")
        path = Path(file if equals else text)
        called = name if equals else path.name.split(".")[0]
        key = part_key_of(called)
        if key is None:
            raise OsteoError(f"No bone is called {called!r}; name it, as in vertebrae_L3={path.name}.")
        if key in bones:
            raise OsteoError(f"{key} is given twice; give each bone once.")
        bones[key], read = read_surface(path, coordinates)
        systems.add(read.coordinates)
        notes += [f"{path.name}: {note}" for note in read.notes]
    if len(systems) > 1:
        raise OsteoError("Some files are in LPS and some in RAS; give --coordinates, or export them alike.")
    return BoneSet(bones, systems.pop(), tuple(notes))


def _from_labels(
    path: Path, needed: set[str], paths: Sequence[ScrewPath], coordinates: Coordinates, progress: Progress
) -> BoneSet:
    progress(0.0, f"Reading {path.name}")
    segmentation = read_segmentation(path)
    there = {segment.file_stem for segment in segmentation.segments}
    missing = sorted(needed - there)
    if missing:
        raise OsteoError(f"{path.name} has no {', '.join(missing)}; it has {', '.join(sorted(there))}.")
    segmentation = _with_whole_sacrum(segmentation)
    kept = _near(segmentation, needed, paths)
    surfaces = bone_surfaces(kept, part(progress, 0.2, 1.0))
    bones = {segment.file_stem: surfaces[segment.label] for segment in kept.segments if not segment.term.is_metal}
    if not bones:
        raise OsteoError(f"No bone of {path.name} lies near the screws; check their coordinates (LPS or RAS).")
    return BoneSet(bones, coordinates, segmentation.warnings)


def _with_whole_sacrum(segmentation: Segmentation) -> Segmentation:
    """Some label maps have S1 apart from the sacrum; to a screw they are one bone."""
    labels = {segment.file_stem: segment.label for segment in segmentation.segments}
    if not {"sacrum", "vertebrae_S1"} <= set(labels):
        return segmentation
    whole = np.where(segmentation.labels == labels["vertebrae_S1"], labels["sacrum"], segmentation.labels)
    rest = tuple(segment for segment in segmentation.segments if segment.file_stem != "vertebrae_S1")
    joined = replace(segmentation, labels=whole.astype(np.uint16), segments=rest)
    return joined.with_warnings("S1, which the label map has apart, was taken as part of the sacrum.")


def _near(segmentation: Segmentation, needed: set[str], paths: Sequence[ScrewPath]) -> Segmentation:
    """The segmentation with only those segments whose box comes within ``NEAR_MM`` of a needed one or of a screw."""
    boxes = {}
    slices = ndimage.find_objects(segmentation.labels)
    for segment in segmentation.segments:
        ends = slices[segment.label - 1]
        ijk = np.array([[(s.start, s.stop - 1)[n >> axis & 1] for axis, s in enumerate(ends[::-1])] for n in range(8)])
        ras = ijk @ segmentation.ijk_to_ras[:3, :3].T + segmentation.ijk_to_ras[:3, 3]
        boxes[segment.file_stem] = np.array([ras.min(axis=0), ras.max(axis=0)])
    places = [boxes[key] for key in needed]
    places += [np.array([np.minimum(one.entry, one.tip), np.maximum(one.entry, one.tip)]) for one in paths]
    near = [
        segment for segment in segmentation.segments if any(_meet(boxes[segment.file_stem], place) for place in places)
    ]
    return replace(segmentation, segments=tuple(near))


def _meet(box: np.ndarray, place: np.ndarray) -> bool:
    return bool((box[0] - NEAR_MM <= place[1]).all() and (box[1] + NEAR_MM >= place[0]).all())
