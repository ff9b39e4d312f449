"""Generated DICOM series, right or wrong in a chosen way, for any test that needs a CT on disk.

``write_ct_series(folder)`` writes a good one; each keyword breaks or changes one thing.
"""

import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK as sitk
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian

SYNTAXES = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "deflated": "1.2.840.10008.1.2.1.99",
    "big": "1.2.840.10008.1.2.2",
    "rle": "1.2.840.10008.1.2.5",
    "jpeg-lossless": "1.2.840.10008.1.2.4.70",
    "jpeg-ls": "1.2.840.10008.1.2.4.80",
    "j2k": "1.2.840.10008.1.2.4.90",
}
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
ROOT = "1.2.826.0.1.3680043.8.498.77"
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True, eq=False)
class WrittenSeries:
    """What was written: ``voxels`` (k, j, i) in HU and ``ijk_to_ras`` are the truth that a reader should find."""

    folder: Path
    files: tuple[Path, ...]
    voxels: np.ndarray
    ijk_to_ras: np.ndarray
    series_uid: str


def small_ct(slices: int = 10, rows: int = 40, columns: int = 48) -> np.ndarray:
    """A CT like no mirror image of itself, int16 HU, (slices, rows, columns).

    An ellipse of water in air holds a thick bone on the patient's right (low i), a thin one on the left, both growing
    upwards, and a speck of metal near the front (low j) of the top slice.
    """
    k, j, i = np.meshgrid(np.arange(slices), np.arange(rows), np.arange(columns), indexing="ij")
    x, y = (i - columns / 2) / (columns * 0.42), (j - rows / 2) / (rows * 0.42)
    voxels = np.where(x**2 + y**2 < 1, 20 + 3 * k, -1000).astype(np.int16)
    grow = 1 + 0.5 * k / max(1, slices - 1)
    voxels[np.hypot(i - 0.3 * columns, j - rows / 2) < 0.11 * columns * grow] = 900
    voxels[np.hypot(i - 0.7 * columns, j - rows / 2) < 0.06 * columns * grow] = 700
    voxels[-1, rows // 4, columns // 2] = 3000
    return voxels


def grid_of(
    spacing: Sequence[float], orientation: Sequence[float], origin: Sequence[float], step_mm: float | None = None
) -> np.ndarray:
    """``ijk_to_ras`` of a straight series: spacing (i, j, k), LPS orientation cosines, LPS corner."""
    row, column = np.array(orientation[:3], float), np.array(orientation[3:], float)
    matrix = np.eye(4)
    matrix[:3, 0] = row * spacing[0]
    matrix[:3, 1] = column * spacing[1]
    matrix[:3, 2] = np.cross(row, column) * (spacing[2] if step_mm is None else step_mm)
    matrix[:3, 3] = origin
    return np.diag([-1.0, -1.0, 1.0, 1.0]) @ matrix


def write_ct_series(
    folder: Path,
    voxels: np.ndarray | None = None,
    *,
    spacing: Sequence[float] = (0.8, 0.7, 1.5),
    orientation: Sequence[float] = AXIAL,
    origin: Sequence[float] = (-20.0, -15.0, 100.0),
    offsets_mm: Sequence[float] | None = None,
    tilt_deg: float = 0.0,
    drop: Sequence[int] = (),
    duplicate: Sequence[int] = (),
    syntax: str = "explicit",
    slope: float = 1.0,
    intercept: float = -1024.0,
    signed: bool = False,
    padding: int | None = None,
    photometric: str = "MONOCHROME2",
    series: str = "1",
    patient: str = "Test^Patient",
    patient_id: str = "T-1",
    prefix: str = "IM",
    **attributes: object,
) -> WrittenSeries:
    """Write one file per slice, in shuffled file order, instance numbers descending (a reader must sort by position).

    Parameters
    ----------
    offsets_mm : sequence of float, optional
        Place of each slice along the normal (uneven gaps); default: multiples of ``spacing[2]``.
    tilt_deg : float
        Gantry tilt: each slice moves along its column direction by offset x tan(tilt).
    drop, duplicate : sequence of int
        Slices left out, or written twice under two instance UIDs.
    series : str
        Names the series: the same name gives the same series UID. ``attributes`` are set on every slice as they are.
    """
    voxels = small_ct() if voxels is None else voxels
    folder.mkdir(parents=True, exist_ok=True)
    offsets = np.arange(len(voxels)) * spacing[2] if offsets_mm is None else np.asarray(offsets_mm, float)
    row, column = np.array(orientation[:3], float), np.array(orientation[3:], float)
    normal = np.cross(row, column)
    series_uid = _uid("series", patient_id, series)
    files = []
    written = [k for k in range(len(voxels)) if k not in drop] + list(duplicate)
    order = np.random.default_rng(1).permutation(len(written))
    for number, which in enumerate(order):
        k = written[which]
        place = np.array(origin, float) + offsets[k] * (normal + np.tan(np.radians(tilt_deg)) * column)
        slice_ = ct_slice(voxels[k], spacing, orientation, place, slope, intercept, signed)
        slice_.PatientName, slice_.PatientID = patient, patient_id
        slice_.StudyInstanceUID, slice_.SeriesInstanceUID = _uid("study", patient_id), series_uid
        slice_.SeriesNumber = int(series) if series.isdigit() else 1
        slice_.SeriesDescription = f"series {series}"
        slice_.FrameOfReferenceUID = _uid("frame", patient_id)
        slice_.SOPInstanceUID = _uid("slice", patient_id, series, prefix, str(which))
        slice_.file_meta.MediaStorageSOPInstanceUID = slice_.SOPInstanceUID
        slice_.InstanceNumber = len(voxels) - k
        slice_.PhotometricInterpretation = photometric
        if padding is not None:
            slice_.PixelPaddingValue = padding
        for keyword, value in attributes.items():
            setattr(slice_, keyword, value)
        files.append(folder / f"{prefix}{number:04d}.dcm")
        save(slice_, files[-1], syntax)
    return WrittenSeries(folder, tuple(sorted(files)), voxels, grid_of(spacing, orientation, origin), series_uid)


def ct_slice(
    hu: np.ndarray,
    spacing: Sequence[float],
    orientation: Sequence[float],
    position: Sequence[float],
    slope: float = 1.0,
    intercept: float = -1024.0,
    signed: bool = False,
) -> FileDataset:
    """One CT image in memory, uncompressed."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    slice_ = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    slice_.SpecificCharacterSet = "ISO_IR 192"
    slice_.SOPClassUID = CTImageStorage
    slice_.Modality = "CT"
    slice_.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    slice_.StudyDate = slice_.SeriesDate = slice_.ContentDate = "20240131"
    slice_.StudyTime = slice_.SeriesTime = slice_.ContentTime = "101112"
    slice_.AccessionNumber = "ACC77"
    slice_.Manufacturer = "Generated"
    slice_.PatientBirthDate, slice_.PatientSex = "19600229", "F"
    slice_.SliceThickness = 5  # wrong on purpose: readers must go by position
    slice_.KVP = 120
    slice_.ImagePositionPatient = [_decimal(value) for value in position]
    slice_.ImageOrientationPatient = [_decimal(value) for value in orientation]
    slice_.PixelSpacing = [_decimal(spacing[1]), _decimal(spacing[0])]
    slice_.SamplesPerPixel = 1
    slice_.PhotometricInterpretation = "MONOCHROME2"
    slice_.RescaleSlope, slice_.RescaleIntercept, slice_.RescaleType = _decimal(slope), _decimal(intercept), "HU"
    set_stored(slice_, np.rint((hu.astype(float) - intercept) / slope), signed)
    return slice_


def set_stored(slice_: Dataset, stored: np.ndarray, signed: bool = False) -> None:
    """Put stored values into a dataset, 16 bits each."""
    slice_.Rows, slice_.Columns = stored.shape[-2:]
    slice_.BitsAllocated = slice_.BitsStored = 16
    slice_.HighBit = 15
    slice_.PixelRepresentation = int(signed)
    slice_.PixelData = np.ascontiguousarray(stored.astype("<i2" if signed else "<u2")).tobytes()


def save(slice_: FileDataset, path: Path, syntax: str = "explicit") -> None:
    """Write a dataset in one of :data:`SYNTAXES`."""
    uid = SYNTAXES[syntax]
    if syntax in ("rle", "jpeg-ls", "j2k"):
        slice_.compress(UID(uid), generate_instance_uid=False)
    elif syntax == "jpeg-lossless":
        _compress_by_gdcm(slice_)
    elif syntax == "big":
        _swap_pixels(slice_)
    slice_.file_meta.TransferSyntaxUID = UID(uid)
    if "PixelPaddingValue" in slice_:
        slice_["PixelPaddingValue"].VR = "SS" if slice_.PixelRepresentation else "US"
    dcmwrite(path, slice_, enforce_file_format=True, little_endian=syntax != "big", implicit_vr=syntax == "implicit")


def write_enhanced_ct(
    path: Path,
    voxels: np.ndarray | None = None,
    *,
    spacing: Sequence[float] = (0.8, 0.7, 1.5),
    orientation: Sequence[float] = AXIAL,
    origin: Sequence[float] = (-20.0, -15.0, 100.0),
    syntax: str = "explicit",
) -> WrittenSeries:
    """One multi-frame Enhanced CT file whose frames are stored top slice first."""
    voxels = small_ct() if voxels is None else voxels
    image = ct_slice(voxels[0], spacing, orientation, origin)
    shared, frames = Dataset(), []
    measures = Dataset()
    measures.PixelSpacing, measures.SliceThickness = image.PixelSpacing, image.SliceThickness
    plane = Dataset()
    plane.ImageOrientationPatient = image.ImageOrientationPatient
    rescale = Dataset()
    rescale.RescaleSlope, rescale.RescaleIntercept, rescale.RescaleType = 1, -1024, "HU"
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [plane]
    shared.PixelValueTransformationSequence = [rescale]
    normal = np.cross(orientation[:3], orientation[3:])
    for k in reversed(range(len(voxels))):
        place, frame = Dataset(), Dataset()
        place.ImagePositionPatient = [_decimal(v) for v in np.array(origin) + k * spacing[2] * normal]
        frame.PlanePositionSequence = [place]
        frames.append(frame)
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"):
        delattr(image, keyword)
    for keyword in ("RescaleSlope", "RescaleIntercept", "RescaleType"):
        delattr(image, keyword)
    image.SOPClassUID = image.file_meta.MediaStorageSOPClassUID = UID(ENHANCED_CT)
    image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = _uid("enhanced", path.name)
    image.StudyInstanceUID, image.SeriesInstanceUID = _uid("study", "E"), _uid("series", "E")
    image.PatientName, image.PatientID, image.SeriesNumber = "Test^Enhanced", "E-1", 1
    image.NumberOfFrames = len(voxels)
    image.SharedFunctionalGroupsSequence, image.PerFrameFunctionalGroupsSequence = [shared], frames
    set_stored(image, voxels[::-1].astype(int) + 1024)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(image, path, syntax)
    return WrittenSeries(
        path.parent, (path,), voxels, grid_of(spacing, orientation, origin), str(image.SeriesInstanceUID)
    )


def _uid(*names: str) -> UID:
    """A UID that depends on nothing but the names."""
    number = zlib.crc32("/".join(names).encode()) + 10**9 * zlib.crc32("/".join(reversed(names)).encode())
    return UID(f"{ROOT}.{number}")


def _decimal(value: float) -> str:
    """A number as DICOM's DS allows it: at most 16 characters."""
    return f"{float(value):.10g}"[:16]


def _swap_pixels(slice_: FileDataset) -> None:
    slice_.PixelData = np.frombuffer(slice_.PixelData, "<u2").byteswap().tobytes()
    slice_["PixelData"].VR = "OW"


def _compress_by_gdcm(slice_: FileDataset) -> None:
    """Lossless JPEG by GDCM (inside SimpleITK): the only encoder at hand, and independent of the readers' code."""
    kind = "<i2" if slice_.PixelRepresentation else "<u2"
    stored = np.frombuffer(slice_.PixelData, kind).reshape(-1, slice_.Rows, slice_.Columns)
    frames = []
    with tempfile.TemporaryDirectory() as folder:
        for picture in stored:
            writer = sitk.ImageFileWriter()
            writer.SetFileName(f"{folder}/one.dcm")
            writer.SetImageIO("GDCMImageIO")
            writer.SetUseCompression(True)
            writer.SetCompressor("JPEG")
            writer.Execute(sitk.GetImageFromArray(picture[None]))
            compressed = pydicom.dcmread(f"{folder}/one.dcm")
            assert compressed.file_meta.TransferSyntaxUID == SYNTAXES["jpeg-lossless"]
            frames.extend(generate_frames(compressed.PixelData, number_of_frames=1))
    slice_.PixelData = encapsulate(frames)
    slice_["PixelData"].is_undefined_length = True
