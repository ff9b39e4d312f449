"""Surfaces of versions that were published before surfaces were measured: without it a copy of them is not noticed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.identity.actor import Actor
from osteohub.jobs.models import Job
from osteohub.jobs.runner import Work
from osteohub.jobs.service import ask
from osteohub.library.checks import MESHES
from osteohub.library.models import MeshShape, Version, VersionFile
from osteohub.library.policies import VERSIONS
from osteohub.library.shapes import keep
from osteohub.library.states import SEEN_BY_ALL
from osteohub.objects.store import ObjectStore

KIND = "measure_meshes"
AT_ONCE = 1000
"""Versions that are asked for with one word."""


def unmeasured(session: Session, actor: Actor) -> int:
    """How many versions this person may have measured, at most ``AT_ONCE``."""
    return session.execute(select(func.count()).select_from(_waiting(actor).subquery())).scalar_one()


def ask_for_measures(session: Session, actor: Actor) -> int:
    """Have them measured; how many. Doing it twice asks for nothing twice."""
    found: Sequence[str] = session.scalars(_waiting(actor)).all()
    for version_id in found:
        ask(session, KIND, version_id, {})
    if found:
        record(session, "measure", actor.person_id, ("version", found[0]), versions=len(found))
    return len(found)


def _waiting(actor: Actor) -> Select[tuple[str]]:
    is_mesh = or_(*(func.lower(VersionFile.name).like(f"%{suffix}") for suffix in MESHES))
    files = select(VersionFile.version_id).outerjoin(MeshShape, MeshShape.sha256 == VersionFile.sha256)
    asked = select(Job.id).where(Job.subject_id == Version.id, Job.kind == KIND)
    return (
        select(Version.id)
        .where(
            Version.state.in_(SEEN_BY_ALL),
            VERSIONS.allows(actor, "measure", within=SEEN_BY_ALL),
            Version.id.in_(files.where(MeshShape.sha256.is_(None), is_mesh)),
            ~asked.exists(),
        )
        .order_by(Version.id)
        .limit(AT_ONCE)
    )


def measuring(store: ObjectStore) -> Work:
    """The work over this store of files."""

    def asked(session: Session, job: Job) -> Mapping[str, Any]:
        return {"files": [{"name": one.name, "path": str(store.path(one.sha256))} for one in _meshes(session, job)]}

    def told(session: Session, job: Job, answer: Any) -> str:
        digests = {one.name: one.sha256 for one in _meshes(session, job)}
        for one in answer:
            if "shape" in one and one["file"] in digests:
                keep(session, digests[one["file"]], one["shape"])
        return " ".join(one["trouble"] for one in answer if "trouble" in one)

    return Work("osteohub.library.measures", asked, told, lambda session, job, trouble: None)


def _meshes(session: Session, job: Job) -> list[VersionFile]:
    version = session.get(Version, job.subject_id)
    return [one for one in version.files if one.name.lower().endswith(MESHES)] if version else []
