"""What plugins say of a referral: reasons that a region counts by, and what speaks against a step."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from osteohub.plugins.facts import case_without_name
from osteohub.plugins.registry import HubPlugins
from osteohub.referrals.models import Referral
from osteokit.plugins.hub_values import ReferralReason, Ruling

PLUGINS = "plugins"
"""In ``Session.info``: the hub's plugins; absent where there are none."""


@dataclass(frozen=True)
class Said:
    """A plugin's ruling."""

    plugin: str
    ruling: Ruling


def plugins_of(session: Session) -> HubPlugins | None:
    return session.info.get(PLUGINS)


def rulings(session: Session, referral: Referral, step: str) -> tuple[Said, ...]:
    """What speaks against a step, by whom; empty where nothing does.

    Raises
    ------
    PluginNo
        A plugin could not decide.
    """
    plugins = plugins_of(session)
    if plugins is None or plugins.is_empty:
        return ()
    found = plugins.decide("hub_referral_policy", case=case_without_name(session, referral), step=step)
    return tuple(Said(name, one) for name, answers in found.items() for one in answers)


def reasons(session: Session) -> tuple[ReferralReason, ...]:
    """The reasons that plugins list, by code."""
    plugins = plugins_of(session)
    if plugins is None:
        return ()
    listed = plugins.observe("hub_referral_reasons")
    found: dict[str, ReferralReason] = {}
    for answers in listed.values():
        for one in answers:
            found.setdefault(one.code, one)
    return tuple(found[code] for code in sorted(found))
