"""A study from one hospital's Orthanc to another's: each instance compared, sent, read back; a break is no harm."""

import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset

from osteo_orthanc.identity import Person, check_same
from osteo_orthanc.look import find_study, person_of
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.confidentiality import Profile
from osteokit.imaging.deidentify import deidentify_dataset
from osteokit.imaging.dicomweb import Connection
from osteokit.imaging.dicomweb_transfer import retrieve, store
from osteokit.imaging.pseudonyms import new_uid

_DONE = "done.json"


@dataclass(frozen=True)
class Job:
    """
    Attributes
    ----------
    study_uid : str
        At the source.
    patient : Person
        The referral's.
    identified : bool
        Whether the name goes with it; else it is de-identified (PS3.15).
    key : bytes or None
        Behind pseudonyms; None for one of this job's own.
    folder : Path
        Private; holds what is under way and is removed at the end.
    """

    study_uid: str
    patient: Person
    identified: bool
    key: bytes | None
    folder: Path


@dataclass(frozen=True)
class Sent:
    """``study_uid`` at the target, which is another one where it was de-identified. ``note`` of the comparison."""

    study_uid: str
    instances: int
    note: str


def send(source: Connection, target: Connection, job: Job, progress: Progress = silent) -> Sent:
    """Send a study. Run again after an interruption, what was read back before is not sent twice.

    Raises
    ------
    OsteoError
        The study is not there, is of another patient, or the target has not all of it at the end: what is missing is
        sent by the next run.
    """
    study = find_study(source, job.study_uid)
    note = check_same(person_of(study), job.patient)
    job.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    job.folder.chmod(0o700)
    prepare = _prepare(job)
    series = retrieve(source, job.study_uid, job.folder / "images", part(progress, 0.0, 0.4))
    files = [file for one in series for file in sorted(one.glob("*.dcm"))]
    done = _done(job)
    for number, file in enumerate(files):
        part(progress, 0.4, 0.95)(number / len(files), f"sending {number + 1} of {len(files)}")
        if file.name not in done:
            _send_one(target, file, prepare)
            done.append(file.name)
            _keep(job, done)
    uid = job.study_uid if job.identified else new_uid(_key(job), job.study_uid)
    there = find_study(target, uid).instances or 0
    if there < len(files):
        (job.folder / _DONE).unlink()  # it kept some and lost them: all are sent and looked at anew
        raise OsteoError(f"The other side has {there} of {len(files)} instances; send it again.")
    shutil.rmtree(job.folder)
    progress(1.0, f"{len(files)} instances sent and read back")
    return Sent(uid, len(files), note)


def _send_one(target: Connection, file: Path, prepare: Callable[[Dataset], Dataset]) -> None:
    report = store(target, [file], prepare)
    for one in report.problems:
        raise OsteoError(f"An instance was not stored as it was sent: {one.problem}; send the study again.")


def _prepare(job: Job) -> Callable[[Dataset], Dataset]:
    """What leaves: an instance of this patient, as it is or de-identified. A study may hold a stranger's image."""
    profile = None if job.identified else Profile(key=_key(job))

    def prepare(dataset: Dataset) -> Dataset:
        said = Person(*(str(dataset.get(one, "") or "") for one in ("PatientName", "PatientID", "PatientBirthDate")))
        check_same(said, job.patient)
        return dataset if profile is None else deidentify_dataset(dataset, profile)[0]

    return prepare


def _key(job: Job) -> bytes:
    """The hospital's, or one that this job keeps until it ends, so that a second run makes the same pseudonyms."""
    if job.key is not None:
        return job.key
    file = job.folder / "key"
    if not file.exists():
        with whole_file(file) as path:
            path.write_bytes(secrets.token_bytes(32))
            os.chmod(path, 0o600)
    return file.read_bytes()


def _done(job: Job) -> list[str]:
    try:
        return list(json.loads((job.folder / _DONE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []
    except ValueError:  # damaged: all are sent again
        return []


def _keep(job: Job, done: list[str]) -> None:
    with whole_file(job.folder / _DONE) as path:
        path.write_text(json.dumps(done), encoding="utf-8")
