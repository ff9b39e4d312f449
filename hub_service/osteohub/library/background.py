"""Work that is done beside the requests, as far as it is about versions: who may see it, and have it tried again."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.identity.actor import Actor, Role
from osteohub.jobs.models import Job
from osteohub.jobs.runner import Runner
from osteohub.library.models import Version
from osteohub.permissions.policy import Policy, Relation, Rule
from osteohub.permissions.relations import of_institutions_below, own


def _about(versions: Relation) -> Relation:
    """Work about versions that stand in this relation."""

    def relation(actor: Actor, role: Role) -> ColumnElement[bool]:
        return Job.subject_id.in_(select(Version.id).where(versions(actor, role)))

    return relation


JOBS = Policy(
    kind="piece of work",
    table=Job,
    relations={
        "own": _about(own(Version.author_id)),
        "below": _about(of_institutions_below(Version.organisation_id)),
    },
    rules=(
        Rule("*", ("read",), "own"),
        Rule("operator", ("read",), "below"),
        Rule("*", ("try_again",), "own", ("failed",)),
        Rule("operator", ("try_again",), "below", ("failed",)),
    ),
    scopes={"try_again": "library"},
)


def counted(session: Session, actor: Actor) -> dict[str, int]:
    """How many pieces of work there are in each state, of those that this person may see."""
    query = select(Job.state, func.count()).where(JOBS.allows(actor, "read")).group_by(Job.state)
    return {row[0]: row[1] for row in session.execute(query)}


def try_again(session: Session, runner: Runner, actor: Actor, job_id: str) -> Job:
    """What failed is done once more.

    Raises
    ------
    NotFound
    Forbidden
        It has not failed.
    """
    job: Job = JOBS.fetch(session, actor, "try_again", job_id, lock=True)
    runner.try_again(session, job)
    record(session, "try_again", actor.person_id, ("job", job_id))
    return job
