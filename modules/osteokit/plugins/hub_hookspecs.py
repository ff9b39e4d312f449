"""The hooks that the hub asks. docs/plugins.md is the guide.

Every plugin runs in a process of its own beside the hub and is given a deadline. *Observers* are asked after what
happened is kept: one that fails is named and disabled. *Deciders* are asked before: one that fails, hangs or ends says
no, in a sentence with its name.
"""

from collections.abc import Sequence
from typing import Literal

from osteokit.plugins.hub_his import HisAdapter
from osteokit.plugins.hub_library import ResourceFacts, ResourceFinding, TechniqueSource
from osteokit.plugins.hub_notices import Notifier
from osteokit.plugins.hub_quality import Indicator, IndicatorData
from osteokit.plugins.hub_values import ReferralCase, ReferralReason, Ruling
from osteokit.plugins.marks import hookspec

KINDS: dict[str, Literal["observer", "decider"]] = {
    "hub_referral_policy": "decider",
    "hub_referral_reasons": "observer",
    "hub_resource_checks": "decider",
    "hub_techniques": "observer",
    "hub_indicators": "observer",
    "hub_notifiers": "observer",
    "hub_his_adapters": "observer",
}

ANSWERS: dict[str, type] = {
    "hub_referral_policy": Ruling,
    "hub_referral_reasons": ReferralReason,
    "hub_resource_checks": ResourceFinding,
    "hub_techniques": TechniqueSource,
    "hub_indicators": Indicator,
    "hub_notifiers": Notifier,
    "hub_his_adapters": HisAdapter,
}
"""What the sequence that a hook returns must hold."""


@hookspec
def hub_referral_policy(case: ReferralCase, step: str) -> Sequence[Ruling]:  # type: ignore[empty-body]
    """What speaks against a step of a referral that a person is about to take. Kind: decider.

    Asked inside the step, for every step by every way (pages, API, FHIR, HL7): it must be quick (deadline 2 s). It can
    only make the way narrower: what the hub itself refuses stays refused.

    Parameters
    ----------
    case : ReferralCase
        As it is before the step; the patient's name, number and phone are left out.
    step : str
        ``"send"``, ``"send_first"`` (an emergency that leaves the hub and is approved afterwards), ``"send_out"``,
        ``"approve"``, ``"accept"`` ...

    Returns
    -------
    sequence of Ruling
        Empty where nothing speaks against it. ``"approval"`` means: not ``send``, but ``send_out``, which asks the
        centre.
    """


@hookspec
def hub_referral_reasons() -> Sequence[ReferralReason]:  # type: ignore[empty-body]
    """The reasons for referrals that a region counts by. Kind: observer.

    Asked when the form is shown, and when a referral leaves the prefecture: where reasons for ``"out"`` are listed, one
    of them must be given. A plugin that fails lists none; then every transfer out needs approval.

    Returns
    -------
    sequence of ReferralReason
    """


@hookspec
def hub_resource_checks(resource: ResourceFacts) -> Sequence[ResourceFinding]:  # type: ignore[empty-body]
    """What this plugin finds wrong with a submitted version of a resource. Kind: decider.

    Asked with the hub's own checks, outside the server; deadline 5 minutes. A plugin that fails counts as a finding
    that stops the version.

    Parameters
    ----------
    resource : ResourceFacts
        Its description and where its files lie.

    Returns
    -------
    sequence of ResourceFinding
        Empty where nothing is wrong.
    """


@hookspec
def hub_techniques() -> Sequence[TechniqueSource]:  # type: ignore[empty-body]
    """The lists of restricted techniques that this plugin brings. Kind: observer.

    Asked when an operator looks at what is offered; a list counts only once an operator has taken it in.

    Returns
    -------
    sequence of TechniqueSource
    """


@hookspec
def hub_indicators(data: IndicatorData) -> Sequence[Indicator]:  # type: ignore[empty-body]
    """The figures that a quality officer looks at. Kind: observer.

    Asked when the page of indicators is opened, with what that person may see; deadline 20 s.

    Parameters
    ----------
    data : IndicatorData
        What happened in a period, without patients.

    Returns
    -------
    sequence of Indicator
        Each with the cases that it counts.
    """


@hookspec
def hub_notifiers() -> Sequence[Notifier]:  # type: ignore[empty-body]
    """Who is told of events. Kind: observer.

    Each is told of every event of its kinds, in order, after it was kept; deadline 20 s for each event.

    Returns
    -------
    sequence of Notifier
    """


@hookspec
def hub_his_adapters() -> Sequence[HisAdapter]:  # type: ignore[empty-body]
    """The ways to hospital information systems. Kind: observer.

    Each is told of every event of its institutions, in order, after it was kept; what it cannot deliver now is tried
    again. Messages that come in are handed to it at ``/api/v1/his/NAME``.

    Returns
    -------
    sequence of HisAdapter
    """
