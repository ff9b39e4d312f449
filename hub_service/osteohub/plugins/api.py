"""Plugins over HTTP: which there are, the technique lists and reasons they offer, the indicators they count."""

from typing import Annotated

from fastapi import APIRouter, Query, status
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.credentials import techniques
from osteohub.events.models import PluginFeed
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.plugins import indicators
from osteohub.plugins.registry import HubPlugins, PluginState
from osteohub.plugins.rulings import reasons
from osteohub.refusals import Forbidden, NotFound
from osteokit.plugins.hub_library import TechniqueSource

router = APIRouter(prefix="/api/v1", tags=["plugins"])


class PluginOut(BaseModel):
    """``fault`` is why it does not work, empty where it does; ``waiting`` why events could not be delivered now."""

    name: str
    package: str
    version: str
    hooks: list[str]
    works: bool
    is_disabled: bool
    fault: str
    waiting: str


class ReasonOut(BaseModel):
    code: str
    english: str
    chinese: str
    directions: list[str]
    needs_approval: bool


class OfferedOut(BaseModel):
    plugin: str
    name: str
    title: str


class FigureOut(BaseModel):
    value: float | None
    count: int
    light: str


class IndicatorOut(BaseModel):
    code: str
    english: str
    chinese: str
    formula: str
    formula_zh: str
    unit: str
    source: str
    target: float | None
    warning: float | None
    plugin: str
    whole: FigureOut
    places: dict[str, FigureOut]


class CaseOut(BaseModel):
    kind: str
    id: str
    place: str
    amount: float


def need_operator(actor: Actor) -> None:
    """
    Raises
    ------
    Forbidden
    """
    if not actor.has("operator"):
        raise Forbidden("Only operators see the plugins of the hub.")


def need_top_operator(actor: Actor) -> None:
    """
    Raises
    ------
    Forbidden
    """
    if not actor.may_use("admin") or not any(
        one.role == "operator" and one.path.count("/") == 2 for one in actor.roles
    ):
        raise Forbidden("Only an operator of the first institution changes plugins.")


def listed(hub: Hub) -> list[PluginOut]:
    states = hub.plugins.states()
    with hub.database.read() as session:
        troubles = {one.plugin: one.trouble for one in session.scalars(select(PluginFeed))}
    return [_out(one, troubles.get(one.name, "")) for one in states]


def _out(one: PluginState, trouble: str) -> PluginOut:
    waiting = "" if one.fault else trouble
    return PluginOut(
        name=one.name, package=one.package, version=one.version, hooks=list(one.hooks), works=not one.fault,
        is_disabled=one.is_disabled, fault=one.fault, waiting=waiting,
    )  # fmt: skip


def offered(plugins: HubPlugins) -> list[tuple[str, TechniqueSource]]:
    """Lists of restricted techniques, each with its plugin."""
    return [(name, one) for name, found in plugins.observe("hub_techniques").items() for one in found]


def take_in(session: Session, actor: Actor, plugins: HubPlugins, name: str) -> int:
    """Take an offered list in; how many of its techniques were new.

    Raises
    ------
    Forbidden, NotFound, Invalid
    """
    for _, one in offered(plugins):
        if one.name == name:
            return techniques.adopt(session, actor, techniques.read_list(one.file))
    raise NotFound(f"No plugin offers the list {name} (any more).")


def try_again(plugins: HubPlugins, actor: Actor, name: str) -> None:
    """
    Raises
    ------
    Forbidden, NotFound
    """
    need_top_operator(actor)
    if name not in plugins.names:
        raise NotFound(f"There is no plugin {name} here.")
    plugins.retry(name)


@router.get("/plugins")
def plugins(hub: HubOf, actor: Signed) -> list[PluginOut]:
    need_operator(actor)
    return listed(hub)


@router.post("/plugins/{name}/retry", status_code=status.HTTP_204_NO_CONTENT)
def retry(name: str, hub: HubOf, actor: Signed) -> None:
    """Forget a fault and load the plugin anew."""
    try_again(hub.plugins, actor, name)


@router.get("/referral_reasons")
def referral_reasons(hub: HubOf, actor: Signed) -> list[ReasonOut]:
    """The reasons for referrals that the region counts by."""
    with hub.database.read() as session:
        return [ReasonOut.model_validate(one, from_attributes=True) for one in reasons(session)]


@router.get("/technique_lists")
def technique_lists(hub: HubOf, actor: Signed) -> list[OfferedOut]:
    """Lists of restricted techniques that plugins offer; one counts once it was taken in."""
    need_operator(actor)
    return [OfferedOut(plugin=plugin, name=one.name, title=one.title) for plugin, one in offered(hub.plugins)]


@router.post("/technique_lists/{name}")
def take(name: str, hub: HubOf, actor: Signed) -> dict[str, int]:
    with hub.database.write() as session:
        return {"new": take_in(session, actor, hub.plugins, name)}


@router.get("/indicators")
def figures(hub: HubOf, actor: Signed, days: Annotated[int, Query(ge=1, le=366)] = 30) -> list[IndicatorOut]:
    """What happened at the institutions that a quality officer answers for."""
    return [_indicator(one) for one in shown(hub, actor, days)]


@router.get("/indicators/{code}/cases")
def indicator_cases(
    code: str,
    hub: HubOf,
    actor: Signed,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
    place: Annotated[str, Query(max_length=32)] = "",
) -> list[CaseOut]:
    """The cases behind a figure."""
    found = indicators.cases(indicators.find(shown(hub, actor, days), code), place)
    return [CaseOut(kind=one.kind, id=one.id, place=one.place, amount=one.amount) for one in found]


def shown(hub: Hub, actor: Actor, days: int) -> tuple[indicators.Shown, ...]:
    """
    Raises
    ------
    Forbidden
    """
    with hub.database.read() as session:
        data = indicators.gather(session, actor, days)
    return indicators.shown(hub.plugins, data)


def _indicator(one: indicators.Shown) -> IndicatorOut:
    names = ("code", "english", "chinese", "formula", "formula_zh", "unit", "source", "target", "warning")
    return IndicatorOut(
        **{name: getattr(one.indicator, name) for name in names},
        plugin=one.plugin,
        whole=FigureOut.model_validate(one.whole, from_attributes=True),
        places={place: FigureOut.model_validate(each, from_attributes=True) for place, each in one.places.items()},
    )
