"""The pixels of DICOM frames as Hounsfield units (or what else slope and intercept give)."""

import warnings
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import get_frame
from pydicom.pixels import get_decoder, pixel_array
from pydicom.uid import UID

from osteokit.base.errors import OsteoError
from osteokit.imaging.dicom_headers import Frame
from osteokit.imaging.jpeg_lossless import decode_jpeg_lossless

_LOSSLESS_JPEG = {"1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"}
AIR_HU = -1024
"""What a padded (never measured) voxel of a CT becomes."""


class FrameReader:
    """Reads frames one after another; the last file stays in memory, for a multi-frame file is asked many times."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._dataset = Dataset()

    def values_of(self, frame: Frame) -> np.ndarray:
        """The values of one frame, shape (rows, columns): ``stored * slope + intercept``, exact float64 or int64.

        Padding becomes :data:`AIR_HU` in a CT and stays what it is elsewhere. The sense of MONOCHROME1 is left alone:
        it says how to *show* values after rescaling (PS3.3 C.7.6.3.1.2), and rescaled CT values are HU in either.

        Raises
        ------
        OsteoError
            The pixels are missing, cut short, damaged, or in a compression nothing here reads.
        """
        stored = self._stored(frame)
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

    def _stored(self, frame: Frame) -> np.ndarray:
        # Foreign bytes: decoders raise whatever a broken stream leads to, so everything becomes one sentence here.
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                dataset = self._read(frame.path)
                if frame.transfer_syntax_uid in _LOSSLESS_JPEG:
                    return _stored_lossless_jpeg(dataset, frame)
                _require_decoder(frame)
                _add_transfer_syntax(dataset)
                return np.asarray(pixel_array(dataset, index=frame.index))
        except OsteoError:
            raise
        except Exception as error:
            raise OsteoError(
                f"{frame.path} has damaged or missing pixels ({_brief(error)}); copy or export it again."
            ) from error

    def _read(self, path: Path) -> Dataset:
        if path != self._path:
            self._dataset, self._path = pydicom.dcmread(path, force=True), path
        return self._dataset


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


def _require_decoder(frame: Frame) -> None:
    uid = UID(frame.transfer_syntax_uid)
    if not uid or not uid.is_compressed or uid == "1.2.840.10008.1.2.1.99":
        return
    try:
        available = get_decoder(uid).is_available
    except NotImplementedError:
        available = False
    if not available:
        raise OsteoError(f"{frame.path} is compressed as {uid.name}, which is not read here; export it uncompressed.")


def _stored_lossless_jpeg(dataset: Dataset, frame: Frame) -> np.ndarray:
    count = int(dataset.get("NumberOfFrames") or 1)
    samples, bits = decode_jpeg_lossless(get_frame(dataset.PixelData, frame.index, number_of_frames=count))
    if not dataset.PixelRepresentation:
        return samples
    signed = samples.astype(np.int32)
    return np.where(signed >= 1 << (bits - 1), signed - (1 << bits), signed)
