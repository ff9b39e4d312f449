"""Tables are whole where they go to a file, and fold rather than lose text where the terminal is narrow."""

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from osteokit.cli.commands.plate import print_hole_screws
from osteokit.cli.wide_console import WIDE, wide_console
from osteokit.planning.screws.values import ScrewPath


def test_without_a_terminal_it_is_wide(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert wide_console().width == WIDE
    monkeypatch.setenv("COLUMNS", "90")
    assert wide_console().width == 90


@pytest.mark.parametrize("width", [44, 60, 80])
def test_a_narrow_table_folds(width):
    """Every sign of a long name is there."""
    path, out = ScrewPath((0.0, 0.0, 0.0), (0.0, 0.0, 40.0), 5.0), io.StringIO()
    name = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"
    screw = SimpleNamespace(hole=name, family="locking_screw", path=path, angle_deg=3.0, bone_mm=30.0, bicortical=True)
    print_hole_screws((screw,), Console(width=width, file=out))
    rows = [line.split("│") for line in out.getvalue().splitlines() if line.startswith("│")]
    assert "…" not in out.getvalue() and "".join(row[1].strip() for row in rows) == name
