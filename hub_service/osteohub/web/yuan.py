"""Money as people write it: yuan with two decimals, from and to whole fen. No fraction is ever rounded."""

import re
import unicodedata

from osteohub.refusals import Invalid
from osteohub.rights.money import MOST_FEN

_WRITTEN = re.compile(r"^(\d{1,3}(?:,?\d{3})*|\d+)(?:\.(\d{1,2}))?$", re.ASCII)


def in_yuan(fen: int) -> str:
    """``-1,234.05`` for -123405."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def in_fen(text: str) -> int:
    """
    Raises
    ------
    Invalid
        It is no amount, or has more than two decimals.
    """
    match = _WRITTEN.match(unicodedata.normalize("NFKC", text).strip())  # Chinese keyboards write １，２００．５
    fen = int(match[1].replace(",", "")) * 100 + int((match[2] or "0").ljust(2, "0")) if match else MOST_FEN + 1
    if fen > MOST_FEN:
        raise Invalid(f"An amount is written in yuan, such as 1200 or 1200.50, not {text[:20]!r}.")
    return fen
