"""The steps of a procedure: asked for before it is submitted, typed as lines on the page."""

FORM = {
    "title": "股骨近端髓内钉", "kind": "procedure", "body_system": "lower_limb", "specialty": "trauma",
    "difficulty": "basic",
}  # fmt: skip


def test_a_procedure_is_not_submitted_without_a_step(region, browser, draft, described):
    teacher = browser("county teacher")
    version = draft(teacher, kind="procedure")
    answer = teacher.post(f"/api/v1/versions/{version}/submit")
    assert answer.status_code == 400 and answer.json()["message"].endswith("needs a step.")
    told = teacher.post(f"/library/{version}/move/submit", headers={"accept": "text/html", "accept-language": "zh"})
    assert told.status_code == 400 and "手术步骤" in told.text
    teacher.put(f"/api/v1/versions/{version}", json=described(kind="procedure", steps=[{"title": "体位"}]))
    assert teacher.post(f"/api/v1/versions/{version}/submit").status_code == 200


def test_steps_are_lines_of_the_form_and_keep_what_programs_said_of_them(small_region, small_browser, described):
    teacher = small_browser("county teacher")
    made = teacher.post(
        "/library/new",
        data={**FORM, "organisation_id": small_region.places["county"], "steps": "体位\n\n  切口 \r\n"},
    )
    assert made.status_code == 303, made.text
    path = f"/api/v1/versions/{made.headers['location'].rpartition('/')[2]}"
    assert [one["title"] for one in teacher.get(path).json()["steps"]] == ["体位", "切口"]
    steps = [{"title": "体位", "english": "position", "text": "仰卧"}, {"title": "切口"}]
    assert teacher.put(path, json=described(kind="procedure", steps=steps)).status_code == 200
    assert ">体位\n切口</textarea>" in teacher.get(made.headers["location"]).text
    data = {**FORM, "steps": "复位\n体位"}
    assert teacher.post(f"{made.headers['location']}/describe", data=data).status_code == 303
    assert [(one["title"], one["text"]) for one in teacher.get(path).json()["steps"]] == [
        ("复位", ""),
        ("体位", "仰卧"),
    ]


def test_readers_see_the_steps(browser, publish):
    version = publish(kind="procedure", steps=[{"title": "体位", "english": "position", "text": "仰卧"}])
    shown = browser("township student").get(f"/library/{version}", headers={"accept-language": "zh"}).text
    assert "<li>体位<br>" in shown and "仰卧" in shown


def test_typed_steps_stay_after_a_refusal(small_region, small_browser):
    data = {**FORM, "organisation_id": small_region.places["county"], "steps": "体位\n切口", "contributors": "无份额"}
    answer = small_browser("county teacher").post("/library/new", data=data, headers={"accept": "text/html"})
    assert answer.status_code == 400 and ">体位\n切口</textarea>" in answer.text
