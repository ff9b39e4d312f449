"""The plugin as the hub itself asks it, in a process of its own: messages handed in by HTTP, told over MLLP."""

import json
import os
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

pytest.importorskip("osteohub")

from fastapi.testclient import TestClient

from osteohub.app import create_app
from osteohub.identity import tokens
from osteohub.plugins.delivery import Delivery
from osteohub.plugins.registry import HubPlugins
from plugins.hl7v2.fake_his import FakeHis, fields
from plugins.hl7v2.messages import gb, refer
from services.hub_region import Region, copied, opened_hub
from services.live_hub import database_template, quick_passwords

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "osteo-hl7v2"


@pytest.fixture
def region(tmp_path, tmp_path_factory, monkeypatch):
    """A region whose hub has the plugin for the township; ``region.his`` is the township's system."""
    template = database_template(tmp_path_factory.mktemp("template"))
    with quick_passwords():
        hub = opened_hub(tmp_path, copied(template, tmp_path / "hub.sqlite"))
        made = Region(hub)
        made.his = FakeHis()
        file = tmp_path / "hospital.json"
        hospital = {
            "institution": made.places["township"], "code": "5309", "language": "en",
            "charset": "GB 18030-2000", "version": "2.4",
            "institutions": {"5301": made.places["county"]}, "his": {"host": "127.0.0.1", "port": made.his.port},
        }  # fmt: skip
        file.write_text(json.dumps(hospital), encoding="utf-8")
        monkeypatch.setenv("OSTEO_HL7V2_HOSPITAL", str(file))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(PLUGIN), os.environ.get("PYTHONPATH")])))
        made.hub = replace(hub, plugins=HubPlugins([EntryPoint("hl7v2", "osteo_hl7v2", "osteo")]))
        yield made
        made.hub.plugins.close()
        hub.close()


def client(region: Region, who: str) -> TestClient:
    person = region.actor(who).person_id
    with region.hub.database.write() as session:
        secret = tokens.new_token(session, person, "test", ("read", "referrals"), 1)[1]
    return TestClient(create_app(region.hub), headers={"Authorization": f"Bearer {secret}"})


def test_hub_his_adapters_take_messages_in_and_tell_the_system(region):
    desk, county = client(region, "township referral_desk"), client(region, "county referral_desk")
    told = Delivery(region.hub.database, region.hub.plugins, "hl7v2")
    told.tell_one()  # from now on
    for _ in range(2):
        answer = desk.post("/api/v1/his/hl7v2", content=gb(refer()))
        assert answer.status_code == 200 and fields(answer.content, "MSA")[1:3] == ["AA", "77"]
    (one,) = desk.get("/api/v1/referrals").json()
    assert (one["state"], one["patient_name"]) == ("sent", "李四")
    wrong = desk.post("/api/v1/his/hl7v2", content=gb(refer("78", to="4711")))
    assert fields(wrong.content, "MSA")[1] == "AE" and "4711" in fields(wrong.content, "MSA")[3]
    again = desk.post("/api/v1/his/hl7v2", content=gb(refer("79")))  # the same number as another referral
    assert fields(again.content, "MSA")[1] == "AE" and "another one's already" in fields(again.content, "MSA")[3]
    assert county.post("/api/v1/his/hl7v2", content=gb(refer("80"))).status_code == 403
    assert desk.post("/api/v1/his/none", content=b"").status_code == 404

    assert county.post(f"/api/v1/referrals/{one['id']}/steps/accept", json={"words": "请来院"}).status_code == 200
    region.hub.publisher.publish()
    while told.tell_one():
        pass
    assert region.his.kinds() == ["RRI^I12^RRI_I12"] and "请来院" in region.his.got[0].decode("gb18030")
