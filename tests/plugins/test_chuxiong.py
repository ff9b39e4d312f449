"""The prefecture's rules and indicators, against counts made by hand."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.plugins.hub_quality import IndicatorData, OverrideFacts, Place, ReferralFacts, UseFacts
from osteokit.plugins.hub_values import Institution, Patient, ReferralCase, ReferralStep

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins" / "osteo-chuxiong"))

from osteo_chuxiong import indicators, referrals
from osteo_chuxiong.rules import VARIABLE, rules
from osteo_chuxiong.techniques import FILE

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLACES = (
    Place("centre", "prefecture", "top"), Place("county", "county", "centre"), Place("other", "county", "centre"),
    Place("town", "township", "county"),
)  # fmt: skip


def case(sender="township", receiver="prefecture", urgency="routine", direction="up", reason_code=""):
    places = [Institution(tier * 2, tier, tier, tier) if tier else None for tier in (sender, receiver)]
    return ReferralCase(
        "1", "draft", direction, urgency, places[0], places[1], "", "", Patient("", ""), "", "", NOW, reason_code
    )  # type: ignore[arg-type]


def facts(identity="1", sender="town", receiver="county", direction="up", state="sent", urgency="routine", **steps):
    """``steps``: hours before now at which each was taken."""
    history = [ReferralStep(name, "", "", NOW - timedelta(hours=hours)) for name, hours in steps.items()]
    history.sort(key=lambda one: one.at)
    return ReferralFacts(identity, sender, receiver, direction, state, urgency, "", NOW, tuple(history))


def values(*found, overrides=(), uses=()):
    """The mean of each indicator, None where it counts nothing."""
    data = IndicatorData(NOW - timedelta(days=30), NOW, PLACES, found, overrides, uses)
    every = indicators.every(data, rules())
    return {one.code: _mean([case.amount for case in one.cases]) for one in every}


def _mean(amounts):
    return sum(amounts) / len(amounts) if amounts else None


@pytest.mark.parametrize(
    ("changes", "mode", "verdicts"),
    [
        ({}, "approval", ["approval"]), ({}, "veto", ["veto"]), ({}, "allow", []),
        ({"urgency": "urgent"}, "veto", []), ({"urgency": "emergency"}, "veto", []),
        ({"receiver": "county"}, "veto", []), ({"sender": "county"}, "veto", []), ({"receiver": ""}, "veto", []),
        ({"direction": "out"}, "veto", []),
    ],
)  # fmt: skip
def test_a_routine_case_does_not_skip_the_county(changes, mode, verdicts):
    assert [one.verdict for one in referrals.tiers(case(**changes), "send", mode)] == verdicts
    assert referrals.tiers(case(**changes), "accept", mode) == []


def test_a_reason_goes_with_its_direction():
    assert referrals.way_of_reason(case(direction="down", reason_code="recovery"), "send") == []
    (wrong,) = referrals.way_of_reason(case(direction="up", reason_code="recovery"), "send")
    assert wrong.verdict == "veto" and "康复期转回基层" in wrong.chinese
    assert referrals.way_of_reason(case(direction="up", reason_code="recovery"), "accept") == []


def test_reasons_name_those_that_go_out_without_approval():
    found = referrals.hub_referral_reasons()
    assert {one.code for one in found if "out" in one.directions and not one.needs_approval} == {"residence"}
    assert len({one.code for one in found}) == len(found) and all(one.english and one.chinese for one in found)


@pytest.mark.parametrize("content", ["{", "{}", '{"skips_county": "maybe"}', None])
def test_rules_that_cannot_be_used_are_told(tmp_path, monkeypatch, content):
    whole = json.loads(Path(referrals.__file__).with_name("rules.json").read_text(encoding="utf-8"))
    text = json.dumps({**whole, "skips_county": "maybe"}) if content and "maybe" in content else content
    if text is not None:
        (tmp_path / "rules.json").write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "rules.json"))
    rules.cache_clear()
    with pytest.raises(OsteoError, match=r"rules\.json"):
        rules()
    monkeypatch.undo()
    rules.cache_clear()


def test_what_stays_and_what_goes():
    out = facts("2", receiver="", direction="out", state="transferred", send_out=10, approve=4)
    refused = facts("3", receiver="", direction="out", state="refused", send_out=10, refuse=8)
    found = values(facts(), out, refused, facts("4", state="cancelled"), facts("5", receiver="other"))
    assert found["in-region"] == 75.0 and found["transfer-out"] == 25.0  # 4 counted, 1 left
    assert found["in-county"] == 25.0  # of 4 from the township one stays in its county
    assert found["approval-time"] == pytest.approx((6 + 2) / 2)


def test_what_went_first_has_left_and_is_judged_in_its_time():
    def gone(number, hours, judged=None, **more):
        at = NOW - timedelta(hours=hours)
        one = facts(number, receiver="", direction="out", urgency="emergency", state="transferred", **more)
        done = None if judged is None else at + timedelta(hours=judged)
        return replace(one, went_first_at=at, judged_at=done)

    found = values(gone("1", 100, 71), gone("2", 100, 73), gone("3", 100), gone("4", 10), gone("5", 10, 1), facts("6"))
    assert found["judged-in-time"] == 50.0  # 1 and 5 of 1, 2, 3, 5: the fourth is not due
    assert found["transfer-out"] == pytest.approx(500 / 6) and found["in-region"] == pytest.approx(100 / 6)


def test_what_is_answered_in_time_and_what_comes_back():
    found = values(
        facts("1", send=10, accept=9), facts("2", send=100, decline=10), facts("3", send=100), facts("4", send=10),
        facts("5", send=500, accept=490, arrive=480, treat=400, **{"return": 300}),
        facts("6", send=500, accept=490, treat=400), facts("7", send=40, accept=39, treat=10),
        facts("8", sender="county", receiver="town", direction="down", send=1),
    )  # fmt: skip
    assert found["answered-in-time"] == pytest.approx(100 * 4 / 6)  # 1, 5, 6, 7 in time; 2 late; 3 overdue
    assert found["declined"] == pytest.approx(100 / 5)
    assert found["summary-back"] == 50.0  # 5 within a week, 6 overdue, 7 not due yet
    assert found["downward"] == pytest.approx(100 / 8)


def test_restricted_techniques():
    old, fresh = NOW - timedelta(days=20), NOW - timedelta(days=1)
    overrides = (
        OverrideFacts("1", "x", "county", old, old + timedelta(days=2), True),
        OverrideFacts("2", "x", "county", old, old + timedelta(days=9), False),
        OverrideFacts("3", "x", "county", old, None, None), OverrideFacts("4", "x", "county", fresh, None, None),
    )  # fmt: skip
    uses = (UseFacts("1", "x", "county", old, True, ""), UseFacts("2", "x", "county", old, False, ""))
    found = values(overrides=overrides, uses=uses)
    assert found["overrides-reviewed"] == pytest.approx(100 / 3)  # in time; late; overdue; the fourth is not due
    assert found["admitted"] == 20.0  # one use by admission, four overrides; what was refused was not done


_steps = st.dictionaries(
    st.sampled_from(["send", "send_out", "approve", "refuse", "accept", "decline", "treat", "return"]),
    st.floats(0, 700),
)


@given(
    st.lists(
        st.builds(
            lambda sender, receiver, direction, state, urgency, steps: facts(
                "1", sender, receiver, direction, state, urgency, **steps
            ),
            st.sampled_from(["town", "county", "other", "elsewhere"]),
            st.sampled_from(["county", "centre", "", "elsewhere"]),
            st.sampled_from(["up", "down", "lateral", "out"]),
            st.sampled_from(["sent", "draft", "cancelled", "transferred", "refused", "returned"]),
            st.sampled_from(["emergency", "urgent", "routine"]),
            _steps,
        ),
        max_size=6,
    )
)
def test_shares_are_shares_whatever_the_data(found):
    data = IndicatorData(NOW - timedelta(days=30), NOW, PLACES, tuple(found))
    for one in indicators.every(data, rules()):
        assert one.english and one.chinese and one.formula and one.formula_zh and one.source
        assert len(one.cases) <= len(found)
        if one.unit == "%":
            assert {case.amount for case in one.cases} <= {0.0, 100.0}
        if one.target is not None and one.warning is not None:
            assert (one.target >= one.warning) == (one.is_better == "high")


def test_the_list_of_techniques_is_one():
    techniques = pytest.importorskip("osteohub.credentials.techniques")
    listed = techniques.read_list(FILE)
    assert {one.code for one in listed.techniques} == {
        "allograft-musculoskeletal", "tumour-ablation", "ai-assisted-treatment"
    }  # fmt: skip
    years = [need for one in listed.techniques for need in one.requirements if need.kind == "years"]
    assert [need.minimum for need in years] == [10] and listed.valid_from.year == 2022
