"""The way of a referral on a phone, at the desk and at the centre."""

import time

import pyrage
import pytest

from osteohub.referrals import service
from osteohub.referrals.service import Result, Written
from services.hub_browser import Clicks, shot, sign_in

pytestmark = pytest.mark.service("chromium")

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(2_000_000)


@pytest.fixture
def identity(small_region):
    """Of the county, whose operator has set its key for attachments."""
    made = pyrage.x25519.Identity.generate()
    with small_region.hub.database.write() as session:
        service.set_sealing_key(
            session, small_region.actor("operator"), small_region.places["county"], str(made.to_public())
        )
    return made


def written(region, number: int, **more) -> Written:
    fields = {
        "to_id": region.places["county"], "patient_name": f"患者{number}", "patient_number": f"P{number}",
        "diagnosis": "髋部骨折", "reason": "跌倒", **more,
    }  # fmt: skip
    return Written.model_validate(fields)


def test_a_township_doctor_refers_from_a_phone_in_90_seconds_and_reads_the_answer(
    small_region, address, chromium, identity, tmp_path
):
    for place, role in (("township", "clinician"), ("county", "referral_desk")):
        small_region.person(place, role)
    doctor = chromium(width=390)
    sign_in(doctor, address, "township.clinician", "/referrals")
    click, began = Clicks(doctor), time.monotonic()
    click("text=发起转诊")
    assert doctor.input_value("select[name=to_id]") == small_region.places["county"]  # the one above is proposed
    for name, value in (("patient_name", "李四"), ("patient_number", "532301"), ("diagnosis", "髋部骨折")):
        doctor.fill(f"input[name={name}]", value)
    doctor.select_option("select[name=urgency]", "urgent")
    doctor.fill("textarea[name=reason]", "跌倒后右髋疼痛，已固定")
    shot(doctor, "referral_form")
    click("button:has-text('保存并发送')")
    picture = tmp_path / "右髋.png"
    picture.write_bytes(PICTURE)
    doctor.set_input_files("input[name=file]", picture)
    click("button:has-text('添加')")
    doctor.wait_for_selector("text=右髋.png")
    assert click.count == 3 and time.monotonic() - began < 90
    assert "已发送" in doctor.inner_text("main")

    desk = chromium()
    sign_in(desk, address, "county.referral_desk", "/referrals")
    shot(desk, "worklist")
    click = Clicks(desk)
    click("button:has-text('接收')")
    click("summary:has-text('预约')")
    desk.fill("details[open] input[name=words]", "床位 14:00")
    click("details[open] button:has-text('预约')")
    desk.wait_for_selector("main .tiles >> text=床位 14:00")
    assert click.count == 3
    desk.click("text=李四")
    with desk.expect_download() as download:
        desk.click("text=右髋.png")
    assert pyrage.decrypt(download.value.path().read_bytes(), [identity]) == PICTURE
    shot(desk, "referral")

    doctor.goto(f"{address}/referrals")
    assert "床位 14:00" in doctor.inner_text("main")
    shot(doctor, "referrals_on_a_phone")


def test_the_centre_decides_with_the_last_month_beside_the_reason(small_region, address, chromium):
    region = small_region
    author, approver = region.actor("county clinician"), region.actor("centre centre_approver")
    region.person("centre", "centre_approver")
    with region.hub.database.write() as session:
        for number, step in ((1, "approve"), (2, "refuse"), (3, "")):
            made = service.write(
                session, author, region.places["county"], written(region, number, to_id="", outside="省肿瘤医院")
            )
            service.move(session, author, made.id, "send_out", Result())
            if step:
                service.move(session, approver, made.id, step, Result(words="会诊意见"))
        stays = service.write(
            session, author, region.places["county"], written(region, 4, to_id=region.places["other"])
        )
        service.move(session, author, stays.id, "send", Result())
    page = chromium()
    sign_in(page, address, "centre.centre_approver", "/referrals")
    shot(page, "centre_worklist")
    click = Clicks(page)
    click("text=患者3")
    beside = page.inner_text("#month").replace("\n", " ")
    assert "申请数 3" in beside and "批准 1 未批准 1" in beside
    assert "25%（1 例，共 4 例）" in beside and "省肿瘤医院 3" in beside
    reason, month = page.locator("section.card").nth(0).bounding_box(), page.locator("#month").bounding_box()
    assert month["x"] > reason["x"] + reason["width"] - 1 and abs(month["y"] - reason["y"]) < 2
    shot(page, "transfer_out")
    click("summary:has-text('批准')")
    page.fill("details[open] input[name=words]", "须肿瘤专科")
    click("details[open] button")
    page.wait_for_selector("main >> text=已转出")
    assert click.count == 3


@pytest.mark.slow
def test_the_worklist_is_narrowed(small_region, address, chromium):
    region = small_region
    author = region.actor("township clinician")
    region.person("county", "referral_desk")
    with region.hub.database.write() as session:
        for number, urgency in enumerate(("emergency", "urgent", "routine"), 1):
            made = service.write(session, author, region.places["township"], written(region, number, urgency=urgency))
            service.move(session, author, made.id, "send", Result())
    page = chromium()
    sign_in(page, address, "county.referral_desk", "/referrals")
    assert page.locator("main .tiles li").count() == 3
    assert page.locator("main .tiles strong").first.inner_text() == "患者1"  # the most pressing first
    page.click("summary:has-text('筛选')")
    page.select_option("select[name=urgency]", "urgent")
    page.click("button:has-text('显示')")
    assert page.locator("main .tiles li strong").all_inner_texts() == ["患者2"]
    page.fill("input[name=q]", "P3")
    page.select_option("select[name=urgency]", "")
    page.click("button:has-text('显示')")
    assert page.locator("main .tiles li strong").all_inner_texts() == ["患者3"]
    page.click("text=显示全部")
    page.click("summary:has-text('筛选')")
    page.check("input[name=late]")
    page.click("button:has-text('显示')")
    page.wait_for_selector("text=未找到")


def test_what_was_typed_stays_when_it_is_refused(small_region, address, chromium):
    small_region.person("township", "clinician")
    page = chromium()
    sign_in(page, address, "township.clinician", "/referrals/new")
    for name, value in (("patient_name", "王五"), ("patient_number", "1"), ("diagnosis", "踝骨折")):
        page.fill(f"input[name={name}]", value)
    page.fill("textarea[name=reason]", "两处去向")
    page.click("summary")
    page.fill("input[name=outside]", "省医院")
    page.click("button:has-text('保存并发送')")
    assert page.inner_text("[role=alert]")
    assert page.input_value("input[name=patient_name]") == "王五"
    assert (
        page.input_value("textarea[name=reason]") == "两处去向" and page.input_value("input[name=outside]") == "省医院"
    )
