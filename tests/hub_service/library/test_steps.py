"""The steps of a procedure: asked for before it is submitted, each with its fields on the draft's page, in order."""

import io
import re

import pytest

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
    teacher.put(
        f"/api/v1/versions/{version}", json=described(kind="procedure", steps=[{"title": "体位", "file": "a.png"}])
    )
    lacks = teacher.post(f"/api/v1/versions/{version}/submit")
    assert lacks.status_code == 400 and "the files that its steps name" in lacks.json()["message"]
    teacher.put(f"/api/v1/versions/{version}", json=described(kind="procedure", steps=[{"title": "体位"}]))
    assert teacher.post(f"/api/v1/versions/{version}/submit").status_code == 200


def fields(*rows: tuple[str, str, str, str], **more) -> dict:
    columns = zip(*rows, strict=True)
    return (
        FORM
        | {
            f"step_{name}": list(column)
            for name, column in zip(("title", "english", "text", "file"), columns, strict=True)
        }
        | more
    )


POSITION, CUT, NAIL = ("体位", "position", "仰卧", ""), ("切口", "", "", "cube.stl"), ("置钉", "", "", "")
BLANK = ("", "", "", "")


@pytest.fixture
def typed(small_region, small_browser):
    """A draft with three steps that were typed, its author, and what the API says of its steps."""
    teacher = small_browser("county teacher")
    data = fields(POSITION, BLANK, CUT, NAIL, organisation_id=small_region.places["county"])
    page = teacher.post("/library/new", data=data).headers["location"]

    def titles() -> list[str]:
        return [one["title"] for one in teacher.get(f"/api/v1/versions/{page.rpartition('/')[2]}").json()["steps"]]

    return teacher, page, titles


def test_steps_are_typed_moved_and_removed_without_a_script(typed):
    teacher, page, titles = typed
    assert titles() == ["体位", "切口", "置钉"]
    shown = teacher.get(page).text
    assert re.findall(r'name="step" value="(\w+ ?\d?)"', shown) == [
        "down 0", "remove 0", "up 1", "down 1", "remove 1", "up 2", "remove 2", "add",
    ]  # fmt: skip
    rows = (POSITION, CUT, NAIL)
    for asked, expected, place in (
        ("up 2", ["体位", "置钉", "切口"], "#step-1"),
        ("down 0", ["切口", "体位", "置钉"], "#step-1"),
        ("remove 1", ["体位", "置钉"], "#step-1"),
        ("up 0", ["体位", "切口", "置钉"], "#step-0"),
        ("down 9", ["体位", "切口", "置钉"], "#step-3"),
        ("up " + "9" * 5000, ["体位", "切口", "置钉"], "#step-2"),
        ("", ["体位", "切口", "置钉"], ""),
    ):
        answer = teacher.post(f"{page}/describe", data=fields(*rows, BLANK, step=asked))
        assert answer.headers["location"] == page + place and titles() == expected, asked
    added = teacher.post(f"{page}/describe", data=fields(*rows, ("缝合", "", "", ""), step="add"))
    assert added.headers["location"] == f"{page}#step-4" and titles()[-1] == "缝合"


def test_a_step_without_a_title_is_refused_and_stays_typed(typed):
    teacher, page, titles = typed
    answer = teacher.post(f"{page}/describe", data=fields(POSITION, ("", "", "逐层切开", "")))
    assert answer.status_code == 400 and ">逐层切开</textarea>" in answer.text and 'value="体位"' in answer.text
    assert titles() == ["体位", "切口", "置钉"]


def test_readers_see_the_steps_with_their_pictures(region, browser, publish, draft, upload):
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 9, 9)).save(picture, "PNG")
    teacher = browser("county teacher")
    steps = [
        {"title": "体位", "english": "position", "text": "仰卧", "file": "a.png"},
        {"title": "钉", "file": "cube.stl"},
    ]
    version = publish(
        kind="procedure", steps=steps, before=lambda made: upload(teacher, made, "a.png", picture.getvalue())
    )
    student = browser("township student")
    student.get(f"/library/{version}")  # asks for the previews
    while region.hub.runner.do_one():
        pass
    shown = student.get(f"/library/{version}", headers={"accept-language": "zh"}).text
    assert "<strong>体位</strong>" in shown and "仰卧" in shown
    address = re.search(r'<img class="shown" loading="lazy" src="([^"]+)" alt="体位">', shown)[1]
    assert student.get(address).headers["content-type"] == "image/webp"
    assert re.search(r'href="\?show=\w{64}#look">查看 cube.stl', shown)


def test_typed_steps_stay_after_a_refusal(small_region, small_browser):
    data = fields(POSITION, CUT, organisation_id=small_region.places["county"], contributors="无份额")
    answer = small_browser("county teacher").post("/library/new", data=data, headers={"accept": "text/html"})
    assert answer.status_code == 400 and 'value="体位"' in answer.text and 'value="切口"' in answer.text
