"""Publications that are not yet handed in: their files and how far they came, in a folder each, until they are."""

import json
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from osteokit.base.progress import Progress, silent
from osteokit.hubclient.accounts import Account, private_folder, read_json, write_private
from osteokit.hubclient.http import Connection
from osteokit.hubclient.library import HubVersion
from osteokit.hubclient.publish import publish


@dataclass(frozen=True)
class Waiting:
    """A publication in its folder; ``files`` lie in ``folder/files``."""

    folder: Path
    organisation_id: str
    title: str
    person_id: str


def new_publication(account: Account) -> Path:
    """A folder of its own; put the files into ``files`` below it, then :func:`keep_publication`."""
    folder = private_folder(account.folder / "publications" / uuid.uuid4().hex)
    private_folder(folder / "files")
    return folder


def keep_publication(account: Account, folder: Path, organisation_id: str, description: Mapping[str, Any]) -> Waiting:
    """From now on it waits to be sent."""
    said = {
        "organisation_id": organisation_id,
        "description": dict(description),
        "person_id": account.person_id,
        "at": datetime.now(UTC).isoformat(),
    }
    write_private(folder / "publication.json", json.dumps(said, ensure_ascii=False).encode())
    return Waiting(folder, organisation_id, str(description["title"]), account.person_id)


def publications(account: Account) -> list[Waiting]:
    """Those that wait, oldest first; a folder that was never kept is none."""
    found = []
    for file in (account.folder / "publications").glob("*/publication.json"):
        said = read_json(file)
        if isinstance(said, dict):
            title = str(said["description"].get("title", ""))
            one = Waiting(file.parent, said["organisation_id"], title, said["person_id"])
            found.append((str(said["at"]), one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def send_publication(connection: Connection, waiting: Waiting, progress: Progress = silent) -> HubVersion:
    """Hand it in; where it breaks it goes on the next time.

    Raises
    ------
    Unreachable, HubRefusal, OsteoError
    """
    description = read_json(waiting.folder / "publication.json")["description"]
    files = sorted(one for one in (waiting.folder / "files").iterdir() if not one.name.startswith("."))
    state = waiting.folder / "state.json"
    made = publish(connection, waiting.organisation_id, description, files, state, progress)
    drop_publication(waiting)
    return made


def drop_publication(waiting: Waiting) -> None:
    """Take it away, also where it was never sent. A draft that was begun stays at the hub."""
    (waiting.folder / "publication.json").unlink(missing_ok=True)
    shutil.rmtree(waiting.folder, ignore_errors=True)
