"""Who may see and move grants, tables of shares, income, and reports of infringement."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from osteohub.identity.actor import Actor, Role
from osteohub.identity.models import ROLES, Organisation
from osteohub.permissions.policy import Policy, Relation, Rule
from osteohub.permissions.relations import of_institution, of_institutions_below, own
from osteohub.rights.models import Assessment, Grant, Income, IncomeLine, Report, Split, SplitShare, Voice
from osteohub.rights.states import REPORT

GRANTS = Policy(
    kind="grant",
    table=Grant,
    relations={
        "author": own(Grant.author_id),
        "owner": of_institutions_below(Grant.owner_id),
        "given_to_me": own(Grant.person_id),
        "given_to_us": of_institution(Grant.grantee_id),
    },
    rules=(
        Rule("*", ("read", "take_back", "revoke"), "author"),
        Rule("operator", ("read", "take_back", "revoke", "record_income"), "owner"),
        Rule("*", ("read", "accept", "decline", "give_up"), "given_to_me"),
        Rule("operator", ("read", "accept", "decline", "give_up"), "given_to_us"),
        *(Rule(role, ("read",), "given_to_us", ("in_force",)) for role in ROLES if role != "operator"),
    ),
    scopes={
        **dict.fromkeys(("take_back", "revoke", "accept", "decline", "give_up"), "library"),
        "record_income": "admin",
    },
)


def _with_a_voice(actor: Actor, role: Role) -> ColumnElement[bool]:
    return Split.id.in_(select(Voice.split_id).where(Voice.person_id == actor.person_id))


def _with_a_share(actor: Actor, role: Role) -> ColumnElement[bool]:
    return Split.id.in_(select(SplitShare.split_id).where(SplitShare.person_id == actor.person_id))


def _to_be_replaced(actor: Actor, role: Role) -> ColumnElement[bool]:
    """Of a version for which they have a voice about another table: who decides knows what it is now."""
    proposed, voice = aliased(Split), aliased(Voice)
    mine = select(proposed.version_id).join(voice, voice.split_id == proposed.id)
    return Split.version_id.in_(mine.where(proposed.state == "proposed", voice.person_id == actor.person_id))


SPLITS = Policy(
    kind="table of shares",
    table=Split,
    relations={
        "voice": _with_a_voice,
        "share": _with_a_share,
        "to_be_replaced": _to_be_replaced,
        "mine": own(Split.proposed_by),
        "author": own(Split.author_id),
        "owner": of_institutions_below(Split.owner_id),
    },
    rules=(
        Rule("*", ("read", "consent", "object"), "voice"),
        Rule("*", ("read",), "share"),
        Rule("*", ("read",), "to_be_replaced", ("in_force",)),
        Rule("*", ("read", "take_back"), "mine"),
        Rule("*", ("read",), "author"),
        Rule("operator", ("read", "consent_in_writing"), "owner"),
    ),
    scopes=dict.fromkeys(("consent", "object", "take_back", "consent_in_writing"), "library"),
)


def _paid(actor: Actor, role: Role) -> ColumnElement[bool]:
    return Income.id.in_(select(IncomeLine.income_id).where(IncomeLine.person_id == actor.person_id))


INCOMES = Policy(
    kind="income",
    table=Income,
    relations={"paid": _paid, "author": own(Income.author_id), "owner": of_institutions_below(Income.owner_id)},
    rules=(
        Rule("*", ("read",), "paid"),
        Rule("*", ("read",), "author"),
        Rule("operator", ("read", "correct"), "owner"),
    ),
    scopes={"correct": "admin"},
)


def _by_others(relation: Relation) -> Relation:
    """Reports that this person did not write."""

    def narrowed(actor: Actor, role: Role) -> ColumnElement[bool]:
        return and_(relation(actor, role), Report.reporter_id != actor.person_id)

    return narrowed


def _handled(actor: Actor, role: Role) -> ColumnElement[bool]:
    """Of an institution below that of the operator, never of their own; reports about the institution at the top are
    handled by operators of the others. Nobody handles what they wrote or made themselves."""
    below, top = aliased(Organisation), aliased(Organisation)
    return and_(
        Report.owner_id != role.organisation_id,
        or_(
            Report.owner_id.in_(select(below.id).where(below.path.startswith(role.path, autoescape=True))),
            Report.owner_id.in_(select(top.id).where(top.parent_id.is_(None))),
        ),
        Report.reporter_id != actor.person_id,
        Report.author_id != actor.person_id,
    )


def _assessed(actor: Actor, role: Role) -> ColumnElement[bool]:
    """For which they are appointed in the round that runs."""
    asked = aliased(Assessment)
    mine = select(asked.report_id).where(asked.person_id == actor.person_id, asked.round == Report.round)
    return Report.id.in_(mine.correlate(Report))


_TOLD = tuple(one for one in REPORT.states if one not in ("reported", "retracted"))
"""The other side knows of a report once it was notified, and not of one that was taken back before."""

_OTHER_SIDE = ("read", "attach", "answer", "appeal")
_HANDLER = (
    *("notify", "go_on", "appoint", "reappoint", "uphold", "dismiss", "uphold_finally", "dismiss_finally"),
    *("withdraw", "close"),
)

REPORTS = Policy(
    kind="report",
    table=Report,
    relations={
        "reporter": own(Report.reporter_id),
        "author": _by_others(own(Report.author_id)),
        "owner": _by_others(of_institution(Report.owner_id)),
        "handled": _handled,
        "assessed": _assessed,
    },
    rules=(
        Rule("*", ("read", "attach", "retract", "appeal"), "reporter"),
        Rule("*", _OTHER_SIDE, "author", _TOLD),
        Rule("operator", _OTHER_SIDE, "owner", _TOLD),
        Rule("operator", ("read", *_HANDLER), "handled"),
        Rule("*", ("read", "assess"), "assessed", ("in_assessment",)),
        Rule("*", ("read", "reassess"), "assessed", ("in_reassessment",)),
    ),
    scopes=dict.fromkeys(
        ("attach", "retract", "answer", "appeal", "assess", "reassess", *_HANDLER),
        "library",
    ),
)
