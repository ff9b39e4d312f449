"""The PACS of a hospital by name, from a JSON file that ``OSTEO_HOSPITAL_PACS`` names; see README.md."""

import json
import os
from functools import partial
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.imaging.dicomweb import Access
from osteokit.plugins import hookimpl
from osteokit.plugins.image_sources import ImageSource

VARIABLE = "OSTEO_HOSPITAL_PACS"


def _secret(folder: Path, name: str, entry: dict, key: str) -> str:
    """First line of the file that ``entry[key]`` names; empty where it names none."""
    if not entry.get(key):
        return ""
    path = folder / entry[key]
    try:
        return (path.read_text(encoding="utf-8").splitlines() or [""])[0]
    except OSError as error:
        raise OsteoError(f"The {key} of {name} ({path}) cannot be read ({error.strerror}).") from error


def access(folder: Path, name: str, entry: dict) -> Access:
    """How to reach the source ``name``; secrets are read now, not when the list is made."""
    return Access(
        entry["url"],
        user=entry.get("user", ""),
        password=_secret(folder, name, entry, "password_file"),
        token=_secret(folder, name, entry, "token_file"),
        ca=folder / entry["ca"] if entry.get("ca") else None,
    )


@hookimpl
def osteo_image_sources() -> list[ImageSource]:
    named = os.environ.get(VARIABLE)
    if not named:
        return []
    path = Path(named).absolute()
    content = json.loads(path.read_text(encoding="utf-8"))
    return [
        ImageSource(name, entry.get("title", entry["url"]), partial(access, path.parent, name, entry))
        for name, entry in content.items()
    ]
