"""Which way a patient goes: township, county, prefecture; out of it by reason."""

from osteo_chuxiong.rules import rules
from osteokit.plugins import hookimpl
from osteokit.plugins.hub_values import ReferralCase, ReferralReason, Ruling


@hookimpl
def hub_referral_reasons() -> list[ReferralReason]:
    return [ReferralReason(**{**one, "directions": tuple(one["directions"])}) for one in rules()["reasons"]]


@hookimpl
def hub_referral_policy(case: ReferralCase, step: str) -> list[Ruling]:
    return [*tiers(case, step, rules()["skips_county"]), *way_of_reason(case, step)]


def tiers(case: ReferralCase, step: str, skips_county: str) -> list[Ruling]:
    """A routine case from a township is seen by a county hospital before the prefecture."""
    if step != "send" or skips_county == "allow" or case.urgency != "routine" or case.receiver is None:
        return []
    if case.direction == "out" or (case.sender.tier, case.receiver.tier) != ("township", "prefecture"):
        return []
    english = "A routine referral from a township to the prefecture skips the county hospital: "
    chinese = "非紧急患者由乡镇直接转往州级医院属越级转诊，"
    if skips_county == "veto":
        return [Ruling("veto", english + "choose the county hospital.", chinese + "请改转县级医院。")]
    return [Ruling("approval", english + "choose that, or ask the centre.", chinese + "请改转县级医院，或向中心申请。")]


def way_of_reason(case: ReferralCase, step: str) -> list[Ruling]:
    """A reason belongs to a direction: nobody goes down because the case is beyond the hospital's level."""
    if step not in ("send", "send_first", "send_out") or not case.reason_code:
        return []
    for one in rules()["reasons"]:
        if one["code"] == case.reason_code and case.direction not in one["directions"]:
            return [
                Ruling(
                    "veto",
                    f'The reason "{one["english"]}" does not go with this direction; choose another.',
                    f"原因“{one['chinese']}”与转诊方向不符，请重新选择。",
                )
            ]
    return []
