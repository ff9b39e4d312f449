"""A hub in a folder, and a region of institutions and people in it."""

import contextlib
import sqlite3
from pathlib import Path

from osteohub.hub import Hub, open_hub
from osteohub.identity import service
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.identity.sign_in import actor_of
from osteohub.settings import settings_for

PASSWORD = "correct horse battery"


def copied(template: Path, file: Path) -> str:
    """The address of a copy of a database."""
    with contextlib.closing(sqlite3.connect(template)) as source, contextlib.closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    return f"sqlite:///{file}"


def opened_hub(folder: Path, url: str) -> Hub:
    """A hub that keeps its files below ``folder``."""
    return open_hub(settings_for(folder / "hub", {"DATABASE_URL": url, "OSTEO_HUB_URL": "http://hub.example"}))


class Region:
    """A region in a hub: a prefecture's centre, two counties, a township below the first; one person for each role.

    ``places`` and ``people`` are ids by name: ``"top"``, ``"centre"``, ``"county"``, ``"other"``, ``"township"``;
    ``"operator"`` (of the top), ``"county operator"``, and ``"<place> <role>"`` as they are asked for.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.places: dict[str, str] = {}
        self.people: dict[str, str] = {}
        with hub.database.write() as session:
            operator = service.found(session, "云南省卫健委", "operator", PASSWORD)
            self.people["operator"] = operator.id
            self.places["top"] = operator.memberships[0].organisation_id
        for name, tier, above in (
            ("centre", "prefecture", "top"),
            ("county", "county", "centre"),
            ("other", "county", "centre"),
            ("township", "township", "county"),
        ):
            with hub.database.write() as session:
                made = service.create_organisation(
                    session, self.actor("operator"), name, name, tier, self.places[above]
                )
                self.places[name] = made.id

    def person(self, place: str, role: str, number: int = 1) -> str:
        """The id of somebody with this role there, made when first asked for."""
        name = f"{place} {role}" + (f" {number}" if number > 1 else "")
        if name not in self.people:
            login = name.replace(" ", ".")
            with self.hub.database.write() as session:
                made = service.create_person(
                    session, self.actor("operator"), login, name, PASSWORD, self.places[place], [role]
                )
                made.must_change = False
                self.people[name] = made.id
        return self.people[name]

    def actor(self, name: str, number: int = 1) -> Actor:
        """``"operator"``, or place and role: ``"county clinician"``."""
        place, _, role = name.partition(" ")
        identity = self.person(place, role, number) if role else self.people[name]
        with self.hub.database.read() as session:
            return actor_of(session.get_one(Person, identity))

    def place(self, name: str) -> Organisation:
        with self.hub.database.read() as session:
            return session.get_one(Organisation, self.places[name])
