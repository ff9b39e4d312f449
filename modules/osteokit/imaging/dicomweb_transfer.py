"""Fetch series from a PACS (WADO-RS) and store instances there (STOW-RS), read back and compared."""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import requests
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from osteokit.base.errors import OsteoError
from osteokit.base.files import refusal, whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.dicomweb import Connection, find_series, status_of, told_clearly

_UID = re.compile(r"[0-9][0-9.]{0,63}")
_AS_STORED = (("application/dicom", "*"),)
_PAGE = 1000

Prepare = Callable[[Dataset], Dataset]


@dataclass(frozen=True)
class StoredInstance:
    """What became of one instance: ``problem`` is empty where the PACS gave it back unchanged."""

    file: Path
    study_uid: str
    series_uid: str
    sop_uid: str
    problem: str = ""


@dataclass(frozen=True)
class StoreReport:
    """All that was sent, and the files that were no DICOM and stayed."""

    instances: tuple[StoredInstance, ...]
    skipped: tuple[Path, ...]

    @property
    def problems(self) -> tuple[StoredInstance, ...]:
        return tuple(i for i in self.instances if i.problem)


def retrieve(connection: Connection, uid: str, out: Path, progress: Progress = silent) -> tuple[Path, ...]:
    """Fetch a study or a series into ``out/<SeriesInstanceUID>/<SOPInstanceUID>.dcm``; returns the series' folders.

    A series' folder appears when all of it is there. What was fetched before an interruption is kept beside it, in a
    folder of parts, and is not fetched again. Pixel data come as the PACS keeps them, in their transfer syntax.

    Raises
    ------
    OsteoError
        The PACS has no such study or series, gives something else, or ``out`` cannot be written.
    """
    wanted = find_series(connection, series_uid=uid) or find_series(connection, study_uid=uid)
    if not wanted:
        raise OsteoError(f"{connection.access.url} has no study or series {uid}; `osteo pacs query` lists them.")
    folders = []
    for n, series in enumerate(wanted):
        share = part(progress, n / len(wanted), (n + 1) / len(wanted))
        folders.append(_retrieve_series(connection, series.study_uid or uid, series.series_uid, Path(out), share))
    return tuple(folders)


def _retrieve_series(connection: Connection, study_uid: str, series_uid: str, out: Path, progress: Progress) -> Path:
    target, parts = out / _as_name(series_uid), out / f".part-{_as_name(series_uid)}"
    progress(0.0, f"listing series {series_uid}")
    uids = _instances(connection, study_uid, series_uid)
    missing = [u for u in uids if not (target / f"{u}.dcm").exists() and not (parts / f"{u}.dcm").exists()]
    for n, sop_uid in enumerate(missing):
        done = (len(uids) - len(missing) + n) / len(uids)
        progress(done, f"instance {len(uids) - len(missing) + n + 1} of {len(uids)}")
        instance = _fetch(connection, study_uid, series_uid, sop_uid)
        with whole_file(parts / f"{sop_uid}.dcm") as path:
            instance.save_as(path, enforce_file_format=True)
    try:
        _publish(parts, target)
    except OSError as error:
        raise refusal(error, target) from error
    progress(1.0, f"{len(uids)} instances")
    return target


def _publish(parts: Path, target: Path) -> None:
    """Give the fetched parts their place: all at once, or one by one where the series has grown since."""
    if not parts.exists():
        return
    for rest in parts.glob(".part-*"):  # of a killed run
        shutil.rmtree(rest, ignore_errors=True)
    if not target.exists():
        os.replace(parts, target)
        return
    for file in parts.iterdir():
        os.replace(file, target / file.name)
    parts.rmdir()


def _instances(connection: Connection, study_uid: str, series_uid: str) -> list[str]:
    uids: dict[str, None] = {}
    with told_clearly(connection.access, "listing the instances"):
        while True:
            answers = connection.client.search_for_instances(study_uid, series_uid, limit=_PAGE, offset=len(uids))
            known = len(uids)
            uids.update(dict.fromkeys(str(Dataset.from_json(a).SOPInstanceUID) for a in answers))
            if len(answers) < _PAGE or len(uids) == known:
                break
    if not uids:
        raise OsteoError(f"Series {series_uid} has no instances on {connection.access.url}.")
    return [_as_name(uid) for uid in uids]


def _fetch(connection: Connection, study_uid: str, series_uid: str, sop_uid: str) -> Dataset:
    with told_clearly(connection.access, "fetching an instance"):
        try:
            instance = connection.client.retrieve_instance(study_uid, series_uid, sop_uid, media_types=_AS_STORED)
        except InvalidDicomError as error:
            raise ValueError("no DICOM") from error
        if str(instance.SOPInstanceUID) != sop_uid:
            raise OsteoError(f"{connection.access.url} gave another instance than {sop_uid}; nothing was kept of it.")
    return instance


def _as_name(uid: str) -> str:
    """A UID as a file name; a server must not choose paths on this machine."""
    if not _UID.fullmatch(uid) or ".." in uid:
        raise OsteoError(f"The PACS gave {uid[:80]!r} as a UID, which is none; it is not used as a file name.")
    return uid


def store(connection: Connection, paths: Iterable[Path], prepare: Prepare, progress: Progress = silent) -> StoreReport:
    """Send files (or all DICOM files below a folder) and read every one back.

    ``prepare`` gives the dataset that leaves this machine: de-identification, or the identity where a person said so.
    Where it raises OsteoError, that file stays, its refusal is the problem in the report, and the rest is sent.
    STOW-RS may answer 200 with nothing stored; only what the PACS gives back unchanged counts as stored.

    Raises
    ------
    OsteoError
        A named file is absent or no DICOM, nothing is there to send, or the PACS cannot be reached.
    """
    files, skipped = _dicom_files(paths)
    if not files:
        raise OsteoError("There is no DICOM file to send.")
    instances = []
    for n, file in enumerate(files):
        progress(n / len(files), f"sending {n + 1} of {len(files)}")
        original = _read(file)
        try:
            dataset = prepare(original)
        except OsteoError as refusal:
            instances.append(_about(file, original, f"not sent: {refusal}"))
            continue
        problem = _send(connection, dataset)
        progress((n + 0.5) / len(files), f"reading back {n + 1} of {len(files)}")
        instances.append(_about(file, dataset, problem or _read_back(connection, dataset)))
    progress(1.0, f"{len(instances)} instances sent and read back")
    return StoreReport(tuple(instances), tuple(skipped))


def _about(file: Path, dataset: Dataset, problem: str) -> StoredInstance:
    uids = (str(dataset[keyword].value) for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"))
    return StoredInstance(file, *uids, problem=problem)


def _dicom_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """DICOM files in order, and what below a folder is none; a file that a person named must be DICOM."""
    files, skipped = [], []
    for path in map(Path, paths):
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.is_file()):
                (files if _is_dicom(file) else skipped).append(file)
        elif not path.is_file():
            raise OsteoError(f"{path} does not exist.")
        elif not _is_dicom(path):
            raise OsteoError(f"{path} is not a DICOM file; only DICOM (CT, SEG, encapsulated STL, ...) can be stored.")
        else:
            files.append(path)
    return files, skipped


def _is_dicom(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(132)
    return head[128:] == b"DICM" and path.name.upper() != "DICOMDIR"


def _read(file: Path) -> Dataset:
    try:
        dataset = dcmread(file)
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID"):
            if not dataset.get(keyword):
                raise OsteoError(f"{file} has no {keyword}; it cannot be stored.")
    except (InvalidDicomError, EOFError, ValueError, AttributeError, NotImplementedError) as error:
        raise OsteoError(f"{file} is a broken DICOM file and was not sent.") from error
    return dataset


def _send(connection: Connection, dataset: Dataset) -> str:
    """Empty where the PACS claims to have stored it; otherwise what it said."""
    with told_clearly(connection.access, "storing"):
        answer = connection.client.store_instances([dataset])
        for item in answer.get("FailedSOPSequence") or ():
            code = int(item.get("FailureReason", 0) or 0)
            return f"refused by the PACS (reason 0x{code:04X})"
    return ""


def _read_back(connection: Connection, sent: Dataset) -> str:
    """Empty where the PACS gives back what was sent; otherwise what differs."""
    try:
        with told_clearly(connection.access, "reading back"):
            try:
                got = connection.client.retrieve_instance(
                    str(sent.StudyInstanceUID), str(sent.SeriesInstanceUID), str(sent.SOPInstanceUID),
                    media_types=_AS_STORED,
                )  # fmt: skip
            except requests.exceptions.HTTPError as error:
                if status_of(error) in (404, 410):
                    return "accepted by the PACS, but it is not there"
                raise
    except OsteoError as error:
        return f"could not be read back: {error}"
    different = sorted(_differences(sent, got))
    return f"changed by the PACS: {', '.join(different[:8])}" if different else ""


def _differences(sent: Dataset, got: Dataset) -> Iterator[str]:
    """Names of the elements that are not the same; group lengths and padding do not count."""
    for tag in set(sent.keys()) | set(got.keys()):
        if tag.element == 0 or tag == 0xFFFCFFFC:
            continue
        if tag not in sent or tag not in got or not _same(sent[tag].value, got[tag].value):
            element = sent[tag] if tag in sent else got[tag]
            yield element.keyword or str(tag)
    if sent.file_meta.get("TransferSyntaxUID") != got.file_meta.get("TransferSyntaxUID"):
        yield "TransferSyntaxUID"


def _same(a: object, b: object) -> bool:
    if isinstance(a, bytes) and isinstance(b, bytes):
        return a.rstrip(b"\0") == b.rstrip(b"\0")
    return a == b or (not a and not b)
