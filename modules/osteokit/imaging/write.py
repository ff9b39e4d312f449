"""Volumes to NIfTI, NRRD and MetaImage files, whole or absent."""

import gzip
import os
from pathlib import Path

import SimpleITK as sitk

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.imaging.volume import Volume, image_from_array

SUFFIXES = (".nii.gz", ".nii", ".nrrd", ".mha")
_BLOCK = 2**22


def write_volume(volume: Volume, path: str | os.PathLike[str]) -> None:
    """Write voxels and geometry; the suffix decides the format. Nothing that names the patient is written.

    Raises
    ------
    OsteoError
        Another suffix, a full disk, or a place that cannot be written.
    """
    write_image(image_from_array(volume.voxels, volume.ijk_to_ras), path)


def write_image(image: sitk.Image, path: str | os.PathLike[str]) -> None:
    """Write a SimpleITK image whole or not at all; see :func:`write_volume`."""
    path = Path(path)
    require_writable_suffix(path)
    with whole_file(path) as temporary:
        try:
            sitk.WriteImage(image, str(temporary), useCompression=not path.name.lower().endswith(".nii"))
            is_nifti = path.name.lower().endswith((".nii", ".nii.gz"))
            complete = not is_nifti or _nifti_is_complete(temporary, image)
        except RuntimeError as error:
            raise _disk_full(path) from error
        if not complete:
            raise _disk_full(path)


def require_writable_suffix(path: Path) -> None:
    """Refuse a name whose suffix says no format that is written here (before an hour of work, not after)."""
    if not path.name.lower().endswith(SUFFIXES):
        raise OsteoError(f"{path} has a suffix that is not written here; use one of {', '.join(SUFFIXES)}.")


def _disk_full(path: Path) -> OsteoError:
    return OsteoError(f"{path} could not be written (is the disk full?); free some space and try again.")


def _nifti_is_complete(path: Path, image: sitk.Image) -> bool:
    """ITK's NIfTI writer reports no error on a full disk, so the bytes are counted."""
    expected = image.GetNumberOfPixels() * image.GetSizeOfPixelComponent() * image.GetNumberOfComponentsPerPixel()
    if path.suffix.lower() != ".gz":
        return path.stat().st_size >= expected
    read = 0
    try:
        with gzip.open(path) as stream:
            while block := stream.read(_BLOCK):
                read += len(block)
    except (EOFError, gzip.BadGzipFile):
        return False
    return read >= expected
