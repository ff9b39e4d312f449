"""Files come in pieces (tus 1.0.0: creation, termination): whatever breaks, they go on where they stood."""

import re
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.identity.actor import Actor
from osteohub.library.drafts import editable
from osteohub.library.models import Upload, VersionFile
from osteohub.library.vocabulary import SUFFIXES
from osteohub.objects.store import ObjectStore
from osteohub.refusals import Conflict, Invalid, NotFound

LARGEST = 20 << 30
_BEGINNINGS = {
    ".zip": (b"PK\x03\x04",),
    ".mrb": (b"PK\x03\x04",),
    ".3mf": (b"PK\x03\x04",),
    ".glb": (b"glTF",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".pdf": (b"%PDF-",),
    ".nrrd": (b"NRRD",),
    ".nii.gz": (b"\x1f\x8b",),
    ".ply": (b"ply",),
    ".json": (b"{", b"["),
}
_NAME = re.compile(r"^[\w][\w .()+-]*$")


def suffix_of(name: str) -> str:
    """The kind of a file by its name; empty where a resource may not have it."""
    return next((one for one in SUFFIXES if name.lower().endswith(one)), "")


def checked_name(name: str) -> str:
    """
    Raises
    ------
    Invalid
        It is a path, has strange characters, or is of a kind that a resource may not have.
    """
    if PurePosixPath(name).name != name or not _NAME.match(name) or len(name) > 200:
        raise Invalid("A file's name has letters, digits, spaces, dots, dashes and brackets, and no folder.")
    if not suffix_of(name):
        raise Invalid(f"A resource has files of the kinds {', '.join(SUFFIXES)}; {name} is of another.")
    return name


def begin(session: Session, actor: Actor, store: ObjectStore, version_id: str, name: str, length: int) -> Upload:
    """Room for a file of ``length`` bytes in a draft.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    version, name = editable(session, actor, version_id), checked_name(name)
    if not 0 < length <= LARGEST:
        raise Invalid(f"A file has 1 to {LARGEST} bytes, not {length}.")
    if any(one.name == name for one in version.files):
        raise Conflict(f"The draft has a file {name} already; remove it first.")
    upload = Upload(version_id=version_id, person_id=actor.person_id, name=name, length=length)
    session.add(upload)
    session.flush()
    store.begin(upload.id)
    return upload


def find(session: Session, actor: Actor, upload_id: str) -> Upload:
    """
    Raises
    ------
    NotFound
        There is none of this person's.
    """
    query = select(Upload).where(Upload.id == upload_id, Upload.person_id == actor.person_id)
    upload = session.scalars(query).first()
    if upload is None:
        raise NotFound("There is no such upload of yours; begin it again.")
    return upload


def finish(session: Session, actor: Actor, store: ObjectStore, upload_id: str, digest: str) -> VersionFile:
    """All bytes are here, kept under ``digest``: the file becomes part of the draft.

    Raises
    ------
    NotFound, Forbidden, Conflict
    Invalid
        Its content is not what its name says.
    """
    upload = find(session, actor, upload_id)
    version = editable(session, actor, upload.version_id)
    _refuse_other_content(store, digest, upload.name)
    if any(one.name == upload.name for one in version.files):
        raise Conflict(f"The draft has a file {upload.name} already; remove it first.")
    file = VersionFile(name=upload.name, sha256=digest, size=upload.length)
    version.files.append(file)
    session.delete(upload)
    session.flush()
    record(session, "upload", actor.person_id, ("version", version.id), sha256=digest)
    return file


def remove(session: Session, actor: Actor, version_id: str, file_id: str) -> None:
    """Out of the draft; the content stays where another version has it too."""
    version = editable(session, actor, version_id)
    file = next((one for one in version.files if one.id == file_id), None)
    if file is None:
        raise NotFound("The draft has no such file.")
    version.files.remove(file)
    record(session, "remove_file", actor.person_id, ("version", version_id), sha256=file.sha256)


def _refuse_other_content(store: ObjectStore, digest: str, name: str) -> None:
    suffix = suffix_of(name)
    beginning = b"".join(store.pieces(digest, 0, min(132, store.size(digest))))
    expected = _BEGINNINGS.get(suffix)
    if suffix == ".dcm" and beginning[128:132] != b"DICM":
        raise Invalid(f"{name} is no DICOM file; upload it as what it is.")
    if expected is not None and not beginning.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(expected):
        raise Invalid(f"{name} is not what its name says; upload it as what it is.")
