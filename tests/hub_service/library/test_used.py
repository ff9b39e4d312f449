"""What people do with resources: downloads, stars, what they use together, and steps of procedures."""

from services.hub_things import version_in


def test_downloads_are_counted_once_each_and_not_the_authors(region, browser):
    version = version_in(region)
    student, author = browser("township student"), browser("county teacher")
    path = f"/api/v1/versions/{version}"
    for client in (student, student, author):
        assert client.get(f"{path}/files/cube.stl").status_code == 200
    assert student.get(f"{path}/files/cube.stl", headers={"range": "bytes=0-3"}).status_code == 206
    shown = student.get(path).json()
    assert shown["downloads"] == 2 and shown["rating"] is None and shown["ratings"] == 0


def test_the_mean_of_the_stars_is_shown(region, browser):
    version = version_in(region)
    path = f"/api/v1/versions/{version}"
    for client, stars in ((browser("township student"), 5), (browser("other student"), 2)):
        assert client.put(f"{path}/rating", json={"stars": stars}).status_code == 204
    browser("other student").put(f"{path}/rating", json={"stars": 4})  # a later word replaces the earlier
    shown = browser("township student").get(path).json()
    assert shown["rating"] == 4.5 and shown["ratings"] == 2
    assert browser("county teacher").put(f"{path}/rating", json={"stars": 5}).status_code == 403


def test_what_is_used_with_what(region, browser):
    plate, screw, saw = (version_in(region, title=name) for name in ("接骨板", "螺钉", "摆锯"))
    draft = version_in(region, "draft", title="草稿")
    one, two, nobody = browser("township student"), browser("other student"), browser(None)
    for client, other in ((one, screw), (one, screw), (two, screw), (two, saw)):
        assert client.put(f"/api/v1/versions/{plate}/used_with/{other}").status_code == 204
    found = one.get(f"/api/v1/versions/{plate}/used_with").json()
    assert [(each["title"], each["people"]) for each in found] == [("螺钉", 2), ("摆锯", 1)]
    assert [each["title"] for each in one.get(f"/api/v1/versions/{screw}/used_with").json()] == ["接骨板"]
    assert one.put(f"/api/v1/versions/{plate}/used_with/{plate}").status_code == 400
    assert one.put(f"/api/v1/versions/{plate}/used_with/{draft}").status_code == 404
    assert nobody.put(f"/api/v1/versions/{plate}/used_with/{saw}").status_code == 401
    assert two.delete(f"/api/v1/versions/{screw}/used_with/{plate}").status_code == 204
    assert [each["people"] for each in one.get(f"/api/v1/versions/{screw}/used_with").json()] == [1]


def test_a_procedure_has_steps_that_stay_when_a_form_knows_nothing_of_them(region, browser, described):
    teacher = browser("county teacher")
    steps = [{"title": "体位", "english": "position", "text": "仰卧", "file": ""}, {"title": "切口"}]
    body = {"organisation_id": region.places["county"], "description": described(kind="procedure", steps=steps)}
    made = teacher.post("/api/v1/resources", json=body).json()
    assert [each["title"] for each in made["steps"]] == ["体位", "切口"]
    path = f"/api/v1/versions/{made['id']}"
    assert len(teacher.put(path, json=described(kind="procedure")).json()["steps"]) == 2
    assert teacher.put(path, json=described(kind="procedure", steps=[])).json()["steps"] == []
    assert teacher.put(path, json=described(steps=[{"title": ""}])).status_code == 400
