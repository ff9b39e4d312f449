"""A CT in, labelled bones out, nothing asked: mask -> joints -> names."""

from dataclasses import dataclass, field

import numpy as np

from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.segmentation.bone_mask import METAL, MaskOptions, tissue_classes
from osteokit.segmentation.orientation import common_order
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.separate import separate


@dataclass(frozen=True)
class AutoOptions:
    """``mask``: numbers of the bone mask."""

    mask: MaskOptions = field(default_factory=MaskOptions)


def bone_pieces(classes: np.ndarray, volume: Volume, progress: Progress = silent) -> np.ndarray:
    """Pieces (int32) of the bone class on the volume's grid, the same whatever the order of its axes."""
    turn = common_order(volume.ijk_to_ras)
    k, j, i = (volume.spacing_mm[::-1][axis] for axis in turn.order)
    return turn.undo(separate(np.ascontiguousarray(turn.apply(classes) > 0), (k, j, i), progress))


def numbered(classes: np.ndarray, pieces: np.ndarray, volume: Volume) -> Segmentation:
    """Pieces as ``bone_1``, ``bone_2``, ... by falling size, and metal: no names."""
    labels = np.where(classes == METAL, 0, pieces).astype(np.uint16)
    present = np.flatnonzero(np.bincount(labels.ravel())[1:]) + 1
    segments = [Segment(int(n), f"bone_{n}") for n in present]
    if (classes == METAL).any():
        label = int(labels.max()) + 1
        labels[classes == METAL] = label
        segments.append(Segment(label, "metal", 1.0))
    return Segmentation(labels, volume.ijk_to_ras, tuple(segments))


def segment(volume: Volume, options: AutoOptions | None = None, progress: Progress = silent) -> Segmentation:
    """Every bone of a CT as its own segment, named and sided where that is certain, and metal.

    Raises
    ------
    OsteoError
        There is no bone in the image.
    """
    options = options or AutoOptions()
    classes = tissue_classes(volume, options.mask, part(progress, 0.0, 0.6))
    pieces = bone_pieces(classes, volume, part(progress, 0.6, 0.8))
    return numbered(classes, pieces, volume)
