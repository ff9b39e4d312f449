"""From a path to a volume: a DICOM folder, a zip, one DICOM file, NIfTI, NRRD or MetaImage."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging import archive
from osteokit.imaging.dicom_headers import Scan, frames_of, looks_like_dicom, scan_folder
from osteokit.imaging.dicom_pixels import FrameReader
from osteokit.imaging.dicom_series import Series, SeriesInfo, chosen, series_of
from osteokit.imaging.hounsfield import hounsfield_problem, looks_inverted
from osteokit.imaging.nifti import MAX_VOXELS
from osteokit.imaging.orientation import axis_codes
from osteokit.imaging.resample import straightened
from osteokit.imaging.slice_stack import Stack, ijk_to_lps, irregularity
from osteokit.imaging.volume import LPS_TO_RAS, Patient, Volume, VolumeSource
from osteokit.imaging.volume_file import clean_voxels, is_volume_file, read_volume_file

MAX_FILLED_HOLE_MM = 6.0
"""One missing slice is filled (and said) where its neighbours are no further apart than this."""

MAX_FILLED_SHARE = 0.05


def read_volume(
    path: str | os.PathLike[str], series: str | None = None, progress: Progress = silent, *, resample: bool = False
) -> Volume:
    """Read a CT (or other) volume.

    Parameters
    ----------
    path : path
        A DICOM folder, a zip of one, one DICOM file (its series is read from its folder), or a ``.nii``, ``.nii.gz``,
        ``.nrrd``, ``.nhdr``, ``.mha`` or ``.mhd`` file.
    series : str, optional
        The key (UID), number or description of a DICOM series; default (also ``""``): the one best for bone, with the
        reason among the volume's warnings where there was a choice. A volume file has none, and is refused with one.
    resample : bool
        Allow a sheared (gantry tilt) or unevenly spaced series to be interpolated onto a regular grid.

    Returns
    -------
    Volume
        Voxels (k, j, i), read-only, int16 where exact, else float32; axes orthogonal.

    Raises
    ------
    OsteoError
        What cannot be read as one regular volume; the sentence says why and what to do.
    """
    path = _existing(path)
    folder, volume_file = _content(path, part(progress, 0.0, 0.2))
    if volume_file is not None:
        if series:
            raise OsteoError(f"{path} is a single volume without series; leave out the series {series!r}.")
        volume = read_volume_file(volume_file)
        progress(1.0, "Read")
        return replace(
            volume, source=replace(volume.source, path=path), warnings=volume.warnings + _value_warnings(volume)
        )
    scan = scan_folder(folder, part(progress, 0.2, 0.4))
    found = chosen(_series_or_refusal(scan, path), _wanted(path, series or None), str(path))
    return _volume(path, scan, found, resample, part(progress, 0.4, 1.0))


def list_series(path: str | os.PathLike[str], progress: Progress = silent) -> tuple[SeriesInfo, ...]:
    """The series below ``path``, the one that :func:`read_volume` would choose first and marked, each with the reason.

    None is marked where reading would refuse (several patients, no volume); the reason is then that refusal. A NIfTI,
    NRRD or MetaImage file counts as one series.
    """
    path = _existing(path)
    folder, volume_file = _content(path, part(progress, 0.0, 0.4))
    if volume_file is not None:
        return (_info_of_file(read_volume_file(volume_file)),)
    scan = scan_folder(folder, part(progress, 0.4, 1.0))
    series = _series_or_refusal(scan, path)
    try:
        return tuple(one.info for one in chosen(series, _wanted(path, None), str(path)))
    except OsteoError as refusal:
        return tuple(replace(one.info, reason=", ".join(one.info.problems) or str(refusal)) for one in series)


def _existing(path: str | os.PathLike[str]) -> Path:
    path = Path(path)
    if not path.exists():
        raise OsteoError(f"{path} does not exist.")
    return path


def _content(path: Path, progress: Progress) -> tuple[Path, Path | None]:
    """(DICOM folder, None) or (folder, the one volume file in it)."""
    if path.is_file() and is_volume_file(path):
        return path.parent, path
    if path.is_file() and archive.is_zip(path):
        folder = archive.unpacked(path, progress)
        inside = [one for one in folder.rglob("*") if one.is_file()]
        volumes = [one for one in inside if is_volume_file(one)]
        if len(volumes) == 1 and not any(looks_like_dicom(one) for one in inside):
            return folder, volumes[0]
        return folder, None
    if path.is_file():
        if not looks_like_dicom(path):
            raise OsteoError(
                f"{path} is neither DICOM, a zip, nor a NIfTI, NRRD or MetaImage file (by its name); give one of these."
            )
        return path.parent, None
    return path, None


def _wanted(path: Path, series: str | None) -> str | None:
    """The series asked for; for one DICOM file, its own."""
    if series is not None or path.is_dir() or archive.is_zip(path):
        return series
    frames = frames_of(path)
    if path.name.upper() == "DICOMDIR" or not frames:
        return None
    return frames[0].series_uid or None


def _series_or_refusal(scan: Scan, path: Path) -> list[Series]:
    if not scan.frames:
        if scan.damaged:
            raise OsteoError(f"{path}: none of its DICOM files is whole ({scan.damaged[0].name}); copy it again.")
        raise OsteoError(f"{path} holds no DICOM image; give a DICOM folder or zip, NIfTI, NRRD or MetaImage.")
    return series_of(scan.frames)


def _volume(path: Path, scan: Scan, found: tuple[Series, ...], resample: bool, progress: Progress) -> Volume:
    best = found[0]
    stack = best.stack
    assert stack is not None  # chosen() never answers with less
    warnings = _series_warnings(found, scan)
    voxels, to_lps, said = _grid(stack, resample, progress)
    warnings += said
    if any(frame.photometric == "MONOCHROME1" for frame in stack.frames):
        if looks_inverted(voxels):
            raise OsteoError(f"{path} is MONOCHROME1 with inverted values (air is bright); export it as MONOCHROME2.")
        warnings.append("The images are MONOCHROME1 (shown inverted); their values were read as they are, in HU.")
    voxels, more = clean_voxels(voxels, str(path))
    first = stack.frames[0]
    volume = Volume(
        voxels=voxels,
        ijk_to_ras=LPS_TO_RAS @ to_lps,
        modality=first.modality or "CT",
        source=VolumeSource(
            path=path,
            files=tuple(dict.fromkeys(frame.path for frame in stack.frames)),
            study_uid=first.study_uid,
            series_uid=first.series_uid,
            frame_of_reference_uid=first.frame_of_reference_uid,
            series_description=first.series_description,
            study_date=first.study_date,
            patient=first.patient,
        ),
        warnings=tuple(warnings + more),
    )
    return replace(volume, warnings=volume.warnings + _value_warnings(volume))


def _series_warnings(found: tuple[Series, ...], scan: Scan) -> list[str]:
    best = found[0]
    warnings = []
    if len(found) > 1:
        info = best.info
        warnings.append(f"Series {info.number} ({info.description or info.key}) was chosen: {info.reason}.")
    if scan.damaged:
        names = ", ".join(path.name for path in scan.damaged[:5])
        warnings.append(f"{len(scan.damaged)} DICOM files were damaged and left out: {names}.")
    if any(frame.lossy for frame in best.frames):
        warnings.append("The images went through lossy compression; edges and HU are less exact.")
    kind = best.frames[0].rescale_type
    if best.info.modality == "CT" and kind not in ("", "HU"):
        warnings.append(f"The values are {kind}, not Hounsfield units (a derived image); bone thresholds do not hold.")
    return warnings


def _value_warnings(volume: Volume) -> tuple[str, ...]:
    problem = hounsfield_problem(volume.voxels) if volume.modality == "CT" else ""
    return (f"These do not look like Hounsfield units: {problem}.",) if problem else ()


def _grid(stack: Stack, resample: bool, progress: Progress) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """(values (k, j, i), ijk_to_lps, what a person should know)."""
    reader = FrameReader()
    warnings = _repeats(stack, reader)
    first = stack.frames[0]
    if first.rows * first.columns * len(stack.frames) > MAX_VOXELS:
        raise OsteoError(f"The series claims more than {MAX_VOXELS} voxels; the header is damaged.")
    wrong = irregularity(stack)
    if wrong and not resample:
        raise OsteoError(
            f"This series is no regular volume: {wrong}. Ask for interpolation (--resample), or give another series."
        )
    if wrong:
        voxels, to_lps, said = straightened(stack, lambda n: reader.values_of(stack.frames[n]), progress)
        return voxels, to_lps, [*warnings, f"{wrong[0].upper()}{wrong[1:]}. {said}"]
    if stack.missing:
        _require_few_missing(stack)
        places = ", ".join(stack.place_of(_step(stack) * k) for k in stack.missing)
        warnings.append(f"{len(stack.missing)} missing slices were interpolated from their neighbours, at {places}.")
    return _filled(stack, reader, progress), ijk_to_lps(stack, _step(stack)), warnings


def _step(stack: Stack) -> float:
    return float(stack.offsets_mm[-1] / stack.steps[-1])


def _repeats(stack: Stack, reader: FrameReader) -> list[str]:
    """Two different images at one place cannot both be right; copies of one image can."""
    if not stack.repeated:
        return []
    places = np.array([frame.position for frame in stack.frames], float)
    for frame in stack.repeated:
        other = stack.frames[int(np.linalg.norm(places - np.array(frame.position), axis=1).argmin())]
        if not np.array_equal(reader.values_of(frame), reader.values_of(other)):
            place = stack.place_of(float((np.array(frame.position) - stack.frames[0].position) @ stack.normal))
            raise OsteoError(
                f"Two different images lie at {place} ({frame.path.name} is one): a mixed or four-dimensional series; "
                "export one time point alone."
            )
    return [f"{len(stack.repeated)} repeated images (same place, same pixels) were left out."]


def _require_few_missing(stack: Stack) -> None:
    allowed = max(1, int(MAX_FILLED_SHARE * len(stack.frames)))
    widest = float(stack.gaps_mm.max())
    single = bool(np.diff(stack.steps).max() <= 2)
    if len(stack.missing) <= allowed and single and widest <= MAX_FILLED_HOLE_MM:
        return
    places = ", ".join(stack.place_of(_step(stack) * k) for k in stack.missing[:10])
    raise OsteoError(
        f"{len(stack.missing)} slices are missing, at {places}{' ...' if len(stack.missing) > 10 else ''}: too many to "
        "fill in; get the whole series."
    )


def _filled(stack: Stack, reader: FrameReader, progress: Progress) -> np.ndarray:
    """All slices in one array, missing ones as the mean of their neighbours."""
    steps = stack.steps
    voxels: np.ndarray | None = None
    for n, frame in enumerate(stack.frames):
        progress(n / len(stack.frames), f"Reading slice {n + 1} of {len(stack.frames)}")
        values = reader.values_of(frame)
        if voxels is None:
            voxels = np.zeros((int(steps[-1]) + 1, *values.shape), _fitting(values))
        if not np.can_cast(_fitting(values), voxels.dtype):
            voxels = voxels.astype(np.float32)
        voxels[steps[n]] = values
    assert voxels is not None
    for k in stack.missing:
        between = (voxels[k - 1].astype(np.float64) + voxels[k + 1]) / 2
        voxels[k] = np.rint(between) if voxels.dtype == np.int16 else between
    progress(1.0, "Read")
    return voxels


def _fitting(values: np.ndarray) -> type:
    """int16 where these values fit it exactly."""
    exact = values.dtype.kind in "iu" or bool((values == np.rint(values)).all())
    return np.int16 if exact and values.min() >= -32768 and values.max() <= 32767 else np.float32


def _info_of_file(volume: Volume) -> SeriesInfo:
    k, j, i = volume.voxels.shape
    return SeriesInfo(
        key=str(volume.source.path),
        number=None,
        description=volume.source.path.name if volume.source.path else "",
        modality=volume.modality,
        patient=Patient(),
        study_uid="",
        study_date="",
        kernel="",
        images=k,
        size=(i, j, k),
        spacing_mm=volume.spacing_mm,
        orientation=axis_codes(volume.ijk_to_ras),
        even=True,
        tilt_deg=0.0,
        chosen=True,
        reason="the only volume in the file",
    )
