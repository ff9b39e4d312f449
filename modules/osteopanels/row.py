"""A line of a table, before any widget."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line: ``cells`` as shown, ``amber`` the columns that ask for a look, ``tip`` for all of its cells; ``key`` is
    what a choice returns. All columns but the first are aligned right."""

    key: str
    cells: tuple[str, ...]
    amber: tuple[int, ...] = ()
    tip: str = ""
