"""Landmarks that a person placed: from a file of ours or 3D Slicer markups, in the place of found ones."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks, LandmarkTerm, landmark_terms
from osteokit.base.errors import OsteoError

MOST_BYTES = 16 * 2**20
UNMOVED_MM = 0.02
"""A point within it of the found one was not moved: files round."""

Placed = dict[str, dict[str, np.ndarray]]
"""RAS mm by bone and key."""


def read_placed_landmarks(path: Path) -> Placed:
    """Points (3,) in RAS mm by bone and landmark key.

    Takes the JSON of ``osteo align`` (``landmarks`` and ``coordinates``), and markups (``.mrk.json``) of 3D Slicer
    whose labels are ``bone.key`` (``femur.knee_center``), or a key or name that belongs to one bone only.

    Raises
    ------
    OsteoError
        No such file, not one of the two, an unknown landmark, or a position that is not three numbers.
    """
    content = _json(path)
    if isinstance(content.get("markups"), list):
        points = list(_markup_points(content["markups"], path))
    elif isinstance(content.get("landmarks"), dict):
        points = list(_own_points(content, path))
    else:
        raise OsteoError(
            f"{path.name} holds neither markups nor landmarks; give a .mrk.json or the JSON of osteo align."
        )
    placed: Placed = {}
    for name, position in points:
        term = _term(name, path)
        placed.setdefault(term.bone, {})[term.key] = position
    return placed


def with_placed(found: BoneLandmarks, placed: Mapping[str, np.ndarray]) -> BoneLandmarks:
    """``found`` with the points that a person moved; those left where they were keep their spread and method."""
    for key, position in placed.items():
        if key in found and np.linalg.norm(found.point(key) - position) < UNMOVED_MM:
            continue
        found = found.moved(key, position)
    return found


def _json(path: Path) -> dict:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OsteoError(f"{path.name} is too large for a list of landmarks; check the file.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path of the landmarks.") from error
    except (ValueError, RecursionError) as error:
        raise OsteoError(f"{path.name} is not JSON; give a .mrk.json or the JSON of osteo align.") from error
    if not isinstance(content, dict):
        raise OsteoError(f"{path.name} holds no landmarks; give a .mrk.json or the JSON of osteo align.")
    return content


def _own_points(content: dict, path: Path) -> Iterator[tuple[str, np.ndarray]]:
    turn = _to_ras(content.get("coordinates"), path)
    for bone, marks in content["landmarks"].items():
        if not isinstance(marks, dict):
            raise OsteoError(f"{path.name}: the landmarks of {bone} are no table by name; see the JSON of osteo align.")
        for key, mark in marks.items():
            position = mark.get("position_mm") if isinstance(mark, dict) else mark
            yield f"{bone}.{key}", turn * _position(position, key, path)


def _markup_points(markups: list, path: Path) -> Iterator[tuple[str, np.ndarray]]:
    for markup in markups:
        if not isinstance(markup, dict) or not isinstance(markup.get("controlPoints"), list):
            raise OsteoError(f"{path.name} holds a markup without control points; save the points again in 3D Slicer.")
        turn = _to_ras(markup.get("coordinateSystem"), path)
        for point in markup["controlPoints"]:
            if not isinstance(point, dict) or point.get("positionStatus", "defined") != "defined":
                continue
            label = str(point.get("label", ""))
            yield label, turn * _position(point.get("position"), label, path)


def _to_ras(coordinates: object, path: Path) -> np.ndarray:
    if str(coordinates) in ("LPS", "1"):
        return np.array([-1.0, -1.0, 1.0])
    if str(coordinates) in ("RAS", "0"):
        return np.ones(3)
    raise OsteoError(f"{path.name} does not say whether its points are LPS or RAS; add its coordinates.")


def _position(position: object, name: str, path: Path) -> np.ndarray:
    try:
        point = np.asarray(position, dtype=np.float64)
    except (TypeError, ValueError):
        point = np.zeros(0)
    if point.shape != (3,) or not np.isfinite(point).all() or np.abs(point).max() > 1e6:
        raise OsteoError(f"{path.name}: the position of {name!r} is not three numbers in mm; correct it.")
    return point


def _term(name: str, path: Path) -> LandmarkTerm:
    bone, _, key = name.partition(".")
    terms = landmark_terms()
    if (bone, key) in terms:
        return terms[bone, key]
    wanted = name.strip().lower()
    fits = [t for t in terms.values() if wanted in (t.key.lower(), t.english.lower(), t.chinese)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        bones = " or ".join(sorted(f"{t.bone}.{t.key}" for t in fits))
        raise OsteoError(f"{path.name}: {name!r} is a landmark of several bones; name it {bones}.")
    raise OsteoError(f"{path.name}: there is no landmark {name!r}; name it bone.key, as in the JSON of osteo align.")
