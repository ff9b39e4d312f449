"""Who wants to be told of what happens in the hub."""

from collections.abc import Callable
from dataclasses import dataclass

from osteokit.plugins.hub_values import HubEvent


@dataclass(frozen=True)
class Notifier:
    """One way of telling people or programs.

    Attributes
    ----------
    name, title : str
    kinds : tuple of str
        Kinds of events, or their beginnings: ``"referral."``; empty for all.
    notify : callable
        ``notify(event)``: tell it. It may be told twice after a fault; ``event.number`` is the same then.
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    notify: Callable[[HubEvent], None]
