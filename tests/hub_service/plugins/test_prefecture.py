"""The prefecture's plugin in a hub: a transfer out with its reason, its techniques, its figures and their cases."""

PATIENT = {"patient_name": "李四", "patient_number": "53230126", "diagnosis": "股骨颈骨折", "reason": "需手术治疗"}


def refer(region, client, place="township", **to):
    body = {"from_id": region.places[place], "referral": {**PATIENT, **to}}
    return client.post("/api/v1/referrals", json=body).json()["id"]


def step(client, identity, action, **result):
    return client.post(f"/api/v1/referrals/{identity}/steps/{action}", json=result)


def test_a_quality_officer_comes_from_the_figure_to_the_case(small_region, with_plugins, chuxiong, small_browser):
    region = small_region
    with_plugins(region, chuxiong)
    doctor, officer = small_browser("township clinician"), small_browser("centre quality_officer")
    out = refer(region, doctor, outside="华西医院", reason_code="technique")
    assert step(doctor, out, "send_out").status_code == 200
    assert step(small_browser("centre centre_approver"), out, "approve", words="本州无此技术").status_code == 200
    up = refer(region, doctor, to_id=region.places["county"], reason_code="beyond-level")
    assert step(doctor, up, "send").status_code == 200
    past = refer(region, doctor, to_id=region.places["centre"])
    assert "越级转诊" in doctor.post(f"/referrals/{past}/steps/send", headers={"accept": "text/html"}).text
    found = {one["code"]: one["whole"]["value"] for one in officer.get("/api/v1/indicators").json()}
    assert found["in-region"] == found["in-county"] == found["transfer-out"] == 50.0
    assert found["approval-time"] < 0.1 and found["declined"] is None
    page = officer.get("/indicators").text
    assert "州内就诊率" in page and "/indicators/in-region?days=30" in page
    place = region.places["township"]
    assert f"place={place}" in officer.get("/indicators/in-region?days=30").text
    assert f'href="/referrals/{out}"' in officer.get(f"/indicators/in-region?days=30&place={place}").text
    assert officer.get(f"/referrals/{out}").status_code == 200


def test_the_national_list_is_taken_in_and_asked(small_region, with_plugins, chuxiong, small_browser):
    with_plugins(small_region, chuxiong)
    operator, surgeon = small_browser("operator"), small_browser("county clinician")
    assert operator.post("/plugins/lists/national-2022").headers["location"] == "/credentials"
    question = {"code": "ai-assisted-treatment", "organisation_id": small_region.places["county"]}
    assert surgeon.post("/api/v1/techniques/ask", json=question).json()["why"] == "never"
    reason = {**question, "reason": "急诊创伤，无法等待审批"}
    assert surgeon.post("/api/v1/overrides", json=reason).status_code in (200, 201)
    officer = small_browser("centre quality_officer")
    found = {one["code"]: one["whole"] for one in officer.get("/api/v1/indicators").json()}
    assert found["admitted"] == {"value": 0.0, "count": 1, "light": "stop"}
    assert "/credentials#overrides" in officer.get("/indicators/admitted").text
