"""What becomes of an application for admission to a technique."""

from osteohub.states import Machine, Transition

ADMISSION = Machine(
    kind="admission",
    initial="draft",
    transitions=(
        Transition("apply", ("draft",), "applied", "Apply", "提交申请"),
        Transition("take_back", ("applied",), "draft", "Take back", "撤回申请"),
        Transition("assess", ("applied",), "assessed", "Assess", "专家评估"),
        Transition("grant", ("assessed",), "granted", "Grant", "准入"),
        Transition("decline", ("applied", "assessed"), "declined", "Decline", "不予准入"),
        Transition("suspend", ("granted",), "suspended", "Suspend", "暂停"),
        Transition("reinstate", ("suspended",), "granted", "Reinstate", "恢复"),
        Transition("revoke", ("granted", "suspended"), "revoked", "Revoke", "取消"),
    ),
)

STATE_NAMES = {
    "draft": ("draft", "草稿"),
    "applied": ("applied", "已申请"),
    "assessed": ("assessed", "已评估"),
    "granted": ("granted", "已准入"),
    "declined": ("declined", "未准入"),
    "suspended": ("suspended", "已暂停"),
    "revoked": ("revoked", "已取消"),
}
