"""Publishing files: a draft, its files, handed in. Interrupted anywhere, it goes on where it stood."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.hubclient.accounts import read_json, write_private
from osteokit.hubclient.http import Connection, HubRefusal
from osteokit.hubclient.library import HubVersion, begin, describe, drafts, submit, version
from osteokit.hubclient.transfer import begin_upload, kept, upload


@dataclass(frozen=True)
class Publication:
    """What shall be published, and how far it came; kept in a file beside the files.

    Attributes
    ----------
    files : tuple of str
        Paths.
    version_id : str
        Of the draft; empty before there is one.
    uploads : mapping of str to str
        Where each file's upload stands at the hub, by name.
    """

    organisation_id: str
    description: Mapping[str, Any]
    files: tuple[str, ...]
    version_id: str = ""
    begun: bool = False
    uploads: Mapping[str, str] | None = None
    submitted: bool = False


def publish(
    connection: Connection,
    organisation_id: str,
    description: Mapping[str, Any],
    files: Sequence[Path],
    state: Path,
    progress: Progress = silent,
) -> HubVersion:
    """Draft, files, handed in; ``state`` is a file by which it goes on after an interruption. The version, whose
    automatic checks come a little later (:func:`osteokit.hubclient.library.version`).

    Raises
    ------
    Unreachable
        Call it again with the same ``state``.
    HubRefusal, OsteoError
        What is missing is named; the draft stays, and can be gone on with.
    """
    wanted = Publication(organisation_id, description, tuple(str(one.absolute()) for one in files))
    if len({one.name for one in files}) < len(files):
        raise OsteoError("Two files have the same name; a resource has one of each.")
    done = _load(state, wanted)
    if not done.version_id:
        done = _begin(connection, done, state)
    for number, file in enumerate(files):
        inner = part(progress, number / len(files), (number + 1) / len(files))
        done = _bring(connection, done, file, state, inner)
    if not done.submitted:
        try:
            submit(connection, done.version_id)
        except HubRefusal as refusal:
            if refusal.status != 409:  # handed in already; the answer was lost
                raise
        done = _keep(replace(done, submitted=True), state)
    answer = version(connection, done.version_id)
    state.unlink(missing_ok=True)
    progress(1.0, "handed in")
    return answer


def _begin(connection: Connection, done: Publication, state: Path) -> Publication:
    """A draft; where one was asked for before and the answer was lost, that one."""
    if done.begun:
        title = done.description["title"]
        for one in drafts(connection):
            if one.title == title and not one.files:
                describe(connection, one.id, done.description)
                return _keep(replace(done, version_id=one.id), state)
    done = _keep(replace(done, begun=True), state)
    made = begin(connection, done.organisation_id, done.description)
    return _keep(replace(done, version_id=made.id), state)


def _bring(connection: Connection, done: Publication, file: Path, state: Path, progress: Progress) -> Publication:
    draft = version(connection, done.version_id)
    if any(one.name == file.name for one in draft.files):
        kept(draft, file)
        return done
    uploads = dict(done.uploads or {})
    if file.name not in uploads:
        try:
            length = file.stat().st_size
        except OSError as error:
            raise OsteoError(f"{file} cannot be read ({error.strerror}).") from error
        uploads[file.name] = begin_upload(connection, done.version_id, file.name, length)
        done = _keep(replace(done, uploads=uploads), state)
    try:
        upload(connection, done.version_id, file, uploads[file.name], progress)
    except HubRefusal:
        _keep(replace(done, uploads={key: place for key, place in uploads.items() if key != file.name}), state)
        raise
    return done


def _load(state: Path, wanted: Publication) -> Publication:
    said = read_json(state)
    if not isinstance(said, dict):
        return wanted
    said = {**said, "files": tuple(said.get("files", ()))}
    try:
        former = Publication(**said)
    except TypeError:
        return wanted
    same = (former.organisation_id, former.files, former.description) == (
        wanted.organisation_id,
        wanted.files,
        json.loads(json.dumps(wanted.description)),
    )
    return former if same else wanted


def _keep(publication: Publication, state: Path) -> Publication:
    write_private(state, json.dumps(asdict(publication), ensure_ascii=False).encode())
    return publication
