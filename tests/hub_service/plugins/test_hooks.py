"""Each hook of the hub is asked at its place, with what its specification says."""

import json

import pytest
from sqlalchemy import select

from osteohub.events.models import PluginFeed
from osteohub.library import checks
from osteohub.plugins import checks as plugin_checks
from osteohub.plugins.process import Failed, Refused
from osteokit.plugins import hookimpl
from osteokit.plugins.hub_hookspecs import KINDS

PATIENT = {"patient_name": "李四", "patient_number": "53230126", "diagnosis": "股骨颈骨折", "reason": "需手术治疗"}


class Everything:
    """What each hook is given and gives; the plugins below say it in modules of their own."""

    @hookimpl
    def hub_referral_policy(self, case, step): ...

    @hookimpl
    def hub_referral_reasons(self): ...

    @hookimpl
    def hub_resource_checks(self, resource): ...

    @hookimpl
    def hub_techniques(self): ...

    @hookimpl
    def hub_indicators(self, data): ...

    @hookimpl
    def hub_notifiers(self): ...

    @hookimpl
    def hub_his_adapters(self): ...


def test_nothing_is_left_out_here():
    assert {name for name in dir(Everything) if name.startswith("hub_")} == set(KINDS)


def refer(region, client, to="county", **changes):
    place = {"to_id": region.places[to]} if to else {"outside": "华西医院"}
    body = {"from_id": region.places["township"], "referral": {**PATIENT, **place, **changes}}
    answer = client.post("/api/v1/referrals", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def step(client, identity, action, **result):
    return client.post(f"/api/v1/referrals/{identity}/steps/{action}", json=result)


POLICY = """
@hookimpl
def hub_referral_policy(case, step):
    assert case.patient.name == case.patient.number == case.patient.phone == "", "a rule needs no name"
    assert (case.sender.tier, case.diagnosis) == ("township", "股骨颈骨折")
    if case.patient.sex == "male":
        return [Ruling("veto", "Not on Sundays.", "周日不收。")]
    if case.receiver and case.receiver.tier == "prefecture":
        return [Ruling("approval", "Ask the centre.", "请先向中心申请。")]
    if case.urgency == "routine" and step == "accept":
        raise RuntimeError("confused")
    return []
"""


def test_hub_referral_policy_forbids_and_wants_approval(small_region, with_plugins, written, small_browser):
    region, browser = small_region, small_browser
    with_plugins(region, written("rules", POLICY))
    doctor, desk = browser("township clinician"), browser("county referral_desk")
    refused = step(doctor, refer(region, doctor, sex="male"), "send")
    assert (refused.status_code, refused.json()["message"]) == (403, "Not on Sundays.")
    identity = refer(region, doctor, "centre", urgency="urgent")
    shown = doctor.get(f"/api/v1/referrals/{identity}").json()
    assert "send_out" in shown["actions"] and "send" not in shown["actions"]
    assert step(doctor, identity, "send").json()["message"] == "Ask the centre."
    assert step(doctor, identity, "send_out").json()["state"] == "awaiting_approval"
    fine = refer(region, doctor)
    assert step(doctor, fine, "send").status_code == 200
    answer = step(desk, fine, "accept").json()["message"]
    assert answer == "Plugin rules could not decide (RuntimeError: confused); that counts as no."
    assert doctor.get(f"/api/v1/referrals/{fine}").json()["state"] == "sent"


def test_a_policy_speaks_chinese_on_the_page(small_region, with_plugins, written, small_browser):
    with_plugins(small_region, written("rules", POLICY))
    doctor = small_browser("township clinician")
    identity = refer(small_region, doctor, sex="male")
    answer = doctor.post(f"/referrals/{identity}/steps/send", data={}, headers={"accept": "text/html"})
    assert answer.status_code == 403 and "周日不收。" in answer.text
    place, chinese = f"/api/v1/referrals/{identity}/steps/send", {"x-page-language": "zh"}
    assert doctor.post(place, json={}, headers=chinese).json()["message"] == "周日不收。"


REASONS = """
@hookimpl
def hub_referral_reasons():
    return [ReferralReason("technique", "Not offered", "无此技术", ("out",)),
            ReferralReason("residence", "Lives there", "户籍在外地", ("out",), needs_approval=False)]
"""


def test_hub_referral_reasons_are_asked_for_transfers_out(small_region, with_plugins, written, small_browser):
    with_plugins(small_region, written("reasons", REASONS))
    doctor = small_browser("township clinician")
    assert [one["code"] for one in doctor.get("/api/v1/referral_reasons").json()] == ["residence", "technique"]
    assert "户籍在外地" in doctor.get("/referrals/new").text
    without = step(doctor, refer(small_region, doctor, ""), "send_out")
    assert without.status_code == 400 and "residence, technique" in without.json()["message"]
    named = refer(small_region, doctor, "", reason_code="technique")
    assert step(doctor, named, "send").status_code == 409
    assert step(doctor, named, "send_out").json()["state"] == "awaiting_approval"
    home = refer(small_region, doctor, "top", reason_code="residence")  # above the prefecture: out of it
    assert step(doctor, home, "send").json()["state"] == "sent"


CHECK = """
@hookimpl
def hub_resource_checks(resource):
    if resource.title == "broken":
        raise OSError("scanner is off")
    size = sum(len(one.path.read_bytes()) for one in resource.files)
    return [ResourceFinding("ours.size", "stop" if size > 5 else "note", f"{size} bytes", f"{size} 字节", "a.txt")]
"""


def test_hub_resource_checks_stand_among_the_checks(written, monkeypatch, tmp_path):
    file = tmp_path / "content"
    file.write_bytes(b"0123456789")
    monkeypatch.setattr(plugin_checks, "installed", lambda: (written("ours", CHECK),))
    told = dict.fromkeys(("kind", "body_system", "organ", "pathology", "specialty", "licence"), "")
    question = {
        "files": [{"name": "a.txt", "path": str(file)}], "duplicates": [], "switched_off": {},
        "resource": {"title": "good", **told, "clinical": {}, "model": {}, "teaching": {}},
        "sums": [{"name": "a.txt", "sha256": "0" * 64, "size": 10}],
    }  # fmt: skip
    (found,) = checks.check(json.loads(json.dumps(question)))
    assert found == {"code": "ours.size", "severity": "stop", "file": "a.txt", "english": "10 bytes",
                     "chinese": "10 字节"}  # fmt: skip
    question["resource"]["title"] = "broken"
    (failed,) = checks.check(question)
    assert (
        failed["severity"] == "stop" and "Plugin ours could not decide (OSError: scanner is off)" in failed["english"]
    )
    assert checks.check({**question, "switched_off": {"ours": "off"}})[0]["code"] == "no_findings"


def test_hub_techniques_are_offered_and_taken_in(small_region, with_plugins, written, small_browser, tmp_path):
    listed = {"format": "osteo.techniques/1", "edition": "ours-1", "source": "test", "techniques": [
        {"code": "robot", "name": "机器人", "english": "Robot", "level": 4}],
        "valid_from": "2020-01-01T00:00:00Z", "valid_until": "2099-01-01T00:00:00Z"}  # fmt: skip
    (tmp_path / "ours.json").write_text(json.dumps(listed), encoding="utf-8")
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    source = f"""
    @hookimpl
    def hub_techniques():
        folder = Path({str(tmp_path)!r})
        return [TechniqueSource(name, name, folder / f"{{name}}.json") for name in ("ours", "bad")]
    """
    with_plugins(small_region, written("list", source))
    operator = small_browser("operator")
    assert [one["name"] for one in operator.get("/api/v1/technique_lists").json()] == ["ours", "bad"]
    assert operator.get("/api/v1/techniques").json() == []  # offered is not in force
    assert small_browser("county operator").post("/api/v1/technique_lists/ours").status_code == 403
    assert operator.post("/api/v1/technique_lists/ours").json() == {"new": 1}
    assert [one["code"] for one in operator.get("/api/v1/techniques").json()] == ["robot"]
    assert operator.post("/api/v1/technique_lists/bad").status_code == 400
    assert operator.post("/api/v1/technique_lists/other").status_code == 404


INDICATOR = """
@hookimpl
def hub_indicators(data):
    cases = [IndicatorCase("referral", one.id, one.sender, 100.0 if one.direction == "up" else 0.0)
             for one in data.referrals]
    return [Indicator("up", "Upward", "上转", "up / all", "上转 ÷ 全部", "%", "test", 80.0, 40.0, "high", tuple(cases))]
"""


def test_hub_indicators_count_what_an_officer_may_see(region, with_plugins, written, browser):
    with_plugins(region, written("figures", INDICATOR))
    doctor, officer = browser("township clinician"), browser("county quality_officer")
    up, out = refer(region, doctor), refer(region, doctor, "")
    step(doctor, up, "send"), step(doctor, out, "send_out"), refer(region, doctor)  # a draft is not counted
    (one,) = officer.get("/api/v1/indicators").json()
    assert one["whole"] == {"value": 50.0, "count": 2, "light": "warning"}
    assert one["places"] == {region.places["township"]: {"value": 50.0, "count": 2, "light": "warning"}}
    cases = officer.get("/api/v1/indicators/up/cases").json()
    assert [case["id"] for case in cases] == [out, up]  # what pulls it down first
    page = officer.get("/indicators/up")
    assert f'href="/referrals/{up}"' in page.text and "50.0" in page.text
    assert officer.get(f"/referrals/{out}", headers={"accept": "text/html"}).status_code == 200
    (nothing,) = browser("other quality_officer").get("/api/v1/indicators").json()
    assert nothing["whole"] == {"value": None, "count": 0, "light": ""}
    assert doctor.get("/api/v1/indicators").status_code == 403
    assert officer.get("/api/v1/indicators/none/cases").status_code == 404


def told(region, name):
    """Have one plugin told of all that was published."""
    region.hub.publisher.publish()
    (delivery,) = [one for one in region.hub.deliveries._all if one._name == name]
    number = 0
    while delivery.tell_one():
        number += 1
    return number


def test_hub_notifiers_are_told_in_order_after_the_change(region, with_plugins, written, browser, tmp_path):
    book = tmp_path / "book"
    source = f"""
    def note(event):
        with open({str(book)!r}, "a") as stream:
            stream.write(f"{{event.number}} {{event.kind}} {{event.payload['urgency']}}\\n")

    @hookimpl
    def hub_notifiers():
        return [Notifier("book", "A book", ("referral.",), note)]
    """
    doctor = browser("township clinician")
    step(doctor, refer(region, doctor), "send")  # before the plugin came
    with_plugins(region, written("book", source))
    assert told(region, "book") == 0
    second = refer(region, doctor, urgency="urgent")
    step(doctor, second, "send"), step(doctor, second, "cancel", words="误填")
    assert told(region, "book") == 2
    assert book.read_text().splitlines() == ["2 referral.send urgent", "3 referral.cancel urgent"]


HIS = """
def outgoing(event, case):
    return [HisMessage(f"{{event.number}}", f"{{event.kind}} {{case.patient.name}} {{case.author}}".encode())]

def deliver(message):
    if not Path({up!r}).exists():
        raise OsteoError("The HIS does not answer.")
    with open({book!r}, "ab") as stream:
        stream.write(message.content + b"\\n")

@hookimpl
def hub_his_adapters():
    nothing = lambda *given: []
    return [HisAdapter("test", "Test", ({place!r},), outgoing, deliver, nothing, nothing)]
"""


def test_hub_his_adapters_are_told_of_their_referrals_and_nothing_is_lost(
    region, with_plugins, written, browser, tmp_path
):
    names = {"up": str(tmp_path / "up"), "book": str(tmp_path / "book")}
    with_plugins(region, written("county", HIS.format(**names, place="county")),
                 written("other", HIS.format(**names, place="other")))  # fmt: skip
    doctor = browser("township clinician")
    assert told(region, "county") == told(region, "other") == 0
    identity, draft = refer(region, doctor), refer(region, doctor)
    step(doctor, identity, "send"), step(doctor, draft, "cancel", words="误填")
    with pytest.raises(Refused, match="does not answer"):
        told(region, "county")
    with region.hub.database.read() as session:
        feed = session.get_one(PluginFeed, "county")
        assert (feed.number, feed.trouble, feed.leased_until) == (0, "The HIS does not answer.", None)
    assert "The HIS does not answer." in browser("operator").get("/plugins").text
    (tmp_path / "up").touch()
    assert told(region, "county") == 2 and told(region, "other") == 2
    written_down = (tmp_path / "book").read_text(encoding="utf-8").splitlines()
    assert written_down == ["referral.send 李四 township clinician"]  # no draft, and none of another institution


def test_an_observer_that_fails_loses_nothing_and_holds_nobody(small_region, with_plugins, written, small_browser):
    region, browser = small_region, small_browser
    source = """
    def note(event):
        raise LookupError("no such number")

    @hookimpl
    def hub_notifiers():
        return [Notifier("sms", "SMS", (), note)]
    """
    with_plugins(region, written("sms", source))
    doctor = browser("township clinician")
    assert told(region, "sms") == 0
    assert step(doctor, refer(region, doctor), "send").status_code == 200
    with pytest.raises(Failed):
        told(region, "sms")
    listed = browser("operator").get("/api/v1/plugins").json()
    assert not listed[0]["works"] and "LookupError: no such number" in listed[0]["fault"]
    assert step(doctor, refer(region, doctor), "send").status_code == 200
    with region.hub.database.read() as session:
        assert session.scalars(select(PluginFeed.number)).one() == 0  # told again once it works


def test_operators_see_plugins_and_others_do_not(small_region, with_plugins, written, small_browser):
    with_plugins(small_region, written("broken", "import nothing_of_this_name"), written("good", POLICY))
    operator = small_browser("operator")
    broken, good = operator.get("/api/v1/plugins").json()
    assert good["works"] and good["hooks"] == ["hub_referral_policy"]
    assert "No module named 'nothing_of_this_name'" in broken["fault"]
    page = operator.get("/plugins").text
    assert "nothing_of_this_name" in page and 'action="/plugins/broken/retry"' in page
    assert 'action="/plugins/good/retry"' in page and "重新加载" in page  # what was installed anew is loaded so
    assert operator.post("/plugins/broken/retry").status_code == 303
    assert operator.post("/api/v1/plugins/none/retry").status_code == 404
    assert small_browser("county operator").post("/api/v1/plugins/broken/retry").status_code == 403
    assert small_browser("township clinician").get("/api/v1/plugins").status_code == 403
