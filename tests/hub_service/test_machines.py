"""Each action from each state by each person, against rules that were written out by hand: done or refused, and
refused as if it were not there where the person may not know of it."""

import sys
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from osteohub.credentials import admissions
from osteohub.credentials.models import Admission, Technique
from osteohub.credentials.policies import ADMISSIONS
from osteohub.credentials.states import ADMISSION
from osteohub.database.base import new_id, now
from osteohub.identity.actor import NOBODY
from osteohub.library import drafts, reviews
from osteohub.library.policies import VERSIONS
from osteohub.library.states import VERSION
from osteohub.referrals import service as referrals
from osteohub.referrals import transfers
from osteohub.referrals.models import Referral, ReferralEvent, Transfer
from osteohub.referrals.policies import REFERRALS, TRANSFERS
from osteohub.referrals.states import REFERRAL, TRANSFER
from osteohub.refusals import Conflict, Forbidden, NotFound
from osteohub.rights import grants, reports, splits
from osteohub.rights.models import Assessment, Grant, Report, Split, SplitShare, Voice
from osteohub.rights.policies import GRANTS, REPORTS, SPLITS
from osteohub.rights.states import GRANT, REPORT, SPLIT
from osteohub.states import Machine
from services import hub_machines as hand
from services.hub_region import Region, copied, opened_hub
from services.hub_things import version_in

WORDS = "说明理由，依据充分"


def person(region: Region, who: str) -> str:
    return region.actor(*_named(who)).person_id


def _named(who: str) -> tuple[str, int]:
    name, _, number = who.rpartition(" ")
    return (name, int(number)) if number.isdigit() else (who, 1)


def add(region: Region, thing) -> str:
    with region.hub.database.write() as session:
        session.add(thing)
        session.flush()
        return thing.id


# What a thing needs so that nothing but rule and state stands in the way.


def a_version(region: Region, state: str) -> str:
    return version_in(region, state)


def call_version(session, actor, region, identity, action):
    if action == "supersede":
        raise Forbidden("nobody supersedes by hand")
    panels = {
        region.person("other", "expert", n): panel for n, panel in enumerate(("clinical", "teaching", "technical"), 1)
    }
    calls = {
        "submit": lambda: drafts.submit(session, actor, identity),
        "take_back": lambda: drafts.take_back(session, actor, identity),
        "begin_review": lambda: reviews.begin_review(session, actor, identity, panels),
        "return": lambda: reviews.send_back(session, actor, identity, WORDS),
        "publish": lambda: reviews.publish(session, actor, identity),
        "withdraw": lambda: reviews.withdraw(session, actor, identity, WORDS),
    }
    calls[action]()


def an_admission(region: Region, state: str) -> str:
    technique = Technique(
        code=f"t-{state}", edition=new_id(), name="x", level=3, source="x", valid_from=now() - timedelta(days=1),
        valid_until=now() + timedelta(days=999),
    )  # fmt: skip
    return add(
        region,
        Admission(
            person_id=region.person("county", "clinician"), technique=technique, code=technique.code, state=state,
            organisation_id=region.places["county"], recommended=True,
            assessor_id=region.person("other", "expert", 2),
        ),
    )  # fmt: skip


def call_admission(session, actor, region, identity, action):
    more = {"assess": (True, WORDS), "grant": (30,), "apply": (), "take_back": ()}
    getattr(admissions, action)(session, actor, identity, *more.get(action, (WORDS,)))


def a_referral(region: Region, state: str) -> str:
    is_out = state in ("awaiting_approval", "transferred", "refused")
    author = region.person("township", "clinician")
    made = Referral(
        from_id=region.places["township"], to_id=None if is_out else region.places["county"],
        outside="省医院" if is_out else "", author_id=author, direction="out" if is_out else "up", state=state,
        urgency="routine", patient_name="张三", patient_number="1", diagnosis="x", reason="x",
    )  # fmt: skip
    if state in ("cancelled", "closed"):
        made.events.append(ReferralEvent(action="send", source="draft", target="sent", person_id=author))
    return add(region, made)


def call_referral(session, actor, region, identity, action):
    one = session.get_one(Referral, identity)
    if action == "send_out":
        one.direction = "out"
    if action == "send_first":
        one.direction, one.to_id, one.outside, one.urgency = "out", None, "省医院", "emergency"
    said = referrals.Result(words=WORDS, summary="小结", rehabilitation="康复计划")
    referrals.move(session, actor, identity, action, said)


def a_transfer(region: Region, state: str) -> str:
    """Of a referral that went to another prefecture's institution, which knows nothing of it."""
    author = region.person("township", "clinician")
    made = Referral(
        from_id=region.places["township"], to_id=region.places["other"], author_id=author, direction="out",
        state="accepted", urgency="emergency", patient_name="张三", patient_number="1", diagnosis="x", reason="x",
    )  # fmt: skip
    made.transfer = Transfer(
        from_id=made.from_id, state=state, reason="x", sent_by=author, due_at=now() + timedelta(hours=72)
    )
    return add(region, made)


def call_transfer(session, actor, region, identity, action):
    transfers.judge(session, actor, identity, action, WORDS)


def owned(region: Region) -> dict[str, str]:
    version = version_in(region, shares=(("county teacher", "王", 6000), ("centre teacher", "赵", 4000)))
    return {
        "version_id": version,
        "owner_id": region.places["county"],
        "author_id": region.person("county", "teacher"),
    }


def a_grant(region: Region, state: str) -> str:
    return add(
        region,
        Grant(
            **owned(region), grantee_id=region.places["other"], purpose="research", terms="x", is_revocable=True,
            valid_from=now(), valid_until=now() + timedelta(days=9), state=state,
            offered_by=region.person("county", "teacher"),
        ),
    )  # fmt: skip


def call_grant(session, actor, region, identity, action):
    if action == "expire":
        raise Forbidden("time does it")
    grants.move(session, actor, identity, action, WORDS)


def a_split(region: Region, state: str) -> str:
    of = owned(region)
    people = [("王", of["author_id"], 5000), ("赵", region.person("centre", "teacher"), 3000), ("李", None, 2000)]
    return add(
        region,
        Split(
            **of, state=state, proposed_by=of["author_id"],
            shares=[SplitShare(place=n, name=a, person_id=b, share=c) for n, (a, b, c) in enumerate(people)],
            voices=[Voice(place=n, name=a, person_id=b) for n, (a, b, _) in enumerate(people)],
        ),
    )  # fmt: skip


def call_split(session, actor, region, identity, action):
    if action in ("enter", "supersede"):
        raise Forbidden("consent does it")
    if action == "object":
        splits.object_to(session, actor, identity, WORDS)
    else:
        getattr(splits, action)(session, actor, identity)


SECOND_ROUND = ("in_reassessment", "reassessed", "upheld_finally", "dismissed_finally")


def a_report(region: Region, state: str) -> str:
    rounds = (1, 2) if state in SECOND_ROUND else (1,)
    judges = [(number, 1 if number <= 3 else 2) for number in range(1, 3 * len(rounds) + 1)]
    is_judged = state not in ("in_assessment", "in_reassessment")
    begun = state not in ("reported", "notified", "answered", "retracted")
    made = Report(
        **owned(region), reporter_id=region.person("township", "teacher"), ground="data", claim="x", state=state,
        round=rounds[-1],
    )  # fmt: skip
    if begun:
        made.assessments = [
            Assessment(
                person_id=region.person("centre", "expert", number), round=which,
                infringes=True if is_judged or which < rounds[-1] else None,
            )
            for number, which in judges
        ]  # fmt: skip
    return add(region, made)


def call_report(session, actor, region, identity, action):
    report = session.get_one(Report, identity)
    report.due_at = now() + timedelta(days=-1 if action in ("go_on", "withdraw", "close") else 1)
    if action.startswith("dismiss"):
        for one in report.assessments:
            one.infringes = False
    session.flush()
    if action in ("finish", "refinish"):
        raise Forbidden("the last word does it")
    first = 7 if action == "reappoint" else 1
    panel = [region.person("centre", "expert", number) for number in range(first, first + 3)]
    calls = {
        "answer": lambda: reports.answer(session, actor, identity, WORDS),
        "appeal": lambda: reports.appeal(session, actor, identity, WORDS),
        "appoint": lambda: reports.appoint(session, actor, identity, panel),
        "assess": lambda: reports.assess(session, actor, identity, True, WORDS),
        "uphold": lambda: reports.decide(session, actor, identity, True, WORDS),
        "dismiss": lambda: reports.decide(session, actor, identity, False, WORDS),
    }
    calls |= {"reappoint": calls["appoint"], "reassess": calls["assess"]}
    calls |= {f"{one}_finally": calls[one] for one in ("uphold", "dismiss")}
    if action in calls and action not in ("answer", "appeal"):  # one call serves both rounds: ask for this one
        REPORTS.fetch(session, actor, "read", identity)
        REPORT.after(report.state, action)
    if action in calls:
        calls[action]()
    else:
        getattr(reports, action)(session, actor, identity)


WALKS = {
    "version": hand.Walk(
        VERSION, VERSIONS, a_version, call_version, hand.VERSION_WAYS, hand.VERSION_RULES, hand.VERSION_SEES
    ),
    "admission": hand.Walk(
        ADMISSION, ADMISSIONS, an_admission, call_admission,
        hand.ADMISSION_WAYS, hand.ADMISSION_RULES, hand.ADMISSION_SEES,
    ),
    "referral": hand.Walk(
        REFERRAL, REFERRALS, a_referral, call_referral, hand.REFERRAL_WAYS, hand.REFERRAL_RULES, hand.REFERRAL_SEES
    ),
    "transfer": hand.Walk(
        TRANSFER, TRANSFERS, a_transfer, call_transfer, hand.TRANSFER_WAYS, hand.TRANSFER_RULES, hand.TRANSFER_SEES
    ),
    "grant": hand.Walk(GRANT, GRANTS, a_grant, call_grant, hand.GRANT_WAYS, hand.GRANT_RULES, hand.GRANT_SEES),
    "split": hand.Walk(SPLIT, SPLITS, a_split, call_split, hand.SPLIT_WAYS, hand.SPLIT_RULES, hand.SPLIT_SEES),
    "report": hand.Walk(
        REPORT, REPORTS, a_report, call_report, hand.REPORT_WAYS, hand.REPORT_RULES, hand.REPORT_SEES
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory, sqlite_template):
    """One region for all: each try is undone."""
    folder = tmp_path_factory.mktemp("machines")
    region = Region(opened_hub(folder, copied(sqlite_template, folder / "hub.sqlite")))
    for number in range(1, 10):
        region.person("centre", "expert", number)
    yield region
    region.hub.close()


def test_every_machine_of_the_hub_is_walked(small_browser):
    assert small_browser(None).get("/healthz").status_code == 200  # the whole application is loaded
    modules = [one for name, one in sys.modules.items() if name.startswith("osteohub.")]
    known = {id(one) for module in modules for one in vars(module).values() if isinstance(one, Machine)}
    assert known == {id(walk.machine) for walk in WALKS.values()}


@pytest.mark.parametrize("kind", WALKS)
def test_the_table_is_the_one_that_was_written_out(kind):
    walk = WALKS[kind]
    table = {(one.action, source): one.target for one in walk.machine.transitions for source in one.sources}
    for state in walk.machine.states:
        for action in {one.action for one in walk.machine.transitions}:
            assert table.get((action, state)) == walk.target(state, action), (state, action)


_LONG = ("version", "admission", "referral", "report")


@pytest.mark.parametrize("kind", [pytest.param(one, marks=pytest.mark.slow if one in _LONG else ()) for one in WALKS])
def test_each_action_in_each_state_by_each_person(shared, kind):
    walk = WALKS[kind]
    actors = {who: shared.actor(*_named(who)) for who in walk.rules}
    actions = dict.fromkeys(one.action for one in walk.machine.transitions)
    for state in walk.machine.states:
        identity = walk.build(shared, state)
        for who, actor in actors.items():
            possible = [one.action for one in walk.machine.from_state(state)]
            for action in actions if any(walk.rules[who].values()) else possible:
                expected = walk.target(state, action) if action in walk.allowed(who, state) else None
                found = attempt(shared, walk, actor, identity, action)
                place = f"{who} tries to {action} a {kind} that is {state}"
                if expected is not None:
                    assert found == expected, place
                elif walk.is_seen(who, state):
                    assert found in (Conflict, Forbidden, NotFound), f"{place}: {found}"
                else:
                    assert found in (NotFound, Forbidden), f"{place}: {found}"


def attempt(region, walk, actor, identity, action):
    """The state that it led to, or the class of the refusal; nothing of it is kept."""
    with region.hub.database.write() as session:
        inner = session.begin_nested()
        try:
            walk.call(session, actor, region, identity, action)
            session.flush()
            query = select(walk.policy.table.state).where(walk.policy.table.id == identity)
            return session.scalars(query).one()
        except (Conflict, Forbidden, NotFound) as refusal:
            return type(refusal)
        finally:
            inner.rollback()
            session.expunge_all()


@pytest.mark.parametrize(
    "kind", [pytest.param(one, marks=pytest.mark.slow if one == "report" else ()) for one in WALKS]
)
def test_who_knows_of_it_in_which_state(shared, kind):
    walk = WALKS[kind]
    actors = {who: shared.actor(*_named(who)) for who in walk.rules}
    for state in walk.machine.states:
        identity = walk.build(shared, state)
        with shared.hub.database.read() as session:
            for who, actor in actors.items():
                seen = walk.policy.may(session, actor, "read", identity)
                assert seen is walk.is_seen(who, state), f"{who} sees a {kind} that is {state}: {seen}"
            assert not walk.policy.may(session, NOBODY, "read", identity)


class Anything(RuleBasedStateMachine):
    """Whatever people do in whatever order: things move as the tables say, and nobody sees what is not for them."""

    region: Region
    KINDS = ("referral", "transfer", "grant", "split", "admission", "version")

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[tuple[str, str], str] = {}
        self.sent: set[str] = set()
        self.first: set[str] = set()

    @rule(kind=st.sampled_from(KINDS))
    def begin(self, kind: str) -> None:
        walk = WALKS[kind]
        identity = walk.build(self.region, walk.machine.initial)
        self.states[kind, identity] = walk.machine.initial
        self.compare(kind)

    @precondition(lambda self: self.states)
    @rule(data=st.data())
    def act(self, data) -> None:
        kind, identity = data.draw(st.sampled_from(sorted(self.states)))
        walk, state = WALKS[kind], self.states[kind, identity]
        who = data.draw(st.sampled_from(sorted(walk.rules)))
        possible = [one.action for one in walk.machine.from_state(state)]
        action = data.draw(st.sampled_from(possible or [one.action for one in walk.machine.transitions]))
        expected = walk.target(state, action) if action in walk.allowed(who, state) else None
        refused = None
        try:
            with self.region.hub.database.write() as session:
                walk.call(session, self.region.actor(*_named(who)), self.region, identity, action)
        except (Conflict, Forbidden, NotFound) as refusal:
            refused = type(refusal)
        place = f"{who} tries to {action} a {kind} that is {state}: {refused}"
        if expected is None:
            assert refused is not None, place
        elif refused is None:
            self.states[kind, identity] = expected
            self.sent |= {identity} if action == "send" else set()
            self.first |= {identity} if action == "send_first" else set()
        else:  # who consented cannot consent again; nothing is checked, and no review is passed here
            assert refused is Conflict and action in ("consent", "begin_review", "publish"), place
        self.compare(kind)

    def compare(self, kind: str) -> None:
        """What everybody finds in lists is what the tables say."""
        walk = WALKS[kind]
        mine = {identity: state for (what, identity), state in self.states.items() if what == kind}
        table = walk.policy.table
        with self.region.hub.database.read() as session:
            rows = session.execute(select(table.id, table.state).where(table.id.in_(mine)))
            kept = {row[0]: row[1] for row in rows}
            assert kept == mine
            if kind == "referral":
                gone = dict(session.execute(select(Transfer.id, Transfer.state).where(Transfer.id.in_(mine))).all())
                assert gone == dict.fromkeys(self.first, "unjudged")  # those that went first wait, and no others
            for who in walk.rules:
                seen = {one for one, state in mine.items() if walk.is_seen(who, state)}
                if kind == "referral" and who == "centre centre_approver":
                    seen |= self.first  # whatever becomes of it, the centre judges it
                if kind == "referral" and who.startswith("county"):
                    seen -= {one for one in seen if mine[one] in ("cancelled", "closed") and one not in self.sent}
                query = select(table.id).where(table.id.in_(mine))
                allowed = walk.policy.allows(self.region.actor(*_named(who)), "read")
                assert set(session.scalars(query.where(allowed))) == seen, f"{who} and a {kind}"


@pytest.mark.parametrize("examples", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_no_sequence_of_calls_leads_beside_the_tables(shared, examples):
    machine = type("Run", (Anything,), {"region": shared})
    steps = settings(
        max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=steps)
