"""What waits for a person, each with where to go: the first thing that they see."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from osteohub.credentials.models import Admission, Override
from osteohub.credentials.policies import ADMISSIONS, OVERRIDES
from osteohub.credentials.use import WARN_DAYS
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.jobs.models import Job
from osteohub.library.background import JOBS
from osteohub.library.models import Review, Version
from osteohub.library.policies import VERSIONS
from osteohub.library.work import KIND as CHECK
from osteohub.notices.models import Notice
from osteohub.referrals.ahead import ON_THE_WAY
from osteohub.referrals.models import Referral, Transfer
from osteohub.referrals.policies import HANDS, REFERRALS, TRANSFERS


def waiting_for(session: Session, actor: Actor) -> list[tuple[str, str, int]]:
    """Address, word of ``words.csv`` and number, without what there is none of; the most pressing first."""
    soon = now() + timedelta(days=WARN_DAYS)
    mine = Admission.person_id == actor.person_id
    ending = (Admission.state == "granted", Admission.valid_until < soon)
    questions = (
        ("/emergencies", "wait_emergencies", _coming(actor)),
        ("/referrals?late=1", "wait_late", _referrals(actor, Referral.due_at < now())),
        ("/referrals", "wait_referrals", _referrals(actor)),
        ("/referrals?state=awaiting_approval", "wait_transfers", _count(
            Referral, REFERRALS.allows(actor, "approve"), Referral.state == "awaiting_approval")),
        ("/referrals", "wait_judgements", _count(
            Transfer, TRANSFERS.allows(actor, "confirm", within=("unjudged",)), Transfer.state == "unjudged")),
        ("/credentials#overrides", "wait_overrides", _count(
            Override, OVERRIDES.allows(actor, "review"), Override.reviewed_by.is_(None))),
        ("/credentials", "wait_decisions", _count(
            Admission, ADMISSIONS.allows(actor, "grant"), Admission.state == "assessed")),
        ("/credentials", "wait_assessments", _count(
            Admission, ADMISSIONS.allows(actor, "assess"), Admission.state == "applied")),
        ("/credentials", "wait_ending", _count(
            Admission, ADMISSIONS.allows(actor, "suspend"), *ending)),
        ("/credentials", "wait_own_ending", _count(
            Admission, mine, *ending)),
        ("/library", "wait_reviews", _count(
            Review, Review.reviewer_id == actor.person_id, Review.score.is_(None),
            Review.version_id.in_(select(Version.id).where(Version.state == "in_review")))),
        ("/library", "wait_panels", _count(
            Version, VERSIONS.allows(actor, "begin_review"), Version.state == "submitted")),
        ("/jobs?state=failed", "wait_work", _count(
            Job, JOBS.allows(actor, "try_again"), Job.state == "failed", Job.kind == CHECK,
            Job.subject_id.in_(select(Version.id).where(Version.state == "submitted")))),
        ("/library", "wait_returned", _count(
            Version, Version.author_id == actor.person_id, Version.state == "returned")),
        ("/notices", "wait_notices", _count(Notice, Notice.person_id == actor.person_id, Notice.seen_at.is_(None))),
    )  # fmt: skip
    counted = [(path, word, session.execute(question).scalar_one()) for path, word, question in questions]
    return [one for one in counted if one[2]]


def _referrals(actor: Actor, *conditions: ColumnElement[bool]) -> Select[tuple[int]]:
    return _count(Referral, REFERRALS.allows(actor, "accept", within=("sent",)), Referral.state == "sent", *conditions)


def _coming(actor: Actor) -> Select[tuple[int]]:
    """Emergencies on their way of which the newest word was not read."""
    mine = {place for role in HANDS for place in actor.organisations(role)}
    on_the_way = Referral.to_id.in_(mine), Referral.state.in_(ON_THE_WAY), Referral.urgency == "emergency"
    return _count(Referral, *on_the_way, Referral.ahead_seen_at.is_(None))


def _count(table: type, *conditions: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(func.count()).select_from(table).where(*conditions)
