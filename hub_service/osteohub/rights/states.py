"""What becomes of a licence grant, of a proposed table of shares, and of a report of infringement."""

from osteohub.states import Machine, Transition

GRANT = Machine(
    kind="grant",
    initial="offered",
    transitions=(
        Transition("accept", ("offered",), "in_force", "Accept", "接受"),
        Transition("decline", ("offered",), "declined", "Decline", "谢绝"),
        Transition("take_back", ("offered",), "taken_back", "Take back", "撤回要约"),
        Transition("revoke", ("in_force",), "revoked", "Revoke", "撤销授权"),
        Transition("give_up", ("in_force",), "given_up", "Give up", "放弃授权"),
        Transition("expire", ("in_force", "offered"), "expired", "Its period ended", "期限届满"),
    ),
)

SPLIT = Machine(
    kind="table of shares",
    initial="proposed",
    transitions=(
        Transition("consent", ("proposed",), "proposed", "Consent", "同意"),
        Transition("object", ("proposed",), "refused", "Object", "反对"),
        Transition("take_back", ("proposed",), "taken_back", "Take back", "撤回提议"),
        Transition("enter", ("proposed",), "in_force", "Everybody consented", "全体同意生效"),
        Transition("supersede", ("in_force",), "superseded", "Superseded by a newer table", "被新分配表取代"),
    ),
)

REPORT = Machine(
    kind="report",
    initial="reported",
    transitions=(
        Transition("retract", ("reported", "notified", "answered"), "retracted", "Retract", "撤回举报"),
        Transition("notify", ("reported",), "notified", "Notify the author", "通知作者"),
        Transition("answer", ("notified",), "answered", "Answer", "答复"),
        Transition("go_on", ("notified",), "answered", "Go on without an answer", "逾期未答复，继续处理"),
        Transition("appoint", ("answered",), "in_assessment", "Appoint assessors", "指定评议人"),
        Transition("assess", ("in_assessment",), "in_assessment", "Assess", "评议"),
        Transition("finish", ("in_assessment",), "assessed", "Everybody assessed", "评议完成"),
        Transition("uphold", ("assessed",), "upheld", "Uphold", "侵权成立"),
        Transition("dismiss", ("assessed",), "dismissed", "Dismiss", "侵权不成立"),
        Transition("appeal", ("upheld", "dismissed"), "appealed", "Appeal", "申诉"),
        Transition("reappoint", ("appealed",), "in_reassessment", "Appoint other assessors", "另行指定评议人"),
        Transition("reassess", ("in_reassessment",), "in_reassessment", "Assess again", "复议"),
        Transition("refinish", ("in_reassessment",), "reassessed", "Everybody assessed again", "复议完成"),
        Transition("uphold_finally", ("reassessed",), "upheld_finally", "Uphold, finally", "终局：侵权成立"),
        Transition("dismiss_finally", ("reassessed",), "dismissed_finally", "Dismiss, finally", "终局：侵权不成立"),
        Transition("withdraw", ("upheld", "upheld_finally"), "withdrawn", "Withdraw the version", "撤下该版本"),
        Transition("close", ("dismissed",), "closed", "Close", "结案"),
    ),
)

GRANT_NAMES = {
    "offered": ("offered", "待接受"),
    "in_force": ("in force", "生效中"),
    "declined": ("declined", "已谢绝"),
    "taken_back": ("taken back", "已撤回"),
    "revoked": ("revoked", "已撤销"),
    "given_up": ("given up", "已放弃"),
    "expired": ("expired", "已到期"),
}

SPLIT_NAMES = {
    "proposed": ("proposed", "待全体同意"),
    "in_force": ("in force", "生效中"),
    "superseded": ("superseded", "已被取代"),
    "refused": ("refused", "被反对"),
    "taken_back": ("taken back", "已撤回"),
}

REPORT_NAMES = {
    "reported": ("reported", "已举报"),
    "retracted": ("retracted", "已撤回举报"),
    "notified": ("author notified", "已通知作者"),
    "answered": ("answered", "已答复"),
    "in_assessment": ("being assessed", "评议中"),
    "assessed": ("assessed", "评议完成"),
    "upheld": ("upheld", "侵权成立"),
    "dismissed": ("dismissed", "侵权不成立"),
    "appealed": ("appealed", "已申诉"),
    "in_reassessment": ("being assessed again", "复议中"),
    "reassessed": ("assessed again", "复议完成"),
    "upheld_finally": ("upheld, finally", "终局：侵权成立"),
    "dismissed_finally": ("dismissed, finally", "终局：侵权不成立"),
    "withdrawn": ("version withdrawn", "版本已撤下"),
    "closed": ("closed", "已结案"),
}

DAYS = {"reported": 7, "notified": 14, "answered": 7, "in_assessment": 21, "assessed": 7, "upheld": 15, "dismissed": 15}
DAYS |= {"appealed": 7, "in_reassessment": 21, "reassessed": 7, "upheld_finally": 3}
"""Within which the next step is due, by state; for ``upheld`` and ``dismissed``, in which an appeal is possible."""
