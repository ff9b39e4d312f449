"""The SQL of the rules against the same rules written as plain Python over all things."""

import importlib
import pkgutil
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BindParameter, select
from sqlalchemy.sql import visitors

import osteohub
from osteohub.identity.actor import NOBODY, Actor, Role
from osteohub.identity.models import Organisation
from osteohub.identity.policies import ORGANISATIONS, PEOPLE
from osteohub.library.models import Resource, Version
from osteohub.library.policies import VERSIONS
from osteohub.library.states import VERSION
from osteohub.permissions.policy import Policy, Rule
from osteohub.refusals import Forbidden, NotFound
from services.hub_region import Region, copied, opened_hub

PLACES = ("top", "centre", "county", "other", "township")
BELOW = {
    "top": set(PLACES),
    "centre": {"centre", "county", "other", "township"},
    "county": {"county", "township"},
    "other": {"other"},
    "township": {"township"},
}
ACTIONS = ("read", "edit", "submit", "begin_review", "publish", "rate")
ROLES = ("student", "teacher", "expert", "operator", "clinician")


@pytest.fixture(scope="module")
def filled(tmp_path_factory, sqlite_template):
    """A region with a version in every state at every institution, and its people."""
    folder = tmp_path_factory.mktemp("policy")
    region = Region(opened_hub(folder, copied(sqlite_template, folder / "hub.sqlite")))
    for place in PLACES:
        for role in ROLES:
            region.person(place, role)
    with region.hub.database.write() as session:
        for place in PLACES:
            for state in VERSION.states:
                resource = Resource(organisation_id=region.places[place], created_by=region.people[f"{place} teacher"])
                session.add(resource)
                session.flush()
                described = dict.fromkeys(("kind", "body_system", "specialty", "difficulty"), "x")
                owned = {"organisation_id": region.places[place], "author_id": region.people[f"{place} teacher"]}
                title = f"{place} {state}"
                session.add(Version(resource_id=resource.id, state=state, title=title, **owned, **described))
    yield region
    region.hub.close()


def expected(place: str, role: str, action: str) -> set[str]:
    """What the library's rules say, written out again."""
    seen: set[str] = set()
    for where in PLACES:
        for state in VERSION.states:
            published = state in ("published", "superseded")
            own = role == "teacher" and where == place
            runs = role == "operator" and where in BELOW[place]
            if action == "read" and (published or own or runs):
                seen.add(f"{where} {state}")
            if action in ("edit", "submit") and own:
                seen.add(f"{where} {state}")
            if action in ("begin_review", "publish") and runs:
                seen.add(f"{where} {state}")
            if action == "rate" and published:
                seen.add(f"{where} {state}")
    return seen


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLACES), st.sampled_from(ROLES), st.sampled_from(ACTIONS))
def test_a_list_holds_exactly_what_the_rules_say(filled, place, role, action):
    actor = filled.actor(f"{place} {role}")
    with filled.hub.database.read() as session:
        listed = set(session.scalars(select(Version.title).where(VERSIONS.allows(actor, action))))
        assert listed == expected(place, role, action)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLACES), st.sampled_from(ROLES), st.data())
def test_one_question_and_the_list_never_disagree(filled, place, role, data):
    actor = filled.actor(f"{place} {role}")
    with filled.hub.database.read() as session:
        one = data.draw(st.sampled_from(session.scalars(select(Version)).all()))
        can = set(VERSIONS.available(session, actor, one.id))
        for action in VERSIONS.actions:
            listed = set(session.scalars(select(Version.id).where(VERSIONS.allows(actor, action))))
            assert (one.id in listed) is VERSIONS.may(session, actor, action, one.id) is (action in can)


def test_nobody_may_anything_and_a_token_only_what_it_was_given(filled):
    operator = filled.actor("operator")
    reader = Actor(operator.person_id, operator.name, "zh", operator.roles, frozenset({"read"}))
    with filled.hub.database.read() as session:
        for policy in (VERSIONS, ORGANISATIONS, PEOPLE):
            for action in policy.actions:
                assert session.scalars(select(policy.table.id).where(policy.allows(NOBODY, action))).first() is None
        assert session.scalars(select(Version.id).where(VERSIONS.allows(reader, "publish"))).first() is None
        assert session.scalars(select(Version.id).where(VERSIONS.allows(reader, "read"))).first() is not None


def test_what_may_not_be_seen_is_not_even_there(filled):
    student = filled.actor("township student")
    with filled.hub.database.read() as session:
        draft = session.scalars(select(Version.id).where(Version.title == "county draft")).one()
        published = session.scalars(select(Version.id).where(Version.title == "county published")).one()
        with pytest.raises(NotFound):
            VERSIONS.fetch(session, student, "edit", draft)
        with pytest.raises(Forbidden):
            VERSIONS.fetch(session, student, "edit", published)


def test_a_closed_institution_gives_no_rights(filled):
    from osteohub.identity import service

    place = filled.places["other"]
    assert filled.actor("other operator").has("operator")
    with filled.hub.database.write() as session:
        service.set_organisation_active(session, filled.actor("operator"), place, False)
    assert filled.actor("other operator").roles == ()
    with filled.hub.database.write() as session:
        session.get_one(Organisation, place).active = True


def test_a_rule_with_an_unknown_relation_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="nowhere"):
        Policy("thing", Version, {}, (Rule("*", ("read",), "nowhere"),), {})


def all_policies() -> list[Policy]:
    found = []
    for name in (one.name for one in pkgutil.walk_packages(osteohub.__path__, "osteohub.")):
        if name.endswith((".policies", ".reading", ".region")):
            found += [one for one in vars(importlib.import_module(name)).values() if isinstance(one, Policy)]
    return list(dict.fromkeys(found))


def test_no_condition_keeps_the_time_at_which_it_was_built():
    role = Role("clinician", "0" * 32, "/x/")
    actor = Actor("1" * 32, "x", "en", (role,))
    policies = all_policies()
    assert len(policies) > 12
    for policy in policies:
        for name, relation in policy.relations.items():
            for one in visitors.iterate(relation(actor, role)):
                fixed = isinstance(one, BindParameter) and one.callable is None and isinstance(one.value, datetime)
                assert not fixed, f"{name} of {policy.kind}"
