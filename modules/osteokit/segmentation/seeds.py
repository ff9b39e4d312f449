"""Seeds: a person's clicks, one or more to a bone; read from 3D Slicer markups (.mrk.json)."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.segmentation.names import key_of, nearest_names

BACKGROUND = "background"
"""The key of clicks that say "no bone here"."""

_UNNAMED = re.compile(r"(?:[a-z]|markups?|fiducials?|points?|点)?(?:[-_ ]?\d+)?$", re.IGNORECASE)
_MAX_BYTES = 64 * 2**20


@dataclass(frozen=True, eq=False)
class Seed:
    """The clicks that mark one bone: its key (or :data:`BACKGROUND`) and points (n, 3) in RAS mm."""

    key: str
    points_ras: np.ndarray


def read_seeds(path: str | Path) -> tuple[Seed, ...]:
    """Seeds of a 3D Slicer point list (``.mrk.json``): a control point's label names its bone.

    Points with the same bone are one seed. Labels that nobody edited (``F-1``, ``Markups-2``, empty) are one unknown
    bone each (``bone_n``); ``background`` marks what is no bone. Points that were not placed are left out.

    Raises
    ------
    OsteoError
        Not a markups file, no placed point, a coordinate that is not a number, or a label that names no bone.
    """
    path = Path(path)
    placed: dict[str, list[np.ndarray]] = {}
    unnamed: list[np.ndarray] = []
    for label, point in _placed_points(_markups(path), path):
        key = _key(label, path)
        if key is None:
            unnamed.append(point)
        else:
            placed.setdefault(key, []).append(point)
    numbers = iter(n for n in range(1, len(unnamed) + len(placed) + 1) if f"bone_{n}" not in placed)
    for point in unnamed:
        placed[f"bone_{next(numbers)}"] = [point]
    if not set(placed) - {BACKGROUND}:
        raise OsteoError(f"{path.name} has no placed point on a bone; place one point on each bone and save it again.")
    return tuple(Seed(key, np.array(points)) for key, points in placed.items())


def _markups(path: Path) -> list:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise OsteoError(
                f"{path.name} is too large to be a point list; save the points as .mrk.json from 3D Slicer."
            )
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path of the seeds.") from error
    except (ValueError, RecursionError) as error:
        raise OsteoError(f"{path.name} is not JSON; save the points as .mrk.json from 3D Slicer.") from error
    markups = content.get("markups") if isinstance(content, dict) else None
    if not isinstance(markups, list):
        raise OsteoError(f"{path.name} holds no markups; save the points as .mrk.json from 3D Slicer.")
    return markups


def _placed_points(markups: list, path: Path):
    """Yield (label, RAS point) of every placed control point."""
    for markup in markups:
        if not isinstance(markup, dict) or not isinstance(markup.get("controlPoints", []), list):
            raise OsteoError(f"{path.name} has a list of control points that is damaged; save it again from 3D Slicer.")
        # 3D Slicer writes LPS and reads a file that does not say as LPS; "0" and "1" are its old numbers.
        system = str(markup.get("coordinateSystem", "LPS")).upper()
        if system not in ("LPS", "RAS", "0", "1"):
            raise OsteoError(f"{path.name} has the unknown coordinate system {system!r}; it must be LPS or RAS.")
        if markup.get("coordinateUnits", "mm") != "mm":
            raise OsteoError(f"{path.name} is not in millimetres; save the points with coordinate units mm.")
        flip = np.array([1.0, 1, 1] if system in ("RAS", "0") else [-1.0, -1, 1])
        for point in markup.get("controlPoints", []):
            if isinstance(point, dict) and point.get("positionStatus", "defined") == "defined":
                yield str(point.get("label") or ""), flip * _position(point.get("position"), path)


def _position(value, path: Path) -> np.ndarray:
    try:
        position = np.asarray(value, float)
    except (TypeError, ValueError):
        position = np.empty(0)
    if position.shape != (3,) or not np.isfinite(position).all():
        raise OsteoError(f"{path.name} has a point whose position is not three numbers; place that point again.")
    return position


def _key(label: str, path: Path) -> str | None:
    """The key a label means; None for a label that nobody edited."""
    if label.strip().casefold() in (BACKGROUND, "背景"):
        return BACKGROUND
    key = key_of(label)
    if key is not None or _UNNAMED.match(label.strip()):
        return key
    near = nearest_names(label)
    hint = f"did you mean {' or '.join(near)}?" if near else 'use a bone\'s name such as "Left femur", or "bone 1".'
    raise OsteoError(f'{path.name}: no bone is called "{label}"; {hint}')
