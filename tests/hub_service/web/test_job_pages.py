"""Work beside the requests on its page: seen by whose it is, its failure said, tried again."""

import re

import pytest
from sqlalchemy import select

from osteohub.jobs.models import Job
from osteohub.jobs.runner import Runner
from osteohub.jobs.service import ATTEMPTS
from osteohub.library.models import Version
from osteohub.library.work import ask_for_checks
from services.hub_things import version_in

PAGE = {"accept": "text/html", "accept-language": "zh"}


@pytest.fixture
def submitted(small_region) -> str:
    version = version_in(small_region, "submitted", title="锁骨")
    with small_region.hub.database.write() as session:
        one = session.get_one(Version, version)
        one.checks = []
        ask_for_checks(session, one)
    return version


def test_what_failed_is_said_and_tried_again(small_region, small_browser, submitted, monkeypatch):
    monkeypatch.setattr(Runner, "_ask", lambda self, module, question: (None, "The work gave no answer."))
    author, operator = small_browser("county teacher"), small_browser("county operator")
    assert "锁骨" in author.get("/jobs").text and "等待中</strong>" in author.get("/jobs").text
    runner = small_region.hub.runner
    assert runner.do_one() and "等待重试" in operator.get("/jobs").text
    for _ in range(ATTEMPTS - 1):
        assert runner.do_one()
    shown = author.get("/jobs?state=failed").text
    assert "失败</strong>" in shown and "任务没有返回结果" in shown and "结束于" in shown
    assert "任务没有返回结果" in author.get(f"/library/{submitted}").text and "模型检查失败" in author.get("/").text
    again = re.search(r'action="(/jobs/\w+/again)"', shown)[1]
    for other in ("other teacher", "other operator", "county student"):
        client = small_browser(other)
        assert "锁骨" not in client.get("/jobs").text and client.post(again).status_code == 404
    assert operator.post(again).status_code == 303 and "模型检查失败" not in author.get("/").text
    twice = author.post(again, headers=PAGE)
    assert twice.status_code == 403 and "重试" in twice.text
    found = {"code": "x", "severity": "good", "file": "", "english": "fine", "chinese": "完好"}
    answers = {"osteohub.library.checks": [found], "osteohub.previews.make": {"trouble": "It cannot be shown (X)."}}
    monkeypatch.setattr(Runner, "_ask", lambda self, module, question: (answers[module], ""))
    while runner.do_one():
        pass
    shown = author.get(f"/jobs?about={submitted}").text
    assert "自动检查: <strong>已完成</strong>" in shown  # the page asked for a preview, too
    assert "预览: <strong>失败</strong>" in shown and "无法显示（X）" in shown
    assert "完好" in author.get(f"/library/{submitted}").text


def test_another_submission_forgets_checks_that_failed(small_region, submitted, monkeypatch):
    monkeypatch.setattr(Runner, "_ask", lambda self, module, question: (None, "The work gave no answer."))
    while small_region.hub.runner.do_one():
        pass
    with small_region.hub.database.write() as session:
        ask_for_checks(session, session.get_one(Version, submitted))
        assert session.scalars(select(Job.state)).all() == ["waiting"]
