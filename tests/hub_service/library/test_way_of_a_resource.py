"""A resource from its draft to its publication and what follows, over HTTP, on both databases."""

import hashlib

from osteokit.ledger.bundle import prove, read_proof
from osteokit.ledger.notes import read_verifier


def test_a_draft_is_checked_reviewed_and_published(region, browser, publish, stl):
    version = publish()
    student = browser("township student")
    found = student.get("/api/v1/resources", params={"q": "骨折"}).json()
    assert [one["id"] for one in found["versions"]] == [version]
    shown = student.get(f"/api/v1/versions/{version}").json()
    assert shown["state"] == "published" and shown["number"] == 1 and shown["actions"] == ["rate", "download"]
    assert shown["reviews"] == []  # who said what is not for everybody
    file = student.get(f"/api/v1/versions/{version}/files/cube.stl")
    assert hashlib.sha256(file.content).hexdigest() == shown["files"][0]["sha256"] == hashlib.sha256(stl).hexdigest()
    part = student.get(f"/api/v1/versions/{version}/files/cube.stl", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206 and part.content == stl[10:20]


def test_what_was_published_is_proved_by_the_ledger_alone(browser, publish, stl):
    version = publish()
    anybody = browser(None)
    number = browser("township student").get(f"/api/v1/versions/{version}").json()["ledger_number"]
    entry = anybody.get(f"/ledger/entry/{number}").content
    key = read_verifier(anybody.get("/ledger/key").text)
    proved = prove(entry, read_proof(anybody.get(f"/ledger/proof/{number}").text), [key])
    assert proved.index == number and hashlib.sha256(stl).hexdigest().encode() in entry
    assert "王医生".encode() not in entry and "股骨".encode() not in entry  # hashes and ids only


def test_a_review_below_the_mark_publishes_nothing(browser, in_review):
    version = in_review()
    for number, points in ((1, 100), (2, 100), (3, 89.9)):
        body = {"points": points, "comment": "网格过粗"}
        assert browser("other expert", number).post(f"/api/v1/versions/{version}/score", json=body).status_code == 204
    answer = browser("operator").post(f"/api/v1/versions/{version}/publish")
    assert answer.status_code == 409 and "89.9 %" in answer.json()["message"]
    back = browser("operator").post(f"/api/v1/versions/{version}/return", json={"reason": "网格过粗"})
    assert back.json()["state"] == "returned"
    teacher = browser("county teacher")
    mine = teacher.get(f"/api/v1/versions/{version}").json()
    assert mine["reason"] == "网格过粗" and {one["score"] for one in mine["reviews"]} == {100, 89.9}
    assert {one["reviewer_id"] for one in mine["reviews"]} == {""}  # the author does not learn who
    assert teacher.post(f"/api/v1/versions/{version}/take_back").json()["state"] == "draft"


def test_nothing_is_published_before_everybody_has_spoken(browser, in_review):
    version = in_review()
    body = {"points": 100, "comment": "好" * 400}
    assert browser("other expert", 1).post(f"/library/{version}/score", data=body).status_code == 303
    answer = browser("operator").post(f"/api/v1/versions/{version}/publish")
    assert answer.status_code == 409 and "2 to come" in answer.json()["message"]
    again = browser("other expert", 1).post(f"/api/v1/versions/{version}/score", json=body)
    assert again.status_code == 409


def test_those_who_are_involved_do_not_judge(region, browser, draft):
    teacher, operator = browser("county teacher"), browser("operator")
    version = draft(teacher)
    teacher.post(f"/api/v1/versions/{version}/submit")
    early = operator.post(f"/api/v1/versions/{version}/begin_review", json={"panels": {}})
    assert early.status_code == 409 and "not done yet" in early.json()["message"]
    region.hub.runner.do_one()
    experts = [region.person("other", "expert", number) for number in (1, 2)]
    for other, why in (
        (region.person("county", "expert"), "own institution"),
        (region.people["county teacher"], "contributed"),
        (region.person("other", "student"), "no expert"),
    ):
        panels = {experts[0]: "clinical", experts[1]: "teaching", other: "technical"}
        answer = operator.post(f"/api/v1/versions/{version}/begin_review", json={"panels": panels})
        assert answer.status_code == 400 and why in answer.json()["message"]
    lacking = operator.post(f"/api/v1/versions/{version}/begin_review", json={"panels": {experts[0]: "clinical"}})
    assert "teaching fitness, technical soundness" in lacking.json()["message"]


def test_a_new_version_supersedes_and_the_old_one_stays_as_it_was(browser, publish, panels, described, region):
    first = publish()
    teacher, operator, student = browser("county teacher"), browser("operator"), browser("township student")
    before = student.get(f"/api/v1/versions/{first}").json()
    second = teacher.post(f"/api/v1/versions/{first}/renew").json()["id"]
    assert teacher.post(f"/api/v1/versions/{first}/renew").status_code == 409  # one at a time
    assert student.get(f"/api/v1/versions/{second}").status_code == 404
    assert teacher.put(f"/api/v1/versions/{first}", json=described(title="x")).status_code == 409
    teacher.put(f"/api/v1/versions/{second}", json=described(title="股骨颈骨折模型（修订）"))
    teacher.post(f"/api/v1/versions/{second}/submit")
    region.hub.runner.do_one()
    panels = {
        region.person("other", "expert", n): panel for n, panel in enumerate(("clinical", "teaching", "technical"), 1)
    }
    operator.post(f"/api/v1/versions/{second}/begin_review", json={"panels": panels})
    for number in (1, 2, 3):
        browser("other expert", number).post(f"/api/v1/versions/{second}/score", json={"points": 92})
    assert operator.post(f"/api/v1/versions/{second}/publish").json()["number"] == 2
    after = student.get(f"/api/v1/versions/{first}").json()
    assert after["state"] == "superseded" and {**after, "state": "", "actions": []} == {
        **before,
        "state": "",
        "actions": [],
    }
    found = student.get("/api/v1/resources", params={"q": "骨折"}).json()["versions"]
    assert [one["id"] for one in found] == [second]


def test_withdrawn_is_out_of_sight_and_stays_in_the_ledger(browser, publish):
    version = publish()
    student = browser("township student")
    assert student.post(f"/api/v1/versions/{version}/withdraw", json={"reason": "x"}).status_code == 403
    teacher = browser("county teacher")
    assert teacher.post(f"/api/v1/versions/{version}/withdraw", json={"reason": "发现侧别错误"}).status_code == 200
    assert student.get(f"/api/v1/versions/{version}").status_code == 404
    assert student.get(f"/api/v1/versions/{version}/files/cube.stl").status_code == 404
    assert student.get("/api/v1/resources", params={"q": "骨折"}).json()["versions"] == []
    assert b'"withdraw"' in browser(None).get("/ledger/entry/2").content


def test_a_draft_says_all_that_it_lacks(browser, region, described):
    teacher = browser("county teacher")
    body = {"organisation_id": region.places["county"], "description": described(about="", licence="", contributors=[])}
    version = teacher.post("/api/v1/resources", json=body).json()["id"]
    answer = teacher.post(f"/api/v1/versions/{version}/submit")
    assert answer.status_code == 400
    assert "a file, a licence, a description, contributors" in answer.json()["message"]
    wrong = described(contributors=[{"name": "王", "share": 5000}])
    teacher.put(f"/api/v1/versions/{version}", json=wrong)
    assert "shares that add up" in teacher.post(f"/api/v1/versions/{version}/submit").json()["message"]


def test_ratings_count_once_for_each_person(browser, publish, region):
    from osteohub.library.models import Resource, Version

    version = publish()
    student, other = browser("township student"), browser("county clinician")
    for client, stars in ((student, 1), (student, 5), (other, 4)):
        assert client.put(f"/api/v1/versions/{version}/rating", json={"stars": stars}).status_code == 204
    assert browser("county teacher").put(f"/api/v1/versions/{version}/rating", json={"stars": 5}).status_code == 403
    with region.hub.database.read() as session:
        resource = session.get_one(Resource, session.get_one(Version, version).resource_id)
    assert (resource.rating_count, resource.rating_sum) == (2, 9)
