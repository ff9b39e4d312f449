"""Dividing whole fen so that nothing is lost or made: largest remainder (Hamilton's method)."""

from collections.abc import Sequence

WHOLE = 10_000
"""What the shares of a table add up to: hundredths of a percent."""

MOST_FEN = 10**13
"""A hundred thousand million yuan: more in one entry is a slip of the keyboard."""


def divide(amount_fen: int, shares: Sequence[int]) -> list[int]:
    """Parts of ``amount_fen`` in proportion to ``shares``, which add up to it exactly.

    Every part is its exact quota rounded down, and those with the largest remainders get one fen more; among equal
    remainders, who stands first in the table. A negative amount is divided as its opposite: a counter-entry takes back
    exactly what was given.

    Raises
    ------
    ValueError
        There is no share, or one is negative.
    """
    whole = sum(shares)
    if whole <= 0 or min(shares) < 0:
        raise ValueError("shares are not negative and add up to more than nothing")
    if amount_fen < 0:
        return [-part for part in divide(-amount_fen, shares)]
    parts = [amount_fen * share // whole for share in shares]
    left = amount_fen - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda place: (-(amount_fen * shares[place] % whole), place))
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts
