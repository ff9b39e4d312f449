"""Sentences of the library in Chinese, bones in them by their Chinese names."""

from osteokit.base.chinese import in_chinese
from osteokit.segmentation.names import part_key_of
from osteokit.segmentation.terminology import term


def told_in_chinese(sentence: str) -> str:
    """The sentence in Chinese, or as it is where the table of :mod:`osteokit.base.chinese` does not have it."""
    return in_chinese(sentence, chinese_name)


def chinese_name(text: str) -> str | None:
    """The Chinese name of a bone or fragment by its key or its English name, of several with commas between; None where
    it is no bone."""
    names = [_name(one) for one in text.split(", ")]
    return "、".join(one for one in names if one) if all(names) else None


def _name(text: str) -> str | None:
    key = part_key_of(text)
    return None if key is None or len(text) < 3 else term(key).chinese
