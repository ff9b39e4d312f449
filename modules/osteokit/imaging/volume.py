"""The volume: voxels with their place in the patient."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import SimpleITK as sitk

LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])


@dataclass(frozen=True)
class Patient:
    """Who the image says it shows; empty strings where it says nothing."""

    name: str = ""
    id: str = ""
    birth_date: str = ""
    sex: str = ""


@dataclass(frozen=True)
class VolumeSource:
    """Where a volume came from; ``files`` are in slice order (k ascending) for a DICOM series, else the one file."""

    path: Path | None = None
    files: tuple[Path, ...] = ()
    study_uid: str = ""
    series_uid: str = ""
    frame_of_reference_uid: str = ""
    series_description: str = ""
    study_date: str = ""
    patient: Patient = field(default_factory=Patient)


@dataclass(frozen=True, eq=False)
class Volume:
    """A CT (or other) volume.

    Attributes
    ----------
    voxels : ndarray, shape (k, j, i)
        Hounsfield units for CT, int16 or float32. Read only: make a copy to change it.
    ijk_to_ras : ndarray, shape (4, 4)
        Voxel centre ``(i, j, k, 1)`` to RAS millimetres. Axes are orthogonal (the reader checks);
        any order, any sign.
    modality : str
        DICOM modality, ``"CT"`` where a file does not say.
    warnings : tuple of str
        What a person should know about how it was read (resampled, missing slices filled, ...).
    """

    voxels: np.ndarray
    ijk_to_ras: np.ndarray
    modality: str = "CT"
    source: VolumeSource = field(default_factory=VolumeSource)
    warnings: tuple[str, ...] = ()

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Voxel size along (i, j, k)."""
        i, j, k = np.linalg.norm(self.ijk_to_ras[:3, :3], axis=0)
        return float(i), float(j), float(k)

    @property
    def voxel_volume_mm3(self) -> float:
        return float(abs(np.linalg.det(self.ijk_to_ras[:3, :3])))


def image_from_array(voxels: np.ndarray, ijk_to_ras: np.ndarray) -> sitk.Image:
    """A SimpleITK image (LPS) of an array ``[k, j, i]`` placed by ``ijk_to_ras``."""
    image = sitk.GetImageFromArray(voxels)
    ijk_to_lps = LPS_TO_RAS @ ijk_to_ras
    spacing = np.linalg.norm(ijk_to_lps[:3, :3], axis=0)
    image.SetSpacing(spacing.tolist())
    image.SetOrigin(ijk_to_lps[:3, 3].tolist())
    image.SetDirection((ijk_to_lps[:3, :3] / spacing).ravel().tolist())
    return image


def ijk_to_ras_of(image: sitk.Image) -> np.ndarray:
    """The 4x4 ``ijk_to_ras`` of a three-dimensional SimpleITK image."""
    ijk_to_lps = np.eye(4)
    ijk_to_lps[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
    ijk_to_lps[:3, 3] = image.GetOrigin()
    return LPS_TO_RAS @ ijk_to_lps
