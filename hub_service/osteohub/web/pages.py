"""The pages for everybody: signing in, the account, letting programs in, the ledger, and the operators' pages."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import COOKIE, Anybody, HubOf, Signed, address_of, find_actor, hub_of, refuse_other_sites
from osteohub.audit.api import may_read
from osteohub.audit.service import entries
from osteohub.identity import outside, passkeys, service, tokens
from osteohub.identity.actor import NOBODY, SCOPES, Actor
from osteohub.identity.api import set_cookie
from osteohub.identity.models import ROLES, TIERS, Membership, Organisation, Person
from osteohub.identity.policies import ORGANISATIONS, PEOPLE
from osteohub.identity.sign_in import close_session, open_session, person_by_password, wrong_password
from osteohub.ledger import service as log
from osteohub.ledger.models import LedgerEntry, Witness
from osteohub.refusals import Forbidden, NotFound, Refusal
from osteohub.web.language import COOKIE as LANGUAGE
from osteohub.web.language import language_of, refused, translator
from osteohub.web.waiting import waiting_for
from osteokit.ledger.checkpoints import read_checkpoint
from osteokit.ledger.notes import open_note, read_verifier

router = APIRouter(include_in_schema=False)

_TEMPLATES = Environment(
    loader=PackageLoader("osteohub.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["moment"] = lambda at: f"{at.astimezone():%Y-%m-%d %H:%M}"  # by the clock of the hub's machine
_STATIC = Path(__file__).parent / "static"
_FORM = Form(max_length=200)
Text = Annotated[str, _FORM]


def page(request: Request, actor: Actor, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template with what all pages need."""
    language = language_of(request, actor)
    html = _TEMPLATES.get_template(template).render(
        t=translator(language),
        language=language,
        actor=actor,
        here=request.url.path,
        must_change=getattr(request.state, "must_change", False),
        sees_audit=may_read(actor),
        operates=actor.has("operator"),
        **values,
    )
    return HTMLResponse(html, status)


def show_refusal(request: Request, refusal: Refusal) -> Response:
    """A page with the sentence; somebody who is not signed in is led to the door."""
    if refusal.status == 401 and request.method == "GET" and not request.url.path.startswith("/signin"):
        return RedirectResponse(f"/signin?next={request.url.path}", 303)
    try:
        is_well = refusal.status < 500  # else the database may not say who asks
        actor = find_actor(request) if request.method == "GET" and is_well else NOBODY
    except Refusal:
        actor = NOBODY
    words = refused(refusal, language_of(request, actor))
    if request.url.path.startswith("/signin"):
        return page(request, actor, "sign_in.html", refusal.status, wrong=words, next="/", oidc=oidc_name(request))
    return page(request, actor, "refused.html", refusal.status, words=words)


@router.get("/static/{name}")
def static(name: str) -> Response:
    file = _STATIC / name
    if Path(name).name != name or not file.is_file():
        raise NotFound("There is no such file.")
    return FileResponse(file, headers={"Cache-Control": "public, max-age=86400"})


@router.get("/language/{language}")
def choose_language(language: str, request: Request) -> Response:
    answer = RedirectResponse(local_path(urlsplit(request.headers.get("referer", "/")).path), 303)
    if language in ("zh", "en"):
        answer.set_cookie(LANGUAGE, language, max_age=31_536_000, samesite="lax", httponly=True)
    return answer


@router.get("/signin")
def sign_in_page(request: Request, actor: Anybody, next: str = "/") -> Response:
    return page(request, actor, "sign_in.html", wrong="", next=local_path(next), oidc=oidc_name(request))


@router.post("/signin")
def sign_in(request: Request, hub: HubOf, login: Text, password: Text, next: Text = "/") -> Response:
    refuse_other_sites(request)
    with hub.database.write() as session:
        person = person_by_password(session, login, password, address_of(request))
        cookie = open_session(session, person) if person else ""
    if not cookie:
        raise wrong_password()
    answer = RedirectResponse(local_path(next), 303)
    set_cookie(answer, cookie, hub.settings.is_secure)
    return answer


def oidc_name(request: Request) -> str:
    """Of the other service that people may sign in by; empty where there is none."""
    provider = hub_of(request).settings.oidc
    return provider.name if provider else ""


def local_path(path: str) -> str:
    """A path of this hub: whoever signs in is not led to another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path else "/"


@router.post("/signout")
def sign_out(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        close_session(session, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/signin", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/")
def home(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        held = session.scalars(select(Membership).where(Membership.person_id == actor.person_id)).all()
        roles = [(one.role, one.organisation.name, one.organisation.tier) for one in held]
        waiting = waiting_for(session, actor)
    return page(request, actor, "home.html", roles=roles, waiting=waiting)


@router.get("/account")
def account(request: Request, hub: HubOf, actor: Signed, done: int = 0) -> Response:
    with hub.database.read() as session:
        held = tokens.tokens_of(session, actor.person_id)
        keys = passkeys.passkeys_of(session, actor.person_id)
    return page(
        request, actor, "account.html", tokens=held, scopes=_scopes(request, actor), done=bool(done), passkeys=keys
    )


@router.post("/account/password")
def change_password(hub: HubOf, actor: Signed, old: Text, new: Text) -> Response:
    with hub.database.write() as session:
        service.change_password(session, actor, old, new)
        cookie = open_session(session, session.get_one(Person, actor.person_id))
    answer = RedirectResponse("/account?done=1", 303)
    set_cookie(answer, cookie, hub.settings.is_secure)
    return answer


@router.post("/account/passkeys/{passkey_id}/remove")
def remove_passkey(passkey_id: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        passkeys.remove(session, actor, passkey_id)
    return RedirectResponse("/account?done=1", 303)


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token(token_id: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        tokens.revoke_token(session, actor, token_id)
    return RedirectResponse("/account?done=1", 303)


@router.get("/device")
def device(request: Request, actor: Signed) -> Response:
    return page(request, actor, "device.html", waiting=None, scopes={}, answered="")


@router.post("/device")
def device_asked(request: Request, hub: HubOf, actor: Signed, code: Text) -> Response:
    with hub.database.write() as session:
        waiting = tokens.waiting_device(session, code)
    return page(request, actor, "device.html", waiting=waiting, scopes=_scopes(request, actor), answered="")


@router.post("/device/answer")
def device_answered(request: Request, hub: HubOf, actor: Signed, code: Text, answer: Text) -> Response:
    allowed = answer == "allow"
    with hub.database.write() as session:
        tokens.answer_device(session, actor, code, allowed)
    words = "device_allowed" if allowed else "device_refused"
    return page(request, actor, "device.html", waiting=None, scopes={}, answered=words)


def _scopes(request: Request, actor: Actor) -> dict[str, str]:
    place = 1 if language_of(request, actor) == "zh" else 0
    return {key: names[place] for key, names in SCOPES.items()}


@router.get("/institutions")
def institutions(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        found = session.scalars(
            select(Organisation).where(ORGANISATIONS.allows(actor, "read")).order_by(Organisation.path)
        ).all()
        parents = _run_by(session, actor)
    runs = {one.id for one in parents}
    return page(request, actor, "institutions.html", found=found, parents=parents, runs=runs, tiers=TIERS)


@router.post("/institutions")
def add_institution(hub: HubOf, actor: Signed, name: Text, tier: Text, parent_id: Text, english: Text = "") -> Response:
    with hub.database.write() as session:
        service.create_organisation(session, actor, name, english, tier, parent_id)
    return RedirectResponse("/institutions", 303)


@router.post("/institutions/{organisation_id}/active")
def open_institution(organisation_id: str, hub: HubOf, actor: Signed, active: Text) -> Response:
    with hub.database.write() as session:
        service.set_organisation_active(session, actor, organisation_id, active == "1")
    return RedirectResponse("/institutions", 303)


@router.get("/people")
def people(request: Request, hub: HubOf, actor: Signed) -> Response:
    if not actor.has("operator", "quality_officer"):
        raise Forbidden("Only operators and quality officers see the people of an institution.")
    with hub.database.read() as session:
        found = session.scalars(select(Person).where(PEOPLE.allows(actor, "read")).order_by(Person.login)).all()
        places = _run_by(session, actor)
        accounts = outside.accounts(session, actor)
    return page(
        request, actor, "people.html", found=found, places=places, roles=ROLES, accounts=accounts,
        others=[one for one in found if one.id != actor.person_id],
    )  # fmt: skip


@router.post("/people")
def add_person(
    hub: HubOf, actor: Signed, login: Text, name: Text, password: Text, organisation_id: Text, role: Text
) -> Response:
    with hub.database.write() as session:
        service.create_person(session, actor, login, name, password, organisation_id, [role])
    return RedirectResponse("/people", 303)


@router.post("/people/{person_id}/active")
def open_person(person_id: str, hub: HubOf, actor: Signed, active: Text) -> Response:
    with hub.database.write() as session:
        service.set_person_active(session, actor, person_id, active == "1")
    return RedirectResponse("/people", 303)


def _run_by(session: Session, actor: Actor) -> list[Organisation]:
    query = select(Organisation).where(ORGANISATIONS.allows(actor, "grant")).order_by(Organisation.path)
    return list(session.scalars(query))


@router.get("/ledgerbook")
def ledger(request: Request, hub: HubOf, actor: Anybody) -> Response:
    with hub.database.write() as session:
        note = log.checkpoint_note(session, hub.signer)
        newest = session.scalars(select(LedgerEntry).order_by(LedgerEntry.number.desc()).limit(50)).all()
        witnesses = [read_verifier(one) for one in session.scalars(select(Witness.verifier))]
    signed = open_note(note, [hub.signer.verifier, *witnesses])
    checkpoint = read_checkpoint(signed.text)
    return page(
        request,
        actor,
        "ledger.html",
        checkpoint=checkpoint,
        witnesses=len(signed.signatures) - 1,
        key=str(hub.signer.verifier),
        newest=newest,
    )


@router.get("/audit")
def audit(request: Request, hub: HubOf, actor: Signed, before: str = "") -> Response:
    if not may_read(actor):
        raise Forbidden("Only operators and quality officers of the first institution read the audit.")
    with hub.database.read() as session:
        rows = entries(session, before, 100)
        names = {row[0]: row[1] for row in session.execute(select(Person.id, Person.name))}
    return page(request, actor, "audit.html", rows=rows, names=names, last=rows[-1].id if len(rows) == 100 else "")
