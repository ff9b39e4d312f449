"""What becomes of a referral. ``BSER`` is the business status of HL7's BSeR for each state."""

from osteohub.states import Machine, Transition

REFERRAL = Machine(
    kind="referral",
    initial="draft",
    transitions=(
        Transition("send", ("draft",), "sent", "Send", "发送"),
        Transition(
            "send_first", ("draft",), "transferred", "Send at once, approval afterwards", "急诊先行转出，事后审批"
        ),
        Transition("send_out", ("draft",), "awaiting_approval", "Ask for transfer out", "申请转出"),
        Transition("approve", ("awaiting_approval",), "transferred", "Approve the transfer", "批准转出"),
        Transition("refuse", ("awaiting_approval",), "refused", "Refuse the transfer", "不予转出"),
        Transition("accept", ("sent",), "accepted", "Accept", "接收"),
        Transition("decline", ("sent",), "declined", "Decline", "拒绝"),
        Transition("book", ("accepted", "booked"), "booked", "Book", "预约"),
        Transition("arrive", ("accepted", "booked"), "arrived", "Arrived", "已到院"),
        Transition("treat", ("arrived",), "treated", "Treated", "已治疗"),
        Transition("return", ("treated",), "returned", "Return with summary", "回转并附小结"),
        Transition("close", ("returned", "declined", "refused", "transferred"), "closed", "Close", "结案"),
        Transition(
            "cancel", ("draft", "awaiting_approval", "sent", "accepted", "booked"), "cancelled", "Cancel", "取消"
        ),
    ),
)

TRANSFER = Machine(
    kind="transfer that went first",
    initial="unjudged",
    transitions=(
        Transition("confirm", ("unjudged",), "confirmed", "Approve afterwards", "事后批准"),
        Transition("disallow", ("unjudged",), "disallowed", "Do not approve afterwards", "事后不予批准"),
    ),
)
"""What becomes of an emergency that left the prefecture before the centre could approve it."""

TRANSFER_NAMES = {
    "unjudged": ("went first, awaits the centre's judgement", "已先行转出，待中心事后审批"),
    "confirmed": ("approved afterwards", "事后已批准"),
    "disallowed": ("not approved afterwards", "事后未批准"),
}

STATE_NAMES = {
    "draft": ("draft", "草稿"),
    "sent": ("sent", "已发送"),
    "awaiting_approval": ("awaiting the centre's approval", "待中心审批"),
    "transferred": ("transferred out", "已转出"),
    "refused": ("transfer refused", "转出未批准"),
    "accepted": ("accepted", "已接收"),
    "declined": ("declined", "已拒绝"),
    "booked": ("booked", "已预约"),
    "arrived": ("arrived", "已到院"),
    "treated": ("treated", "已治疗"),
    "returned": ("returned with summary", "已回转"),
    "closed": ("closed", "已结案"),
    "cancelled": ("cancelled", "已取消"),
}

NEEDS_WORDS = ("decline", "refuse", "approve", "cancel", "return", "book")
"""Actions that say why, when or with what result."""

DUE_HOURS = {"emergency": 1.0, "urgent": 24.0, "routine": 72.0}
"""Within which a sent referral is to be answered."""

JUDGE_HOURS = 72.0
"""Within which the centre judges a transfer that went first."""
