"""One sentence on top of the panel: where you are and what to do next."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from BoneSegmentationLib.facts import DOUBTFUL, VolumeFacts
from osteopanels.tones import AMBER, BUSY, CALM, RED


@dataclass(frozen=True)
class Situation:
    """What the sentence depends on."""

    facts: VolumeFacts | None = None
    running: str = ""
    trouble: str = ""
    news: str = ""
    clicking: str = ""
    bones: int = 0
    doubtful: int = 0


def next_step(situation: Situation) -> tuple[str, str]:
    """The sentence and its tone (:mod:`osteopanels.tones`)."""
    if situation.running:
        return situation.running, BUSY
    if situation.clicking:
        return situation.clicking, BUSY
    if situation.trouble:
        return situation.trouble, RED
    if situation.news:
        return situation.news, CALM
    if situation.facts is None:
        return _("Start: choose a CT below. None yet? Open one from DICOM, Sample Data or the PACS section."), CALM
    if situation.facts.refusal:
        return situation.facts.refusal, RED
    if situation.bones and situation.doubtful:
        text = _("{count} bones found; amber rows to check: {doubtful}. Double-click a name to change it.")
        return text.format(count=situation.bones, doubtful=situation.doubtful), AMBER
    if situation.bones:
        return _("{count} bones found. Look at them once, then hand them on.").format(count=situation.bones), CALM
    if situation.facts.slices_state == DOUBTFUL:
        return _("The slices are uneven or incomplete: ask for the original series, or go on for a look only."), AMBER
    return _("Compare name and sides with the request, then press Find the bones."), CALM
