"""What measurements are called on screen and paper, in both languages: ``resources/measurements.csv``."""

import csv
from functools import cache
from importlib.resources import files

_UNITS = {"deg": "°", "mm": " mm", "percent": " %", "": ""}


@cache
def _names() -> dict[str, tuple[str, str]]:
    table = files("osteokit.anatomy").joinpath("resources/measurements.csv").read_text(encoding="utf-8")
    return {row["key"]: (row["english"], row["chinese"]) for row in csv.DictReader(table.splitlines())}


def measurement_name(key: str, language: str = "en") -> str:
    """The name of a measurement; its key without the unit where the table has none."""
    names = _names().get(key)
    if names is None:
        return short_name(key)
    return names[1] if language.startswith("zh") else names[0]


def short_name(key: str) -> str:
    """The key without its unit, as a surgeon writes it: ``mLDFA_deg`` is ``mLDFA``."""
    for unit in ("_deg", "_mm", "_percent"):
        key = key.removesuffix(unit)
    return key.replace("_", " ")


def shown_value(value: float, unit: str, error: float | None = None) -> str:
    """``88.3°``, ``88.3 ± 0.4°``, ``370.1 mm``: one decimal, never ``-0.0``."""
    number = f"{value:.1f}".replace("-0.0", "0.0")
    spread = "" if error is None else f" ± {error:.1f}"
    return f"{number}{spread}{_UNITS.get(unit, ' ' + unit)}"
