"""Left or right: what the parts of a message say about the side must not contradict."""

import re

_FLAGS = re.IGNORECASE | re.ASCII  # so that a word ends where Chinese letters begin
_SIDES = {
    "left": re.compile(r"左|\bleft\b|\bsinist(?:er|ra|rum)\b", _FLAGS),
    "right": re.compile(r"右|\bright\b|\bdext(?:er|ra|rum)\b", _FLAGS),
    "both": re.compile(r"双侧|两侧|双(?:膝|髋|踝|足|手|腕|肩|肘|下肢|上肢)|\bbilateral\b|\bboth sides\b", _FLAGS),
}


def sides_in(text: str) -> frozenset[str]:
    """``left``, ``right``, both, or nothing."""
    found = {side for side, pattern in _SIDES.items() if pattern.search(text)}
    return frozenset(("left", "right")) if "both" in found else frozenset(found)


def contradict(one: str, other: str) -> bool:
    """Whether each names a side and they have none in common."""
    first, second = sides_in(one), sides_in(other)
    return bool(first and second and not first & second)
