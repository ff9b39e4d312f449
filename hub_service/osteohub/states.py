"""State machines as tables: which action leads from which states to which."""

from collections.abc import Iterable
from dataclasses import dataclass

from osteohub.refusals import Conflict


@dataclass(frozen=True)
class Transition:
    """``action`` is a verb; ``english`` and ``chinese`` are what its button says."""

    action: str
    sources: tuple[str, ...]
    target: str
    english: str
    chinese: str


@dataclass(frozen=True)
class Machine:
    """The states of one kind of thing.

    Attributes
    ----------
    kind : str
        What it is, for sentences: ``"resource"``.
    initial : str
    transitions : tuple of Transition
        Of one action from one state there is one.
    """

    kind: str
    initial: str
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        seen = [(one.action, source) for one in self.transitions for source in one.sources]
        if len(seen) != len(set(seen)):
            raise ValueError(f"two transitions of {self.kind} begin alike")

    @property
    def states(self) -> tuple[str, ...]:
        named = [self.initial, *(state for one in self.transitions for state in (*one.sources, one.target))]
        return tuple(dict.fromkeys(named))

    def from_state(self, state: str) -> tuple[Transition, ...]:
        """What can be done in this state, by whoever may."""
        return tuple(one for one in self.transitions if state in one.sources)

    def sources_of(self, actions: Iterable[str]) -> tuple[str, ...]:
        """States in which one of these actions can be done."""
        wanted = set(actions)
        return tuple(state for state in self.states if any(one.action in wanted for one in self.from_state(state)))

    def after(self, state: str, action: str) -> str:
        """The state that ``action`` leads to.

        Raises
        ------
        Conflict
            It cannot be done in this state.
        """
        for one in self.from_state(state):
            if one.action == action:
                return one.target
        possible = ", ".join(one.action for one in self.from_state(state)) or "nothing"
        raise Conflict(f"This {self.kind} is {state}: {action} is not possible now, but {possible} is.")
