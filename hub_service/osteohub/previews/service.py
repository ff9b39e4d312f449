"""Which files can be shown, asking for their previews, and keeping them."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.database.base import new_id
from osteohub.jobs.models import Job
from osteohub.jobs.runner import Work
from osteohub.jobs.service import ask
from osteohub.library.models import Version, VersionFile
from osteohub.objects.store import ObjectStore
from osteohub.previews import thumbnail
from osteohub.previews.models import Preview

KIND = "make_preview"
_KINDS = {
    **dict.fromkeys((".stl", ".obj", ".ply", ".3mf", ".glb"), "mesh"),
    **dict.fromkeys((".nrrd", ".nii.gz", ".nii", ".zip"), "volume"),
    **dict.fromkeys((".png",), "picture"),
}
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Shown:
    """One thing to look at in a version: a file, or all its DICOM slices together."""

    key: str
    kind: str
    name: str
    files: tuple[VersionFile, ...]


def shown(version: Version) -> tuple[Shown, ...]:
    """What a version has to look at, meshes first."""
    found = []
    for file in version.files:
        kind = next((kind for suffix, kind in _KINDS.items() if file.name.lower().endswith(suffix)), "")
        if kind:
            found.append(Shown(file.sha256, kind, file.name, (file,)))
    slices = tuple(one for one in version.files if one.name.lower().endswith(".dcm"))
    if slices:
        key = hashlib.sha256("".join(sorted(one.sha256 for one in slices)).encode()).hexdigest()
        found.append(Shown(key, "volume", "DICOM", slices))
    return tuple(sorted(found, key=lambda one: ("mesh", "volume", "picture").index(one.kind)))


def previews_of(session: Session, things: tuple[Shown, ...]) -> dict[str, Preview]:
    """Those that were asked for, by key."""
    wanted = [one.key for one in things]
    return {one.key: one for one in session.scalars(select(Preview).where(Preview.key.in_(wanted)))}


def is_old(preview: Preview) -> bool:
    """Made before there were thumbnails, and models for iPhones."""
    return preview.state == "ready" and thumbnail.NAME not in preview.parts


def thumbnails(session: Session, versions: Sequence[Version]) -> dict[str, str]:
    """By version the key of the first thing to look at, where there is a thumbnail of it."""
    first = {one.id: things[0] for one in versions if (things := shown(one))}
    have = previews_of(session, tuple(first.values()))
    return {
        identity: one.key
        for identity, one in first.items()
        if one.key in have and have[one.key].state == "ready" and thumbnail.NAME in have[one.key].parts
    }


def ask_for(session: Session, version: Version) -> bool:
    """Ask for the previews of a version that nobody has asked for yet, and again for old ones; whether there were
    any."""
    things = shown(version)
    have = previews_of(session, things)
    fresh = {one.key: one for one in things if one.key not in have or is_old(have[one.key])}
    for key, one in fresh.items():
        if key in have:
            have[key].state = "waiting"
        else:
            try:
                with session.begin_nested():
                    session.add(Preview(key=key, kind=one.kind))
            except IntegrityError:
                continue  # somebody else has just asked
        files = [{"name": each.name, "sha256": each.sha256} for each in one.files]
        ask(session, KIND, version.id, {"key": key, "kind": one.kind, "files": files})
    return bool(fresh)


def previewing(store: ObjectStore) -> Work:
    """The work over this store of files."""

    def asked(session: Session, job: Job) -> Mapping[str, Any]:
        files = [{"name": one["name"], "path": str(store.path(one["sha256"]))} for one in job.payload["files"]]
        return {"kind": job.payload["kind"], "files": files}

    def told(session: Session, job: Job, answer: Any) -> str:
        preview = session.get_one(Preview, job.payload["key"], with_for_update=True)
        if "trouble" in answer:
            preview.state, preview.trouble = "failed", answer["trouble"][:500]
            return preview.trouble
        folder = Path(answer["folder"])
        preview.parts = {name: store.add(_chunks(folder / name), new_id()) for name in answer["parts"]}
        preview.state, preview.facts = "ready", answer["facts"]
        shutil.rmtree(folder)
        return ""

    def failed(session: Session, job: Job, trouble: str) -> None:
        preview = session.get_one(Preview, job.payload["key"], with_for_update=True)
        preview.state, preview.trouble = "failed", trouble[:500]

    def again(session: Session, job: Job) -> None:
        preview = session.get_one(Preview, job.payload["key"], with_for_update=True)
        preview.state, preview.trouble = "waiting", ""

    return Work("osteohub.previews.make", asked, told, failed, again)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
