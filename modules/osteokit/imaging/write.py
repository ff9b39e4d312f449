"""Volumes to NIfTI, NRRD and MetaImage files, whole or absent."""

import os
from pathlib import Path

import SimpleITK as sitk

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.imaging.volume import Volume, image_from_array

SUFFIXES = (".nii.gz", ".nii", ".nrrd", ".mha")


def write_volume(volume: Volume, path: str | os.PathLike[str]) -> None:
    """Write voxels and geometry; the suffix decides the format. Nothing that names the patient is written.

    Raises
    ------
    OsteoError
        Another suffix, a full disk, or a place that cannot be written.
    """
    path = Path(path)
    if not path.name.lower().endswith(SUFFIXES):
        raise OsteoError(f"{path} has a suffix that is not written here; use one of {', '.join(SUFFIXES)}.")
    image = image_from_array(volume.voxels, volume.ijk_to_ras)
    with whole_file(path) as temporary:
        try:
            sitk.WriteImage(image, str(temporary), useCompression=not path.name.lower().endswith(".nii"))
        except RuntimeError as error:
            raise OsteoError(
                f"{path} could not be written (is the disk full?); free some space and try again."
            ) from error
