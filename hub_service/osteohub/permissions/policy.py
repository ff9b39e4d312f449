"""Rules: role x institution x state, compiled to SQL.

A rule says that somebody with a role may do an action to things that stand in a relation to the institution where they
have that role, while the things are in certain states. What no rule allows is forbidden. A list and a single question
use the same SQL, so that they cannot disagree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import False_, True_

from osteohub.identity.actor import Actor, Role
from osteohub.refusals import Forbidden, NotFound

Relation = Callable[[Actor, Role], ColumnElement[bool]]
"""Which things a person with this role stands in relation to. It is asked once and its answer kept: for the
time it has ``relations.moment()``, and what else may change is looked up by the database."""

_KEPT = 512
"""Conditions are kept by who asks: building SQL costs more than asking it."""

_QUESTIONS_KEPT = 128
"""Each takes some 0.2 MB."""


def _held(actor: Actor, name: str) -> tuple[Role, ...]:
    return (Role("*", "", ""),) if name == "*" else tuple(one for one in actor.roles if one.role == name)


@dataclass(frozen=True)
class Rule:
    """``role`` may be ``"*"``: everybody who is signed in. ``states`` empty means in any state."""

    role: str
    actions: tuple[str, ...]
    relation: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Policy:
    """The rules of one kind of thing.

    Attributes
    ----------
    kind : str
        For sentences.
    table : type
        The mapped class, with ``id`` and, where rules name states, ``state``.
    relations : mapping
        By name.
    scopes : mapping of str to str
        Which scope a token needs for an action; ``"read"`` where it is not listed.
    """

    kind: str
    table: Any
    relations: Mapping[str, Relation]
    rules: tuple[Rule, ...]
    scopes: Mapping[str, str]

    def __post_init__(self) -> None:
        unknown = {one.relation for one in self.rules} - set(self.relations)
        if unknown:
            raise ValueError(f"rules of {self.kind} name unknown relations: {sorted(unknown)}")

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(action for rule in self.rules for action in rule.actions))

    def allows(self, actor: Actor, action: str, within: Sequence[str] = ()) -> ColumnElement[bool]:
        """A condition on ``table`` that holds for the things to which this person may do ``action``.

        ``within`` are states: where it is known that the things have one of them, the condition is shorter, and does
        not ask for the state.
        """
        return _allows(self, actor, action, tuple(within))

    def ways(self, actor: Actor, action: str, within: Sequence[str] = ()) -> tuple[ColumnElement[bool], ...]:
        """The conditions of which one is enough; none where nothing is allowed."""
        return _ways(self, actor, action, tuple(within))

    def first(
        self,
        session: Session,
        actor: Actor,
        query: Select[tuple[Any]],
        order: Sequence[Any],
        limit: int,
        within: Sequence[str] = (),
    ) -> list[Any]:
        """The first things of ``query`` in this order that this person may read.

        Each way of being allowed is asked for by itself: so each follows an index in order, while with all of them in
        one question a database would read everything that is allowed and sort it.
        """
        found: set[str] = set()
        for way in self.ways(actor, "read", within):
            named = query.with_only_columns(self.table.id).options().where(way)
            found.update(session.scalars(named.order_by(*order).limit(limit)))
        return list(session.scalars(query.where(self.table.id.in_(found)).order_by(*order).limit(limit)))

    def may(self, session: Session, actor: Actor, action: str, identity: str) -> bool:
        query = select(self.table.id).where(self.table.id == identity, self.allows(actor, action))
        return session.execute(query).first() is not None

    def available(self, session: Session, actor: Actor, identity: str, actions: Sequence[str] = ()) -> tuple[str, ...]:
        """The actions that this person may do to this thing now, in one question."""
        return self.available_of(session, actor, (identity,), actions).get(identity, ())

    def available_of(
        self, session: Session, actor: Actor, identities: Sequence[str], actions: Sequence[str] = ()
    ) -> dict[str, tuple[str, ...]]:
        """The same for many things, in one question; what is not there is not in the answer."""
        asked, question = _question(self, actor, tuple(actions) or self.actions)
        rows = session.execute(question, {"identities": list(identities)})
        return {
            row[0]: tuple(action for action, allowed in zip(asked, row[1:], strict=True) if allowed) for row in rows
        }

    def fetch(self, session: Session, actor: Actor, action: str, identity: str, lock: bool = False) -> Any:
        """The thing itself, to do ``action`` to it.

        Raises
        ------
        NotFound
            There is none, or this person may not even see it.
        Forbidden
            They may see it and not do this, in the state that it has.
        """
        query = select(self.table).where(self.table.id == identity, self.allows(actor, "read"))
        if lock:
            query = query.with_for_update(of=self.table)
        found = session.scalars(query).first()
        if found is None:
            raise NotFound(f"There is no such {self.kind}, or you may not see it.")
        if action != "read" and not self.may(session, actor, action, identity):
            raise Forbidden(f"You may not {action.replace('_', ' ')} this {self.kind} as it is now.")
        return found


@lru_cache(_KEPT)
def _ways(policy: Policy, actor: Actor, action: str, within: tuple[str, ...]) -> tuple[ColumnElement[bool], ...]:
    if not actor.is_signed_in or not actor.may_use(policy.scopes.get(action, "read")):
        return ()
    found: dict[tuple[object, ...], ColumnElement[bool]] = {}
    for rule in policy.rules:
        if action not in rule.actions or (within and rule.states and not set(within) & set(rule.states)):
            continue
        is_known = not rule.states or (within and set(within) <= set(rule.states))
        for role in _held(actor, rule.role):
            states = () if is_known else rule.states
            key = (rule.relation, role.organisation_id, role.path, states)
            if key not in found:  # two roles at one institution often say the same
                condition = policy.relations[rule.relation](actor, role)
                found[key] = and_(condition, policy.table.state.in_(states)) if states else condition
    return (true(),) if any(isinstance(one, True_) for one in found.values()) else tuple(found.values())


@lru_cache(_KEPT)
def _allows(policy: Policy, actor: Actor, action: str, within: tuple[str, ...]) -> ColumnElement[bool]:
    found = _ways(policy, actor, action, within)
    return or_(*found) if len(found) > 1 else found[0] if found else false()


@lru_cache(_QUESTIONS_KEPT)
def _question(policy: Policy, actor: Actor, actions: tuple[str, ...]) -> tuple[tuple[str, ...], Select[Any]]:
    """Which of these actions may be allowed at all; and what asks, of ``identities``, which of them are."""
    conditions = {action: _allows(policy, actor, action, ()) for action in actions}
    asked = {action: one for action, one in conditions.items() if not isinstance(one, False_)}
    columns = [one.label(f"may_{place}") for place, one in enumerate(asked.values())]
    among = policy.table.id.in_(bindparam("identities", expanding=True))
    return tuple(asked), select(policy.table.id, *columns).where(among)
