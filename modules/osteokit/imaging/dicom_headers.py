"""What a DICOM file says about each of its frames, classic (one a file) and enhanced (many a file) alike."""

import math
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import MediaStorageDirectoryStorage

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.imaging.volume import Patient

_TAGS = """
SOPClassUID SOPInstanceUID StudyInstanceUID SeriesInstanceUID FrameOfReferenceUID Modality ImageType StudyDate
SeriesNumber SeriesDescription InstanceNumber AcquisitionNumber TemporalPositionIdentifier EchoNumbers AcquisitionTime
ConvolutionKernel PatientName PatientID PatientBirthDate PatientSex BodyPartExamined Manufacturer SliceThickness
ImagePositionPatient ImageOrientationPatient PixelSpacing Rows Columns NumberOfFrames SamplesPerPixel BitsAllocated
BitsStored PixelRepresentation PhotometricInterpretation RescaleSlope RescaleIntercept RescaleType ModalityLUTSequence
PixelPaddingValue PixelPaddingRangeLimit LossyImageCompression GantryDetectorTilt
SharedFunctionalGroupsSequence PerFrameFunctionalGroupsSequence
""".split()


@dataclass(frozen=True)
class Frame:
    """One image of a series. Vectors are LPS millimetres, as DICOM says them; ``None`` where the file is silent.

    ``split`` holds what may tell apart two images at one position: (acquisition, time point, echo, kernel, time).
    """

    path: Path
    index: int
    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    frame_of_reference_uid: str
    transfer_syntax_uid: str
    modality: str
    image_type: tuple[str, ...]
    study_date: str
    series_number: int | None
    series_description: str
    kernel: str
    patient: Patient
    rows: int
    columns: int
    samples: int
    photometric: str
    pixel_spacing_mm: tuple[float, float] | None
    position: tuple[float, float, float] | None
    orientation: tuple[float, ...] | None
    slope: float
    intercept: float
    rescale_type: str
    has_modality_lut: bool
    lossy: bool
    padding: tuple[int, int] | None
    split: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scan:
    """What a folder holds: ``frames`` of all series; ``damaged`` files; ``other`` files that are not DICOM images."""

    frames: tuple[Frame, ...] = ()
    damaged: tuple[Path, ...] = ()
    other: tuple[Path, ...] = field(default=())


def looks_like_dicom(path: Path) -> bool:
    """Whether a file begins as DICOM does: ``DICM`` after the preamble, or (old files) a tag of group 0002 or 0008."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(132)
    except OSError:
        return False
    if head[128:132] == b"DICM":
        return True
    return len(head) >= 8 and head[:2] in (b"\x02\x00", b"\x08\x00") and head[3:4] == b"\x00"


def files_under(path: Path) -> Iterator[Path]:
    """The files below a folder in a fixed order, hidden ones (and what macOS puts in zips) left out."""
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith(".") and name != "__MACOSX")
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(folder, name)


def scan_folder(folder: Path, progress: Progress = silent) -> Scan:
    """Read the headers of all DICOM images below ``folder``."""
    files = list(files_under(folder))
    frames: list[Frame] = []
    damaged: list[Path] = []
    other: list[Path] = []
    for number, path in enumerate(files):
        progress(number / len(files), f"Reading headers ({number + 1} of {len(files)})")
        if not looks_like_dicom(path):
            other.append(path)
            continue
        try:
            found = frames_of(path)
        except OsteoError:
            damaged.append(path)
            continue
        frames.extend(found)
        if not found:
            other.append(path)
    return Scan(tuple(frames), tuple(damaged), tuple(other))


def frames_of(path: Path) -> list[Frame]:
    """The frames of one DICOM file; none for a DICOMDIR or an object without an image.

    Raises
    ------
    OsteoError
        The file cannot be read or its header is damaged.
    """
    # Foreign bytes: pydicom raises whatever a broken value leads to, so everything becomes one sentence here.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            header = pydicom.dcmread(path, stop_before_pixels=True, force=True, specific_tags=list(_TAGS))
            meta = getattr(header, "file_meta", None) or Dataset()
            if _text(meta, "MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
                return []
            if "Rows" not in header or "Columns" not in header:
                if not _text(header, "SOPClassUID") and not _text(header, "Modality"):
                    raise OsteoError(f"{path} ends before it says what it is; copy or export it again.")
                return []
            return _frames(path, header, _text(meta, "TransferSyntaxUID"))
    except OsteoError:
        raise
    except Exception as error:
        raise OsteoError(f"{path} is not a readable DICOM file ({error}); copy or export it again.") from error


def _frames(path: Path, header: Dataset, transfer_syntax: str) -> list[Frame]:
    if "PerFrameFunctionalGroupsSequence" not in header:
        count = int(header.get("NumberOfFrames") or 1)
        # Many frames without functional groups say no place: one entry stands for the file, and it has no position.
        return [_frame(path, 0, header, header if count == 1 else Dataset(), header, transfer_syntax)]
    shared = _flat(header.get("SharedFunctionalGroupsSequence") or [])
    return [
        _frame(path, index, header, _merged(shared, _flat([group])), header, transfer_syntax)
        for index, group in enumerate(header.PerFrameFunctionalGroupsSequence)
    ]


def _flat(groups: Any) -> Dataset:
    """The attributes inside the functional group macros of one item, as one flat dataset."""
    flat = Dataset()
    for group in groups:
        for element in group:
            if element.VR == "SQ" and len(element.value or ()) == 1:
                flat.update(element.value[0])
    return flat


def _merged(shared: Dataset, own: Dataset) -> Dataset:
    both = Dataset()
    both.update(shared)
    both.update(own)
    return both


def _frame(path: Path, index: int, header: Dataset, place: Dataset, common: Dataset, transfer_syntax: str) -> Frame:
    image_type = _strings(place.get("FrameType")) or _strings(common.get("ImageType"))
    values = place if "RescaleSlope" in place or "RescaleIntercept" in place else common
    padding = _padding(common)
    spacing = _numbers(place, "PixelSpacing", 2)
    position = _numbers(place, "ImagePositionPatient", 3)
    return Frame(
        path=path,
        index=index,
        sop_class_uid=_text(header, "SOPClassUID"),
        sop_instance_uid=_text(header, "SOPInstanceUID"),
        study_uid=_text(header, "StudyInstanceUID"),
        series_uid=_text(header, "SeriesInstanceUID"),
        frame_of_reference_uid=_text(header, "FrameOfReferenceUID"),
        transfer_syntax_uid=transfer_syntax,
        modality=_text(header, "Modality").upper(),
        image_type=image_type,
        study_date=_text(header, "StudyDate"),
        series_number=_integer(header, "SeriesNumber"),
        series_description=_text(header, "SeriesDescription"),
        kernel=" ".join(_strings(place.get("ConvolutionKernel")) or _strings(common.get("ConvolutionKernel"))),
        patient=patient_of(header),
        rows=int(common.Rows),
        columns=int(common.Columns),
        samples=int(common.get("SamplesPerPixel") or 1),
        photometric=_text(common, "PhotometricInterpretation"),
        pixel_spacing_mm=None if spacing is None else (spacing[0], spacing[1]),
        position=None if position is None else (position[0], position[1], position[2]),
        orientation=_numbers(place, "ImageOrientationPatient", 6),
        slope=_number(values, "RescaleSlope", 1.0),
        intercept=_number(values, "RescaleIntercept", 0.0),
        rescale_type=_text(values, "RescaleType").upper(),
        has_modality_lut=bool(common.get("ModalityLUTSequence")),
        lossy=_text(common, "LossyImageCompression") == "01",
        padding=padding,
        split=(
            _text(common, "AcquisitionNumber"),
            _text(place, "TemporalPositionIndex") or _text(common, "TemporalPositionIdentifier"),
            _text(common, "EchoNumbers"),
            " ".join(_strings(place.get("ConvolutionKernel")) or _strings(common.get("ConvolutionKernel"))),
            _text(place, "StackID"),
        ),
    )


def patient_of(header: Dataset) -> Patient:
    """Who the header says it shows."""
    return Patient(
        name=_text(header, "PatientName"),
        id=_text(header, "PatientID"),
        birth_date=_text(header, "PatientBirthDate"),
        sex=_text(header, "PatientSex"),
    )


def _padding(header: Dataset) -> tuple[int, int] | None:
    """The stored values that mean "nothing was measured here", lowest and highest, as the pixels store them."""
    value = header.get("PixelPaddingValue")
    if value is None or value == "":
        return None
    limit = header.get("PixelPaddingRangeLimit")
    bits = int(header.get("BitsAllocated") or 16)
    signed = bool(header.get("PixelRepresentation"))
    ends = [_as_stored(int(one), bits, signed) for one in (value, value if limit in (None, "") else limit)]
    return min(ends), max(ends)


def _as_stored(value: int, bits: int, signed: bool) -> int:
    """Some writers give the padding in the other signedness (63536 for -2000); read it as the pixels are read."""
    value %= 1 << bits
    return value - (1 << bits) if signed and value >= 1 << (bits - 1) else value


def _text(dataset: Dataset, keyword: str) -> str:
    value = dataset.get(keyword)
    return "" if value is None else str(value).replace("\x00", "").strip()


def _strings(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return (str(value),) if isinstance(value, str) else tuple(str(part) for part in value)


def _integer(dataset: Dataset, keyword: str) -> int | None:
    text = _text(dataset, keyword)
    return int(text) if text.lstrip("+-").isdigit() else None


def _number(dataset: Dataset, keyword: str, default: float) -> float:
    text = _text(dataset, keyword)
    value = float(text) if text else default
    if not math.isfinite(value):
        raise OsteoError(f"{keyword} is {text}; the header is damaged.")
    return value


def _numbers(dataset: Dataset, keyword: str, count: int) -> tuple[float, ...] | None:
    value = dataset.get(keyword)
    if value is None or value == "" or isinstance(value, str) or len(value) != count:
        return None
    numbers = tuple(float(one) for one in value)
    return numbers if np.isfinite(numbers).all() else None
