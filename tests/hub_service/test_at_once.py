"""Two people at once, each in a thread and a transaction of their own: one wins, the others are told, on both
databases."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from osteohub.credentials import admissions
from osteohub.credentials.models import Admission, Technique
from osteohub.database.base import now
from osteohub.ledger.models import LedgerEntry
from osteohub.library import drafts, reviews
from osteohub.library.models import Version
from osteohub.referrals import service as referrals
from osteohub.referrals.models import Referral, ReferralEvent
from osteohub.refusals import Conflict, Forbidden
from osteohub.rights import accounts, grants, splits
from osteohub.rights.models import Grant, Income, IncomeLine, Split
from services.hub_things import version_in


def at_once(region, *calls: Callable) -> tuple[int, list[str]]:
    """How many were done, and what the others were told. Anything but a refusal is raised."""
    ready, done, told, troubles = threading.Barrier(len(calls)), [], [], []

    def run(call) -> None:
        try:
            ready.wait(20)
            with region.hub.database.write() as session:
                call(session)
            done.append(1)
        except (Conflict, Forbidden) as refusal:
            told.append(str(refusal))
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    [one.start() for one in threads]
    [one.join(60) for one in threads]
    if troubles:
        raise troubles[0]
    return len(done), told


def count(region, query) -> int:
    with region.hub.database.read() as session:
        return session.scalar(query)


def test_two_who_accept_one_referral(region):
    with region.hub.database.write() as session:
        made = Referral(
            from_id=region.places["township"], to_id=region.places["county"], direction="up", state="sent",
            author_id=region.person("township", "clinician"), urgency="urgent", patient_name="张三",
            patient_number="1", diagnosis="x", reason="x", due_at=now(),
        )  # fmt: skip
        session.add(made)
        session.flush()
        identity = made.id
    desk, doctor = region.actor("county referral_desk"), region.actor("county clinician")
    said = referrals.Result(words="已满")
    done, told = at_once(
        region,
        lambda session: referrals.move(session, desk, identity, "accept", said),
        lambda session: referrals.move(session, doctor, identity, "accept", said),
        lambda session: referrals.move(session, doctor, identity, "decline", said),
    )
    assert done == 1 and len(told) == 2, told
    assert count(region, select(func.count()).where(ReferralEvent.referral_id == identity)) == 1


def test_two_who_publish_one_version(region):
    version = version_in(region, "in_review")
    people = [region.actor(who) for who in ("operator", "county operator", "centre operator")]
    done, told = at_once(region, *(lambda session, who=who: reviews.publish(session, who, version) for who in people))
    assert done == 1 and len(told) == 2 and all("published" in one for one in told), told
    assert count(region, select(Version.number).where(Version.id == version)) == 1
    published = select(func.count()).where(LedgerEntry.kind == "publish")
    assert count(region, published) == 1


@pytest.mark.slow
def test_two_who_begin_a_new_version(region):
    version = version_in(region)
    author = region.actor("county teacher")
    done, told = at_once(region, *(lambda session: drafts.renew(session, author, version) for _ in range(3)))
    assert done == 1 and len(told) == 2, told


@pytest.mark.parametrize("second", [pytest.param("grant", marks=pytest.mark.slow), "decline"])
def test_two_who_decide_one_application(region, second):
    with region.hub.database.write() as session:
        technique = Technique(
            code="robot", edition="1", name="x", level=4, source="x", valid_from=now() - timedelta(days=1),
            valid_until=now() + timedelta(days=999),
        )  # fmt: skip
        made = Admission(
            person_id=region.person("county", "clinician"), technique=technique, code="robot", state="assessed",
            organisation_id=region.places["county"], recommended=True, assessor_id=region.person("other", "expert"),
        )  # fmt: skip
        session.add(made)
        session.flush()
        identity = made.id
    one, two = region.actor("county quality_officer"), region.actor("centre quality_officer")
    calls = {
        "grant": lambda session: admissions.grant(session, two, identity, 90),
        "decline": lambda session: admissions.decline(session, two, identity, "资料不足"),
    }
    done, told = at_once(region, lambda session: admissions.grant(session, one, identity, 30), calls[second])
    assert done == 1 and len(told) == 1, told


def a_grant(region, state: str) -> str:
    version = version_in(region, shares=(("county teacher", "王", 3333), ("centre teacher", "赵", 6667)))
    with region.hub.database.write() as session:
        made = Grant(
            version_id=version, owner_id=region.places["county"], author_id=region.person("county", "teacher"),
            grantee_id=region.places["other"], purpose="research", terms="x", is_revocable=True, valid_from=now(),
            valid_until=now() + timedelta(days=9), state=state, offered_by=region.person("county", "teacher"),
            ledger_number=None if state == "offered" else 0,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


@pytest.mark.slow
def test_an_offer_is_accepted_or_taken_back_but_not_both(region):
    identity = a_grant(region, "offered")
    owner, taker = region.actor("county teacher"), region.actor("other operator")
    done, told = at_once(
        region,
        lambda session: grants.move(session, taker, identity, "accept"),
        lambda session: grants.move(session, owner, identity, "take_back"),
        lambda session: grants.move(session, taker, identity, "decline"),
    )
    assert done == 1 and len(told) == 2, told


def test_income_of_many_at_once_is_all_there_and_corrected_once(region):
    identity = a_grant(region, "in_force")
    operator, today = region.actor("county operator"), now().date()
    done, told = at_once(
        region,
        *(
            lambda session, fen=fen: accounts.record_income(session, operator, identity, fen, today, "")
            for fen in (1, 10, 101, 1009)
        ),
    )
    assert done == 4 and told == []
    assert count(region, select(func.sum(IncomeLine.amount_fen))) == 1121
    assert count(region, select(func.count()).select_from(Split)) == 1  # the first table was made once
    wrong = count(region, select(Income.id).where(Income.amount_fen == 1009))
    done, told = at_once(
        region, *(lambda session: accounts.correct(session, operator, wrong, "录错") for _ in range(3))
    )
    assert done == 1 and len(told) == 2
    assert count(region, select(func.sum(IncomeLine.amount_fen))) == 112


@pytest.mark.slow
def test_two_proposals_of_shares(region):
    version = version_in(region, shares=(("county teacher", "王", 5000), ("centre teacher", "赵", 5000)))
    people = [region.actor("county teacher"), region.actor("centre teacher")]
    lines = [
        splits.Line(name="王", person_id=people[0].person_id, share=4000),
        splits.Line(name="赵", person_id=people[1].person_id, share=6000),
    ]
    done, told = at_once(
        region, *(lambda session, who=who: splits.propose(session, who, version, lines, "") for who in people)
    )
    assert done == 1 and len(told) == 1 and "proposed already" in told[0]
    split = count(region, select(Split.id).where(Split.state == "proposed"))
    done, told = at_once(region, *(lambda session, who=who: splits.consent(session, who, split) for who in people))
    assert count(region, select(func.count()).where(Split.state == "in_force")) == 1
