"""Files that speak for an application: certificates as PDF, or photographed. What a file is, its content says; its name
is only shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.credentials.models import Admission, EvidenceFile
from osteohub.credentials.policies import ADMISSIONS
from osteohub.database.base import new_id
from osteohub.identity.actor import Actor
from osteohub.objects.store import ObjectStore
from osteohub.refusals import Conflict, Invalid, NotFound

LARGEST = 10 << 20
MOST = 20
MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}

_PNG = b"\x89PNG\r\n\x1a\n"
_PHONE = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Kept:
    """A file that the store has."""

    name: str
    kind: str
    sha256: str
    size: int


def kind_of(content: bytes) -> str:
    """``"pdf"``, ``"jpeg"`` or ``"png"``, by the content: how it begins, and that its end is there.

    Raises
    ------
    Invalid
        It is empty, too large, broken off, or something else.
    """
    if not content:
        raise Invalid("Choose a file that is not empty.")
    if len(content) > LARGEST:
        raise Invalid(f"A file of evidence has at most {LARGEST >> 20} MiB; make the picture smaller.")
    if content[4:8] == b"ftyp" and content[8:12] in _PHONE:
        raise Invalid(
            "This is a picture in HEIC, which many computers do not open. On the phone choose JPEG (Settings, Camera, "
            "Formats, Most Compatible), or take a screenshot of it."
        )
    found = _begins(content)
    if not found:
        raise Invalid("This is neither a PDF nor a picture in JPEG or PNG, whatever its name says.")
    if not _ends(content, found):
        raise Invalid("This file breaks off before its end; send it again from where it was made.")
    return found


def _begins(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "png" if content.startswith(_PNG) and content[12:16] == b"IHDR" else ""


def _ends(content: bytes, kind: str) -> bool:
    """Phones write more behind a JPEG's end; the end of its thumbnail stands near the beginning."""
    if kind == "jpeg":
        return content.rfind(b"\xff\xd9") >= len(content) // 2
    return (b"%%EOF" if kind == "pdf" else b"IEND") in content[-2048:]


def shown_name(name: str, kind: str) -> str:
    """The name without folders and signs that are not seen, with the ending that the content has."""
    plain = _UNSEEN.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")[:120]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", plain) or "evidence"
    return f"{stem}.{'jpg' if kind == 'jpeg' else kind}"


def may_add(session: Session, actor: Actor, admission_id: str, number: int) -> None:
    """Before their contents are kept.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    _need_room(ADMISSIONS.fetch(session, actor, "edit", admission_id), number)


def _need_room(admission: Admission, number: int) -> None:
    if admission.state != "draft":
        raise Conflict(f"This application is {admission.state}; take it back to change it.")
    if len(admission.files) + number > MOST:
        raise Conflict(f"An application has at most {MOST} files; put pages that belong together into one PDF.")


def keep(store: ObjectStore, files: Sequence[tuple[str, bytes]]) -> list[Kept]:
    """Look at all of them, then keep their contents; before the transaction that names them.

    Raises
    ------
    Invalid
    """
    kinds = [kind_of(content) for _, content in files]
    return [
        Kept(shown_name(name, kind), kind, store.add([content], new_id()), len(content))
        for (name, content), kind in zip(files, kinds, strict=True)
    ]


def add_files(session: Session, actor: Actor, admission_id: str, files: Sequence[Kept]) -> Admission:
    """All of them, or none. One that is there already is not added again.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    admission: Admission = ADMISSIONS.fetch(session, actor, "edit", admission_id, lock=True)
    _need_room(admission, len(files))
    for one in files:
        if any(each.sha256 == one.sha256 for each in admission.files):
            continue
        made = EvidenceFile(name=one.name, kind=one.kind, sha256=one.sha256, size=one.size, person_id=actor.person_id)
        admission.files.append(made)
        session.flush()
        subject = ("admission", admission_id)
        record(session, "attach_evidence", actor.person_id, subject, sha256=one.sha256, kind=one.kind)
    return admission


def remove_file(session: Session, actor: Actor, admission_id: str, file_id: str) -> None:
    """Take a file out of a draft.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    admission: Admission = ADMISSIONS.fetch(session, actor, "edit", admission_id, lock=True)
    _need_room(admission, 0)
    file = next((one for one in admission.files if one.id == file_id), None)
    if file is None:
        raise NotFound("This application has no such file.")
    admission.files.remove(file)
    record(session, "remove_evidence", actor.person_id, ("admission", admission_id), sha256=file.sha256)


def read_file(session: Session, actor: Actor, admission_id: str, file_id: str) -> EvidenceFile:
    """For whoever may read the application.

    Raises
    ------
    NotFound
    """
    admission: Admission = ADMISSIONS.fetch(session, actor, "read", admission_id)
    file = next((one for one in admission.files if one.id == file_id), None)
    if file is None:
        raise NotFound("This application has no such file.")
    return file
