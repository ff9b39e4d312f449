"""A guide is written where the hub grants what it is for: with a plan, without one, in an emergency."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("osteohub")

from typer.testing import CliRunner

from jobs.test_plan_gate import WHY, admitted, plan_of
from osteohub.credentials.models import Override
from osteokit.cli.app import app
from osteokit.fabrication.export import write_mesh
from osteokit.hubclient.credentials import Technique
from osteokit.hubclient.queue import Queue, waiting
from osteokit.jobs.guide import GuideOutput, asked_first, write_guide
from osteokit.jobs.guide_asked import plan_of_guide, plan_with_guides
from osteokit.jobs.guide_plan import make_guides_of_plan
from osteokit.jobs.plan_gate import NotPermitted, ask_permission, override, permission_of, permission_to_json, permitted
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.document import GuideOrder, order_to_json
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import GuideStep, OsteotomyStep
from osteokit.planning.restricted import kinds_of, sha256_of, techniques_of
from planning.guides.solids import COARSE, across, shaft
from services.hub_fixtures import config, live, quickly, restrict, sign_in, template

__all__ = ["config", "live", "quickly", "restrict", "sign_in", "template"]

ORDER = GuideOrder((across(),), (), COARSE)
SAW = plan_of_guide("tibia_left", shaft(), order_to_json(ORDER))
CUT = OsteotomyStep("HTO", "tibia_left", cut_to_json(PlaneCut((0.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0))), ())
PLANNED = replace(plan_of(CUT), inputs=SAW.inputs)


def technique(*kinds):
    return Technique("saw", "截骨", "osteotomy", kinds)


@pytest.fixture
def surgeon(sign_in):
    return sign_in("county clinician")


# --- what a guide is of


def test_a_guide_that_leads_a_saw_is_an_osteotomy():
    assert kinds_of(SAW) == {"guide", "guide:tibia", "osteotomy", "osteotomy:tibia"}
    drilled = plan_of_guide("tibia_left", shaft(), order_to_json(GuideOrder((), (), COARSE)))
    assert kinds_of(drilled) == {"guide", "guide:tibia"}


def test_a_bone_that_nobody_named_may_be_any():
    nameless = plan_of_guide("", shaft(), order_to_json(ORDER))
    for listed, needed in ((technique("osteotomy:hip"), True), (technique("implant:hip"), False), (technique(), False)):
        assert bool(techniques_of(nameless, [listed])) == needed
    assert not techniques_of(SAW, [technique("osteotomy:hip")])


def test_a_plan_that_has_such_a_guide_stays_the_same_plan():
    step = GuideStep("Guide HTO", "tibia_left", {}, "HTO")
    with_guide = plan_with_guides(PLANNED, "A", [step])
    assert "guide:tibia" in kinds_of(with_guide) and sha256_of(with_guide) != sha256_of(PLANNED)
    assert plan_with_guides(with_guide, "A", [replace(step, parameters={"base_mm": 5.0})]) == with_guide
    sawing = replace(step, name="another", parameters=order_to_json(ORDER), bone="femur_left")
    assert "osteotomy:femur" in kinds_of(plan_with_guides(with_guide, "A", [sawing]))


# --- at a hub


def test_no_guide_of_a_restricted_plan_is_made_or_written(live, surgeon, restrict, tmp_path):
    restrict("osteotomy:tibia")
    with pytest.raises(NotPermitted, match="not admitted"):
        make_guides_of_plan(PLANNED, PLANNED.variant("A"), tmp_path, tmp_path / "out")
    designed = design_guide(shaft(), ORDER.cuts, ORDER.holes, ORDER.parameters)
    with pytest.raises(NotPermitted, match="not admitted"):  # nobody said which bone it is
        write_guide(designed, order_to_json(ORDER), shaft(), tmp_path / "out", GuideOutput(as_draft=True))
    assert not (tmp_path / "out").exists()
    live.stop()
    with pytest.raises(NotPermitted, match="without an answer"):
        asked_first(GuideOutput(), SAW)


def test_a_permission_goes_along_to_the_worker(surgeon, restrict):
    restrict("hip_stem")
    permission = ask_permission(SAW)
    assert permission.outcome == "not_restricted"
    assert permission_of(json.loads(json.dumps(permission_to_json(permission)))) == permission


def test_an_emergency_is_declared_once_for_a_plan_and_its_guides(live, surgeon, restrict):
    restrict("osteotomy:tibia")
    assert permitted(SAW, WHY).outcome == "overridden"
    again = ask_permission(SAW)
    assert (again.outcome, again.reason) == ("overridden", WHY)
    assert not ask_permission(PLANNED).allowed  # another plan
    with live.hub.database.write() as session:
        session.query(Override).one().justified = False
    assert not ask_permission(SAW).allowed


def test_an_emergency_without_network_holds_too_until_it_is_taken_back(live, surgeon, restrict):
    restrict("osteotomy:tibia")
    refused = ask_permission(SAW)
    live.stop()
    assert override(ask_permission(SAW), WHY).outcome == "override_kept"
    assert ask_permission(SAW).outcome == "override_kept"
    (entry,) = waiting(surgeon)
    Queue(surgeon).remove(entry.number)
    assert not ask_permission(SAW).allowed and refused.may_override


@pytest.mark.slow
def test_the_command_line(live, surgeon, restrict, tmp_path, monkeypatch):
    monkeypatch.setattr("osteokit.jobs.guide_pictures.write_pictures", lambda guide, bone, folder: ())
    code, out = restrict("osteotomy:tibia"), tmp_path / "out"
    write_mesh(shaft(), tmp_path / "tibia_left.stl")
    (tmp_path / "order.json").write_text(json.dumps(order_to_json(ORDER)))
    command = ["guide", f"{tmp_path}/tibia_left.stl", "--parameters", f"{tmp_path}/order.json", "--out", str(out)]
    refused = CliRunner().invoke(app, [*command, "--draft"])
    assert isinstance(refused.exception, NotPermitted) and not out.exists()
    done = CliRunner().invoke(app, [*command, "--draft", "--emergency", WHY])
    assert done.exit_code == 0, done.output
    said = json.loads((out / "permission.json").read_text())
    assert (said["outcome"], said["reason"], said["techniques"]) == ("overridden", WHY, [code])
    admitted(live, code)
    done = CliRunner().invoke(app, [*command, "--draft"])
    assert done.exit_code == 0, done.output
    assert json.loads((out / "permission.json").read_text())["outcome"] == "admitted"
