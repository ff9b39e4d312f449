"""One sentence on top of the panel: where you are and what to do next."""

from dataclasses import dataclass

from slicer.i18n import tr as _

from osteopanels.tones import AMBER, BUSY, CALM, RED


@dataclass(frozen=True)
class Situation:
    """What the sentence depends on. ``waiting`` are entries of the queue, ``refused`` those the hub refused."""

    running: str = ""
    trouble: str = ""
    news: str = ""
    hub: str = ""
    name: str = ""
    offline: str = ""
    waiting: int = 0
    refused: int = 0
    referrals: int = 0


def next_step(situation: Situation) -> tuple[str, str]:
    """The sentence and its tone."""
    for text, tone in (
        (situation.running, BUSY),
        (situation.trouble, RED),
        (situation.news, CALM),
    ):
        if text:
            return text, tone
    if not situation.hub:
        return _("Start: type the address of your hub and press Sign in. Without a hub, no plan is held up."), CALM
    if not situation.name:
        return _("Sign in to {hub}: until then plans with restricted techniques are not finalised.").format(
            hub=situation.hub
        ), AMBER
    if situation.refused:
        return _("The hub refused what was done without network: {count}. See section 6.").format(
            count=situation.refused
        ), RED
    if situation.offline:
        text = _("The hub does not answer. What you do is kept and sent when it is back; {count} wait.")
        return text.format(count=situation.waiting), AMBER
    if situation.waiting:
        return _("{count} things wait to be sent: press Send now in section 6.").format(count=situation.waiting), AMBER
    if situation.referrals:
        return _("{count} referrals wait for you, the most pressing first in section 5.").format(
            count=situation.referrals
        ), AMBER
    return _("{name}, you are signed in. Search, publish, or answer a referral.").format(name=situation.name), CALM
