"""Where the hashes and entries of a log lie for everybody to read (C2SP ``tlog-tiles``).

A tile of level L holds 256 hashes of complete subtrees of ``256 ** L`` leaves; a partial one says its width.
"""

import re

WIDTH = 256
_HEIGHT = 8
_PATH = re.compile(r"^(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?$")


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """``tile/0/x001/234.p/5``: below it, the hashes; ``level`` is ``"entries"`` for the entries themselves."""
    parts = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        parts.append(f"x{number % 1000:03d}")
    tail = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(parts))}{tail}"


def parse_tile_path(path: str) -> tuple[int | str, int, int] | None:
    """Level, number and width from what follows ``tile/``; None where it is no such path."""
    match = _PATH.match(path)
    if match is None:
        return None
    level, digits, width = match.groups()
    number = int("".join(part.lstrip("x") for part in digits.split("/")))
    wide = WIDTH if width is None else int(width)
    if wide > WIDTH or (width is not None and wide == WIDTH):
        return None
    if tile_path(level, number, wide) != f"tile/{path}":
        return None
    return (level if level == "entries" else int(level)), number, wide


def tile_width(size: int, level: int, number: int) -> int:
    """How many hashes this tile has in a log of ``size`` entries; 0 where it does not exist yet."""
    complete = size >> (_HEIGHT * level)
    return min(max(complete - number * WIDTH, 0), WIDTH)


def nodes_of_tile(level: int, number: int, width: int) -> list[tuple[int, int]]:
    """The complete subtrees (see ``merkle``) whose hashes the tile holds."""
    return [(_HEIGHT * level, number * WIDTH + place) for place in range(width)]
