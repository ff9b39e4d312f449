"""The question before a plan is finalised, asked at a real hub: granted, expired, suspended, away."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

pytest.importorskip("osteohub")

from osteohub.credentials import admissions
from osteohub.credentials.models import Admission, Override
from osteohub.database.base import now
from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import forget, keep
from osteokit.hubclient.queue import Queue, waiting
from osteokit.hubclient.sign_in import sign_out
from osteokit.jobs import plan_gate
from osteokit.jobs.plan_folder import as_written, write_plan_folder
from osteokit.jobs.plan_gate import NotPermitted, ask_permission, checked, hub_is_asked, override
from osteokit.planning.plan import IDENTITY, ImplantStep, PlanInput, ReductionStep, SurgicalPlan, Variant
from osteokit.planning.restricted import UNKNOWN, kinds_of, sha256_of, techniques_of
from osteokit.surface.primitives import box
from services.hub_fixtures import config, live, quickly, region_technique, sign_in, template

__all__ = ["config", "live", "quickly", "region_technique", "sign_in", "template"]

WHY = "开放性髋部骨折，病情危重，不能等待"


def stem():
    from osteokit.planning.implants.catalogues import find, search

    article = next(one.implant for one in search(family="hip_stem"))
    assert find("generic", article.reference) == article
    return ImplantStep("stem", "femur_left", "generic", article.reference, IDENTITY, article=article)


def plan_of(*steps, chosen="A"):
    inputs = (PlanInput("femur_left", "bones/femur_left.stl", "0" * 64, "LPS", 1.0),)
    return SurgicalPlan(
        "1", "hip", "left", inputs, {}, Measurements(""), variants=(Variant("A", steps),), chosen=chosen
    )


HIP = plan_of(stem())
PLAIN = plan_of(ReductionStep("r", {"femur_left": IDENTITY}))


def admitted(live, code):
    """The county's clinician is admitted by the ways that people go."""
    region = live.region
    evidence = [admissions.Claim("training", 60, "base"), admissions.Claim("supervised_cases", 25, "hospital")]
    surgeon, expert = region.actor("county clinician"), region.actor("other expert")
    officer = region.actor("centre quality_officer")
    with live.hub.database.write() as session:
        made = admissions.begin(session, surgeon, code, region.places["county"])
        admissions.claim(session, surgeon, made.id, evidence)
        admissions.apply(session, surgeon, made.id)
        admissions.assess(session, expert, made.id, True, "ok")
        admissions.grant(session, officer, made.id, 365)
        return made.id


@pytest.fixture
def surgeon(sign_in, region_technique):
    return sign_in("county clinician")


# --- what a plan is of


def test_words_of_a_plan():
    joint = ReductionStep("j", {"femur_left": IDENTITY, "tibia_left": IDENTITY}, purpose="joint")
    assert kinds_of(plan_of(stem(), joint)) == {
        "implant", "implant:femur", "hip_stem", "reduction", "reduction:femur", "reduction:tibia", "joint",
    }  # fmt: skip
    assert kinds_of(plan_of()) == set()


def test_only_what_shall_be_done_counts_unless_nothing_is_chosen():
    both = replace(PLAIN, variants=(*PLAIN.variants, Variant("B", (stem(),))))
    assert "hip_stem" not in kinds_of(both) and "hip_stem" in kinds_of(replace(both, chosen=""))


def test_an_article_that_no_catalogue_has_may_be_any():
    from osteokit.hubclient.credentials import Technique

    lost = replace(stem(), article=None, catalogue="gone", reference="X")
    assert UNKNOWN in kinds_of(plan_of(lost))
    listed = [Technique("a", "a", "a", ("hip_stem",)), Technique("b", "b", "b", ())]
    assert [one.code for one in techniques_of(plan_of(lost), listed)] == ["a"]


# --- without a hub


@pytest.mark.slow
def test_without_a_hub_nothing_is_asked(tmp_path):
    assert not hub_is_asked() and checked(HIP, None).outcome == "no_hub"
    meshes = {"femur_left": box((9.0, 9.0, 9.0))}
    assert write_plan_folder(PLAIN, meshes, None, tmp_path / "plan") == as_written(PLAIN, meshes)
    assert not (tmp_path / "plan" / "permission.json").exists()


# --- with one


@pytest.mark.slow
def test_an_admitted_surgeon_goes_on_and_the_plan_says_so(live, surgeon, region_technique, tmp_path):
    admitted(live, region_technique)
    permission = ask_permission(HIP)
    assert permission.outcome == "admitted" and "admitted until" in permission.why
    meshes = {"femur_left": box((9.0, 9.0, 9.0))}
    plan = write_plan_folder(replace(HIP, variants=(), chosen=""), meshes, None, tmp_path / "plan")
    said = json.loads((tmp_path / "plan" / "permission.json").read_text())
    assert said["outcome"] == "not_restricted" and said["plan_sha256"] == sha256_of(plan)
    import hashlib

    assert hashlib.sha256((tmp_path / "plan" / "plan.json").read_bytes()).hexdigest() == said["plan_sha256"]


@pytest.mark.parametrize("state", ["never", "expired", "suspended", "elsewhere"])
def test_whoever_is_not_admitted_here_now_does_not_finalise(live, surgeon, region_technique, tmp_path, state):
    if state != "never":
        made, officer = admitted(live, region_technique), live.region.actor("centre quality_officer")
        with live.hub.database.write() as session:
            admission = session.get_one(Admission, made)
            if state == "expired":
                admission.valid_from, admission.valid_until = now() - timedelta(days=9), now() - timedelta(days=1)
            elif state == "suspended":
                admissions.suspend(session, officer, made, "complication under review")
            else:
                admission.organisation_id = live.region.places["other"]
    target = tmp_path / "plan"
    with pytest.raises(NotPermitted) as refused:
        write_plan_folder(HIP, {"femur_left": box((9.0, 9.0, 9.0))}, None, target)
    assert not target.exists()
    permission = refused.value.permission
    assert permission.may_override == (state != "suspended") and permission.techniques == (region_technique,)
    words = {"never": "not admitted", "expired": "expired", "suspended": "suspended", "elsewhere": "another site"}
    assert words[state] in permission.why


def test_what_is_not_restricted_goes_on(surgeon):
    assert checked(PLAIN, None).outcome == "not_restricted"


def test_a_permission_is_for_one_plan_only(live, surgeon, region_technique):
    permission = ask_permission(PLAIN)
    with pytest.raises(NotPermitted):
        checked(HIP, permission)
    with pytest.raises(NotPermitted):
        checked(HIP, replace(permission, plan_sha256=sha256_of(HIP), at="2020-01-01T00:00:00+00:00"))
    stranger = replace(permission, plan_sha256=sha256_of(HIP), outcome="no_hub", hub="")
    with pytest.raises(NotPermitted):
        checked(HIP, stranger)  # asked before there was a hub


def test_an_emergency_is_by_name_with_a_reason(live, surgeon, region_technique):
    refused = ask_permission(HIP)
    with pytest.raises(OsteoError, match="at least 10 characters"):
        override(refused, "urgent")
    done = override(refused, WHY)
    assert done.outcome == "overridden" and checked(HIP, done) is done
    with live.hub.database.read() as session:
        (kept,) = session.query(Override).all()
        assert (kept.person_id, kept.plan_sha256, kept.reason) == (surgeon.person_id, sha256_of(HIP), WHY)


def test_signed_out_is_a_no_that_cannot_be_overridden(surgeon):
    sign_out(surgeon)
    permission = ask_permission(HIP)
    assert not permission.allowed and not permission.may_override and "Sign in" in permission.why
    with pytest.raises(OsteoError, match="cannot be overridden"):
        override(permission, WHY)


def test_a_hub_that_does_not_answer_is_a_no(live, surgeon):
    live.stop()
    for plan in (HIP, PLAIN):
        permission = ask_permission(plan)
        assert not permission.allowed and not permission.may_override and "Nobody can say" in permission.why


def test_away_after_the_list_is_known(live, surgeon, monkeypatch):
    ask_permission(HIP)
    live.stop()
    assert ask_permission(PLAIN).outcome == "not_restricted"
    refused = ask_permission(HIP)
    assert not refused.allowed and refused.may_override and "without an answer" in refused.why
    monkeypatch.setattr(plan_gate, "LIST_DAYS", -1)
    assert "too old" in ask_permission(PLAIN).why
    done = override(refused, WHY)
    assert done.outcome == "override_kept" and checked(HIP, done).allowed
    (entry,) = waiting(surgeon)
    assert entry.what["reason"].endswith(WHY) and entry.what["plan_sha256"] == sha256_of(HIP)
    live.start()
    assert Queue(surgeon).send().done == 1
    with live.hub.database.read() as session:
        (kept,) = session.query(Override).all()
        assert kept.reason.endswith(WHY) and kept.reason.startswith("[20")


def test_a_suspension_that_was_told_is_not_overridden_without_network(live, surgeon, region_technique):
    made, officer = admitted(live, region_technique), live.region.actor("centre quality_officer")
    with live.hub.database.write() as session:
        admissions.suspend(session, officer, made, "under review")
    ask_permission(HIP)
    live.stop()
    assert not ask_permission(HIP).may_override


def test_two_sites_must_be_told_apart(live, surgeon, region_technique):
    from osteohub.identity import service
    from osteohub.identity.models import Person

    operator = live.region.actor("operator")
    with live.hub.database.write() as session:
        person = session.get_one(Person, surgeon.person_id)
        service.grant(session, operator, person, live.region.places["other"], "clinician")
    from osteokit.hubclient.sign_in import signed_in

    account = signed_in(live.address, surgeon.token)
    assert "at which institution" in ask_permission(HIP).why
    admitted(live, region_technique)
    keep(replace(account, site=live.region.places["county"]))
    assert ask_permission(HIP).outcome == "admitted"
    keep(replace(account, site=live.region.places["other"]))
    assert "another site" in ask_permission(HIP).why


def test_forgetting_the_hub_ends_it_unless_an_administrator_named_it(live, surgeon, monkeypatch):
    monkeypatch.setenv("OSTEO_HUB", live.address)
    with pytest.raises(OsteoError, match="administrator"):
        forget(surgeon)
    assert not ask_permission(HIP).allowed
    monkeypatch.delenv("OSTEO_HUB")
    forget(surgeon)
    assert ask_permission(HIP).outcome == "no_hub"
