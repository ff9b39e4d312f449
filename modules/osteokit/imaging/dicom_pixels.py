"""The pixels of DICOM frames as Hounsfield units (or what else slope and intercept give)."""

import warnings
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK as sitk
from pydicom.dataset import Dataset
from pydicom.pixels import get_decoder, pixel_array
from pydicom.uid import UID

from osteokit.base.errors import OsteoError
from osteokit.imaging.dicom_headers import Frame

AIR_HU = -1024
"""What a padded (never measured) voxel of a CT becomes."""


def values_of(frame: Frame) -> np.ndarray:
    """The values of one frame, shape (rows, columns): ``stored * slope + intercept``, exact float64 or int32.

    Padding becomes :data:`AIR_HU` in a CT and stays what it is elsewhere. The sense of MONOCHROME1 is left alone: it
    says how to *show* values after rescaling (PS3.3 C.7.6.3.1.2), and rescaled CT values are HU in either.

    Raises
    ------
    OsteoError
        The pixels are missing, cut short, damaged, or in a compression nothing here reads.
    """
    stored = _stored(frame)
    if stored.shape != (frame.rows, frame.columns):
        raise OsteoError(f"{frame.path} has pixels of another size than its header says; copy or export it again.")
    if float(frame.slope).is_integer() and float(frame.intercept).is_integer() and stored.dtype.kind in "iu":
        values = stored.astype(np.int64) * int(frame.slope) + int(frame.intercept)
    else:
        values = stored.astype(np.float64) * frame.slope + frame.intercept
    if frame.padding is not None and frame.modality == "CT":
        low, high = frame.padding
        values[(stored >= low) & (stored <= high)] = AIR_HU
    return values


def _stored(frame: Frame) -> np.ndarray:
    # Foreign bytes: decoders raise whatever a broken stream leads to, so everything becomes one sentence here.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not _pydicom_decodes(frame.transfer_syntax_uid):
                return _stored_by_gdcm(frame)
            dataset = pydicom.dcmread(frame.path, force=True)
            _add_transfer_syntax(dataset)
            return np.asarray(pixel_array(dataset, index=frame.index))
    except OsteoError:
        raise
    except Exception as error:
        raise OsteoError(
            f"{frame.path} has damaged or missing pixels ({_brief(error)}); copy or export it again."
        ) from error


def _brief(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 160 else text[:157] + "..."


def _add_transfer_syntax(dataset: Dataset) -> None:
    """Files without file meta (before 1996, and some exports): implicit little endian, as the standard's default."""
    if not getattr(dataset, "file_meta", None):
        dataset.file_meta = pydicom.dataset.FileMetaDataset()
    if not dataset.file_meta.get("TransferSyntaxUID"):
        little, implicit = dataset.original_encoding[1], dataset.original_encoding[0]
        known = {(True, True): "1.2.840.10008.1.2", (False, True): "1.2.840.10008.1.2.1"}
        dataset.file_meta.TransferSyntaxUID = UID(known.get((bool(implicit), bool(little)), "1.2.840.10008.1.2.2"))


def _pydicom_decodes(transfer_syntax: str) -> bool:
    uid = UID(transfer_syntax)
    if not transfer_syntax or not uid.is_compressed or transfer_syntax == "1.2.840.10008.1.2.1.99":
        return True
    try:
        return get_decoder(uid).is_available
    except NotImplementedError:
        return False


def _stored_by_gdcm(frame: Frame) -> np.ndarray:
    """Stored values through SimpleITK (GDCM), which also reads lossless JPEG; it rescales, which is undone here."""
    if not frame.transfer_syntax_uid.startswith("1.2.840.10008.1.2.4."):
        name = UID(frame.transfer_syntax_uid).name
        raise OsteoError(f"{frame.path} is compressed as {name}, which is not read here; export it uncompressed.")
    reader = sitk.ImageFileReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileName(str(frame.path))
    pixels = sitk.GetArrayFromImage(_executed(reader, frame.path, frame.transfer_syntax_uid))
    pixels = pixels.reshape(-1, frame.rows, frame.columns)[frame.index]
    if frame.slope == 0:
        raise OsteoError(f"{frame.path} has a rescale slope of 0; the header is damaged.")
    return np.rint((pixels.astype(np.float64) - frame.intercept) / frame.slope).astype(np.int64)


def _executed(reader: sitk.ImageFileReader, path: Path, transfer_syntax: str) -> sitk.Image:
    try:
        return reader.Execute()
    except RuntimeError as error:
        name = UID(transfer_syntax).name
        raise OsteoError(
            f"{path} ({name}) could not be decoded; copy or export it again, uncompressed if it stays so."
        ) from error
