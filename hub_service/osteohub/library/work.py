"""What the job runner does for the library: the checks of a submitted version."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from osteohub.events.service import at, emit, person
from osteohub.jobs.models import Job
from osteohub.jobs.runner import Work
from osteohub.jobs.service import ask
from osteohub.library.drafts import other_places
from osteohub.library.models import Version
from osteohub.library.shapes import named
from osteohub.objects.store import ObjectStore
from osteohub.plugins.checks import question
from osteohub.plugins.rulings import plugins_of
from osteokit.base.chinese import in_chinese

KIND = "check_version"


def ask_for_checks(session: Session, version: Version) -> None:
    """Checks of an earlier submission that failed are of no interest any more."""
    earlier = (Job.kind == KIND, Job.subject_id == version.id, Job.state == "failed")
    session.execute(delete(Job).where(*earlier))
    ask(session, KIND, version.id, {})


def checking(store: ObjectStore) -> Work:
    """The work over this store of files."""

    def asked(session: Session, job: Job) -> Mapping[str, Any]:
        version = session.get(Version, job.subject_id)
        if version is None:
            return {"files": [], "duplicates": []}
        titles = session.scalars(select(Version.title).where(Version.id.in_(other_places(session, version)))).all()
        files = [{"name": one.name, "path": str(store.path(one.sha256))} for one in version.files]
        return {"files": files, "duplicates": list(titles), **question(version, plugins_of(session))}

    def told(session: Session, job: Job, answer: Any) -> None:
        version = session.get(Version, job.subject_id, with_for_update=True)
        if version is not None and version.state == "submitted":  # taken back meanwhile: the answer is stale
            version.checks = named(session, version, answer)
            _tell(session, version)

    def failed(session: Session, job: Job, trouble: str) -> None:
        version = session.get(Version, job.subject_id, with_for_update=True)
        if version is not None and version.state == "submitted":
            words = {"english": f"The checks failed. {trouble}", "chinese": f"自动检查失败。{in_chinese(trouble)}"}
            version.checks = [{"code": "failed", "severity": "stop", "file": "", **words}]
            _tell(session, version)

    def again(session: Session, job: Job) -> None:
        version = session.get(Version, job.subject_id, with_for_update=True)
        if version is not None and version.state == "submitted":
            version.checks = []

    return Work("osteohub.library.checks", asked, told, failed, again)


def _tell(session: Session, version: Version) -> None:
    stopped = any(one["severity"] == "stop" for one in version.checks)
    audience = [*at(version.organisation_id, "operator"), *person(version.author_id)]
    emit(session, "version.checked", ("version", version.id), audience, resource=version.resource_id, stopped=stopped)
