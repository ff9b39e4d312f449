"""Who may read an event: those whom it names, by role at an institution or as a person."""

from sqlalchemy import ColumnElement, and_, or_, select

from osteohub.events.models import Event, EventReader, ListeningKey
from osteohub.identity.actor import Actor, Role
from osteohub.permissions.policy import Policy, Rule
from osteohub.permissions.relations import own


def _addressed(actor: Actor, role: Role) -> ColumnElement[bool]:
    to = EventReader
    named = [
        and_(to.organisation_id == "", to.role == "*", to.person_id == ""),
        and_(to.organisation_id == "", to.role == "", to.person_id == actor.person_id),
    ]
    places: dict[str, set[str]] = {}
    for one in actor.roles:
        places.setdefault(one.organisation_id, {"*"}).add(one.role)
    named += [
        and_(to.organisation_id == place, to.role.in_(sorted(roles)), to.person_id == "")
        for place, roles in places.items()
    ]
    return select(to.event_id).where(to.event_id == Event.id, or_(*named)).correlate(Event).exists()


EVENTS = Policy(
    kind="event",
    table=Event,
    relations={"addressed": _addressed},
    rules=(Rule("*", ("read",), "addressed"),),
    scopes={},
)

LISTENING_KEYS = Policy(
    kind="listening key",
    table=ListeningKey,
    relations={"own": own(ListeningKey.person_id)},
    rules=(Rule("*", ("read", "remove"), "own"),),
    scopes={},
)
