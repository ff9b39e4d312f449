"""The patient's written consent, noted on the referral's page by who saw the paper or the file."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from osteohub.access import HubOf, Signed
from osteohub.referrals import consents
from osteohub.refusals import Invalid
from osteohub.web.forms import Form

router = APIRouter(include_in_schema=False)

CONSENT_WORDS = {
    "patient": "giver_patient",
    "spouse": "giver_spouse",
    "parent": "giver_parent",
    "child": "giver_child",
    "guardian": "giver_guardian",
    "other": "giver_other",
}
COVER_WORDS = {"both": "covers_both", "transfer": "covers_transfer", "sharing": "covers_sharing"}
FORM_WORDS = {"paper": "form_paper", "file": "form_file"}


@router.post("/referrals/{referral_id}/consents")
def note(referral_id: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    try:
        given = consents.Given.model_validate({name: str(value) for name, value in form.items()})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Invalid(f"The field {place} cannot be used: {first['msg']}.") from error
    with hub.database.write() as session:
        consents.note_consent(session, actor, referral_id, given)
    return RedirectResponse(f"/referrals/{referral_id}#consents", 303)


@router.post("/referrals/{referral_id}/consents/{consent_id}/withdraw")
def withdraw(referral_id: str, consent_id: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        consents.withdraw_consent(session, actor, referral_id, consent_id)
    return RedirectResponse(f"/referrals/{referral_id}#consents", 303)
