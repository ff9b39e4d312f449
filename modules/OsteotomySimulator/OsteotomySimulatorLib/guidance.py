"""One sentence on top of the panel: where you are and what to do next."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from osteopanels.tones import AMBER, BUSY, CALM, RED


@dataclass(frozen=True)
class Situation:
    """What the sentence depends on."""

    running: str = ""
    trouble: str = ""
    news: str = ""
    bones: int = 0
    fragments: int = 0
    measured: int = 0
    doubtful: int = 0
    variants: int = 0
    stale: bool = False
    stops: int = 0
    warnings: int = 0


def next_step(situation: Situation) -> tuple[str, str]:
    """The sentence and its tone."""
    for text, tone in ((situation.running, BUSY), (situation.trouble, RED), (situation.news, CALM)):
        if text:
            return text, tone
    if not situation.bones:
        return _("Start: choose a segmentation with named bones, or load models, and press Take the bones."), CALM
    if situation.fragments and not situation.variants:
        return _("{count} fragments of one bone. Look at the healthy side in section 5 and press Reduce.").format(
            count=situation.fragments
        ), CALM
    if not situation.measured and not situation.variants:
        return _("{count} bones. Choose the side and press Find landmarks and measure.").format(
            count=situation.bones
        ), CALM
    if situation.stale:
        return _("Landmarks were moved since this was planned: press Plan it again."), AMBER
    if situation.stops:
        return _("The plan must not be done so: read the lines at the end of section 6."), RED
    if situation.variants and situation.warnings:
        return _("Planned; warnings to read in section 6: {count}.").format(count=situation.warnings), AMBER
    if situation.variants:
        return _("Planned and measured again on the moved bones. Keep it as a variant, or save it below."), CALM
    if situation.doubtful:
        text = _("{count} landmarks are amber: look at them, drag what is wrong; then choose an osteotomy.")
        return text.format(count=situation.doubtful), AMBER
    return _("Measured. Compare with the normal ranges, then choose an osteotomy and press Plan it."), CALM
