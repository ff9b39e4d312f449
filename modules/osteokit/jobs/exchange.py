"""Values that pass between a host and its worker process, in one folder: arrays as .npy, the rest as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.imaging.volume import Patient, Volume, VolumeSource
from osteokit.segmentation.seeds import Seed
from osteokit.segmentation.segmentation import Segment, Segmentation


def save_volume(volume: Volume, folder: Path) -> None:
    np.save(folder / "volume.npy", volume.voxels)
    source = volume.source
    _write(
        folder / "volume.json",
        {
            "ijk_to_ras": volume.ijk_to_ras.tolist(),
            "modality": volume.modality,
            "warnings": volume.warnings,
            "source": {
                **asdict(source),
                "path": str(source.path) if source.path else "",
                "files": [str(f) for f in source.files],
            },
        },
    )


def load_volume(folder: Path) -> Volume:
    content = _read(folder / "volume.json")
    source = dict(content["source"])
    source["path"] = Path(source["path"]) if source["path"] else None
    source["files"] = tuple(Path(file) for file in source["files"])
    source["patient"] = Patient(**source["patient"])
    return Volume(
        voxels=np.load(folder / "volume.npy", mmap_mode="r"),
        ijk_to_ras=np.array(content["ijk_to_ras"]),
        modality=content["modality"],
        source=VolumeSource(**source),
        warnings=tuple(content["warnings"]),
    )


def save_segmentation(segmentation: Segmentation, folder: Path) -> None:
    np.save(folder / "labels.npy", segmentation.labels)
    _write(
        folder / "labels.json",
        {
            "ijk_to_ras": segmentation.ijk_to_ras.tolist(),
            "segments": [asdict(segment) for segment in segmentation.segments],
            "warnings": segmentation.warnings,
        },
    )


def load_segmentation(folder: Path) -> Segmentation:
    content = _read(folder / "labels.json")
    segments = tuple(Segment(**{**item, "warnings": tuple(item["warnings"])}) for item in content["segments"])
    labels = np.load(folder / "labels.npy")
    return Segmentation(labels, np.array(content["ijk_to_ras"]), segments, tuple(content["warnings"]))


def save_seeds(seeds: Sequence[Seed], folder: Path) -> None:
    _write(folder / "seeds.json", [{"key": seed.key, "points_ras": seed.points_ras.tolist()} for seed in seeds])


def load_seeds(folder: Path) -> tuple[Seed, ...]:
    return tuple(Seed(item["key"], np.array(item["points_ras"])) for item in _read(folder / "seeds.json"))


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
