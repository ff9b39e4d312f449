"""A finished case as a value, and its ``summary.json``."""

import hashlib
from dataclasses import dataclass

import numpy as np

from osteokit import __version__
from osteokit.imaging.volume import Volume
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.surface.mesh import Mesh

SCHEMA = "osteo.case/1"


@dataclass(frozen=True, eq=False)
class Case:
    """What one run knows: the volume, its labels, a mesh per label, how it was made, how long each step took,
    and the language (``"en"`` or ``"zh"``) of names and text in its files."""

    volume: Volume
    segmentation: Segmentation
    meshes: dict[int, Mesh]
    method: str
    seconds: dict[str, float]
    language: str = "en"

    def bones(self) -> list[Segment]:
        return [s for s in self.segmentation.segments if not s.term.is_metal]

    def metal(self) -> list[Segment]:
        return [s for s in self.segmentation.segments if s.term.is_metal]


def volume_sha256(volume: Volume) -> str:
    """SHA-256 over the voxels' bytes, their type and shape, and ``ijk_to_ras``: the input's name in an audit."""
    digest = hashlib.sha256(f"{volume.voxels.dtype.str} {volume.voxels.shape}".encode())
    digest.update(np.ascontiguousarray(volume.voxels).data)
    digest.update(np.ascontiguousarray(np.round(volume.ijk_to_ras, 6), dtype="<f8").data)
    return digest.hexdigest()


def _record(case: Case, segment: Segment, voxels: int) -> dict:
    term = segment.term
    return {
        "label": segment.label,
        "key": segment.key,
        "name": segment.display_name("en"),
        "name_zh": segment.display_name("zh"),
        "side": term.side or None,
        "snomed_code": term.snomed_code,
        "snomed_meaning": term.snomed_meaning,
        "voxels": voxels,
        "volume_mm3": round(voxels * case.volume.voxel_volume_mm3, 1),
        "file": f"bones/{segment.file_stem}.stl" if segment.label in case.meshes else None,
        "confidence": None if segment.confidence is None else round(segment.confidence, 3),
        "fragment": segment.fragment,
        "warnings": list(segment.warnings),
    }


def summary(case: Case) -> dict:
    """The content of ``summary.json`` (schema ``osteo.case/1``); lengths in mm, volumes in mm3, times in s."""
    counts = case.segmentation.counts()
    source = case.volume.source
    k, j, i = case.volume.voxels.shape
    return {
        "schema": SCHEMA,
        "version": __version__,
        "input": {
            "file": source.path.name if source.path else None,
            "sha256": volume_sha256(case.volume),
            "modality": case.volume.modality,
            "series_uid": source.series_uid,
            "series_description": source.series_description,
            "study_date": source.study_date,
        },
        "patient": {
            "name": source.patient.name,
            "id": source.patient.id,
            "birth_date": source.patient.birth_date,
            "sex": source.patient.sex,
        },
        "geometry": {
            "size": [i, j, k],
            "spacing_mm": [round(s, 4) for s in case.volume.spacing_mm],
            "ijk_to_ras": np.round(case.volume.ijk_to_ras, 6).tolist(),
            "coordinates_of_meshes": "LPS",
        },
        "method": case.method,
        "bones": [_record(case, s, counts[s.label]) for s in case.bones()],
        "metal": [_record(case, s, counts[s.label]) for s in case.metal()],
        "warnings": [*case.volume.warnings, *case.segmentation.warnings],
        "seconds": {step: round(seconds, 2) for step, seconds in case.seconds.items()},
    }
