"""One sentence on top of the panel: where you are and what to do next."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from osteopanels.tones import AMBER, BUSY, CALM, RED


@dataclass(frozen=True)
class Situation:
    """What the sentence depends on."""

    running: str = ""
    trouble: str = ""
    placing: str = ""
    news: str = ""
    bones: int = 0
    implants: int = 0
    stops: int = 0
    warnings: int = 0


def next_step(situation: Situation) -> tuple[str, str]:
    """The sentence and its tone."""
    for text, tone in (
        (situation.running, BUSY),
        (situation.trouble, RED),
        (situation.placing, BUSY),
        (situation.news, CALM),
    ):
        if text:
            return text, tone
    if not situation.bones:
        return _("Start: choose a segmentation with named bones, or load a plan, and press Take the bones."), CALM
    if not situation.implants:
        return _(
            "{count} bones. Propose a screw, a plate, a nail, a hip or a knee, or place a screw in the views."
        ).format(count=situation.bones), CALM
    if situation.stops:
        return _("An implant must not stay so: read the lines at the end of section 6."), RED
    if situation.warnings:
        return _("Warnings to read at the end of section 6: {count}.").format(count=situation.warnings), AMBER
    return _("{count} implants, nothing to object to. Look at each in the views, then save the plan.").format(
        count=situation.implants
    ), CALM
