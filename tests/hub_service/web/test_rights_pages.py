"""Licences, shares and income on the pages: offered, accepted, paid for, corrected; consented to."""

import hashlib
import re
from datetime import timedelta

import pytest

from osteohub.database.base import now
from services.hub_things import version_in

PART = 5001


@pytest.fixture
def version(small_region):
    shares = (("county teacher", "王医生", PART), ("centre teacher", "赵老师", 4999))
    return version_in(small_region, shares=shares)


@pytest.fixture
def grant(small_region, small_browser, version) -> str:
    """The address of a grant that is offered to the other county."""
    body = {
        "grantee_id": small_region.places["other"], "purpose": "commercial", "terms": "用于培训班，每年结算",
        "price_fen": 120_050, "valid_from": (now() - timedelta(days=1)).isoformat(),
        "valid_until": (now() + timedelta(days=365)).isoformat(),
    }  # fmt: skip
    made = small_browser("county teacher").post(f"/api/v1/versions/{version}/grants", json=body)
    return f"/rights/grants/{made.json()['id']}"


def steps(client, address: str) -> set[str]:
    return set(re.findall(r'action="/(?!signout)[^"]*?/(\w+)"', client.get(address).text))


def test_a_grant_is_accepted_earns_and_is_given_up(small_browser, grant):
    taker, author, owner = (small_browser(one) for one in ("other operator", "county teacher", "county operator"))
    assert "待您答复的授权要约" in taker.get("/rights").text and "待您答复" not in author.get("/rights").text
    assert "1,200.50 元" in taker.get(grant).text and "用于培训班" in taker.get(grant).text
    assert steps(taker, grant) == {"accept", "decline"} and steps(author, grant) == {"take_back"}
    assert taker.post(f"{grant}/accept").headers["location"] == grant
    again = taker.post(f"{grant}/accept")
    assert again.status_code == 409 and "生效中" in again.text  # the same page says why
    assert steps(author, grant) == {"revoke"} and steps(owner, grant) == {"revoke", "record_income"}
    unsaid = author.post(f"{grant}/revoke", data={"reason": " "})
    assert unsaid.status_code == 400 and '<details class="card narrow" open>' in unsaid.text
    form = {"amount": "100.005", "received_on": "2026-11-02", "note": "首付款"}
    wrong = owner.post(f"{grant}/record_income", data=form)
    assert wrong.status_code == 400 and 'value="100.005"' in wrong.text and 'value="首付款"' in wrong.text
    assert owner.post(f"{grant}/record_income", data={**form, "amount": "100.01"}).status_code == 303
    assert "50.02 元" in author.get("/rights?period=2026-11").text  # 50.015001 and 49.994999: whole fen
    assert "49.99 元" in small_browser("centre teacher").get("/rights?period=2026-11").text
    income = re.findall(r'name="income_id" value="(\w+)"', owner.get(grant).text)[0]
    assert author.get(f"/rights/incomes/{income}").headers["location"] == "/rights?period=2026-11#statement"
    assert owner.post(f"{grant}/correct", data={"income_id": income, "note": "金额有误"}).status_code == 303
    assert "income_id" not in owner.get(grant).text and "-100.01 元" in owner.get(grant).text
    assert taker.post(f"{grant}/give_up").status_code == 303 and "已放弃" in author.get(grant).text


def test_who_has_nothing_to_do_with_a_grant_sees_none(small_browser, grant):
    stranger = small_browser("township clinician")
    assert stranger.get(grant).status_code == 404 and stranger.post(f"{grant}/accept").status_code == 404
    assert stranger.post(f"{grant}/steal").status_code == 404
    assert "暂无授权" in stranger.get("/rights").text
    assert stranger.get("/rights?period=2026-13").status_code == 400


def test_the_one_whose_consent_is_asked_for_gives_it_or_objects(small_region, small_browser, version):
    author, other = small_browser("county teacher"), small_browser("centre teacher")
    lines = [("county teacher", "王医生", 7000), ("centre teacher", "赵老师", 3000)]
    body = [{"name": n, "share": s, "person_id": small_region.person(*who.split())} for who, n, s in lines]

    def proposed() -> str:
        made = author.post(f"/api/v1/versions/{version}/shares", json={"shares": body, "reason": "按工作量"})
        return f"/rights/shares/{made.json()['id']}"

    first = proposed()
    mine, theirs = "待您确认的收益分配表", "等待其他人确认的分配表"
    assert first in (seen := other.get("/rights").text) and mine in seen and theirs not in seen
    assert first in (seen := author.get("/rights").text) and theirs in seen and mine not in seen
    assert "50.01 %" in other.get(first).text and "70 %" in other.get(first).text  # what is, and what would be
    assert steps(other, first) == {"consent", "object"} and steps(author, first) == {"object", "take_back"}
    silent = other.post(f"{first}/object", data={"reason": " "})
    assert silent.status_code == 400 and "open" in silent.text
    assert other.post(f"{first}/object", data={"reason": "不同意"}).status_code == 303
    assert first not in other.get("/rights").text and steps(other, first) == set()
    second = proposed()
    assert other.post(f"{second}/consent").status_code == 303 and "生效中" in other.get(second).text
    assert small_browser("other teacher").get(second).status_code == 404
    third = proposed()
    assert author.post(f"{third}/take_back").status_code == 303


def test_a_consent_in_writing_is_noted_and_all_see_who_has_consented(small_region, small_browser):
    shares = (("county teacher", "王医生", 5000), ("centre teacher", "赵老师", 2000), (None, "李工", 3000))
    version = version_in(small_region, shares=shares)
    author, operator = small_browser("county teacher"), small_browser("county operator")
    lines = (("county teacher", "王医生", 6000), ("centre teacher", "赵老师", 2000), ("other teacher", "周老师", 1500))
    body = [
        {"name": name, "share": share, "person_id": small_region.person(*who.split())} for who, name, share in lines
    ]
    body.append({"name": "李工", "share": 500})
    table = f"/rights/shares/{author.post(f'/api/v1/versions/{version}/shares', json={'shares': body}).json()['id']}"
    assert "50 %" in small_browser("other teacher").get(table).text  # who is new decides knowing what it is now
    assert small_browser("other teacher").post(f"{table}/consent").status_code == 303
    assert table in author.get("/rights").text and table in author.get(f"/library/{version}").text
    assert "已有 2 人同意，共 4 人" in author.get(table).text and "由本机构管理员登记" in author.get(table).text
    assert (
        "等待书面同意" in operator.get("/rights").text
        and table not in small_browser("other operator").get("/rights").text
    )
    paper, place = b"%PDF-1.7 signed", re.search(r'name="place" value="(\d+)"', operator.get(table).text)[1]
    written = f"{table}/consent_in_writing"
    empty = operator.post(written, data={"place": place}, files={"scan": ("x.pdf", b"")})
    assert empty.status_code == 400 and "扫描件" in empty.text and "<details open>" in empty.text
    nobody = operator.post(written, data={"place": "9" * 5000}, files={"scan": ("x.pdf", paper)})
    assert nobody.status_code == 404
    other = "0" if place != "0" else "1"  # they sign in and speak for themselves
    assert operator.post(written, data={"place": other}, files={"scan": ("x.pdf", paper)}).status_code == 400
    assert author.post(written, data={"place": place}, files={"scan": ("x.pdf", paper)}).status_code == 403
    assert operator.post(written, data={"place": place}, files={"scan": ("x.pdf", paper)}).status_code == 303
    seen = small_browser("centre teacher").get(table).text  # who has to decide sees who has
    assert hashlib.sha256(paper).hexdigest() in seen and "已有 3 人同意，共 4 人" in seen
    assert small_browser("centre teacher").post(f"{table}/consent").status_code == 303
    assert "生效中" in operator.get(table).text and "等待书面同意" not in operator.get("/rights").text
    assert table in author.get(f"/library/{version}").text  # in force now, and who has consented stays to be read
