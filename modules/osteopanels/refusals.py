"""What the library says, in English, as a panel shows it: refusals, warnings, reasons."""

from osteokit.segmentation.chinese import told_in_chinese
from osteopanels.translation import application_language


def shown(sentence: str) -> str:
    """The sentence in the application's language; one that has no translation stays English."""
    return told_in_chinese(sentence) if application_language() == "zh" else sentence
