"""Resources: found, described, published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.hubclient.http import Connection, Unreachable

INTERNAL = "LicenseRef-Region-Internal"
"""A licence that is for a region only."""

FACETS = ("kind", "body_system", "specialty", "difficulty", "licence", "organ", "pathology")


@dataclass(frozen=True)
class HubFile:
    """A file of a version; ``name`` is the hub's word and no path."""

    id: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class HubVersion:
    """A version of a resource. ``said`` is all that the hub says of it; ``actions`` what this person may do now."""

    id: str
    title: str
    english: str
    kind: str
    state: str
    licence: str
    number: int
    ledger_number: int | None
    fingerprint: str
    files: tuple[HubFile, ...]
    actions: tuple[str, ...]
    checks: tuple[Mapping[str, str], ...]
    said: Mapping[str, Any] = field(repr=False)

    @property
    def stays_in_its_region(self) -> bool:
        """Whether its licence keeps the files from this person."""
        return self.licence == INTERNAL and "download" not in self.actions

    def name(self, language: str) -> str:
        return self.title if language.startswith("zh") or not self.english else self.english


@dataclass(frozen=True)
class Page:
    """Some of what was found; ``after`` asks for what follows, empty at the end; how many there are of each facet."""

    versions: tuple[HubVersion, ...]
    after: str
    facets: Mapping[str, Mapping[str, int]]


def version_of(said: Mapping[str, Any]) -> HubVersion:
    """
    Raises
    ------
    Unreachable
        It is no version.
    """
    try:
        files = tuple(HubFile(one["id"], one["name"], one["sha256"], int(one["size"])) for one in said["files"])
        return HubVersion(
            said["id"], said["title"], said["english"], said["kind"], said["state"], said["licence"],
            int(said["number"]), said["ledger_number"], said["fingerprint"], files, tuple(said["actions"]),
            tuple(said["checks"]), said,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable("The hub's answer is of another edition than this program; update the older one.") from error


def search(connection: Connection, words: str = "", after: str = "", limit: int = 20, **facets: str) -> Page:
    """Published resources; ``facets`` are those of ``FACETS``, or ``state``; ``sort="newest"``, ``"stars"`` or
    ``"downloads"`` says what comes first.

    Raises
    ------
    Unreachable, HubRefusal
    """
    params = {"q": words, "after": after, "limit": limit, **{key: value for key, value in facets.items() if value}}
    said = connection.json("GET", "/api/v1/resources", params=params)
    return Page(tuple(version_of(one) for one in said["versions"]), said["after"], said["facets"])


def every(connection: Connection, words: str = "", **facets: str) -> Iterator[HubVersion]:
    """All that is found, page after page."""
    after = ""
    while True:
        page = search(connection, words, after, 100, **facets)
        yield from page.versions
        after = page.after
        if not after:
            return


def version(connection: Connection, version_id: str) -> HubVersion:
    return version_of(connection.json("GET", f"/api/v1/versions/{_id(version_id)}"))


def rate(connection: Connection, version_id: str, stars: int) -> None:
    connection.json("PUT", f"/api/v1/versions/{_id(version_id)}/rating", {"stars": stars})


def begin(connection: Connection, organisation_id: str, description: Mapping[str, Any]) -> HubVersion:
    """A new draft."""
    body = {"organisation_id": organisation_id, "description": dict(description)}
    return version_of(connection.json("POST", "/api/v1/resources", body))


def describe(connection: Connection, version_id: str, description: Mapping[str, Any]) -> HubVersion:
    return version_of(connection.json("PUT", f"/api/v1/versions/{_id(version_id)}", dict(description)))


def submit(connection: Connection, version_id: str) -> HubVersion:
    """Hand a draft in; its checks come a little later, see :func:`version`."""
    return version_of(connection.json("POST", f"/api/v1/versions/{_id(version_id)}/submit"))


def take_back(connection: Connection, version_id: str) -> HubVersion:
    return version_of(connection.json("POST", f"/api/v1/versions/{_id(version_id)}/take_back"))


def drafts(connection: Connection) -> list[HubVersion]:
    """Those that this person may go on with."""
    return [one for one in every(connection, state="draft") if "edit" in one.actions]


def stopping(checks: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The findings that keep a version from being reviewed."""
    return [one for one in checks if one.get("severity") == "stop"]


def _id(identity: str) -> str:
    """Ids go into paths: nothing else may."""
    if not (len(identity) == 32 and all(sign in "0123456789abcdef" for sign in identity)):
        raise OsteoError(f"{identity[:40]!r} is no number of the hub; copy it from osteo hub search.")
    return identity
