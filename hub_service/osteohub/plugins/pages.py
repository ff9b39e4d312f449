"""Pages for operators (plugins) and for quality officers (indicators)."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.credentials.models import Override, Technique
from osteohub.credentials.policies import OVERRIDES
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.plugins import api, indicators
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.referrals.states import STATE_NAMES
from osteohub.web.language import language_of
from osteohub.web.pages import page
from osteokit.plugins.hub_quality import IndicatorCase

router = APIRouter(include_in_schema=False)

Days = Annotated[int, Query(ge=1, le=366)]
SHOWN = 200
"""Cases on one page."""


@router.get("/plugins")
def plugins(request: Request, hub: HubOf, actor: Signed) -> Response:
    api.need_operator(actor)
    found, lists = api.listed(hub), api.offered(hub.plugins)
    with hub.database.read() as session:
        editions = set(session.scalars(select(Technique.source)))
    is_top = any(one.role == "operator" and one.path.count("/") == 2 for one in actor.roles)
    return page(
        request, actor, "plugins.html", plugins=found, lists=[one for _, one in lists], editions=editions, is_top=is_top
    )


@router.post("/plugins/{name}/retry")
def retry(name: str, hub: HubOf, actor: Signed) -> Response:
    api.try_again(hub.plugins, actor, name)
    return RedirectResponse("/plugins", 303)


@router.post("/plugins/lists/{name}")
def take(name: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        api.take_in(session, actor, hub.plugins, name)
    return RedirectResponse("/credentials", 303)


@router.get("/indicators")
def figures(request: Request, hub: HubOf, actor: Signed, days: Days = 30) -> Response:
    found = api.shown(hub, actor, days)
    return page(request, actor, "indicators.html", found=found, days=days, periods=indicators.PERIODS)


@router.get("/indicators/{code}")
def indicator(
    code: str,
    request: Request,
    hub: HubOf,
    actor: Signed,
    days: Days = 30,
    place: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    one = indicators.find(api.shown(hub, actor, days), code)
    chosen = indicators.cases(one, place)
    with hub.database.read() as session:
        places = {each.id: each.name for each in session.scalars(select(Organisation))}
        rows = _rows(session, actor, chosen[:SHOWN], language_of(request, actor) == "zh")
    order = sorted(one.places, key=lambda each: one.places[each].value or 0.0)
    if one.indicator.is_better == "low":
        order.reverse()
    return page(
        request, actor, "indicator.html", one=one, days=days, periods=indicators.PERIODS, place=place, places=places,
        order=order, rows=rows, more=max(len(chosen) - SHOWN, 0), code=quote(code),
    )  # fmt: skip


def _rows(
    session: Session, actor: Actor, cases: tuple[IndicatorCase, ...], is_chinese: bool
) -> list[dict[str, str | float]]:
    """Each case with what it is and where it opens; one that the person may not see stays without a link."""
    referrals = _by_id(session, Referral, REFERRALS, actor, cases, "referral")
    overrides = _by_id(session, Override, OVERRIDES, actor, cases, "override")
    rows: list[dict[str, str | float]] = []
    for case in cases:
        row: dict[str, str | float] = {
            "place": case.place,
            "amount": case.amount,
            "path": "",
            "words": "–",
            "state": "",
        }
        if case.id in referrals:
            found = referrals[case.id]
            row |= {"path": f"/referrals/{case.id}", "words": found.diagnosis}
            row["state"] = STATE_NAMES[found.state][1 if is_chinese else 0]
        elif case.id in overrides:
            row |= {"path": f"/credentials#overrides-{case.id}", "words": overrides[case.id].code}
        rows.append(row)
    return rows


def _by_id(session: Session, table, policy, actor: Actor, cases: tuple[IndicatorCase, ...], kind: str) -> dict:
    wanted = [one.id for one in cases if one.kind == kind]
    found = session.scalars(select(table).where(policy.allows(actor, "read"), table.id.in_(wanted)))
    return {one.id: one for one in found}
