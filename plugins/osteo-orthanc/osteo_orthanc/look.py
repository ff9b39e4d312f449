"""Is a study there, and may this hospital fetch it."""

from dataclasses import dataclass

from osteo_orthanc.hub import Known, ReferralImages
from osteo_orthanc.identity import Person, check_same
from osteo_orthanc.places import Place
from osteokit.base.errors import OsteoError
from osteokit.imaging.dicomweb import Connection, Study, StudyQuery, connect, find_series, find_studies


@dataclass(frozen=True)
class Seen:
    """A study of a referral as it is now: ``place`` is the Orthanc's name, empty where its address is not known here.
    ``instances`` is None where that could not be asked; ``trouble`` says why it cannot be fetched, empty where it can.
    """

    study_uid: str
    about: str
    place: str
    instances: int | None
    trouble: str

    @property
    def command(self) -> str:
        """How to get it."""
        return f"osteo pacs retrieve {self.place} {self.study_uid} --out FOLDER" if not self.trouble else ""


def look(images: ReferralImages, places: tuple[Place, ...]) -> tuple[Seen, ...]:
    """Ask the Orthanc of each study that the referral names."""
    return tuple(_seen(images, one, places) for one in images.studies)


def _seen(images: ReferralImages, study: Known, places: tuple[Place, ...]) -> Seen:
    place = next((one for one in places if one.url.rstrip("/") == study.address.rstrip("/")), None)
    if place is None:
        return Seen(study.study_uid, study.about, "", None, f"{study.address} is not set up on this machine.")
    try:
        found = find_study(connect(place.access()), study.study_uid)
        count = found.instances
        trouble = "" if images.may_fetch else "The referral's state does not let this institution fetch it."
    except OsteoError as error:
        found, count, trouble = None, None, str(error)
    if found is not None and not trouble:
        trouble = _another_patient(found, images)
    return Seen(study.study_uid, study.about, place.name, count, trouble)


def _another_patient(study: Study, images: ReferralImages) -> str:
    """A study that went without a name (``OSTEO-...``) cannot be compared; it was before it went."""
    if study.patient_name.startswith("OSTEO-"):
        return ""
    try:
        check_same(person_of(study), images.patient)
    except OsteoError as error:
        return str(error)
    return ""


def person_of(study: Study) -> Person:
    return Person(study.patient_name, study.patient_id, study.birth_date)


def find_study(connection: Connection, study_uid: str) -> Study:
    """The study, with its instances counted.

    Raises
    ------
    OsteoError
        It is not there, has no instances, or the Orthanc does not answer or let us in.
    """
    found = find_studies(connection, StudyQuery(study_uid=study_uid))
    study = next((one for one in found if one.study_uid == study_uid), None)
    if study is None:
        raise OsteoError(f"{connection.access.url} has no study {study_uid}.")
    if study.instances is None:
        counts = [one.instances or 0 for one in find_series(connection, study_uid)]
        study = Study(**{**vars(study), "instances": sum(counts)})
    if not study.instances:
        raise OsteoError(f"{connection.access.url} knows the study {study_uid} and has no instance of it.")
    return study
