"""The ways to label a volume: each is a value with a ``description`` and a ``segment``."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from osteokit.base.progress import Progress, part
from osteokit.imaging.volume import Volume
from osteokit.segmentation.segmentation import Segmentation


class Method(Protocol):
    """How a volume becomes labelled bones."""

    @property
    def description(self) -> str:
        """One line for the report: what was done, with which inputs."""
        ...

    def segment(self, volume: Volume, progress: Progress) -> Segmentation: ...


@dataclass(frozen=True)
class Automatic:
    """Nothing asked: every bone found, separated, and named where the name is sure."""

    description: str = "automatic: sheetness, graph cut, separation at the joints, naming by anatomy"

    def segment(self, volume: Volume, progress: Progress) -> Segmentation:
        from osteokit.segmentation.automatic import segment

        return segment(volume, progress=progress)


@dataclass(frozen=True)
class FromSeeds:
    """One click per bone: Slicer markups (``.mrk.json``) whose labels are the bones' names."""

    seeds: Path

    @property
    def description(self) -> str:
        return f"one click per bone, from {self.seeds.name}"

    def segment(self, volume: Volume, progress: Progress) -> Segmentation:
        from osteokit.segmentation.files import read_seeds
        from osteokit.segmentation.seeded import segment_from_seeds

        return segment_from_seeds(volume, read_seeds(self.seeds), progress)


@dataclass(frozen=True)
class FromLabels:
    """Somebody else knows which bone is where (coarse labels); the edge is found in the image."""

    labels: Path
    names: str | None = None

    @property
    def description(self) -> str:
        return f"coarse labels of {self.labels.name}, refined to the edge in the image"

    def segment(self, volume: Volume, progress: Progress) -> Segmentation:
        from osteokit.segmentation.files import read_segmentation
        from osteokit.segmentation.refine import refine

        return refine(volume, read_segmentation(self.labels, self.names), progress)


@dataclass(frozen=True)
class FromSegmenter:
    """An installed AI segmenter (a plugin) knows which; its labels are then refined to the edge in the image.

    ``seeds`` are for interactive ones, which ask for a click per bone.
    """

    name: str
    seeds: Path | None = None

    @property
    def description(self) -> str:
        return f"segmenter plugin {self.name}, refined to the edge in the image"

    def segment(self, volume: Volume, progress: Progress) -> Segmentation:
        from osteokit.plugins.segmenters import find_segmenter
        from osteokit.segmentation.files import read_seeds
        from osteokit.segmentation.refine import refine

        seeds = () if self.seeds is None else read_seeds(self.seeds)
        coarse = find_segmenter(self.name).run(volume, part(progress, 0.0, 0.6), seeds)
        return refine(volume, coarse, part(progress, 0.6, 1.0))
