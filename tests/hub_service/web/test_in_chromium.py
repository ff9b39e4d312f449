"""People walk through the pages of a served hub with a real browser."""

from pathlib import Path

import pytest

from osteohub.library.vocabulary import PANELS
from services.hub_browser import shot, sign_in

pytestmark = pytest.mark.service("chromium")


@pytest.mark.usefixtures("checked_here")
@pytest.mark.slow
def test_a_model_goes_from_its_author_through_the_committee_to_a_student(
    small_region, address, chromium, tmp_path, stl
):
    region = small_region
    for number in range(1, 4):
        region.person("other", "expert", number)
    region.person("county", "teacher"), region.person("township", "student")
    file = tmp_path / "股骨.stl"
    file.write_bytes(stl)

    author = chromium()
    sign_in(author, address, "county.teacher")
    author.click("text=新建资源")
    author.fill("input[name=title]", "股骨颈骨折模型")
    author.fill("textarea[name=about]", "由 CT 生成")
    author.select_option("select[name=licence]", "CC-BY-4.0")
    author.fill("input[name='clinical.diagnosis']", "股骨颈骨折")
    author.fill("input[name='teaching.audience']", "住院医师")
    author.fill("textarea[name='teaching.goals']", "识别分型")
    author.fill("textarea[name=contributors]", "王医生；70\n李工; 30%")
    shot(author, "draft")
    author.click("text=保存草稿")
    assert "提交前还需： 文件" in author.inner_text(".notice")
    author.click("summary:has-text('手术步骤')")
    author.fill("input[name=step_title]", "体位")
    author.keyboard.press("Enter")  # saves, and moves nothing
    for title in ("切口", "置钉"):
        author.locator("input[name=step_title]").last.fill(title)
        author.click("text=添加该步骤")
    author.click("button[aria-label='上移: 置钉']")
    author.wait_for_url("**/library/*#step-1")
    titles = [author.input_value(f"#step-{place} input[name=step_title]") for place in range(3)]
    assert titles == ["体位", "置钉", "切口"]
    author.set_input_files("input[type=file]", file)
    author.wait_for_selector("main li >> text=股骨.stl")
    shot(author, "draft_with_file")
    author.click("text=提交评审")
    author.wait_for_selector("text=自动检查进行中")
    while region.hub.runner.do_one():
        pass

    operator = chromium()
    sign_in(operator, address, "operator")
    operator.click("text=English")
    operator.goto(f"{address}/library")
    operator.click("text=股骨颈骨折模型")
    assert "triangles" in operator.inner_text("main")
    proposed = [operator.input_value(f"select[name={panel}]") for panel in PANELS]
    assert len(set(proposed)) == 3  # nobody is proposed for two panels
    for panel, number in zip(PANELS, (1, 2, 3), strict=True):
        operator.select_option(
            f"select[name={panel}]", region.people["other expert" + (f" {number}" if number > 1 else "")]
        )
    shot(operator, "organise_review")
    operator.click("button:has-text('Begin the review')")
    review = operator.url

    for number in (1, 2, 3):
        expert = chromium()
        sign_in(expert, address, "other.expert" + (f".{number}" if number > 1 else ""))
        expert.click("text=股骨颈骨折模型")
        expert.fill("input[name=points]", "96")
        if number == 1:
            shot(expert, "score")
        expert.click("button:has-text('提交')")
        expert.wait_for_url(f"{address}/library")

    operator.goto(review)
    shot(operator, "reviewed")
    operator.click("button:has-text('Publish')")
    operator.wait_for_selector("text=Version 1")

    student = chromium(width=390)
    sign_in(student, address, "township.student")
    student.fill("input[type=search]", "骨折")
    student.press("input[type=search]", "Enter")
    shot(student, "found_on_a_phone")
    student.click("text=股骨颈骨折模型")
    shot(student, "published_on_a_phone")
    with student.expect_download() as download:
        student.click("text=股骨.stl")
    assert Path(download.value.path()).read_bytes() == stl
    student.select_option("select[name=stars]", "5")
    student.click("button:has-text('提交')")
    student.wait_for_selector("text=5.0 分")


def test_a_program_is_let_in_and_the_language_is_changed(small_region, address, chromium):
    import requests

    region = small_region
    region.person("county", "clinician")
    page = chromium()
    sign_in(page, address, "county.clinician", "/device")
    asked = requests.post(
        f"{address}/api/v1/device", json={"client": "3D Slicer", "scopes": ["read"]}, timeout=10
    ).json()
    page.fill("input[name=code]", asked["user_code"].lower())
    page.click("text=继续")
    shot(page, "device")
    page.click("text=English")
    page.goto(f"{address}/device")
    page.fill("input[name=code]", asked["user_code"])
    page.click("text=Continue")
    page.click("button:has-text('Let it in')")
    page.wait_for_selector("text=The program is let in")
    answer = requests.post(f"{address}/api/v1/device/token", json={"device_code": asked["device_code"]}, timeout=10)
    assert answer.json()["access_token"].startswith("osteo_")


def test_names_cannot_smuggle_in_a_script(small_region, address, chromium):
    from osteohub.identity import service

    region = small_region
    with region.hub.database.write() as session:
        service.create_organisation(
            session, region.actor("operator"), "<script>document.title='x'</script>", "\"><img src=x>", "county",
            region.places["centre"],
        )  # fmt: skip
    page = chromium()
    sign_in(page, address, "operator", "/institutions")
    assert "<script>" in page.inner_text("table") and page.title().startswith("机构")
    shot(page, "institutions")


def test_the_pages_speak_to_a_screen_reader(small_region, address, chromium):
    """Every field has a name, every page a heading and a language, nothing is reached by the mouse alone."""
    for role in ("teacher", "clinician"):
        small_region.person("county", role)
    page = chromium()
    sign_in(page, address, "county.teacher")
    for path in ("/", "/library", "/library/new", "/referrals", "/institutions", "/account", "/device", "/ledgerbook"):
        page.goto(f"{address}{path}")
        assert page.get_attribute("html", "lang") == "zh-CN" and page.locator("h1").count() == 1, path
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]"
            ".filter(e => !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim())"
            ".length"
        )
        assert unnamed == 0, path
        first = page.evaluate("document.body.querySelector('a').className")
        assert first == "skip", path
