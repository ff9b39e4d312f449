"""A report of infringement on the pages: written with its evidence, answered, judged, decided, carried out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from osteohub.database.base import now
from osteohub.rights.models import Report
from services.hub_things import version_in

CLAIM = "该模型直接取自本院未公开的患者数据，三角面与原始文件完全一致。"
WORDS = {"words": "依据充分，说明见附件"}
FILES = [("file", ("compare.pdf", b"%PDF-1.4 evidence")), ("file", ("model.stl", b"solid x"))]


@pytest.fixture
def version(small_region):
    return version_in(small_region)


@pytest.fixture
def report(small_browser, version) -> str:
    """The address of a report by a teacher of the township."""
    form = {"ground": "data", "claim": CLAIM}
    sent = small_browser("township teacher").post(f"/library/{version}/report/attachments", data=form, files=FILES)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def steps(client, address: str) -> set[str]:
    return set(re.findall(r'action="/reports/[^"]*?/(\w+)"', client.get(address).text))


def time_is_over(region):
    with region.hub.database.write() as session:
        session.execute(update(Report).values(due_at=now() - timedelta(seconds=1)))


def judged(small_browser, report: str, verdicts) -> None:
    for number, infringes in enumerate(verdicts, 1):
        expert = small_browser("centre expert", number)
        assert "待您处理" in expert.get("/reports").text
        wordless = expert.post(f"{report}/steps/assess", data={"words": " ", "infringes": "1"})
        assert wordless.status_code == 400
        sent = expert.post(f"{report}/steps/assess", data={"infringes": infringes, **WORDS})
        assert sent.headers["location"] == "/reports"


def test_a_report_that_is_refused_keeps_its_words(small_region, small_browser, version):
    teacher, page = small_browser("township teacher"), f"/library/{version}/report"
    assert f'href="{page}"' in teacher.get(f"/library/{version}").text
    assert f'href="{page}"' not in small_browser("county teacher").get(f"/library/{version}").text  # it is theirs
    wrong = [
        ({"claim": "太短"}, FILES),
        ({"ground": "envy"}, FILES),
        ({}, [("file", ("photo.exe", b"MZ"))]),
        ({}, [("file", ("empty.pdf", b""))]),
    ]
    for changes, files in wrong:
        form = {"ground": "privacy", "claim": CLAIM, **changes}
        refused = teacher.post(f"{page}/attachments", data=form, files=files)
        assert refused.status_code == 400 and form["claim"] in refused.text, changes
        assert form["ground"] == "envy" or 'value="privacy" selected' in refused.text
    many = [("file", (f"{number}.pdf", b"%PDF-")) for number in range(21)]
    form = {"ground": "data", "claim": CLAIM}
    assert teacher.post(f"{page}/attachments", data=form, files=many).status_code == 409
    assert "没有与您相关的举报" in teacher.get("/reports").text  # nothing of it was kept
    own = small_browser("county teacher").post(f"{page}/attachments", data={"ground": "data", "claim": CLAIM},
                                               files=[("file", ("", b""))])  # fmt: skip
    assert own.status_code == 403


def test_from_the_report_to_the_withdrawal(small_region, small_browser, version, report):
    reporter, author, handler = (
        small_browser(one) for one in ("township teacher", "county teacher", "centre operator")
    )
    shown = reporter.get(report).text
    assert CLAIM in shown and "compare.pdf" in shown and "model.stl" in shown
    assert steps(reporter, report) == {"attachments", "retract"} and author.get(report).status_code == 404
    assert steps(handler, report) == {"notify"} and "待您处理" in handler.get("/reports").text
    assert handler.post(f"{report}/steps/notify").headers["location"] == report
    assert steps(handler, report) == set()  # nothing goes on while there is time to answer
    assert steps(author, report) == {"attachments", "answer"}
    empty = author.post(f"{report}/steps/answer", data={"words": " "})
    assert empty.status_code == 400 and '<details class="card narrow" open>' in empty.text
    assert author.post(f"{report}/steps/answer", data={"words": "数据已获患者同意"}).status_code == 303
    more = author.post(f"{report}/attachments", files=[("file", ("consent.pdf", b"%PDF-1.4 consent"))])
    assert more.status_code == 303 and "consent.pdf" in reporter.get(report).text
    assert author.post(f"{report}/attachments", data={"x": "y"}).status_code == 400
    assert "不足 3 名" in handler.get(report).text
    people = [small_region.person("centre", "expert", number) for number in (1, 2, 3)]
    two = handler.post(f"{report}/steps/appoint", data={"people": people[:2]})
    assert two.status_code == 400 and two.text.count("checked") == 2
    assert handler.post(f"{report}/steps/appoint", data={"people": people}).status_code == 303
    judged(small_browser, report, "110")
    assert "centre expert 2" in handler.get(report).text and "centre expert" not in author.get(report).text
    assert steps(handler, report) == {"uphold"}  # as most judged
    assert handler.post(f"{report}/steps/uphold", data=WORDS).status_code == 303
    assert steps(author, report) == {"appeal"} and steps(reporter, report) == set() and steps(handler, report) == set()
    time_is_over(small_region)
    assert steps(author, report) == set() and steps(handler, report) == {"withdraw"}
    assert handler.post(f"{report}/steps/withdraw").status_code == 303
    assert "版本已撤下" in reporter.get(report).text and reporter.get(f"/library/{version}").status_code == 404


def test_appealed_and_judged_by_others(small_region, small_browser, report):
    reporter, handler = small_browser("township teacher"), small_browser("operator")
    handler.post(f"{report}/steps/notify")
    time_is_over(small_region)
    assert steps(handler, report) == {"go_on"}
    handler.post(f"{report}/steps/go_on")
    people = [small_region.person("centre", "expert", number) for number in range(1, 7)]
    handler.post(f"{report}/steps/appoint", data={"people": people[:3]})
    judged(small_browser, report, "001")
    assert steps(handler, report) == {"dismiss"}
    handler.post(f"{report}/steps/dismiss", data=WORDS)
    assert steps(reporter, report) == {"appeal"} and steps(small_browser("county teacher"), report) == set()
    reporter.post(f"{report}/steps/appeal", data={"words": "评议遗漏了附件二"})
    shown = handler.get(report).text
    assert "评议遗漏了附件二" in shown and people[0] not in shown and people[5] in shown  # others than before
    assert handler.post(f"{report}/steps/reappoint", data={"people": people[3:]}).status_code == 303
    assert small_browser("centre expert", 1).get(report).status_code == 404
    assert small_browser("centre expert", 4).post(f"{report}/steps/reassess",
                                                  data={"infringes": "1", **WORDS}).status_code == 303  # fmt: skip


def test_strangers_find_no_report(small_browser, report):
    stranger = small_browser("other clinician")
    assert stranger.get(report).status_code == 404 and stranger.post(f"{report}/steps/notify").status_code == 404
    assert stranger.post(f"{report}/attachments", files=FILES).status_code == 404
    assert small_browser("township teacher").post(f"{report}/steps/burn").status_code == 404
    assert small_browser("township teacher").post(f"{report}/steps/retract").status_code == 303
