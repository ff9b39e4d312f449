"""What becomes of a version of a resource."""

from osteohub.states import Machine, Transition

VERSION = Machine(
    kind="version",
    initial="draft",
    transitions=(
        Transition("submit", ("draft",), "submitted", "Submit for review", "提交评审"),
        Transition("take_back", ("submitted", "returned"), "draft", "Take back and edit", "撤回修改"),
        Transition("begin_review", ("submitted",), "in_review", "Begin the review", "开始评审"),
        Transition("return", ("submitted", "in_review"), "returned", "Return to the author", "退回作者"),
        Transition("publish", ("in_review",), "published", "Publish", "发布"),
        Transition("supersede", ("published",), "superseded", "Superseded by a newer version", "被新版本取代"),
        Transition("withdraw", ("published", "superseded"), "withdrawn", "Withdraw", "撤回发布"),
    ),
)

STATE_NAMES = {
    "draft": ("draft", "草稿"),
    "submitted": ("submitted", "已提交"),
    "in_review": ("in review", "评审中"),
    "returned": ("returned", "已退回"),
    "published": ("published", "已发布"),
    "superseded": ("superseded", "已被取代"),
    "withdrawn": ("withdrawn", "已撤回"),
}

SEEN_BY_ALL = ("published", "superseded")
