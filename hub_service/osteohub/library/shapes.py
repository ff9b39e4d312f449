"""Which meshes are the same surface, saved again: what is measured stays however a mesh is turned, moved and saved.

Measured by :mod:`osteohub.library.measures`: area, volume, the second moments of the surface along its three axes, and
``handed``, the product of the skewness along the axes and the sense in which they stand: a mirror image has the same
measures, with the other sign there. Where two moments are equal or nothing is skew, it tells nothing (0).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.library.models import MeshShape, Version, VersionFile
from osteohub.library.states import SEEN_BY_ALL

TOLERANCE = 1e-3
"""Of area, volume and moments, relative: formats round to six digits at worst."""
VERTICES = 0.01
HANDED = 1e-6
MOST_NAMED = 5
_LOOKS = {
    "same": ("looks the same as a file of {}.", "与《{}》中的文件外形相同。"),
    "mirror": ("looks like the mirror image of a file of {}.", "与《{}》中的文件互为镜像。"),
    "either": ("looks the same as a file of {}, or is its mirror image.", "与《{}》中的文件外形相同，或互为镜像。"),
}


def alike(one: MeshShape, other: MeshShape) -> str:
    """``"same"``, ``"mirror"``, ``"either"`` of the two, or nothing."""
    near = abs(one.vertices - other.vertices) <= VERTICES * max(one.vertices, other.vertices)
    near &= abs(one.area - other.area) <= TOLERANCE * one.area
    near &= abs(one.volume - other.volume) <= TOLERANCE * max(one.volume, other.volume)
    for mine, theirs in zip(one.moments, other.moments, strict=True):
        near &= abs(mine - theirs) <= TOLERANCE * max(mine, theirs)
    if not near:
        return ""
    told = max(abs(one.handed), abs(other.handed))
    if told < HANDED or abs(abs(one.handed) - abs(other.handed)) > 0.2 * told:
        return "either"
    return "same" if one.handed * other.handed > 0 else "mirror"


def named(session: Session, version: Version, findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings without what was measured, which is kept; and one more for each title whose file looks alike."""
    told = [{key: value for key, value in one.items() if key != "shape"} for one in findings]
    digests = {one.name: one.sha256 for one in version.files}
    for one in findings:
        if one.get("shape") and one["file"] in digests:
            shape = keep(session, digests[one["file"]], one["shape"])
            told += [_finding(one["file"], *each) for each in _others(session, version, shape)]
    return told


def keep(session: Session, sha256: str, values: dict[str, Any]) -> MeshShape:
    """What a file measures, whoever measured it first."""
    if session.get(MeshShape, sha256) is None:
        try:
            with session.begin_nested():
                session.add(MeshShape(sha256=sha256, **values))
        except IntegrityError:  # another worker measured the same file just now
            pass
    return session.get_one(MeshShape, sha256)


def _others(session: Session, version: Version, shape: MeshShape) -> list[tuple[str, str]]:
    """How it looks, and the title; of published versions of other resources. The same bytes are named elsewhere."""
    query = (
        select(MeshShape, Version.title)
        .join(VersionFile, VersionFile.sha256 == MeshShape.sha256)
        .join(Version, Version.id == VersionFile.version_id)
        .where(
            MeshShape.area.between(shape.area * (1 - 2 * TOLERANCE), shape.area * (1 + 2 * TOLERANCE)),
            MeshShape.sha256 != shape.sha256,
            Version.resource_id != version.resource_id,
            Version.state.in_(SEEN_BY_ALL),
        )
        .order_by(Version.ledger_number.desc())
    )
    found = dict.fromkeys((alike(shape, other), title) for other, title in session.execute(query))
    return [one for one in found if one[0]][:MOST_NAMED]


def _finding(file: str, how: str, title: str) -> dict[str, str]:
    english, chinese = _LOOKS[how]
    words = {"english": f"{file} {english.format(title)}", "chinese": f"{file} {chinese.format(title)}"}
    return {"code": "looks_like", "severity": "warning", "file": file, **words}
