"""The hub as the adapter sees it: messages handed in, events and referrals read, with the account's token."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from osteo_hl7v2.errors import DATA_TYPE, DUPLICATE_KEY, INTERNAL, LOCKED, UNKNOWN_KEY, Hl7Error
from osteo_hl7v2.incoming import system_of
from osteo_hl7v2.outgoing import Known
from osteo_hl7v2.syntax import Message
from osteokit.hubclient.http import Connection, HubRefusal, SignInNeeded
from osteokit.plugins.hub_his import HisRequest
from osteokit.plugins.hub_values import HubEvent, Institution, Patient, ReferralCase, ReferralStep

WAIT_S = 20
_MADE_AT = 7 - 3
"""MSH-7 among the header's fields."""
_CODES = {400: DATA_TYPE, 403: LOCKED, 404: UNKNOWN_KEY, 409: LOCKED}


def fingerprint(message: Message) -> str:
    """The same for a message that is sent again, even where its time (MSH-7) is a new one."""
    header = message.header.fields
    said = (header[:_MADE_AT], header[_MADE_AT + 1 :], message.segments[1:])
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


class HubSide:
    """
    Parameters
    ----------
    connection : Connection
        With the token of an account at the hospital's referral desk.
    institution : str
        The hub's id of the hospital.
    """

    def __init__(self, connection: Connection, institution: str) -> None:
        self._connection, self._institution = connection, institution
        self._places: dict[str, Institution] = {}

    def take_in(self, message: Message, requests: tuple[HisRequest, ...]) -> str:
        """Hand a message in; gives the hub's id of its referral, or nothing.

        Raises
        ------
        Hl7Error
            The hub refuses: its sentence, and the code that says so in ERR.
        Unreachable
            The hub is away.
        """
        body = {
            "system": system_of(message),
            "control_id": message.control_id,
            "fingerprint": fingerprint(message),
            "kind": message.kind[:20],
            "requests": [asdict(one) for one in requests],
        }
        try:
            return self._connection.json("POST", f"/api/v1/his/{self._institution}/messages", body)["referral"]
        except SignInNeeded as error:
            raise Hl7Error("the connection to the hub is not set up any more (its token)", "", 0, INTERNAL) from error
        except HubRefusal as error:
            code = DUPLICATE_KEY if "control id" in str(error) else _CODES.get(error.status, DATA_TYPE)
            raise Hl7Error(str(error), code=code) from error

    def events(self, after: int, kinds: tuple[str, ...], wait_s: float = WAIT_S) -> tuple[int, list[HubEvent]]:
        """The number to ask with next, and what happened after ``after``, oldest first."""
        said = self._connection.json(
            "GET", "/api/v1/events", params={"after": after, "wait": wait_s, "kind": list(kinds)}
        )
        return said["after"], [_event(one) for one in said["events"]]

    def case(self, referral_id: str) -> ReferralCase | None:
        """The referral as it is now; None where the account may not see it."""
        try:
            said = self._connection.json("GET", f"/api/v1/referrals/{referral_id}")
        except HubRefusal as error:
            if error.status == 404:
                return None
            raise
        return self._case(said)

    def known(self, referral_id: str) -> Known:
        """How the hospital's system knows a referral."""
        said = self._connection.json("GET", f"/api/v1/his/{self._institution}/referrals/{referral_id}")
        return Known(said["number"], said["control_id"])

    def _case(self, said: dict[str, Any]) -> ReferralCase:
        person = Patient(
            said["patient_name"], said["patient_number"], said["birth_date"], said["sex"], said["phone"]
        )  # fmt: skip
        steps = tuple(
            ReferralStep(one["action"], "", "", datetime.fromisoformat(one["at"]), one["words"])
            for one in said["history"]
        )
        return ReferralCase(
            said["id"], said["state"], said["direction"], said["urgency"], self._place(said["from_id"]),
            self._place(said["to_id"]) if said["to_id"] else None, said["outside"], "", person, said["diagnosis"],
            said["reason"], datetime.fromisoformat(said["created_at"]), summary=said["summary"],
            rehabilitation=said["rehabilitation"], booked_for=said["booked_for"], history=steps,
        )  # fmt: skip

    def _place(self, identity: str) -> Institution:
        if identity not in self._places:
            self._places.update({one.id: one for one in self._all_places()})
        return self._places.get(identity) or Institution(identity, "", "", "")

    def _all_places(self) -> list[Institution]:
        found: list[Institution] = []
        while True:
            after = found[-1].id if found else ""
            page = self._connection.json("GET", "/api/v1/organisations", params={"after": after, "limit": 500})
            found += [Institution(one["id"], one["name"], one["english"], one["tier"]) for one in page]
            if len(page) < 500:
                return found


def _event(said: dict[str, Any]) -> HubEvent:
    return HubEvent(
        said["number"], said["kind"], datetime.fromisoformat(said["at"]), said["subject_kind"], said["subject_id"],
        tuple(said["organisations"]), said["payload"],
    )  # fmt: skip
