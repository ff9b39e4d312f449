"""Who may know by which numbers a hospital's system knows referrals and patients: those who work there, and those at an
institution with which it agreed to share referrals."""

from osteohub.his.models import HisMerge, HisNumber
from osteohub.permissions.policy import Policy, Rule
from osteohub.permissions.relations import of_institution, shared_with

_RULES = (
    Rule("clinician", ("read",), "own"),
    Rule("referral_desk", ("read",), "own"),
    Rule("clinician", ("read",), "shared"),
    Rule("referral_desk", ("read",), "shared"),
)

NUMBERS, MERGES = (
    Policy(
        kind="number",
        table=table,
        relations={
            "own": of_institution(table.organisation_id),
            "shared": shared_with(table.organisation_id, "referral"),
        },
        rules=_RULES,
        scopes={},
    )
    for table in (HisNumber, HisMerge)
)
