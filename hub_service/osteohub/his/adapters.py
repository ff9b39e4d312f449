"""Messages that are handed in as the HIS sent them, read and answered by an adapter that a plugin brings."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from osteohub.his import service
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.plugins.process import Busy, Failed, Refused
from osteohub.refusals import Forbidden, Invalid, NotFound, Refusal
from osteokit.plugins.hub_his import HisAdapter, HisOutcome, HisRequest

_HOOK = "hub_his_adapters"


@dataclass(frozen=True)
class Brought:
    """An adapter and the plugin that brings it."""

    plugin: str
    adapter: HisAdapter


def hand_in(hub: Hub, actor: Actor, name: str, content: bytes) -> bytes:
    """Do what a message asks; gives the adapter's answer to the system, which says what was done or why not.

    Raises
    ------
    NotFound
        No plugin brings an adapter of this name.
    Forbidden
        The account does not work at an institution that the adapter speaks for.
    Invalid
        The adapter failed.
    """
    found = _brought(hub, name)
    place = _place(hub, actor, found.adapter)
    try:
        requests = hub.plugins.call(found.plugin, _HOOK, name, "incoming", content)
        outcome = _done(hub, actor, place, name, content, tuple(requests))
    except (Busy, Failed) as error:
        raise Invalid("The adapter could not read the message now; send it again later.") from error
    except Refused as refusal:
        outcome = HisOutcome(False, trouble=str(refusal))
    try:
        return hub.plugins.call(found.plugin, _HOOK, name, "answer", content, outcome)
    except (Failed, Refused) as error:
        raise Invalid("The adapter could not answer the message now; send it again, it is done once.") from error


def _brought(hub: Hub, name: str) -> Brought:
    for plugin, adapters in hub.plugins.observe(_HOOK).items():
        for one in adapters:
            if one.name == name:
                return Brought(plugin, one)
    raise NotFound("No plugin here brings a HIS adapter of this name.")


def _place(hub: Hub, actor: Actor, adapter: HisAdapter) -> str:
    """The institution of the adapter where this person works at the desk."""
    named = Organisation.id.in_(adapter.institutions) | Organisation.name.in_(adapter.institutions)
    with hub.database.read() as session:
        for place in session.scalars(select(Organisation.id).where(named)):
            try:
                service.need_place(actor, place)
            except Forbidden:
                continue
            return place
    raise Forbidden("This account does not work at an institution that this adapter speaks for.")


def _done(
    hub: Hub, actor: Actor, place: str, name: str, content: bytes, requests: tuple[HisRequest, ...]
) -> HisOutcome:
    if not requests:
        return HisOutcome(True)
    whole = hashlib.sha256(content).hexdigest()
    message = service.Message(f"adapter {name}"[:200], requests[0].key[:199] or whole, whole, name[:20], requests)
    try:
        with hub.database.write() as session:
            done = service.take_in(session, actor, place, message)
            return HisOutcome(True, done.referral.id if done.referral else "")
    except Refusal as refusal:
        return HisOutcome(False, trouble=str(refusal))
