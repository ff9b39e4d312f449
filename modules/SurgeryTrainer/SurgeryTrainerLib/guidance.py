"""One sentence on top of the panel: where you are and what to do next."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from osteopanels.tones import AMBER, BUSY, CALM, RED


@dataclass(frozen=True)
class Situation:
    """What the sentence depends on. ``alarm`` is the last harm of a session that runs; ``passed`` of one that ended."""

    preparing: str = ""
    trouble: str = ""
    news: str = ""
    running: bool = False
    lost: bool = False
    alarm: str = ""
    step: str = ""
    ended: bool = False
    passed: bool | None = None


def next_step(situation: Situation) -> tuple[str, str]:
    """The sentence and its tone."""
    if situation.preparing:
        return situation.preparing, BUSY
    if situation.trouble:
        return situation.trouble, RED
    if situation.running:
        return _while_it_runs(situation)
    if situation.news:
        return situation.news, CALM
    if situation.ended:
        return _after_the_end(situation)
    return _("Choose a scenario and a level, and press Start."), CALM


def _while_it_runs(situation: Situation) -> tuple[str, str]:
    if situation.lost:
        return _("The device is lost: no force, the scene is kept. Connect it again to go on, or press End."), RED
    if situation.alarm:
        return situation.alarm, RED
    return situation.step, BUSY


def _after_the_end(situation: Situation) -> tuple[str, str]:
    if situation.passed is None:
        return _("Ended. Read the result, save the report, or start again."), CALM
    if situation.passed:
        return _("Passed. Save the report, or try the next level."), CALM
    return _("Not passed. Read what to repeat, and start again."), AMBER
