"""Which Orthanc is whose: the file that ``OSTEO_ORTHANC`` names."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.imaging.dicomweb import Access

VARIABLE = "OSTEO_ORTHANC"
_KEYS = {"institution", "url", "title", "user", "password_file", "token_file", "ca", "certificate", "key_file"}


@dataclass(frozen=True)
class Place:
    """
    Attributes
    ----------
    name : str
        What a person types.
    institution : str
        The hub's id of the hospital that it belongs to.
    url : str
        Of DICOMweb, https://.../dicom-web.
    """

    name: str
    institution: str
    url: str
    title: str
    settings: Mapping[str, str] = field(repr=False)
    folder: Path = field(repr=False)

    def access(self) -> Access:
        """Address and credentials; secrets are read now.

        Raises
        ------
        OsteoError
            A file of them cannot be read.
        """
        ca, certificate = (self.folder / self.settings[one] if one in self.settings else None for one in _FILES)
        return Access(
            self.url, user=self.settings.get("user", ""), password=self._secret("password_file"),
            token=self._secret("token_file"), ca=ca, certificate=certificate,
        )  # fmt: skip

    def key(self) -> bytes | None:
        """The secret behind pseudonyms, the same for every study; None where the hospital keeps none."""
        if "key_file" not in self.settings:
            return None
        return self._read("key_file")

    def _secret(self, name: str) -> str:
        if name not in self.settings:
            return ""
        return (self._read(name).decode("utf-8").splitlines() or [""])[0]

    def _read(self, name: str) -> bytes:
        path = self.folder / self.settings[name]
        try:
            return path.read_bytes()
        except OSError as error:
            raise OsteoError(f"The {name} of {self.name} ({path}) cannot be read ({error.strerror}).") from error


_FILES = ("ca", "certificate")


def read_places() -> tuple[Place, ...]:
    """All Orthancs that are known here; none where the variable is not set.

    Raises
    ------
    OsteoError
        The file cannot be read, or something in it makes no sense.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return ()
    path = Path(named).absolute()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OsteoError(f"{path}, which {VARIABLE} names, cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise OsteoError(f"{path} is no JSON ({error}).") from error
    if not isinstance(content, dict):
        raise OsteoError(f"{path} is a JSON object: names of Orthancs and what is known of each.")
    return tuple(_place(name, entry, path) for name, entry in content.items())


def _place(name: str, entry: Any, path: Path) -> Place:
    if not isinstance(entry, dict) or not all(isinstance(one, str) for one in entry.values()):
        raise OsteoError(f"{path}: {name} is an object of texts.")
    unknown, missing = sorted(set(entry) - _KEYS), sorted({"institution", "url"} - set(entry))
    if unknown or missing:
        words = f"has no {missing[0]}" if missing else f"has {unknown[0]!r}, which means nothing here"
        raise OsteoError(f"{path}: {name} {words}.")
    return Place(name, entry["institution"], entry["url"], entry.get("title", entry["url"]), entry, path.parent)


def find_place(name: str) -> Place:
    """
    Raises
    ------
    OsteoError
        No Orthanc has this name here.
    """
    places = {one.name: one for one in read_places()}
    if name not in places:
        raise OsteoError(f"No Orthanc is called {name!r} here; there are: {', '.join(places) or 'none'}.")
    return places[name]
