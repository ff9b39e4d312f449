"""A version's page: what is used with it, my licence, and for its owner grants and shares."""

import re

import pytest

from services.hub_things import version_in

OFFER = {
    "purpose": "teaching", "terms": "仅限院内带教", "price": "1,000.5", "valid_from": "2026-01-01",
    "valid_until": "2035-01-01", "is_revocable": "1",
}  # fmt: skip


@pytest.fixture
def version(small_region):
    shares = (("county teacher", "王医生", 7000), (None, "李工", 3000))
    return version_in(small_region, shares=shares)


def test_what_is_used_together_is_said_and_shown(small_region, small_browser, version):
    other, student = version_in(small_region, title="接骨板"), small_browser("township student")
    page = f"/library/{version}"
    assert "常与之一起使用" not in student.get(page).text
    assert student.get(f"/api/v1/versions/{other}/files/cube.stl").status_code == 200
    assert f'value="{other}"' in student.get(page).text  # what they fetched, they may have used with it
    assert student.post(f"{page}/used_with", data={"other_id": other}).headers["location"] == f"{page}#used"
    shown = small_browser("other student").get(page).text
    assert f'href="/library/{other}">接骨板</a>' in shown and "1 人" in shown
    assert student.post(f"{page}/used_with", data={"other_id": version}).status_code == 400


def test_the_owner_offers_a_licence_and_the_taker_sees_it(small_region, small_browser, version):
    author, taker = small_browser("county teacher"), small_browser("other operator")
    page, place = f"/library/{version}", small_region.places["other"]
    assert f'href="{page}/offer"' in author.get(page).text and f'href="{page}/offer"' not in taker.get(page).text
    assert taker.get(f"{page}/offer").status_code == 403
    assert f'value="place:{small_region.places["county"]}"' not in author.get(f"{page}/offer").text  # it is theirs
    for wrong in ({"price": "many"}, {"valid_until": "soon"}, {"valid_until": "2025-01-01"}, {"terms": " "}):
        form = {"taker": f"place:{place}", **OFFER, **wrong}
        refused = author.post(f"{page}/offer", data=form)
        assert refused.status_code == 400 and f'value="place:{place}" selected' in refused.text, wrong
        assert wrong.get("price", "1,000.5") in refused.text and wrong.get("terms", "仅限院内带教") in refused.text
    nobody = author.post(f"{page}/offer", data=OFFER)
    assert nobody.status_code == 400
    grant = author.post(f"{page}/offer", data={"taker": f"place:{place}", **OFFER}).headers["location"]
    assert "1,000.50 元" in taker.get(grant).text and grant in author.get(page).text
    assert "您没有其他授权" in small_browser("other clinician").get(page).text
    taker.post(f"{grant}/accept")
    assert "另获授权" in small_browser("other clinician").get(page).text
    assert "您没有其他授权" in small_browser("township clinician").get(page).text


def test_the_owner_proposes_other_shares(small_region, small_browser, version):
    author, page = small_browser("county teacher"), f"/library/{version}/shares"
    assert "王医生; 70\n李工; 30" in author.get(page).text
    odd = author.post(page, data={"lines": "王医生; 60\n李工; 30", "reason": "重新分工"})
    assert odd.status_code == 400 and "王医生; 60" in odd.text and 'value="重新分工"' in odd.text
    assert author.post(page, data={"lines": "王医生 60"}).status_code == 400
    made = author.post(page, data={"lines": "王医生; 60\n李工; 40"}).headers["location"]
    shown = author.get(made).text
    assert "王医生: <strong>同意</strong>" in shown  # the name brought its account along
    assert "李工: <strong>尚未答复</strong>" in shown
    assert "40 %" in shown and "70 %" in shown
    assert small_browser("other teacher").get(page).status_code == 403


def test_a_draft_keeps_what_was_typed(small_region, small_browser):
    teacher = small_browser("county teacher")
    form = {"organisation_id": small_region.places["county"], "title": "锁骨", "about": "说明文字", "kind": "anatomy",
            "body_system": "spine", "specialty": "spine", "difficulty": "basic", "contributors": "王医生 百分之百",
            "clinical.diagnosis": "锁骨骨折"}  # fmt: skip
    wrong = teacher.post("/library/new", data=form)
    assert wrong.status_code == 400 and "王医生 百分之百" in wrong.text and 'role="alert"' in wrong.text
    assert 'value="锁骨"' in wrong.text and "说明文字" in wrong.text and 'value="锁骨骨折"' in wrong.text
    made = teacher.post("/library/new", data=form | {"contributors": "王医生; 100"}).headers["location"]
    again = teacher.post(f"{made}/describe", data=form | {"title": "锁骨远端"})
    assert again.status_code == 400 and 'value="锁骨远端"' in again.text and "王医生 百分之百" in again.text
    assert re.search(r"<h1>锁骨</h1>", again.text)  # nothing of it was kept
    assert "王医生; 100" in teacher.get(made).text
    stranger = small_browser("other student").post(f"{made}/describe", data=form | {"contributors": ""})
    assert stranger.status_code == 404
