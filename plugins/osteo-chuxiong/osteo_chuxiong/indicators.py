"""The prefecture's indicators: each gives the cases that it counts, 100 for met and 0 for not, or hours."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from osteo_chuxiong.rules import rules
from osteokit.plugins import hookimpl
from osteokit.plugins.hub_quality import Indicator, IndicatorCase, IndicatorData, Place, ReferralFacts

OWN = "本地区自定 / this region's own choice"
POLICY = "分级诊疗政策目标（约 90 % 患者在县域内就诊） / target of tiered care: about 90 % treated within their county"
NOT_COUNTED = ("draft", "cancelled")


@hookimpl
def hub_indicators(data: IndicatorData) -> list[Indicator]:
    return every(data, rules())


def every(data: IndicatorData, numbers: Mapping[str, Any]) -> list[Indicator]:
    """All of them, over data and the region's numbers."""
    days, review, judge = numbers["summary_days"], numbers["review_days"], float(numbers["judge_hours"])
    return [
        share(
            "in-region", "In-region treatment rate", "州内就诊率",
            "referrals that stay in the prefecture / all referrals sent or asked for (who is not referred is "
            "not in the hub)",
            "留在州内的转诊 ÷ 全部已发出或申请的转诊（未转诊的患者不在本平台）",
            POLICY, 90.0, 80.0, "high", in_region(data),
        ),
        share(
            "in-county", "Township patients kept in their county", "乡镇患者县域内就诊率",
            "referrals from townships to an institution of the same county / all referrals from townships",
            "乡镇转往本县机构的转诊 ÷ 全部乡镇转诊", POLICY, 90.0, 80.0, "high", in_county(data),
        ),
        share(
            "transfer-out", "Transfer-out rate", "转出率",
            "transfers out approved or gone first in an emergency / all referrals sent or asked for",
            "已批准转出及急诊先行转出 ÷ 全部已发出或申请的转诊", OWN, 10.0, 20.0, "low", transferred(data),
        ),
        Indicator(
            "approval-time", "Hours until a transfer out is decided", "转出审批时间",
            "mean time from asking to approval or refusal; what still waits counts until now",
            "申请至批准或不予批准的平均时间；未审批的计至当前", "h", OWN, float(numbers["approval_hours"]),
            2.0 * numbers["approval_hours"], "low", tuple(approval(data)),
        ),
        share(
            "judged-in-time", f"Emergency transfers judged within {judge:g} h", f"先行转出 {judge:g} 小时内事后审批率",
            f"judged within {judge:g} h / all that went first and were judged or are overdue",
            f"{judge:g} 小时内事后审批 ÷ 全部已审批或已逾期的先行转出", OWN, 100.0, 90.0, "high",
            judged(data, timedelta(hours=judge)),
        ),
        share(
            "answered-in-time", "Referrals answered in time", "转诊按时答复率",
            f"accepted or declined within {hours(numbers)} / all that were answered or are overdue",
            f"在 {hours(numbers)} 内接收或拒绝 ÷ 全部已答复或已逾期的转诊", OWN, 95.0, 85.0, "high",
            answered(data, numbers["answer_hours"]),
        ),
        share(
            "declined", "Referrals declined", "转诊拒绝率", "declined / all that were accepted or declined",
            "拒绝 ÷ 全部已答复的转诊", OWN, 5.0, 15.0, "low", declined(data),
        ),
        share(
            "downward", "Downward share of referrals", "下转比例", "down / down and up (policy: growing each year)",
            "下转 ÷（上转＋下转）（政策要求逐年增长）", OWN, None, None, "high", downward(data),
        ),
        share(
            "summary-back", f"Summary and rehabilitation plan within {days} days", f"{days} 日内回转小结及康复计划",
            f"returned within {days} days of treatment / all treated that were returned or are overdue",
            f"治疗后 {days} 日内回转 ÷ 全部已回转或已逾期的已治疗病例", OWN, 90.0, 75.0, "high",
            returned(data, timedelta(days=days)),
        ),
        share(
            "admitted", "Restricted techniques by admitted surgeons", "限制类技术由准入医师实施",
            "allowed by admission / allowed by admission and emergency overrides",
            "凭准入实施 ÷（凭准入实施＋紧急授权实施）",
            "限制类技术管理规范 / management rules for restricted techniques", 100.0, 95.0, "high", admitted(data),
        ),
        share(
            "overrides-reviewed", f"Overrides reviewed within {review} days", f"紧急授权 {review} 日内审查率",
            f"reviewed within {review} days / all that were reviewed or are overdue",
            f"{review} 日内审查 ÷ 全部已审查或已逾期的紧急授权", OWN, 100.0, 90.0, "high",
            reviewed(data, timedelta(days=review)),
        ),
    ]  # fmt: skip


def share(
    code: str, english: str, chinese: str, formula: str, formula_zh: str, source: str, target: float | None,
    warning: float | None, is_better: Any, cases: Iterable[IndicatorCase],
) -> Indicator:  # fmt: skip
    """An indicator in percent."""
    return Indicator(code, english, chinese, formula, formula_zh, "%", source, target, warning, is_better, tuple(cases))


def hours(numbers: Mapping[str, Any]) -> str:
    return " / ".join(f"{one:g} h" for one in numbers["answer_hours"].values())


def counted(data: IndicatorData) -> Iterator[ReferralFacts]:
    """Referrals that were sent or asked for."""
    return (one for one in data.referrals if one.state not in NOT_COUNTED)


def case(one: ReferralFacts, place: str, is_met: bool) -> IndicatorCase:
    return IndicatorCase("referral", one.id, place, 100.0 if is_met else 0.0)


def in_region(data: IndicatorData) -> Iterator[IndicatorCase]:
    return (case(one, one.sender, one.direction != "out" or one.state == "refused") for one in counted(data))


def in_county(data: IndicatorData) -> Iterator[IndicatorCase]:
    places = {one.id: one for one in data.places}
    for one in counted(data):
        home = county_of(places, one.sender)
        if home and places[one.sender].tier == "township":
            yield case(one, home, county_of(places, one.receiver) == home)


def county_of(places: Mapping[str, Place], identity: str) -> str:
    """The county that an institution belongs to, itself included; empty where there is none."""
    while identity in places:
        if places[identity].tier == "county":
            return identity
        identity = places[identity].above
    return ""


def transferred(data: IndicatorData) -> Iterator[IndicatorCase]:
    return (case(one, one.sender, bool(one.went_first_at or when(one, "approve"))) for one in counted(data))


def judged(data: IndicatorData, within: timedelta) -> Iterator[IndicatorCase]:
    """Whatever became of the referral: one that was cancelled had gone first all the same."""
    for one in data.referrals:
        if one.went_first_at is not None and (one.judged_at or one.went_first_at + within < data.until):
            yield case(one, one.sender, one.judged_at is not None and one.judged_at <= one.went_first_at + within)


def approval(data: IndicatorData) -> Iterator[IndicatorCase]:
    for one in counted(data):
        asked = when(one, "send_out")
        if asked is not None:
            decided = when(one, "approve", "refuse") or data.until
            yield IndicatorCase("referral", one.id, one.sender, (decided - asked) / timedelta(hours=1))


def answered(data: IndicatorData, within: Mapping[str, float]) -> Iterator[IndicatorCase]:
    """At the receiver, who answers."""
    for one in counted(data):
        sent = when(one, "send")
        if sent is None or not one.receiver:
            continue
        due, answer = sent + timedelta(hours=within[one.urgency]), when(one, "accept", "decline")
        if answer is not None or due < data.until:
            yield case(one, one.receiver, answer is not None and answer <= due)


def declined(data: IndicatorData) -> Iterator[IndicatorCase]:
    for one in counted(data):
        if one.receiver and when(one, "accept", "decline") is not None:
            yield case(one, one.receiver, when(one, "decline") is not None)


def downward(data: IndicatorData) -> Iterator[IndicatorCase]:
    return (case(one, one.sender, one.direction == "down") for one in counted(data) if one.direction in ("up", "down"))


def returned(data: IndicatorData, within: timedelta) -> Iterator[IndicatorCase]:
    for one in counted(data):
        treated, back = when(one, "treat"), when(one, "return")
        if treated is not None and (back is not None or treated + within < data.until):
            yield case(one, one.receiver, back is not None and back <= treated + within)


def admitted(data: IndicatorData) -> Iterator[IndicatorCase]:
    for use in data.uses:
        if use.allowed:
            yield IndicatorCase("use", use.id, use.place, 100.0)
    for one in data.overrides:
        yield IndicatorCase("override", one.id, one.place, 0.0)


def reviewed(data: IndicatorData, within: timedelta) -> Iterator[IndicatorCase]:
    for one in data.overrides:
        if one.reviewed_at is not None or one.at + within < data.until:
            in_time = one.reviewed_at is not None and one.reviewed_at <= one.at + within
            yield IndicatorCase("override", one.id, one.place, 100.0 if in_time else 0.0)


def when(one: ReferralFacts, *actions: str) -> datetime | None:
    """When one of these steps was first taken; None where it was not."""
    return next((step.at for step in one.history if step.action in actions), None)
