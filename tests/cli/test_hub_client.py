"""``osteo hub`` as a signed-in person types it, against a real hub."""

import json
import threading
from dataclasses import replace

import pytest

pytest.importorskip("osteohub")

import requests
from typer.testing import CliRunner

from jobs.test_plan_gate import HIP, PLAIN, WHY, admitted
from osteohub.credentials.models import Override
from osteohub.referrals import service
from osteohub.referrals.service import Result, Written
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.hubclient import sign_in as codes
from osteokit.hubclient.accounts import current_account
from osteokit.planning.plan_file import write_plan
from services.hub_fixtures import config, live, quickly, region_technique, sign_in, template
from services.hub_region import PASSWORD

__all__ = ["config", "live", "quickly", "region_technique", "sign_in", "template"]


def osteo(*arguments):
    words = ["hub", *map(str, arguments)]
    done = CliRunner().invoke(app, words, catch_exceptions=True, env={"COLUMNS": "200"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_signing_in_and_out(live, config, monkeypatch):
    live.region.actor("county clinician")
    plain = codes.ask_for_code

    def typed_at_once(address, program):
        """The person types the code while the command waits."""
        code = plain(address, program)

        def answer():
            browser = requests.Session()
            browser.post(f"{address}/api/v1/session", json={"login": "county.clinician", "password": PASSWORD})
            browser.post(f"{address}/device/answer", data={"code": code.user_code, "answer": "allow"})

        threading.Thread(target=answer).start()
        return replace(code, interval_s=0.5)

    monkeypatch.setattr(codes, "ask_for_code", typed_at_once)
    assert "county clinician is signed in" in osteo("login", live.address).replace("\n", " ")
    assert "* " not in osteo("site") and "county" in osteo("site")
    assert osteo("site", "county").startswith("You operate at county")
    assert "* " in osteo("site")
    with pytest.raises(OsteoError, match="no clinician at 'nowhere'"):
        osteo("site", "nowhere")
    assert "signed out" in osteo("logout")
    with pytest.raises(OsteoError, match="Nobody is signed in"):
        osteo("search")
    assert "forgotten" in osteo("logout", "--forget") and current_account() is None
    with pytest.raises(OsteoError, match="No hub is configured"):
        osteo("search")


@pytest.mark.slow
def test_asking_and_an_emergency(live, sign_in, region_technique, tmp_path):
    sign_in("county clinician")
    plan, plain = tmp_path / "plan.json", tmp_path / "plain.json"
    write_plan(HIP, plan), write_plan(PLAIN, plain)
    with pytest.raises(OsteoError, match="You are not admitted"):
        osteo("ask", plan)
    assert "Nothing in this plan is a restricted technique" in osteo("ask", plain)
    admitted(live, region_technique)
    assert "admitted until" in osteo("ask", plan)


def test_referrals_are_listed_and_answered(live, sign_in, tmp_path):
    doctor, place = live.region.actor("township clinician"), live.region.places
    patient = {"patient_name": "李四", "patient_number": "1", "diagnosis": "骨折", "reason": "手术"}
    with live.hub.database.write() as session:
        made = service.write(session, doctor, place["township"], Written(to_id=place["county"], **patient)).id
        service.move(session, doctor, made, "send", Result())
    sign_in("county referral_desk")
    assert "李四" in osteo("worklist") and "accept" in osteo("worklist")
    assert osteo("reply", made, "accept") == "accept: done.\n"
    assert osteo("worklist") == "Nothing waits.\n"
    live.stop()
    assert osteo("reply", made, "book", "--words", "14:00").startswith("Kept")
    assert "book  waits" in osteo("queue")
    live.start()
    assert "1 sent." in osteo("queue")


def test_nothing_found_and_a_bad_description(live, sign_in, tmp_path):
    sign_in("county teacher")
    assert "Nothing was found" in osteo("search", "骨折")
    (tmp_path / "d.json").write_text("{")
    (tmp_path / "a.stl").write_bytes(b"solid")
    with pytest.raises(OsteoError, match="no description"):
        osteo("publish", tmp_path / "a.stl", "--description", tmp_path / "d.json")
    (tmp_path / "d.json").write_text(json.dumps({"title": "x"}))
    with pytest.raises(OsteoError, match="kind"):
        osteo("publish", tmp_path / "a.stl", "--description", tmp_path / "d.json")


@pytest.mark.slow
def test_an_emergency_on_the_command_line(live, sign_in, region_technique, tmp_path):
    """``osteo plan apply`` goes through the same gate."""
    from osteokit.fabrication.export import write_mesh
    from osteokit.jobs.plan import apply_to_folder
    from osteokit.jobs.plan_folder import as_written
    from osteokit.jobs.plan_gate import NotPermitted
    from osteokit.surface.primitives import box

    sign_in("county clinician")
    meshes = {"femur_left": box((60.0, 60.0, 300.0))}
    write_mesh(meshes["femur_left"], tmp_path / "in" / "bones" / "femur_left.stl")
    write_plan(as_written(HIP, meshes), tmp_path / "in" / "plan.json")
    with pytest.raises(NotPermitted):
        apply_to_folder(tmp_path / "in" / "plan.json", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    apply_to_folder(tmp_path / "in" / "plan.json", tmp_path / "out", emergency=WHY)
    said = json.loads((tmp_path / "out" / "permission.json").read_text())
    assert said["outcome"] == "overridden" and said["reason"] == WHY
    with live.hub.database.read() as session:
        assert session.query(Override).count() == 1


@pytest.mark.slow
def test_a_teacher_publishes_a_scenario(live, sign_in, tmp_path, monkeypatch):
    """What the scenario says of itself need not be written again."""
    from osteohub.library.models import Version
    from simulation.small_scenario import written

    sign_in("county teacher")
    said = {
        "body_system": "lower_limb", "specialty": "trauma", "difficulty": "basic", "licence": "CC-BY-4.0",
        "teaching": {"audience": "residents", "goals": "one hole"},
        "contributors": [{"name": "张老师", "share": 10000}],
    }  # fmt: skip
    (tmp_path / "d.json").write_text(json.dumps(said))
    monkeypatch.setattr("osteokit.cli.commands.hub_client.CHECKS_S", 0.0)  # nobody checks here
    told = osteo("publish", written(tmp_path / "made"), "--description", tmp_path / "d.json")
    assert told.startswith("小孔 is handed in as")
    assert not list(tmp_path.glob(".d.*"))
    with live.hub.database.read() as session:
        (version,) = session.query(Version).all()
        assert [one["title"] for one in version.steps] == ["钻孔"] and version.teaching["audience"] == "residents"
        assert sorted(one.name for one in version.files) == ["bone.stl", "scenario.zip"]
