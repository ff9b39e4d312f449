"""An emergency on the pages: told ahead from a phone, read on one screen, gone first and judged afterwards."""

import re

PATIENT = {"patient_name": "李四", "patient_number": "1", "diagnosis": "骨盆骨折", "reason": "大出血，州内无法栓塞"}


def write(client, region, **more):
    fields = {"from_id": region.places["township"], "then": "send", "urgency": "emergency", **PATIENT, **more}
    answer = client.post("/referrals/new", data=fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_the_team_reads_on_one_screen_what_the_sender_told(small_region, small_browser):
    doctor, desk = small_browser("township clinician"), small_browser("county referral_desk")
    path = write(doctor, small_region, to_id=small_region.places["county"])
    assert f'href="{path}/ahead"' in doctor.get(path).text
    assert "对方尚未提供患者信息" in desk.get("/emergencies").text
    refused = doctor.post(f"{path}/ahead", data={"heart_rate": "999", "injuries": "开放性骨盆骨折"})
    assert refused.status_code == 400 and "开放性骨盆骨折" in refused.text  # what was typed stays
    assert doctor.post(f"{path}/ahead", data={"minutes": "later"}).status_code == 400
    told = {"minutes": "25", "heart_rate": "140", "systolic": "84", "saturation": "97", "needs": ["blood", "ct"]}
    assert doctor.post(f"{path}/ahead", data=told).status_code == 303
    screen = desk.get("/emergencies/board").text
    assert "25 分钟后到达" in screen and "备血" in screen and "84/–" in screen
    assert re.findall(r'class="alarm"><dt>(.*?)</dt>', screen) == ["心率", "血压"]  # 97 % is none
    assert "李四" not in screen and "<html" not in screen  # a screen that others see names nobody
    assert 'value="140"' in doctor.get(f"{path}/ahead").text
    assert desk.get(f"{path}/ahead").status_code == 403
    seen = desk.post(f"{path}/ahead/seen", data={"then": "board"})
    assert seen.headers["location"] == "/emergencies" and "已阅读" in doctor.get(path).text
    assert desk.post(f"{path}/steps/accept", data={"then": "board"}).headers["location"] == "/emergencies"
    stranger = small_browser("other clinician")
    assert "目前没有即将到达的急诊" in stranger.get("/emergencies").text
    assert small_browser("centre quality_officer").get("/emergencies").status_code == 403


def test_the_centre_judges_afterwards_what_went_first(small_region, small_browser):
    doctor, centre = small_browser("township clinician"), small_browser("centre centre_approver")
    path = write(doctor, small_region, outside="华西医院")
    gone = doctor.get(path).text
    assert "已先行转出，待中心事后审批" in gone and "大出血，州内无法栓塞" in gone and "/transfer/confirm" not in gone
    assert "先行转出待事后审批" in centre.get("/").text
    assert f'action="{path}/transfer/confirm"' in centre.get("/referrals").text
    page = centre.get(path).text
    assert "急诊先行转出</dt><dd>1" in page
    said = {"words": "病情危重，转出合理", "then": "list"}
    assert centre.post(f"{path}/transfer/confirm", data=said).headers["location"] == "/referrals"
    assert "事后已批准" in doctor.get(path).text and "病情危重，转出合理" in doctor.get(path).text
    assert "先行转出待事后审批" not in centre.get("/").text


def test_a_consent_is_noted_and_withdrawn_on_the_page(small_region, small_browser):
    doctor = small_browser("township clinician")
    path = write(doctor, small_region, to_id=small_region.places["county"], urgency="routine")
    assert "尚未登记书面知情同意" in doctor.get(path).text
    given = {
        "given_by": "王五", "relation": "spouse", "covers": "sharing", "given_on": "2026-01-02", "form": "paper",
        "reference": "病历夹第 3 页",
    }  # fmt: skip
    assert doctor.post(f"{path}/consents", data=given).headers["location"] == f"{path}#consents"
    assert doctor.post(f"{path}/consents", data={**given, "given_on": "gestern"}).status_code == 400
    page = small_browser("county referral_desk").get(path).text
    assert "病历夹第 3 页" in page and "配偶" in page and "/withdraw" not in page
    (back,) = re.findall(r'action="(.*?/withdraw)"', doctor.get(path).text)
    assert doctor.post(back).status_code == 303 and "已撤销" in doctor.get(path).text
