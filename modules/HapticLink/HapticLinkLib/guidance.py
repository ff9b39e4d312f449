"""One sentence on top of the panel: where you are and what to do next."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from osteopanels.tones import AMBER, BUSY, CALM, RED


@dataclass(frozen=True)
class Situation:
    """What the sentence depends on. ``light`` and ``device`` are those of the device that is worst off."""

    running: str = ""
    trouble: str = ""
    news: str = ""
    devices: int = 0
    light: str = "green"
    device: str = ""


def next_step(situation: Situation) -> tuple[str, str]:
    """The sentence and its tone. A lost device comes before everything that a person did."""
    if situation.light == "red" and situation.devices:
        return situation.device, RED
    for text, tone in ((situation.running, BUSY), (situation.trouble, RED), (situation.news, CALM)):
        if text:
            return text, tone
    if not situation.devices:
        return _("Start: choose a device, or type its address, and press Connect."), CALM
    return situation.device, AMBER if situation.light == "amber" else CALM
