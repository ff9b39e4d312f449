"""What a person must know about a CT before anything is done with it: who, how even, which side is which."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume

EVEN, NOT_KNOWN, DOUBTFUL = "even", "unknown", "doubtful"


@dataclass(frozen=True)
class VolumeFacts:
    """Three sentences and whether they are reassuring; ``refusal`` is set where the volume cannot be used."""

    identity: str = ""
    slices: str = ""
    slices_state: str = NOT_KNOWN
    sides: str = ""
    refusal: str = ""


def facts_of(volume: Volume) -> VolumeFacts:
    slices, state = _slices(volume)
    return VolumeFacts(identity=_identity(volume), slices=slices, slices_state=state, sides=_sides(volume))


def _identity(volume: Volume) -> str:
    patient = volume.source.patient
    if not (patient.name or patient.id):
        return _("No patient name in this image: check that it is the right one.")
    sex = {"M": _("male"), "F": _("female")}.get(patient.sex, "")
    parts = [
        patient.name.replace("^", " ").strip(),
        _("ID {id}").format(id=patient.id) if patient.id else "",
        _("born {date}").format(date=dashed(patient.birth_date)) if patient.birth_date else "",
        sex,
        _("scanned {date}").format(date=dashed(volume.source.study_date)) if volume.source.study_date else "",
    ]
    return " · ".join(part for part in parts if part)


def dashed(text: str) -> str:
    """A DICOM date as people read it: 20260103 -> 2026-01-03."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _slices(volume: Volume) -> tuple[str, str]:
    i, j, k = volume.spacing_mm
    count = _("{count} slices of {size} mm").format(count=volume.voxels.shape[0], size=f"{i:.2f} × {j:.2f} × {k:.2f}")
    if not volume.source.files:
        return count + ", " + _("evenness not known (no DICOM files)"), NOT_KNOWN
    from osteokit.imaging.dicom_headers import frames_of
    from osteokit.imaging.slice_stack import irregularity, stack_of

    try:
        frames = [frame for file in volume.source.files for frame in frames_of(file)]
        stack = stack_of(frames, "CT")
    except (OsteoError, OSError):
        return count + ", " + _("evenness not known (the DICOM files are gone)"), NOT_KNOWN
    if not irregularity(stack) and stack.missing:
        return count + ", " + _("{missing} slices are MISSING").format(missing=len(stack.missing)), DOUBTFUL
    if irregularity(stack):
        return count + ", " + _("NOT evenly spaced: measurements may be wrong"), DOUBTFUL
    return count + ", " + _("evenly spaced"), EVEN


def _sides(volume: Volume) -> str:
    """Slicer's axial and coronal views show the patient as seen from the feet and from the front."""
    from osteokit.imaging.orientation import axis_codes

    stored = "".join(axis_codes(volume.ijk_to_ras))
    return _("Patient's right is on the left of the axial and coronal views (stored as {codes}).").format(codes=stored)
