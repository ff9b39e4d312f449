"""The tones of the sentence on top of a panel."""

from osteopanels.refusals import shown

CALM, BUSY, AMBER, RED = "calm", "busy", "amber", "red"

STYLES = {
    CALM: "background: #e3f1e7; color: #14401f;",
    BUSY: "background: #e2ecf7; color: #12355b;",
    AMBER: "background: #fdf0d0; color: #5a3d00;",
    RED: "background: #fbe0de; color: #6d1511;",
}


def say(label, text: str, tone: str) -> None:
    """Show one sentence in a tone, in the application's language as far as it is known; an empty one hides the line."""
    text = shown(text)
    label.text, label.visible = text, bool(text)
    label.styleSheet = STYLES[tone] + " border-radius: 4px;"
