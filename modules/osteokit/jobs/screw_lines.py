"""Screws as people give them: lines of 3D Slicer in a ``.mrk.json``, or entry, tip and diameter in one word."""

import json
import re
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.sites import Between
from osteokit.planning.screws.values import ScrewPath
from osteokit.segmentation.names import part_key_of
from osteokit.surface.read import Coordinates

MOST_BYTES = 16 * 2**20
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_POINT = rf"{_NUMBER},{_NUMBER},{_NUMBER}"
_BETWEEN = re.compile(
    rf"(?P<name>[^=]+)=(?P<bones>[^:]+):(?P<entry>{_POINT}):(?P<target>{_POINT})(?::(?P<radius>{_NUMBER}))?"
)
_SCREW = re.compile(rf"(?:(?P<name>[^=]+)=)?(?P<entry>{_POINT}):(?P<tip>{_POINT}):(?P<diameter>{_NUMBER})")


def screw_written(text: str, coordinates: Coordinates) -> tuple[str, ScrewPath]:
    """Name (empty where none is given) and path in RAS of ``NAME=x,y,z:x,y,z:DIAMETER``: entry, tip, mm.

    Raises
    ------
    OsteoError
        It is not written so, or the screw has no length or diameter.
    """
    found = _SCREW.fullmatch(re.sub(r"\s*([,:=])\s*", r"\1", text.strip()))
    if found is None:
        raise OsteoError(f"A screw is NAME=x,y,z:x,y,z:DIAMETER (entry, tip, mm), not {text[:80]!r}.")
    turn = _turn(coordinates)
    entry, tip = (turn * np.array([float(value) for value in found[key].split(",")]) for key in ("entry", "tip"))
    return (found["name"] or "").strip(), _path(entry, tip, float(found["diameter"]))


def between_written(text: str, coordinates: Coordinates) -> Between:
    """``NAME=BONE+BONE:x,y,z:x,y,z`` or with ``:RADIUS``: places in bones between which a screw is looked for.

    Raises
    ------
    OsteoError
        It is not written so, or a bone is unknown.
    """
    found = _BETWEEN.fullmatch(re.sub(r"\s*([,:=+])\s*", r"\1", text.strip()))
    if found is None:
        raise OsteoError(f"Places are NAME=BONE:x,y,z:x,y,z:RADIUS (entry, target, mm), not {text[:80]!r}.")
    turn = _turn(coordinates)
    entry, target = (turn * np.array([float(value) for value in found[key].split(",")]) for key in ("entry", "target"))
    holds = tuple(part_key_of(name) or "" for name in found["bones"].split("+"))
    if "" in holds:
        raise OsteoError(f"No bone is called {found['bones'].split('+')[holds.index('')]!r}; name it as in hip_left.")
    return Between(found["name"].strip(), holds, _tuple(entry), _tuple(target), float(found["radius"] or 8.0))


def read_lines(path: Path, diameter_mm: float) -> dict[str, ScrewPath]:
    """Paths in RAS of the lines in markups of 3D Slicer, by name; the first point of a line is the entry.

    A line is named after its first point, without Slicer's number, else after the file; a second one of that name gets
    a number.

    Raises
    ------
    OsteoError
        No such file, no markups, a line without two placed points, or one without length.
    """
    markups = _markups(path)
    lines: dict[str, ScrewPath] = {}
    stem = path.name.split(".")[0]
    for markup in markups:
        if not isinstance(markup, dict) or markup.get("type") != "Line":
            continue
        points = markup.get("controlPoints")
        placed = [one for one in points if _is_placed(one)] if isinstance(points, list) else []
        if len(placed) != 2:
            raise OsteoError(f"{path.name}: a line has {len(placed)} placed points; place its entry and its tip.")
        turn = _turn_of(markup.get("coordinateSystem"), path)
        ends = [turn * _position(one.get("position"), path) for one in placed]
        label = re.sub(r"[\s_-]*\d+$", "", str(placed[0].get("label") or "")).strip()
        name = _free_name(label if len(label) > 1 else stem, lines)
        try:
            lines[name] = _path(ends[0], ends[1], diameter_mm)
        except OsteoError as refusal:
            raise OsteoError(f"{path.name}, line {name}: {refusal}") from refusal
    if not lines:
        raise OsteoError(
            f"{path.name} holds no line; draw one from entry to tip of each screw in 3D Slicer and save it."
        )
    return lines


def _markups(path: Path) -> list:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OsteoError(f"{path.name} is too large for lines of screws; check the file.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path of the lines.") from error
    except (ValueError, RecursionError) as error:
        raise OsteoError(f"{path.name} is not JSON; give a .mrk.json of 3D Slicer.") from error
    if not isinstance(content, dict) or not isinstance(content.get("markups"), list):
        raise OsteoError(f"{path.name} holds no markups; give a .mrk.json of 3D Slicer.")
    return content["markups"]


def _is_placed(point: object) -> bool:
    return isinstance(point, dict) and point.get("positionStatus", "defined") == "defined"


def _position(value: object, path: Path) -> np.ndarray:
    try:
        point = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        point = np.zeros(0)
    if point.shape != (3,) or not np.isfinite(point).all() or np.abs(point).max() > 1e6:
        raise OsteoError(f"{path.name}: the position of a point is not three numbers in mm; correct it.")
    return point


def _turn_of(system: object, path: Path) -> np.ndarray:
    if str(system) in ("LPS", "1"):
        return _turn("LPS")
    if str(system) in ("RAS", "0"):
        return _turn("RAS")
    raise OsteoError(f"{path.name} does not say whether its points are LPS or RAS; add its coordinateSystem.")


def _turn(coordinates: Coordinates) -> np.ndarray:
    return np.array([-1.0, -1.0, 1.0]) if coordinates == "LPS" else np.ones(3)


def _path(entry: np.ndarray, tip: np.ndarray, diameter_mm: float) -> ScrewPath:
    return ScrewPath(_tuple(entry), _tuple(tip), diameter_mm)


def _tuple(point: np.ndarray) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])


def _free_name(name: str, taken: dict[str, ScrewPath]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
