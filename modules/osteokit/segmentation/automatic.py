"""A CT in, labelled bones out, nothing asked: mask -> pieces -> names."""

from dataclasses import dataclass, field

import numpy as np

from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.segmentation.bone_mask import MaskOptions, find_tissue
from osteokit.segmentation.contrast import without_vessels
from osteokit.segmentation.identify import identify
from osteokit.segmentation.orientation import turned_volume
from osteokit.segmentation.segmentation import Segmentation
from osteokit.segmentation.separate import SeparateOptions, separate

CONTRAST_NOTE = (
    "This scan was made with contrast medium; enhanced vessels and organs were set aside: "
    "check bone and metal near them."
)


@dataclass(frozen=True)
class AutoOptions:
    """``mask``: numbers of the bone mask; ``separate``: where bones part."""

    mask: MaskOptions = field(default_factory=MaskOptions)
    separate: SeparateOptions = field(default_factory=SeparateOptions)


def bone_pieces(
    volume: Volume, classes: np.ndarray, options: SeparateOptions | None = None, progress: Progress = silent
) -> np.ndarray:
    """Pieces (int32 ``[k, j, i]``) of bone and the metal in it, the same whatever the order of the file's axes."""
    voxels, spacing, turn = turned_volume(volume)
    mask = np.ascontiguousarray(turn.apply(classes) > 0)
    return turn.undo(separate(voxels, mask, spacing, options, progress))


def segment(volume: Volume, options: AutoOptions | None = None, progress: Progress = silent) -> Segmentation:
    """Every bone of a CT as its own segment, named and sided where that is certain, and metal.

    Raises
    ------
    OsteoError
        There is no bone in the image.
    """
    return segment_with_mask(volume, options, progress)[0]


def segment_with_mask(
    volume: Volume, options: AutoOptions | None = None, progress: Progress = silent
) -> tuple[Segmentation, np.ndarray]:
    """``segment``, and the tissue classes (uint8 ``[k, j, i]``: 1 bone, 2 metal) that the names were given to.

    The mask is wider than the bones: it bridges discs and reaches into streaks, which the names leave out.
    """
    options = options or AutoOptions()
    tissue = find_tissue(volume, options.mask, part(progress, 0.0, 0.6))
    pieces = bone_pieces(volume, tissue.classes, options.separate, part(progress, 0.6, 0.8))
    pieces = without_vessels(pieces, volume.voxels, tissue.blood_hu)
    classes = np.where(pieces > 0, tissue.classes, 0).astype(np.uint8)
    found = identify(volume, classes, pieces, part(progress, 0.8, 1.0))
    return (found.with_warnings(CONTRAST_NOTE) if tissue.blood_hu > 0 else found), classes
