"""Institutions, people, tokens over HTTP."""

from fastapi import APIRouter, Query, Request, Response, status
from sqlalchemy import select

from osteohub.access import COOKIE, Anybody, HubOf, Signed, address_of
from osteohub.answers import as_json
from osteohub.database.base import now
from osteohub.identity import schemas as s
from osteohub.identity import service, tokens
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person, SharingAgreement
from osteohub.identity.policies import AGREEMENTS, ORGANISATIONS, PEOPLE
from osteohub.identity.sign_in import close_session, open_session, person_by_password, wrong_password
from osteohub.refusals import Forbidden, Invalid

router = APIRouter(prefix="/api/v1", tags=["identity"])

_PAGE = Query(100, ge=1, le=500)
_AFTER = Query("", max_length=32)


@router.post("/session", status_code=status.HTTP_204_NO_CONTENT)
def sign_in(body: s.SignIn, request: Request, response: Response, hub: HubOf) -> None:
    with hub.database.write() as session:
        person = person_by_password(session, body.login, body.password, address_of(request))
        cookie = open_session(session, person) if person else ""
    if not cookie:
        raise wrong_password()
    set_cookie(response, cookie, hub.settings.is_secure)


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT)
def sign_out(request: Request, response: Response, hub: HubOf, actor: Anybody) -> None:
    cookie = request.cookies.get(COOKIE)
    if cookie:
        with hub.database.write() as session:
            close_session(session, cookie)
    response.delete_cookie(COOKIE)


def set_cookie(response: Response, cookie: str, secure: bool) -> None:
    response.set_cookie(COOKIE, cookie, httponly=True, secure=secure, samesite="lax", path="/")


@router.get("/me")
@as_json
def me(hub: HubOf, actor: Signed) -> s.MeOut:
    with hub.database.read() as session:
        person = session.get_one(Person, actor.person_id)
        roles = s.memberships_out(person)
    scopes = None if actor.scopes is None else sorted(actor.scopes)
    return s.MeOut(id=actor.person_id, name=actor.name, language=actor.language, roles=roles, scopes=scopes)


@router.post("/me/password", status_code=status.HTTP_204_NO_CONTENT)
def change_password(body: s.ChangedPassword, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        service.change_password(session, actor, body.old, body.new)


@router.get("/organisations")
def organisations(hub: HubOf, actor: Signed, after: str = _AFTER, limit: int = _PAGE) -> list[s.OrganisationOut]:
    query = select(Organisation).where(ORGANISATIONS.allows(actor, "read"), Organisation.id > after)
    with hub.database.read() as session:
        return [s.organisation_out(one) for one in session.scalars(query.order_by(Organisation.id).limit(limit))]


@router.post("/organisations", status_code=status.HTTP_201_CREATED)
def create_organisation(body: s.NewOrganisation, hub: HubOf, actor: Signed) -> s.OrganisationOut:
    with hub.database.write() as session:
        made = service.create_organisation(session, actor, body.name, body.english, body.tier, body.parent_id)
        return s.organisation_out(made)


@router.patch("/organisations/{organisation_id}", status_code=status.HTTP_204_NO_CONTENT)
def open_organisation(organisation_id: s.Identity, body: s.Activity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        service.set_organisation_active(session, actor, organisation_id, body.active)


@router.get("/people")
def people(hub: HubOf, actor: Signed, after: str = _AFTER, limit: int = _PAGE) -> list[s.PersonOut]:
    query = select(Person).where(PEOPLE.allows(actor, "read"), Person.id > after).order_by(Person.id).limit(limit)
    with hub.database.read() as session:
        return [s.person_out(one) for one in session.scalars(query)]


@router.post("/people", status_code=status.HTTP_201_CREATED)
def create_person(body: s.NewPerson, hub: HubOf, actor: Signed) -> s.PersonOut:
    with hub.database.write() as session:
        made = service.create_person(
            session, actor, body.login, body.name, body.password, body.organisation_id, body.roles
        )
        return s.person_out(made)


@router.patch("/people/{person_id}", status_code=status.HTTP_204_NO_CONTENT)
def open_person(person_id: s.Identity, body: s.Activity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        service.set_person_active(session, actor, person_id, body.active)


@router.post("/people/{person_id}/password", status_code=status.HTTP_204_NO_CONTENT)
def reset_password(person_id: s.Identity, body: s.NewPassword, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        service.reset_password(session, actor, person_id, body.password)


@router.post("/people/{person_id}/memberships", status_code=status.HTTP_201_CREATED)
def grant(person_id: s.Identity, body: s.NewMembership, hub: HubOf, actor: Signed) -> s.PersonOut:
    with hub.database.write() as session:
        person = PEOPLE.fetch(session, actor, "read", person_id)
        service.grant(session, actor, person, body.organisation_id, body.role)
        return s.person_out(person)


@router.delete("/memberships/{membership_id}", status_code=status.HTTP_204_NO_CONTENT)
def revoke(membership_id: s.Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        service.revoke(session, actor, membership_id)


@router.get("/tokens")
def my_tokens(hub: HubOf, actor: Signed) -> list[s.TokenOut]:
    with hub.database.read() as session:
        return [
            s.TokenOut(id=one.id, name=one.name, scopes=one.scopes, expires_at=one.expires_at)
            for one in tokens.tokens_of(session, actor.person_id)
        ]


@router.post("/tokens", status_code=status.HTTP_201_CREATED)
def create_token(body: s.NewToken, hub: HubOf, actor: Signed) -> s.TokenMade:
    _only_in_person(actor)
    with hub.database.write() as session:
        one, secret = tokens.new_token(session, actor.person_id, body.name, body.scopes, body.days)
        return s.TokenMade(id=one.id, name=one.name, scopes=one.scopes, expires_at=one.expires_at, secret=secret)


@router.delete("/tokens/{token_id}", status_code=status.HTTP_204_NO_CONTENT)
def revoke_token(token_id: s.Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        tokens.revoke_token(session, actor, token_id)


def _only_in_person(actor: Actor) -> None:
    if actor.scopes is not None:
        raise Forbidden("A token makes no other tokens; sign in with a browser.")


@router.post("/device", status_code=status.HTTP_201_CREATED)
def begin_device(body: s.NewDevice, hub: HubOf) -> s.DeviceMade:
    with hub.database.write() as session:
        code, typed = tokens.begin_device(session, body.client, body.scopes)
    return s.DeviceMade(
        device_code=code,
        user_code=typed,
        verification_uri=f"{hub.settings.public_url}/device",
        expires_in=tokens.CODE_MINUTES * 60,
        interval=tokens.POLL_S,
    )


@router.post("/device/token")
def poll_device(body: s.DeviceCode, hub: HubOf) -> dict[str, str]:
    with hub.database.write() as session:
        answer = tokens.poll_device(session, body.device_code)
    if isinstance(answer, Invalid):
        raise answer
    return {"access_token": answer, "token_type": "Bearer"}


@router.get("/agreements")
def agreements(hub: HubOf, actor: Signed, after: str = _AFTER, limit: int = _PAGE) -> list[s.AgreementOut]:
    query = select(SharingAgreement).where(AGREEMENTS.allows(actor, "read"), SharingAgreement.id > after)
    with hub.database.read() as session:
        found = session.scalars(query.order_by(SharingAgreement.id).limit(limit))
        return [s.AgreementOut.model_validate(one) for one in found]


@router.post("/agreements", status_code=status.HTTP_201_CREATED)
def agree(body: s.NewAgreement, hub: HubOf, actor: Signed) -> s.AgreementOut:
    with hub.database.write() as session:
        made = service.agree_to_share(
            session, actor, body.giver_id, body.taker_id, body.kind, body.valid_from, body.valid_until
        )
        return s.AgreementOut.model_validate(made)


@router.delete("/agreements/{agreement_id}", status_code=status.HTTP_204_NO_CONTENT)
def end_agreement(agreement_id: s.Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        service.end_agreement(session, actor, agreement_id, now())


@router.get("/people/{person_id}")
def person(person_id: s.Identity, hub: HubOf, actor: Signed) -> s.PersonOut:
    with hub.database.read() as session:
        return s.person_out(PEOPLE.fetch(session, actor, "read", person_id))
