"""Notices on the pages: counted on the first page, newest first, each leads to its thing, read once."""

import re

import pytest

from osteohub.notices.service import tell
from services.hub_things import version_in

KINDS = ("referral", "admission", "override", "grant", "split", "income", "report")


@pytest.fixture
def told(small_region):
    """A notice of each kind for a teacher."""
    with small_region.hub.database.write() as session:
        for number, kind in enumerate((*KINDS, "something else")):
            tell(session, [small_region.person("county", "teacher")], f"k/{number}", (kind, f"{number:032x}"),
                 f"Sentence {number}.", f"第 {number} 句。")  # fmt: skip


@pytest.mark.usefixtures("told")
def test_each_notice_leads_to_its_thing_and_is_read_once(small_browser):
    teacher = small_browser("county teacher")
    assert "8</strong> 条未读通知" in teacher.get("/").text
    text = teacher.get("/notices").text
    assert re.findall(r"第 (\d) 句。(?=<)", text) == list("76543210")
    assert 'href="/reports/00000000000000000000000000000006"' in text and "/rights/shares/" in text
    assert 'href=""' not in text  # what has no page is no link
    one = re.findall(r'name="notice" value="(\w+)" aria', text)[0]
    assert teacher.post("/notices/seen", data={"notice": one}).headers["location"] == "/notices"
    assert "7</strong> 条未读通知" in teacher.get("/").text
    every = re.findall(r'type="hidden" name="notice" value="(\w+)"', teacher.get("/notices").text)
    assert one not in every and len(every) == 7
    assert small_browser("other teacher").post("/notices/seen", data={"notice": every[0]}).status_code == 404
    teacher.post("/notices/seen", data={"notice": every})
    assert "未读" not in teacher.get("/notices").text and 'href="/notices"><strong>' not in teacher.get("/").text
    teacher.cookies.set("osteo_language", "en")
    assert "Sentence 7." in teacher.get("/notices").text


def test_nobody_else_sees_them(small_browser):
    assert "暂无通知" in small_browser("other teacher").get("/notices").text
    assert small_browser(None).get("/notices", headers={"accept": "text/html"}).status_code == 303


def test_every_kind_of_thing_is_found_from_its_notice(small_region, small_browser):
    """What the services tell of leads to pages that are there for the person who was told."""
    version = version_in(small_region)
    author, taker = small_browser("county teacher"), small_browser("other operator")
    offered = {"grantee_id": small_region.places["other"], "purpose": "research", "terms": "x",
               "valid_from": "2026-01-01T00:00:00Z", "valid_until": "2035-01-01T00:00:00Z"}  # fmt: skip
    assert author.post(f"/api/v1/versions/{version}/grants", json=offered).status_code == 201
    where = re.findall(r'href="(/rights/\w+/\w+)"', taker.get("/notices").text)
    assert len(where) == 1
    shown = taker.get(where[0], follow_redirects=True)
    assert shown.status_code == 200 and "股骨颈骨折模型" in shown.text
