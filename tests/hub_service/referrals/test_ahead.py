"""An emergency is announced when it is sent, and its data go ahead; what was never sent stays unknown."""

import pytest

AHEAD = {
    "arrives_at": "2026-11-22T10:30:00+08:00",
    "transport": "ambulance",
    "consciousness": "voice",
    "heart_rate": 128,
    "systolic": 84,
    "injuries": "骨盆开放性骨折，活动性出血",
    "given": "骨盆带，氨甲环酸 1 g",
    "needs": ["theatre", "blood"],
}


@pytest.fixture
def referral(region, browser):
    """Call it with an urgency to get the path of a draft from the township to the county."""

    def make(urgency: str = "emergency") -> str:
        body = {
            "to_id": region.places["county"], "urgency": urgency, "patient_name": "张三", "patient_number": "1",
            "diagnosis": "骨盆骨折", "reason": "需手术",
        }  # fmt: skip
        sent = {"from_id": region.places["township"], "referral": body}
        made = browser("township clinician").post("/api/v1/referrals", json=sent)
        assert made.status_code == 201, made.text
        return f"/api/v1/referrals/{made.json()['id']}"

    return make


def test_the_team_is_told_reads_and_says_so(region, browser, referral):
    sender, desk, stranger = browser("township clinician"), browser("county referral_desk"), browser("other clinician")
    path = referral()
    assert sender.put(f"{path}/ahead", json=AHEAD).status_code == 409  # not on its way
    sender.post(f"{path}/steps/send", json={})
    assert [one["chinese"] for one in desk.get("/api/v1/notices").json()] == ["有急诊转入。"]
    assert desk.post(f"{path}/ahead/seen").status_code == 409
    assert sender.put(f"{path}/ahead", json=AHEAD).status_code == 200
    got = desk.get(f"{path}/ahead").json()
    assert (
        got["ahead"]["heart_rate"] == 128 and got["ahead"]["needs"] == ["theatre", "blood"] and got["seen_by"] is None
    )
    assert sender.post(f"{path}/ahead/seen").status_code == 403  # the sender cannot say it for them
    assert desk.put(f"{path}/ahead", json=AHEAD).status_code == 403
    assert desk.post(f"{path}/ahead/seen").json()["seen_by"] == region.person("county", "referral_desk")
    assert sender.put(f"{path}/ahead", json={**AHEAD, "systolic": 70}).json()["seen_by"] is None  # news is seen anew
    for answer in (stranger.get(f"{path}/ahead"), stranger.put(f"{path}/ahead", json=AHEAD)):
        assert answer.status_code == 404
    texts = [one["english"] + one["chinese"] for one in desk.get("/api/v1/notices").json()]
    assert len(texts) >= 2 and not any("张三" in one or "骨盆" in one for one in texts)


def test_what_cannot_be_measured_is_refused(region, browser, referral):
    path, sender = referral(), browser("township clinician")
    sender.post(f"{path}/steps/send", json={})
    for wrong in (
        *({"heart_rate": 999}, {"saturation": -1}, {"needs": ["champagne"]}),
        {"arrives_at": "2026-11-22T10:30:00"},
    ):
        assert sender.put(f"{path}/ahead", json={**AHEAD, **wrong}).status_code == 400, wrong


def test_only_emergencies_are_announced(region, browser, referral):
    path, sender, desk = referral("urgent"), browser("township clinician"), browser("county referral_desk")
    sender.post(f"{path}/steps/send", json={})
    assert desk.get("/api/v1/notices").json() == []
    assert sender.put(f"{path}/ahead", json=AHEAD).status_code == 409


def test_a_draft_that_was_cancelled_is_never_known_to_the_other_side(region, browser, referral):
    never, once = referral("routine"), referral("routine")
    sender, desk = browser("township clinician"), browser("county referral_desk")
    sender.post(f"{once}/steps/send", json={})
    for path in (never, once):
        assert sender.post(f"{path}/steps/cancel", json={"words": "误填"}).json()["state"] == "cancelled"
    assert desk.get(never).status_code == 404
    assert desk.get(once).status_code == 200
    assert [one["id"] for one in desk.get("/api/v1/referrals").json()] == [once.rsplit("/", 1)[1]]
