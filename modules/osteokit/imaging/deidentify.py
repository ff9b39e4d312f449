"""De-identification by PS3.15 Annex E: what leaves the machine names nobody, and a report says what was changed."""

import json
import os
import warnings
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pydicom
from pydicom.datadict import dictionary_has_tag, keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import BaseTag
from pydicom.uid import PYDICOM_IMPLEMENTATION_UID, UID

from osteokit import __version__
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.base.progress import Progress, silent
from osteokit.imaging import archive
from osteokit.imaging.confidentiality import BASIC_CODE, Option, Profile, action_for, safe_private
from osteokit.imaging.dicom_headers import files_under, looks_like_dicom
from osteokit.imaging.identity import Identity, identity_of, mentions
from osteokit.imaging.pseudonyms import cleaned_text, new_uid, pseudonym, shift_days, shifted

REPORT_NAME = "deidentification.json"
_PIXELS = {0x7FE00008, 0x7FE00009, 0x7FE00010, 0x7FE00001, 0x7FE00002}
_PATIENT_NAME, _PATIENT_ID, _DOCUMENT = 0x00100010, 0x00100020, 0x00420011
_DICOMDIR_CLASS = "1.2.840.10008.1.3.10"
_PICTURE_MODALITIES = {"US", "OT", "XC", "ES", "GM", "DOC", "DG", "SC"}
_DUMMIES = {
    "AE": "NONE",
    "AS": "000Y",
    "CS": "NONE",
    "DA": "19000101",
    "DS": "0",
    "DT": "19000101000000",
    "IS": "0",
    "TM": "000000",
    "UR": "urn:none",
    "OB": b"\0\0",
    "OW": b"\0\0",
    "UN": b"\0\0",
}


@dataclass(frozen=True)
class Change:
    """What was done to one attribute, in how many places; never what it said."""

    tag: str
    keyword: str
    action: str
    count: int


@dataclass(frozen=True)
class Report:
    """What de-identifying a folder did. ``left_out`` counts files that are no DICOM object and were not copied."""

    method: tuple[str, ...]
    files: int
    left_out: int
    changes: tuple[Change, ...]
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def deidentify_folder(
    src: str | os.PathLike[str],
    dst: str | os.PathLike[str],
    profile: Profile | None = None,
    progress: Progress = silent,
) -> Report:
    """De-identify every DICOM object below ``src`` (folder, zip or file) into the new folder ``dst``, all or none.

    Output names are numbers (``series-001/00001.dcm``), for old names often hold the patient's. The report is written
    beside them as ``deidentification.json``.

    Raises
    ------
    OsteoError
        No DICOM object, one that cannot be read, burned-in text that nobody accepted, or ``dst`` is not empty.
    """
    src, dst = Path(src), Path(dst)
    profile = profile or Profile()
    if not src.exists():
        raise OsteoError(f"{src} does not exist.")
    if dst.exists() and (not dst.is_dir() or any(dst.iterdir())):
        raise OsteoError(f"{dst} exists and is not an empty folder; choose a new one.")
    folder = archive.unpacked(src) if archive.is_zip(src) else src
    files = [folder] if folder.is_file() else list(files_under(folder))
    counts: Counter[tuple[str, str, str]] = Counter()
    said: set[str] = set()
    numbers: dict[str, int] = {}
    written = 0
    with whole_folder(dst) as content:
        for number, path in enumerate(files):
            progress(number / len(files), f"De-identifying ({number + 1} of {len(files)})")
            dataset = _read(path) if looks_like_dicom(path) else None
            if dataset is None:
                continue
            said.update(cautions(dataset))
            clean, changes = _deidentified(dataset, profile, str(path))
            for change in changes:
                counts[(change.tag, change.keyword, change.action)] += change.count
            series = numbers.setdefault(str(clean.get("SeriesInstanceUID", "")), len(numbers) + 1)
            target = content / f"series-{series:03d}" / f"{written + 1:05d}.dcm"
            target.parent.mkdir(exist_ok=True)
            _save(clean, target, path)
            written += 1
        if not written:
            raise OsteoError(f"{src} holds no DICOM object; nothing was written.")
        report = Report(_method(profile), written, len(files) - written, _changes(counts), tuple(sorted(said)))
        (content / REPORT_NAME).write_text(json.dumps(report.as_json(), indent=2), encoding="utf-8")
    progress(1.0, "De-identified")
    return report


def _save(clean: Dataset, target: Path, source: Path) -> None:
    try:
        clean.save_as(target, enforce_file_format=True)
    except OSError:
        raise  # a full disk, told by whole_folder
    except Exception as error:  # kept values that were read but cannot be written
        raise OsteoError(f"{source} holds values that cannot be written ({error}); leave it out.") from error


def _read(path: Path) -> Dataset | None:
    """A DICOM object; ``None`` for a DICOMDIR, whose content is a list of patients."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(path, force=True)
            if str(dataset.file_meta.get("MediaStorageSOPClassUID", "")) == _DICOMDIR_CLASS:
                return None
            if not dataset.get("SOPClassUID") and not dataset.get("Modality"):
                raise OsteoError(f"{path} ends before it says what it is; copy it again, or take it out.")
            return dataset
    except OsteoError:
        raise
    except Exception as error:  # foreign bytes: pydicom raises whatever a broken file leads to
        raise OsteoError(f"{path} is not a readable DICOM file ({error}); copy it again, or take it out.") from error


def deidentify_dataset(dataset: Dataset, profile: Profile | None = None) -> tuple[Dataset, tuple[Change, ...]]:
    """A de-identified copy of one data set, and what was changed.

    Pixels are not copied but shared. File meta and preamble are made anew.

    Raises
    ------
    OsteoError
        Text is, or may be, burned into the pixels and nobody accepted that; or an encapsulated document names people.
    """
    return _deidentified(dataset, profile or Profile(), "The data set")


def burned_in_problem(dataset: Dataset) -> str:
    """Why the pixels may show the patient's name, in words; empty for an ordinary slice."""
    if "EncapsulatedDocument" in dataset and not str(dataset.get("MIMETypeOfEncapsulatedDocument", "")).startswith(
        "model/"
    ):
        return "it encapsulates a document, which may name the patient"
    said = str(dataset.get("BurnedInAnnotation", "")).upper()
    if said == "YES":
        return "its header says that text is burned into the image"
    if said == "NO" or "Rows" not in dataset:
        return ""
    kinds = {str(kind).upper() for kind in dataset.get("ImageType", None) or ()}
    pictured = str(dataset.get("Modality", "")) in _PICTURE_MODALITIES or "ConversionType" in dataset
    colour = int(dataset.get("SamplesPerPixel", None) or 1) > 1
    if pictured or colour or kinds & {"SCREEN SAVE", "SCREENSAVE", "SECONDARY CAPTURE"}:
        return "it is a screen picture, which often shows the patient's name"
    return ""


def cautions(dataset: Dataset) -> list[str]:
    """What de-identified attributes cannot hide."""
    part = str(dataset.get("BodyPartExamined", "")).upper()
    shows_face = str(dataset.get("RecognizableVisualFeatures", "")).upper() == "YES"
    if shows_face or any(word in part for word in ("HEAD", "SKULL", "FACE", "BRAIN", "JAW", "ORBIT", "NECK")):
        return ["The images show the head: a face can be rebuilt from thin slices, and faces are not removed."]
    return []


def _deidentified(dataset: Dataset, profile: Profile, where: str) -> tuple[Dataset, tuple[Change, ...]]:
    problem = burned_in_problem(dataset)
    if problem and not profile.accept_burned_in:
        raise OsteoError(f"{where}: {problem}; look at it and say so explicitly (--accept-burned-in), or leave it out.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            work = _Work(profile, dataset, where)
            clean = work.cleaned(dataset)
            _sign(clean, profile, str(work.patient))
            _set_file_meta(clean, dataset, profile)
    except OsteoError:
        raise
    except Exception as error:  # foreign bytes again, met while values are decoded
        raise OsteoError(f"{where} holds values that cannot be decoded ({error}); it was not de-identified.") from error
    return clean, _changes(work.counts)


class _Work:
    """One data set's de-identification: its profile, its patient, and the count of what was done."""

    def __init__(self, profile: Profile, dataset: Dataset, where: str) -> None:
        self.profile = profile
        self.where = where
        self.identity: Identity = identity_of(dataset)
        self.patient = str(dataset.get("PatientID", "") or dataset.get("PatientName", ""))
        self.days = shift_days(profile.key, self.patient)
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def cleaned(self, dataset: Dataset) -> Dataset:
        """A clean copy of a data set or sequence item."""
        clean = Dataset()
        for tag in sorted(dataset.keys()):
            if tag in _PIXELS:
                clean[tag] = dataset[tag]
                continue
            if tag.element == 0 or tag.group <= 2:
                continue  # group lengths; file meta and command elements have no place here
            try:
                element = dataset[tag]
            except Exception:  # an undecodable value could hide anything
                self._count(tag, "X")
                continue
            kept = self._private(dataset, element) if tag.is_private else self._standard(element)
            if kept is not None:
                clean[tag] = kept
        if Option.SAFE_PRIVATE in self.profile.options:
            _drop_empty_creators(clean)
        return clean

    def _count(self, tag: BaseTag, action: str) -> None:
        self.counts[
            (f"{int(tag):08X}", keyword_for_tag(tag) or ("private" if tag.is_private else "unknown"), action)
        ] += 1

    def _private(self, dataset: Dataset, element: DataElement) -> DataElement | None:
        if Option.SAFE_PRIVATE in self.profile.options and self._is_safe_private(dataset, element):
            return self._swept(element)
        self._count(element.tag, "X")
        return None

    def _is_safe_private(self, dataset: Dataset, element: DataElement) -> bool:
        tag = element.tag
        if tag.is_private_creator:
            return any(str(element.value) == creator for creator, group, _ in safe_private() if group == tag.group)
        creator = dataset.get(BaseTag((tag.group << 16) | (tag.element >> 8)))
        name = "" if creator is None else str(creator.value)
        return element.VR not in ("SQ", "UN") and (name, tag.group, tag.element & 0xFF) in safe_private()

    def _standard(self, element: DataElement) -> DataElement | None:
        tag = element.tag
        known = dictionary_has_tag(tag)
        action = action_for(int(tag), element.VR, self.profile.options) if known else "X"
        if action == "X":
            self._count(tag, "X")
            return None
        if element.VR == "SQ":
            return self._sequence(element, action)
        if tag in (_PATIENT_NAME, _PATIENT_ID):
            self._count(tag, "D")
            return DataElement(tag, element.VR, pseudonym(self.profile.key, self.patient))
        if action == "K":
            return self._swept(element)
        replaced = self._replaced(element, action)
        if replaced is None or replaced.value != element.value:
            self._count(tag, action)
        return replaced

    def _sequence(self, element: DataElement, action: str) -> DataElement:
        if action in ("Z", "D"):
            self._count(element.tag, "Z")
            return DataElement(element.tag, "SQ", [])
        return DataElement(element.tag, "SQ", [self.cleaned(item) for item in element.value or ()])

    def _replaced(self, element: DataElement, action: str) -> DataElement | None:
        tag, vr = element.tag, element.VR
        if element.VM == 0 or element.value in (None, "", b""):
            return element
        if action == "Z":
            return DataElement(tag, vr, None)
        values = [str(value) for value in (element.value if element.VM > 1 else [element.value])]
        if action == "U":
            new = [new_uid(self.profile.key, value) for value in values]
            return DataElement(tag, vr, new if len(new) > 1 else new[0])
        if action == "C":
            return self._cleaned_value(element, values)
        return DataElement(tag, vr, _dummy(vr, self.profile.key, values[0]))

    def _cleaned_value(self, element: DataElement, values: list[str]) -> DataElement | None:
        vr = element.VR
        if vr in ("DA", "DT"):
            new = [shifted(value, self.days) for value in values]
        elif vr == "TM":
            return self._swept(element)  # the time of day stays; only days move
        else:
            new = [cleaned_text(value) for value in values]
        kept = DataElement(element.tag, vr, new if len(new) > 1 else new[0])
        return None if mentions(kept, self.identity) else kept

    def _swept(self, element: DataElement) -> DataElement | None:
        """Keep an element unless it says who the patient is."""
        if element.tag == _DOCUMENT and mentions(element, self.identity):
            raise OsteoError(f"{self.where} encapsulates a document that names the patient; export it again without.")
        if mentions(element, self.identity):
            self._count(element.tag, "X")
            return None
        return element


def _dummy(vr: str, key: bytes, old: str) -> object:
    if vr == "UI":
        return new_uid(key, old)
    if vr in ("FD", "FL", "SL", "SS", "UL", "US", "SV", "UV"):
        return 0
    return _DUMMIES.get(vr, "REMOVED")


def _drop_empty_creators(dataset: Dataset) -> None:
    """Private creators whose block holds nothing any more."""
    for tag in [tag for tag in dataset.keys() if tag.is_private_creator]:
        block = tag.element << 8
        if not any(other.group == tag.group and other.element & 0xFF00 == block for other in dataset.keys()):
            del dataset[tag]


def _method(profile: Profile) -> tuple[str, ...]:
    return (BASIC_CODE[1], *(option.meaning for option in Option if option in profile.options))


def _sign(clean: Dataset, profile: Profile, patient: str) -> None:
    """Say in the data set that, and how, it was de-identified (PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1)."""
    if "PatientName" not in clean:
        clean.PatientName = pseudonym(profile.key, patient)
    if "PatientID" not in clean:
        clean.PatientID = pseudonym(profile.key, patient)
    clean.PatientIdentityRemoved = "YES"
    clean.DeidentificationMethod = [f"SlicerOsteo {__version__}", "PS3.15 Annex E Basic Profile"]
    codes = [BASIC_CODE, *((option.code, option.meaning) for option in Option if option in profile.options)]
    clean.DeidentificationMethodCodeSequence = [_code(value, meaning) for value, meaning in codes]
    dates = {Option.FULL_DATES: "UNMODIFIED", Option.MODIFIED_DATES: "MODIFIED"}
    chosen = [word for option, word in dates.items() if option in profile.options]
    clean.LongitudinalTemporalInformationModified = chosen[0] if chosen else "REMOVED"


def _code(value: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning[:64]
    return item


def _set_file_meta(clean: Dataset, original: Dataset, profile: Profile) -> None:
    """A new file meta group and an empty preamble; of the old one only class, instance and transfer syntax stay."""
    old = getattr(original, "file_meta", Dataset())
    for keyword in ("SOPClassUID", "SOPInstanceUID"):
        if not clean.get(keyword) and old.get(f"MediaStorage{keyword}"):
            found = str(old[f"MediaStorage{keyword}"].value)
            setattr(
                clean, keyword, UID(found if Option.RETAIN_UIDS in profile.options else new_uid(profile.key, found))
            )
    if not clean.get("SOPClassUID") or not clean.get("SOPInstanceUID"):
        raise ValueError("no SOP Class or Instance UID")
    implicit = original.original_encoding[0]
    default = "1.2.840.10008.1.2" if implicit in (True, None) else "1.2.840.10008.1.2.1"
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(str(old.get("TransferSyntaxUID") or default))
    meta.MediaStorageSOPClassUID = clean.SOPClassUID
    meta.MediaStorageSOPInstanceUID = clean.SOPInstanceUID
    meta.ImplementationClassUID = PYDICOM_IMPLEMENTATION_UID
    clean.file_meta = meta
    clean.preamble = b"\0" * 128


def _changes(counts: Counter[tuple[str, str, str]]) -> tuple[Change, ...]:
    return tuple(Change(*what, count) for what, count in sorted(counts.items()))
