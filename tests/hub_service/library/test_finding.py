"""Filters, counts and orders of a search; against sorting and counting everything in plain Python."""

import random
import re
from collections import Counter

import pytest

from osteohub.library import by_number
from osteohub.library.finding import FACETS, FREE, Asked, find_versions
from osteohub.library.models import Resource, Version
from osteohub.library.search import index
from services.hub_things import version_in

ORGANS, PATHOLOGIES, LICENCES = ("股骨", "胫骨", "", "O'Neil"), ("骨折", "", "肿瘤"), ("CC-BY-4.0", "CC0-1.0")


@pytest.fixture
def filled(region):
    """What is there of 60 published versions, as dicts."""
    chance = random.Random(5)
    author, place = region.people["operator"], region.places["top"]
    found = []
    with region.hub.database.write() as session:
        for number in range(60):
            count = chance.choice((0, 0, 1, 3))
            resource = Resource(
                organisation_id=place, created_by=author, downloads=chance.choice((0, 0, 2, 7)),
                rating_count=count, rating_sum=5 * count, stars=(5 * count + 9) * 1000 // (count + 3),
            )  # fmt: skip
            session.add(resource)
            session.flush()
            said = {
                "title": f"模型 {chance.choice(('平台', '髓内钉'))}", "kind": chance.choice(("anatomy", "procedure")),
                "body_system": "pelvis", "specialty": "trauma", "difficulty": "basic",
                "licence": chance.choice(LICENCES), "organ": chance.choice(ORGANS),
                "pathology": chance.choice(PATHOLOGIES),
            }  # fmt: skip
            version = Version(
                resource_id=resource.id, organisation_id=place, author_id=author, ledger_number=number, number=1,
                state="published", **said,
            )  # fmt: skip
            session.add(version)
            session.flush()
            index(session, version)
            order = {name: (getattr(resource, name), resource.id) for name in by_number.NUMBERS}
            found.append({**said, "id": version.id, "order": {"newest": (number,), **order}})
    return found


def paged(region, asked, limit=7):
    """All ids page by page, and the counts."""
    ids, after, facets = [], "", {}
    with region.hub.database.read() as session:
        while True:
            page = find_versions(session, region.actor("operator"), asked, after, limit)
            ids += [one.id for one in page.versions]
            facets, after = facets or page.facets, page.after
            if not after:
                return ids, facets


@pytest.mark.parametrize("few", [0, 1000], ids=["walked", "sorted"])
def test_every_order_and_filter_gives_what_sorting_gives(region, filled, monkeypatch, few):
    monkeypatch.setattr(by_number, "FEW", few)
    exact = {"pathology": "肿瘤", "organ": "O'Neil"}
    chosen = ({}, {"organ": "股骨"}, {"licence": "CC0-1.0", "kind": "anatomy"}, exact)
    for words in ("", "髓内钉 模型"):
        for filters in chosen:
            for order in ("newest", "stars", "downloads"):
                ids, facets = paged(region, Asked(words, filters, "published", order))
                want = [
                    one for one in filled
                    if all(one[name] == value for name, value in filters.items())
                    and all(word in one["title"] for word in words.split())
                ]  # fmt: skip
                want.sort(key=lambda one, order=order: one["order"][order], reverse=True)
                assert ids == [one["id"] for one in want], (words, filters, order)
                for name in FACETS:
                    counted = Counter(one[name] for one in want if one[name] or name not in FREE)
                    assert facets[name] == dict(counted), (words, filters, name)


def test_a_page_goes_on_where_it_stood_when_the_last_one_is_fetched_meanwhile(region, filled):
    order = sorted(filled, key=lambda one: one["order"]["downloads"], reverse=True)
    actor, asked = region.actor("operator"), Asked(order="downloads")
    with region.hub.database.write() as session:
        first = find_versions(session, actor, asked, "", 20)
        session.get_one(Resource, first.versions[-1].resource_id).downloads += 100
        session.flush()
        second = find_versions(session, actor, asked, first.after, 20)
    assert [one.id for one in second.versions] == [one["id"] for one in order[20:40]]


def test_over_http_and_on_the_page(region, browser, filled):
    reader = browser("township student")
    said = reader.get("/api/v1/resources", params={"organ": "股骨", "sort": "stars", "limit": 5}).json()
    want = [one for one in filled if one["organ"] == "股骨"]
    want.sort(key=lambda one: one["order"]["stars"], reverse=True)
    assert [one["id"] for one in said["versions"]] == [one["id"] for one in want[:5]]
    assert said["facets"]["organ"] == {"股骨": len(want)}
    wrong = reader.get("/api/v1/resources", params={"sort": "stars", "after": said["versions"][0]["id"]})
    assert wrong.status_code == 400 and "another order" in wrong.json()["message"]
    assert reader.get("/api/v1/resources", params={"sort": "beauty"}).status_code == 400
    shown = reader.get("/library", params={"organ": "O'Neil", "sort": "downloads"}).text
    assert '<option value="downloads" selected>' in shown and '<option value="O&#39;Neil" selected>' in shown
    more = reader.get("/library", params={"sort": "downloads"}).text
    assert "sort=downloads&amp;after=" in more


def test_stars_draw_a_single_voice_to_the_middle(browser, publish, region):
    version = publish()
    student = browser("township student")
    assert student.put(f"/api/v1/versions/{version}/rating", json={"stars": 5}).status_code == 204
    with region.hub.database.read() as session:
        resource = session.get_one(Resource, session.get_one(Version, version).resource_id)
        assert resource.stars == 3500


def test_a_search_that_finds_nothing_says_what_to_leave_out(small_region, small_browser):
    version_in(small_region)
    student = small_browser("township student")
    both = student.get("/library?kind=complication&body_system=pelvis&sort=stars").text
    assert "没有同时符合以上条件" in both and "共 0 项" in both
    ways = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <span class="quiet">([^<]+)</span>', both)
    assert ways == [("/library?body_system=pelvis&amp;sort=stars", "去掉并发症", "共 1 项")]  # the other would not help
    found = student.get(ways[0][0].replace("&amp;", "&")).text
    assert "股骨颈骨折模型" in found and "没有同时符合" not in found
    assert 'class="chip" href="/library?sort=stars" aria-label="去掉骨盆与髋"' in found
    assert "<option" in found and "并发症" not in found  # nothing is offered that nothing has
