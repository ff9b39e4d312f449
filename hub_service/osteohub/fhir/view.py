"""What a reader sees while answers are written: names of institutions, which people they may know, addresses."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.fhir.codes import HIS_NUMBER
from osteohub.fhir.models import ReferralIdentifier
from osteohub.his.models import HisNumber
from osteohub.his.policies import NUMBERS
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.identity.policies import PEOPLE


class View:
    """One request's. What was looked up once is kept; nothing outlives the request's transaction.

    Attributes
    ----------
    base : str
        ``https://hub.example.cn/fhir/R4``.
    """

    def __init__(self, session: Session, actor: Actor, public_url: str) -> None:
        self.session, self.actor = session, actor
        self.public_url, self.base = public_url, f"{public_url}/fhir/R4"
        self._places: dict[str, Organisation | None] = {}
        self._people: dict[str, bool] = {}
        self._numbers: dict[str, list[tuple[str, str]]] = {}

    def place(self, identity: str) -> Organisation | None:
        if identity not in self._places:
            self._places[identity] = self.session.get(Organisation, identity)
        return self._places[identity]

    def to_place(self, identity: str) -> dict[str, Any]:
        """A reference to an institution."""
        place = self.place(identity)
        named = {"display": clean(place.name)} if place and clean(place.name) else {}
        return {"reference": f"Organization/{identity}", **named}

    def centre_of(self, identity: str) -> str:
        """The id of the prefecture's institution that an institution belongs to, itself included; empty above them."""
        place = self.place(identity)
        above = [one for one in place.path.split("/") if one] if place else []
        return next((one for one in above if (found := self.place(one)) and found.tier == "prefecture"), "")

    def knows(self, person_id: str) -> bool:
        """Whether the reader may see this person by the rules of people."""
        if person_id not in self._people:
            self.meet([person_id])
        return self._people[person_id]

    def meet(self, people: Collection[str]) -> None:
        """Look up many people in one question."""
        unknown = {one for one in people if one not in self._people}
        if unknown:
            query = select(PEOPLE.table.id).where(PEOPLE.table.id.in_(unknown), PEOPLE.allows(self.actor, "read"))
            known = set(self.session.scalars(query))
            self._people.update({one: one in known for one in unknown})

    def look_up_numbers(self, referrals: Sequence[str]) -> None:
        """Load a page's identifiers in one question."""
        self._numbers.update({one: [] for one in referrals})
        query = select(ReferralIdentifier).where(ReferralIdentifier.referral_id.in_(referrals))
        for one in self.session.scalars(query.order_by(ReferralIdentifier.id)):
            self._numbers[one.referral_id].append((one.system, one.value))
        known = select(HisNumber).where(HisNumber.referral_id.in_(referrals), NUMBERS.allows(self.actor, "read"))
        for one in self.session.scalars(known.order_by(HisNumber.id)):
            self._numbers[one.referral_id].append((HIS_NUMBER + one.organisation_id, one.number))

    def numbers(self, referral_id: str) -> list[tuple[str, str]]:
        """System and value of what hospitals' own systems call this referral, where the reader may know it."""
        if referral_id not in self._numbers:
            self.look_up_numbers([referral_id])
        return self._numbers[referral_id]


def clean(text: str) -> str:
    """Without characters that FHIR's strings must not have."""
    return "".join(one for one in text if one >= " " or one in "\t\r\n").strip()


def filled(resource: dict[str, Any]) -> dict[str, Any]:
    """Without elements that hold nothing: FHIR knows no empty ones."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def codeable(system: str, code: str, display: str = "", text: str = "") -> dict[str, Any]:
    return filled({"coding": [filled({"system": system, "code": code, "display": display})], "text": text})
