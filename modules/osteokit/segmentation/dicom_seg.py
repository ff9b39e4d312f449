"""DICOM Segmentation objects: out by highdicom, in by decoding the frames.

BINARY is written, not LABELMAP (Supplement 243, 2024): every reader in the field knows the former.
"""

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import highdicom as hd
import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.pixels import iter_pixels
from pydicom.sr.codedict import codes
from pydicom.uid import SegmentationStorage, generate_uid

from osteokit import __version__
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, silent
from osteokit.imaging.volume import LPS_TO_RAS, Volume
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.terminology import CATEGORY, LATERALITY, all_terms, term

LABELMAP_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.7"
DAMAGE = (
    OSError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError, NotImplementedError, EOFError,
    RuntimeError, MemoryError, struct.error, zlib.error, BytesLengthException, InvalidDicomError,
)  # fmt: skip
"""What pydicom and the decoding of its attributes raise when bytes or attributes are missing or wrong."""

_MANUFACTURER = "SlicerOsteo"
_GRID_TOLERANCE = 0.02  # voxels
_MAY_BE_EMPTY = (  # type 2: must be present; de-identified series often leave them out
    "PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyID", "StudyDate", "StudyTime",
    "AccessionNumber", "ReferringPhysicianName",
)  # fmt: skip


def write_dicom_seg(segmentation: Segmentation, volume: Volume, path: str | os.PathLike[str]) -> None:
    """Write a DICOM SEG of the patient, study and frame of reference of the CT series that ``volume`` was read from.

    One segment per label, numbered from 1 in their order, with SNOMED CT type and laterality, colour and tracking
    identifiers; the voxels lie on the segmentation's grid, frame by frame.

    Raises
    ------
    OsteoError
        ``volume`` did not come from a DICOM series, its files are gone, or it is not the grid of the segmentation.
    """
    sources = _source_images(volume)
    if segmentation.labels.shape != volume.voxels.shape or not np.allclose(
        segmentation.ijk_to_ras, volume.ijk_to_ras, atol=1e-3
    ):
        raise OsteoError("The labels lie on another grid than the CT series; segment this series to write a DICOM SEG.")
    numbers = np.zeros(int(segmentation.labels.max()) + 1, np.uint16)
    for n, segment in enumerate(segmentation.segments, 1):
        numbers[segment.label] = n
    ijk_to_lps = LPS_TO_RAS @ volume.ijk_to_ras
    array = hd.Volume(
        numbers[segmentation.labels],
        ijk_to_lps[:, [2, 1, 0, 3]],
        coordinate_system="PATIENT",
        frame_of_reference_uid=sources[0].FrameOfReferenceUID,
    )
    seg = hd.seg.Segmentation(
        source_images=sources,
        pixel_array=array,
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[_description(n, s) for n, s in enumerate(segmentation.segments, 1)],
        series_instance_uid=generate_uid(prefix=None),
        series_number=int(sources[0].get("SeriesNumber") or 0) + 1000,
        sop_instance_uid=generate_uid(prefix=None),
        instance_number=1,
        manufacturer=_MANUFACTURER,
        manufacturer_model_name=_MANUFACTURER,
        software_versions=__version__,
        device_serial_number="0",
        content_label="BONES",
        content_description="Bones labelled on CT",
    )
    seg.SeriesDescription = "Bones (SlicerOsteo)"
    with whole_file(path) as temporary:
        seg.save_as(temporary)


def _source_images(volume: Volume) -> list[Dataset]:
    files = volume.source.files
    remedy = "give the DICOM folder of the CT to write a DICOM SEG"
    if not files or not volume.source.series_uid:
        raise OsteoError(f"The CT was not read from a DICOM series, or its series UID was removed; {remedy}.")
    gone = next((file for file in files if not file.is_file()), None)
    if gone is not None:
        raise OsteoError(f"The DICOM slice {gone.name} is no longer there; {remedy}.")
    try:
        images = [pydicom.dcmread(file, stop_before_pixels=True) for file in files]
    except InvalidDicomError as error:
        raise OsteoError(f"A slice of the CT series is no longer a DICOM file; {remedy}.") from error
    if "FrameOfReferenceUID" not in images[0]:
        raise OsteoError("The CT series names no frame of reference, so a DICOM SEG cannot refer to it.")
    for image in images:
        for keyword in _MAY_BE_EMPTY:
            if keyword not in image:
                setattr(image, keyword, "")
    return images


def _description(number: int, segment: Segment) -> hd.seg.SegmentDescription:
    what = segment.term
    category = CATEGORY["metal" if what.is_metal else "bone"]
    description = hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=segment.display_name()[:64],
        segmented_property_category=hd.sr.CodedConcept(category[0], "SCT", category[1]),
        segmented_property_type=hd.sr.CodedConcept(what.snomed_code, "SCT", what.snomed_meaning),
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
        algorithm_identification=hd.AlgorithmIdentificationSequence(
            name=_MANUFACTURER, version=__version__, family=codes.cid7162.MorphologicalOperations
        ),
        tracking_uid=generate_uid(prefix=None),
        tracking_id=segment.file_stem,
        display_color=hd.color.CIELabColor.from_rgb(*what.color),
    )
    if what.side:
        code, meaning = LATERALITY[what.side]
        kind = description.SegmentedPropertyTypeCodeSequence[0]
        kind.SegmentedPropertyTypeModifierCodeSequence = [hd.sr.CodedConcept(code, "SCT", meaning)]
    return description


def read_dicom_seg(path: str | os.PathLike[str], volume: Volume, progress: Progress = silent) -> Segmentation:
    """Read a DICOM SEG (BINARY, FRACTIONAL at one half, or LABELMAP) onto the grid of ``volume``.

    Our own come back voxel for voxel with names, sides and fragments; from others the SNOMED CT code and laterality
    name the bone, and what they do not name is ``bone_n``. Where segments overlap the later one wins, with a warning.

    Raises
    ------
    OsteoError
        Not a DICOM SEG, on another grid or of another patient's series, or empty.
    """
    path = Path(path)
    try:
        return _decoded(path, volume, progress)
    except DAMAGE as error:
        raise OsteoError(f"{path.name} is damaged or incomplete as a DICOM SEG; export it again.") from error


def _decoded(path: Path, volume: Volume, progress: Progress) -> Segmentation:
    seg = _read_seg(path, volume)
    lps_to_ijk = np.linalg.inv(LPS_TO_RAS @ volume.ijk_to_ras)
    labels = np.zeros(volume.voxels.shape, np.uint16)
    overlapping = 0
    frames = int(seg.get("NumberOfFrames", 1))
    for n, (values, number, frame_to_lps) in enumerate(_frames(seg)):
        if n % 50 == 0:
            progress(n / frames, f"Reading {path.name}")
        rows, columns = np.nonzero(values)
        if not len(rows):
            continue
        i, j, k = _voxels(lps_to_ijk @ frame_to_lps, rows, columns, labels.shape, path)
        overlapping += int(np.count_nonzero(labels[k, j, i]))
        labels[k, j, i] = number if number else values[rows, columns]
    described = {int(item.SegmentNumber): item for item in seg.SegmentSequence}
    present = [int(value) for value in np.flatnonzero(np.bincount(labels.ravel())) if value]
    if not present:
        raise OsteoError(f"{path.name} has no labelled voxel in it; choose another DICOM SEG.")
    segments = _segments(present, described)
    warnings = (f"{overlapping} voxels belonged to several segments; the later one has them.",) if overlapping else ()
    return Segmentation(labels, volume.ijk_to_ras, segments, warnings)


def _read_seg(path: Path, volume: Volume) -> Dataset:
    try:
        seg = pydicom.dcmread(path)
    except (OSError, InvalidDicomError) as error:
        raise OsteoError(f"{path.name} is not a DICOM file that can be read; give a DICOM SEG.") from error
    if seg.get("SOPClassUID") not in (SegmentationStorage, LABELMAP_SEGMENTATION) or "SegmentSequence" not in seg:
        raise OsteoError(f"{path.name} is a DICOM file but no segmentation; give a DICOM SEG.")
    frame = volume.source.frame_of_reference_uid
    if frame and seg.get("FrameOfReferenceUID", frame) != frame:
        raise OsteoError(
            f"{path.name} belongs to another frame of reference than the CT; give the series it was made on."
        )
    return seg


def _frames(seg: Dataset) -> Iterator[tuple[np.ndarray, int, np.ndarray]]:
    """Per frame: its values (rows, columns), its segment number (0 in a label map: the values are the numbers) and the
    4x4 matrix from (column, row, 0, 1) to LPS mm."""
    shared = seg.SharedFunctionalGroupsSequence[0]
    fractional = seg.get("SegmentationType") == "FRACTIONAL"
    for values, own in zip(_pixels(seg), seg.PerFrameFunctionalGroupsSequence, strict=True):

        def group(name: str, own: Dataset = own) -> Dataset:
            return (own if name in own else shared)[name].value[0]

        number = 0
        if seg.get("SegmentationType") != "LABELMAP":
            number = int(group("SegmentIdentificationSequence").ReferencedSegmentNumber)
        if fractional:
            values = values >= int(seg.MaximumFractionalValue) / 2
        down, across = (float(v) for v in group("PixelMeasuresSequence").PixelSpacing)
        direction = np.array(group("PlaneOrientationSequence").ImageOrientationPatient, float)
        matrix = np.eye(4)
        matrix[:3, 0], matrix[:3, 1] = direction[:3] * across, direction[3:] * down
        matrix[:3, 3] = [float(v) for v in group("PlanePositionSequence").ImagePositionPatient]
        yield values, number, matrix


def _pixels(seg: Dataset) -> Iterator[np.ndarray]:
    if seg.BitsAllocated != 1 or seg.file_meta.TransferSyntaxUID.is_compressed:
        yield from iter_pixels(seg)
        return
    data = np.frombuffer(seg.PixelData, np.uint8)
    size = int(seg.Rows) * int(seg.Columns)
    for n in range(int(seg.get("NumberOfFrames", 1))):  # bits run on from frame to frame without padding
        first = n * size
        bits = np.unpackbits(data[first // 8 : -(-(first + size) // 8)], bitorder="little")
        yield bits[first % 8 : first % 8 + size].reshape(int(seg.Rows), int(seg.Columns))


def _voxels(
    frame_to_ijk: np.ndarray, rows: np.ndarray, columns: np.ndarray, shape: tuple[int, ...], path: Path
) -> np.ndarray:
    exact = frame_to_ijk[:3, 0, None] * columns + frame_to_ijk[:3, 1, None] * rows + frame_to_ijk[:3, 3, None]
    nearest = np.rint(exact).astype(np.int64)
    limits = np.array(shape[::-1])[:, None]
    if np.abs(exact - nearest).max() > _GRID_TOLERANCE or (nearest < 0).any() or (nearest >= limits).any():
        raise OsteoError(f"{path.name} lies on another grid than the CT; give the series that it was made on.")
    return nearest


def _segments(present: list[int], described: dict[int, Dataset]) -> tuple[Segment, ...]:
    found = [(label, *_key_and_fragment(described.get(label, Dataset()))) for label in present]
    taken = {key for _, key, _, _ in found}
    free = (n for n in range(1, len(found) + len(taken) + 2) if f"bone_{n}" not in taken)
    segments, seen = [], set()
    for label, key, fragment, note in found:
        if not key or (key, fragment) in seen:
            note = note or (f"Another segment is also called {key}." if key else "The DICOM SEG does not name it.")
            key, fragment = f"bone_{next(free)}", 0
        seen.add((key, fragment))
        segments.append(Segment(label, key, None, fragment, (note,) if note else ()))
    return tuple(segments)


def _key_and_fragment(item: Dataset) -> tuple[str, int, str]:
    """Key ("" where unknown), fragment, and a sentence for the person who checks ("" where there is none)."""
    stem, _, fragment = str(item.get("TrackingID", "")).partition("_fragment_")
    kind = next(iter(item.get("SegmentedPropertyTypeCodeSequence", [])), Dataset())
    modifier = next(iter(kind.get("SegmentedPropertyTypeModifierCodeSequence", [])), Dataset())
    code, side = str(kind.get("CodeValue", "")), str(modifier.get("CodeValue", ""))
    try:
        own = term(stem)
    except KeyError:
        own = None
    if own and own.snomed_code == code and LATERALITY.get(own.side, ("",))[0] == side:
        return stem, int(fragment) if fragment.isdigit() else 0, ""
    for key, one in all_terms().items():
        if one.snomed_code == code and LATERALITY.get(one.side, ("",))[0] == side:
            return key, 0, ""
    label = str(item.get("SegmentLabel", ""))
    return "", 0, f'Called "{label}" in the DICOM SEG, which is no known bone.' if label else ""
