"""Searches against the same questions asked of plain lists; pages; the parser against whatever comes."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hub_service.conftest import _create as create_database
from hub_service.fhir.conftest import PATIENT, Speaker, browser_of, referral
from osteohub.fhir import values
from osteohub.fhir.query import read_cursor, read_search
from osteohub.fhir.resources.every import KINDS
from osteohub.refusals import Invalid
from services.hub_region import Region, copied, opened_hub

BASE = "http://hub.example/fhir/R4"


def people(number: int) -> dict:
    names = ("李四", "Li Si", "王五", "O'Neil, 100%", "赵_六")
    return {
        **PATIENT,
        "name": [{"text": names[number % 5]}],
        "identifier": [{"value": f"{number % 4}"}],
        "birthDate": f"19{50 + number}-0{1 + number % 9}-15" if number % 3 else "",
        "gender": ("female", "male", "")[number % 3],
    }


ON_BOTH = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.service("postgresql"), pytest.mark.slow])]


@pytest.fixture(scope="module", params=ON_BOTH)
def doctor(request, tmp_path_factory):
    """A doctor with two dozen referrals of all sorts."""
    folder = tmp_path_factory.mktemp("search")
    if request.param == "sqlite":
        url = copied(request.getfixturevalue("sqlite_template"), folder / "hub.sqlite")
    else:
        address = request.getfixturevalue("postgresql_address")
        create_database(address, "fhir_search", "template_hub")
        url = address.format("fhir_search")
    region = Region(opened_hub(folder, url))
    one = Speaker(browser_of(region)("township clinician"))
    for number in range(24):
        way = {"to": "", "status": "on-hold"} if number % 5 == 0 else {"status": ("active", "draft")[number % 2]}
        told = {"priority": ("routine", "urgent", "stat")[number % 3], "number": f"R,{number}" if number % 2 else ""}
        answer = one.post("ServiceRequest", referral(region, patient=people(number), **way, **told))
        assert answer.status_code == 201, answer.text
    one.places = region.places
    yield one
    region.hub.close()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


QUESTIONS = {
    "ServiceRequest?status=active": lambda one: one["status"] == "active",
    "ServiceRequest?status=active,draft&priority=stat": lambda one: one["status"] in ("active", "draft")
    and one["priority"] == "stat",
    "ServiceRequest?status:not=active": lambda one: one["status"] != "active",
    "ServiceRequest?identifier=urn:his:order|R\\,3": lambda one: "R,3" in [each["value"] for each in one["identifier"]],
    "ServiceRequest?identifier=urn:his:order|": lambda one: len(one["identifier"]) == 2,
    "ServiceRequest?identifier=urn:other|R\\,3": lambda one: False,
    "ServiceRequest?code=out": lambda one: one["code"]["coding"][0]["code"] == "out",
    "ServiceRequest?authored=lt2000": lambda one: False,
    "ServiceRequest?_lastUpdated=ge2000-01&_lastUpdated=lt2500-01-01": lambda one: True,
    "Patient?name=li": lambda one: one["name"][0]["text"].lower().startswith("li"),
    "Patient?name=李": lambda one: one["name"][0]["text"].startswith("李"),
    "Patient?name:contains=_": lambda one: "_" in one["name"][0]["text"],
    "Patient?name:contains=100%25": lambda one: "100%" in one["name"][0]["text"],
    "Patient?name:exact=Li Si": lambda one: one["name"][0]["text"] == "Li Si",
    "Patient?gender=female": lambda one: one.get("gender") == "female",
    "Patient?birthdate=1952": lambda one: one.get("birthDate", "").startswith("1952"),
    "Patient?birthdate=ge1960-02-01": lambda one: one.get("birthDate", "") >= "1960-02-01",
    "Patient?birthdate=lt1960-02-15": lambda one: "" < one.get("birthDate", "") < "1960-02-15",
    "Patient?birthdate=ne1951-02-15": lambda one: one.get("birthDate", "") not in ("", "1951-02-15"),
    "Patient?identifier=|2": lambda one: False,
    "Patient?identifier=2,3": lambda one: one["identifier"][0]["value"] in "23",
    "Task?code=approve": lambda one: one["id"].endswith("-transfer"),
    "Task?business-status=urn:osteo:referral-state|draft": lambda one: one["status"] == "draft",
    "Task?business-status=2.0": lambda one: one["businessStatus"]["coding"][0]["code"] == "2.0",
    "Task?status=requested&identifier=R\\,1,R\\,3": lambda one: one["status"] == "requested"
    and any(each["value"] in ("R,1", "R,3") for each in one["identifier"]),
    "Task?_sort=-modified": lambda one: True,
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_search_finds_what_a_look_at_every_one_finds(doctor, question):
    kind = question.partition("?")[0]
    everything = doctor.found(f"{kind}?_count=200")
    wanted = {one["id"] for one in everything if QUESTIONS[question](one)}
    answer = doctor.get(f"{question}&_count=200&_total=accurate", prefer="handling=strict").json()
    assert {one["resource"]["id"] for one in answer.get("entry", [])} == wanted and answer["total"] == len(wanted)


@pytest.mark.parametrize("order", ["_id", "-_id", "_lastUpdated", "-_lastUpdated", "authored-on", "-modified"])
@pytest.mark.parametrize("count", [4, 200])
def test_pages_hold_each_one_once_and_in_order(doctor, order, count):
    everything = {one["id"] for one in doctor.found("Task?_count=200")}
    assert len(everything) == 24 + 5  # the centre has Tasks, too
    where, seen = f"Task?_sort={order}&_count={count}", []
    while where:
        page = doctor.read(where)
        seen += [one["resource"] for one in page["entry"]]
        assert len(page["entry"]) <= count and "total" not in page
        links = {one["relation"]: one["url"] for one in page["link"]}
        where = links.get("next", "").removeprefix(BASE + "/")
    assert len(seen) == len(everything) and {one["id"] for one in seen} == everything
    name = {"_id": "id", "authored-on": "authoredOn"}.get(order.removeprefix("-"), "lastModified")
    keys = [(one[name], one["id"]) for one in seen]
    assert keys == sorted(keys, reverse=order.startswith("-"))


def test_a_poll_by_time_sees_each_change_once(doctor):
    first = doctor.found("ServiceRequest?_sort=_lastUpdated&_count=5")
    last = first[-1]["meta"]["lastUpdated"].replace("+", "%2B")
    rest = doctor.found(f"ServiceRequest?_sort=_lastUpdated&_lastUpdated=gt{last}&_count=200")
    assert len(first) + len(rest) == 24 and not {one["id"] for one in first} & {one["id"] for one in rest}


def test_what_comes_along(doctor):
    page = doctor.read("ServiceRequest?_count=3&_include=ServiceRequest:subject&_include=ServiceRequest:performer"
                       "&_revinclude=Task:focus&_revinclude=Provenance:target:ServiceRequest")  # fmt: skip
    told = [(one["search"]["mode"], one["resource"]["resourceType"]) for one in page["entry"]]
    assert told[:3] == [("match", "ServiceRequest")] * 3
    assert {kind for mode, kind in told[3:]} == {"Patient", "Organization", "Task", "Provenance"}
    assert {mode for mode, _ in told[3:]} == {"include"}
    assert len({one["fullUrl"] for one in page["entry"]}) == len(page["entry"])


def test_what_is_not_known_is_passed_over_aloud_or_refused(doctor):
    loose = doctor.read("Task?colour=red&_count=1")
    said = loose["entry"][-1]
    assert said["search"]["mode"] == "outcome" and "colour" in said["resource"]["issue"][0]["diagnostics"]
    assert "colour" not in loose["link"][0]["url"]
    strict = doctor.get("Task?colour=red", prefer="handling=strict")
    assert strict.status_code == 400 and strict.json()["resourceType"] == "OperationOutcome"
    for wrong in ("Task?status:contains=x", "Task?_sort=owner", "Task?authored-on=yesterday", "Task?_count=many",
                  "Task?_total=some", "Task?_after=x", "Task?focus=Task/a/b", "Task?status=|", "Patient?name=%00",
                  "Task?focus:Patient=ServiceRequest/1", "Task?authored-on=2026-13-01"):  # fmt: skip
        assert doctor.get(wrong).status_code == 400, wrong


def test_a_search_by_form_names_nobody_in_the_address(doctor):
    asked = {"headers": {"content-type": "application/x-www-form-urlencoded"}, "content": "identifier=2&_count=3"}
    answer = doctor.client.post("/fhir/R4/Patient/_search", **asked)
    assert answer.status_code == 200 and len(answer.json()["entry"]) == 3
    assert doctor.client.post("/fhir/R4/Patient/_search", json={}).status_code == 415


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
@example(datetime(2026, 12, 31, 23, 59, 59, 999999), 0)
def test_dates_are_the_spans_that_they_name(moment, offset):
    from datetime import timezone

    here = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    exact = values.span(here.isoformat(timespec="microseconds"))
    assert exact.low == here and exact.high == here + timedelta(microseconds=1)
    second = values.span("ge" + here.isoformat(timespec="seconds"))
    assert (
        second.comparison == "ge"
        and second.high - second.low == timedelta(seconds=1)
        and second.low <= here < second.high
    )
    day = moment.replace(tzinfo=UTC)
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        whole = values.span(text)
        assert whole.low <= day < whole.high
        before, after = whole.low - timedelta(microseconds=1), whole.high
        assert not any(one.isoformat().startswith(text) for one in (before, after))
        assert all(one.isoformat().startswith(text) for one in (whole.low, whole.high - timedelta(microseconds=1)))


NAMES = sorted({name for kind in KINDS.values() for name in kind.all_parameters})
CONTROLS = ("_sort", "_count", "_total", "_after", "_include", "_revinclude")
DATES = r"(eq|ge|lt)?\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?)?)?"
WORDS = st.one_of(
    st.text(max_size=20),
    st.from_regex(DATES, fullmatch=True),
    st.sampled_from(["active", "a|b", "|", "\\", "\\,", "Task/1", "-", "_id", "eyJ", "W10", "WyIiLCIiLDBd", "٣"]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.tuples(st.sampled_from([*NAMES, *CONTROLS, ":", ""]),
                       st.sampled_from(["", ":not", ":exact", ":Patient", ":x"]), WORDS), max_size=5),
    st.booleans(),
)  # fmt: skip
def test_the_parser_reads_or_refuses_whatever_comes(kind, told, strict):
    pairs = [(name + modifier, text) for name, modifier, text in told]
    try:
        found = read_search(KINDS[kind], pairs, KINDS, strict, BASE)
    except Invalid:
        return
    assert 1 <= found.count <= 200 and found.sort in KINDS[kind].sorts
    again = read_search(KINDS[kind], found.used, KINDS, True, BASE)  # a link holds only what is understood
    assert again.criteria == found.criteria and again.sort == found.sort


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(set(KINDS) - {"AuditEvent"})), st.data())
def test_whatever_is_asked_the_database_answers(doctor, kind, data):
    names = [*KINDS[kind].all_parameters, "_sort", "_after", "_include", "_revinclude", "_total"]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), WORDS), max_size=4))
    answer = doctor.client.get(f"/fhir/R4/{kind}", params=pairs)
    assert answer.status_code in (200, 400), answer.text
    told = answer.json()
    assert told["resourceType"] == ("Bundle" if answer.status_code == 200 else "OperationOutcome")


@given(st.one_of(st.text(max_size=60), st.binary(max_size=40).map(lambda one: one.hex())))
def test_a_damaged_link_is_refused(text):
    for sort in ("_id", "_lastUpdated"):
        try:
            found = read_cursor(text, sort)
        except Invalid:
            continue
        assert found.id.isalnum() and (found.key is None) == (sort == "_id")


def test_a_link_to_the_next_page_tells_nothing_but_a_place(doctor):
    page = doctor.read("Patient?identifier=2&_count=1")
    query = dict(parse_qsl(urlsplit(page["link"][1]["url"]).query))
    assert set(query) == {"identifier", "_count", "_after"} and "李" not in json.dumps(query)
