"""Whether a plan is of the patient and the side of a referral: said before it is sent, and refused where it is not."""

import re
from dataclasses import dataclass

from slicer.i18n import tr as _

from HubBrowserLib import vocabulary as words
from osteokit.base.errors import OsteoError
from osteokit.hubclient.referrals import Referral
from osteokit.planning.plan import SurgicalPlan

_LEFT, _RIGHT = re.compile(r"左|\bleft\b", re.IGNORECASE), re.compile(r"右|\bright\b", re.IGNORECASE)


@dataclass(frozen=True)
class Compared:
    """``lines`` for a person to read, ``differs`` those among them that do not agree."""

    lines: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def question(self) -> str:
        """Before it is sent."""
        signs = [f"⚠ {line}" if line in self.differs else line for line in self.lines]
        return "\n".join(signs)


def compared(plan: SurgicalPlan, referral: Referral) -> Compared:
    """
    Raises
    ------
    OsteoError
        The plan has another patient's number.
    """
    who = plan.patient
    if who.patient_id and who.patient_id != referral.patient_number:
        raise OsteoError(
            _("The plan is of patient {plan}, the referral of {referral}: it is not sent.").format(
                plan=who.patient_id, referral=referral.patient_number
            )
        )
    sides = {"left": _("left"), "right": _("right")}
    told = side_told(f"{referral.diagnosis} {referral.reason}")
    lines, differs = [], []
    for name, mine, theirs in (
        (_("Number"), who.patient_id, referral.patient_number),
        (_("Name"), _plain(who.name), _plain(referral.patient_name)),
        (_("Date of birth"), who.birth_date, referral.birth_date),
        (_("Sex"), words.sexes().get(who.sex, ""), words.sexes().get(referral.sex, "")),
        (_("Side"), sides.get(plan.side, ""), sides.get(told, "")),
    ):
        if mine or theirs:
            text = _("{name}: plan {plan}, referral {referral}")
            lines.append(text.format(name=name, plan=mine or "-", referral=theirs or "-"))
            if mine and theirs and mine.casefold() != theirs.casefold():
                differs.append(lines[-1])
    if not who.patient_id:
        lines.append(_("The plan names no patient: look at its bones once more."))
        differs.append(lines[-1])
    return Compared(tuple(lines), tuple(differs))


def side_told(text: str) -> str:
    """``left`` or ``right`` where a text speaks of one of them only, else empty."""
    left, right = bool(_LEFT.search(text)), bool(_RIGHT.search(text))
    return "" if left == right else "left" if left else "right"


def _plain(name: str) -> str:
    return " ".join(name.replace("^", " ").split())
