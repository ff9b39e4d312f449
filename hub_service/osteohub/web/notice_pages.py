"""A person's notices: the newest first, each leading to what it is about."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from osteohub.access import HubOf, Signed
from osteohub.notices import service
from osteohub.notices.models import Notice
from osteohub.web.forms import Form
from osteohub.web.pages import page

router = APIRouter(include_in_schema=False)

_SHOWN = 50
_ADDRESSES = {
    "referral": "/referrals/{}",
    "admission": "/credentials/{}",
    "override": "/credentials#overrides",
    "grant": "/rights/grants/{}",
    "split": "/rights/shares/{}",
    "income": "/rights/incomes/{}",
    "report": "/reports/{}",
}
"""Pages of things that people are told of, by kind."""


@router.get("/notices")
def notices(request: Request, hub: HubOf, actor: Signed, before: str = "") -> Response:
    with hub.database.read() as session:
        found = service.notices_of(session, actor.person_id, False, before[:32], _SHOWN)
    return page(
        request, actor, "notices.html", found=found, address=address_of, any_new=any(not one.seen_at for one in found),
        last=found[-1].id if len(found) == _SHOWN else "",
    )  # fmt: skip


def address_of(one: Notice) -> str:
    """Where the thing is; empty for a kind that has no page."""
    return _ADDRESSES.get(one.subject_kind, "").format(one.subject_id)


@router.post("/notices/seen")
def seen(form: Form, hub: HubOf, actor: Signed) -> Response:
    """One of them, or all that the page showed."""
    with hub.database.write() as session:
        for identity in form.getlist("notice"):
            service.see(session, actor.person_id, str(identity))
    return RedirectResponse("/notices", 303)
