"""Asking for work, taking it, and saying how it ended."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.jobs.models import Job

LEASE_MINUTES = 15
ATTEMPTS = 3


def ask(session: Session, kind: str, subject_id: str, payload: Mapping[str, Any]) -> Job:
    """In the transaction that needs it: the job is there if and only if the rest is."""
    job = Job(kind=kind, subject_id=subject_id, payload=dict(payload))
    session.add(job)
    session.flush()
    return job


def take(session: Session) -> Job | None:
    """The oldest job that nobody works on, now leased to the caller; None where there is none."""
    lease = timedelta(minutes=LEASE_MINUTES)
    ahead = Job.leased_until > now() + 2 * lease  # by a clock that has been set back since
    free = or_(Job.leased_until.is_(None), Job.leased_until < now(), ahead)
    query = select(Job).where(Job.state == "waiting", free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    job = session.scalars(query).first()
    if job is not None:
        job.leased_until, job.attempts = now() + lease, job.attempts + 1
    return job


def end(session: Session, job_id: str, trouble: str = "") -> bool:
    """It was done, or failed with ``trouble`` and is tried again up to ``ATTEMPTS`` times. Whether it has ended."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state != "waiting":
        return True
    job.leased_until, job.trouble = None, trouble[:500]
    if not trouble:
        job.state, job.ended_at = "done", now()
    elif job.attempts >= ATTEMPTS:
        job.state, job.ended_at = "failed", now()
    return job.state != "waiting"


def put_back(session: Session, job_id: str) -> None:
    """Whoever took it stops: it is free at once, and this was no try."""
    job = session.get_one(Job, job_id, with_for_update=True)
    job.leased_until, job.attempts = None, job.attempts - 1


def give_up(session: Session, job_id: str, trouble: str) -> None:
    """It ended with ``trouble`` that another try would not mend."""
    job = session.get_one(Job, job_id, with_for_update=True)
    job.state, job.leased_until, job.trouble, job.ended_at = "failed", None, trouble[:500], now()


def begin_again(job: Job) -> None:
    """As if it had just been asked for."""
    job.state, job.attempts, job.trouble, job.leased_until, job.ended_at = "waiting", 0, "", None, None
