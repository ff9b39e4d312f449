"""Every change of a referral is kept as a version, whoever makes it: pages, API, a HIS, FHIR.

SQLAlchemy's session tells of each flush. The first one that changes a referral counts its version up; before the commit
the referral is written down as it then is, in the same transaction. Several flushes make one version.
"""

from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from osteohub.database.base import new_id, now
from osteohub.fhir.case import case_of, to_json
from osteohub.fhir.models import ReferralVersion
from osteohub.referrals.models import Referral

_TOUCHED = "referrals touched"


@event.listens_for(Session, "before_flush")
def _count(session: Session, _context, _instances) -> None:
    touched = session.info.setdefault(_TOUCHED, {})
    for one in session.dirty:
        if not isinstance(one, Referral) or not session.is_modified(one, include_collections=False):
            continue
        if touched.get(one.id) != one.version:  # not yet, or a savepoint undid it
            one.version += 1
            one.changed_at = now()
            touched[one.id] = one.version


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context) -> None:
    touched = session.info.setdefault(_TOUCHED, {})
    touched.update({one.id: one.version for one in session.new if isinstance(one, Referral)})


@event.listens_for(Session, "before_commit")
def _keep(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    for referral_id in sorted(session.info.pop(_TOUCHED, ())):
        referral = session.get(Referral, referral_id)
        if referral is None or _is_kept(session, referral):
            continue  # a savepoint undid it
        session.execute(
            insert(ReferralVersion).values(
                id=new_id(),
                referral_id=referral.id,
                number=referral.version,
                at=referral.changed_at,
                from_id=referral.from_id,
                to_id=referral.to_id,
                state=referral.state,
                content=to_json(case_of(referral)),
            )
        )


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous) -> None:
    if not previous.nested:
        session.info.pop(_TOUCHED, None)


def _is_kept(session: Session, referral: Referral) -> bool:
    query = select(ReferralVersion.id).where(
        ReferralVersion.referral_id == referral.id, ReferralVersion.number == referral.version
    )
    return session.execute(query).first() is not None
