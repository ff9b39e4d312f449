"""A console whose tables are whole: as wide as the terminal, and wide where there is none (a file, a pipe)."""

import os

from rich.console import Console

WIDE = 200
"""Columns where there is no terminal to fit into."""


def wide_console() -> Console:
    """For tables; ``COLUMNS`` of the environment counts first, as everywhere."""
    console = Console()
    return console if console.is_terminal or "COLUMNS" in os.environ else Console(width=WIDE)
