"""One sentence on top of the panel: where you are and what to do next."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from osteopanels.tones import AMBER, BUSY, CALM, RED


@dataclass(frozen=True)
class Situation:
    """What the sentence depends on; ``fault`` and ``doubt`` are the advice of the first check that failed."""

    running: str = ""
    trouble: str = ""
    placing: str = ""
    news: str = ""
    bone: bool = False
    guided: int = 0
    designed: bool = False
    stale: bool = False
    fault: str = ""
    doubt: str = ""
    doubts: int = 0


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
    if not situation.bone:
        return _("Start: choose an osteotomy of the plan, or the bone that the guide shall lie on."), CALM
    if not situation.guided:
        return _("Choose an osteotomy of the plan, or place a saw cut or a hole in the views."), CALM
    if not situation.designed:
        return _("Set the sizes and press Design the guide."), CALM
    if situation.stale:
        return _("Something changed since this guide was designed: press Design the guide again."), AMBER
    if situation.fault:
        return _("The guide is of no use so. {advice}").format(advice=situation.fault), RED
    if situation.doubt:
        text = _("Amber checks to look at: {count}. {advice}")
        return text.format(count=situation.doubts, advice=situation.doubt), AMBER
    return _("Every check passed. Write the files, or add the guide to the plan."), CALM
