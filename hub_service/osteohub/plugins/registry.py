"""The plugins of a hub: which there are, what they answer, and why one is disabled."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint
from typing import Any, Literal

from osteohub.logs import LOG
from osteohub.plugins.process import LOAD_S, Busy, Failed, Gone, PluginProcess, Refused
from osteohub.refusals import Refusal
from osteokit.plugins.hub_hookspecs import KINDS

DECIDE_S = 2.0
"""A decider's deadline: a person waits."""
OBSERVE_S = 20.0
REST_S = 10.0
"""After a decider hung or ended it says no at once for so long, so that nobody waits for it again and again."""

Lane = Literal["decider", "observer"]


class PluginNo(Refusal):
    """A plugin refuses, or could not decide; ``chinese`` is the plugin's own sentence, empty where it gave none."""

    status, code = 403, "plugin"

    def __init__(self, sentence: str, chinese: str = "") -> None:
        super().__init__(sentence)
        self.chinese = chinese


@dataclass(frozen=True)
class PluginState:
    """One plugin for the list; ``fault`` is empty where it works. ``is_disabled``: it is not asked any more.
    ``hooks`` are those of the hub that it answers, known once it ``is_loaded``."""

    name: str
    package: str
    version: str
    hooks: tuple[str, ...] = ()
    fault: str = ""
    is_disabled: bool = False
    is_loaded: bool = False


class HubPlugins:
    """
    Parameters
    ----------
    found : iterable of EntryPoint
        The installed ones.
    switched_off : callable
        Names that are switched off, each with why; ``*`` for all. Asked again at every question: a person may switch
        one off while the hub runs.
    required : collection of str
        Names without which nothing is decided.
    """

    def __init__(
        self,
        found: Iterable[EntryPoint] = (),
        switched_off: Callable[[], Mapping[str, str]] = dict,
        required: Iterable[str] = (),
    ) -> None:
        self.switched_off, self._required = switched_off, tuple(required)
        self._states: dict[str, PluginState] = {}
        self._processes: dict[tuple[str, Lane], PluginProcess] = {}
        self._resting: dict[str, float] = {}
        self._lock = threading.Lock()
        for entry in found:
            package, version = (entry.dist.name, entry.dist.version) if entry.dist else ("", "")
            self._states[entry.name] = PluginState(entry.name, package, version)
            for lane in ("decider", "observer"):
                self._processes[entry.name, lane] = PluginProcess(entry.name, entry.value)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._states))

    def observes(self, name: str, *hooks: str) -> bool:
        """Whether a plugin is to be asked one of these hooks as an observer now."""
        if _why_off(self.switched_off(), name):
            return False
        self._try(name)
        state = self._states[name]
        return not state.is_disabled and bool(set(hooks) & set(state.hooks))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask."""
        return not self._states and not self._required

    def load(self) -> None:
        """Begin loading them, without waiting."""
        off = self.switched_off()
        for name in self._states:
            if not _why_off(off, name):
                threading.Thread(target=self._try, args=(name,), name=f"load {name}", daemon=True).start()

    def _try(self, name: str) -> None:
        with contextlib.suppress(Busy):
            self._hooks(name, LOAD_S)

    def states(self) -> tuple[PluginState, ...]:
        """All of them by name; those that are not loaded yet are loaded first."""
        off = self.switched_off()
        for name in self._states:
            if not _why_off(off, name):
                self._try(name)
        return tuple(self._seen(off, self._states[name]) for name in sorted(self._states))

    def decide(self, hook: str, deadline_s: float = DECIDE_S, **arguments: Any) -> dict[str, tuple[Any, ...]]:
        """Ask each plugin that answers ``hook``; the answers by its name.

        Raises
        ------
        PluginNo
            One failed, hung, ended or refused, or a required one is not there. The sentence names it.
        """
        working = self._answering(hook, "decider", deadline_s)
        for name in self._required:
            state = self._states.get(name)
            if state is None or state.is_disabled or _why_off(self.switched_off(), name):
                raise PluginNo(f"The plugin {name} is required here and does not work; that counts as no.")
        return {name: self._decision(name, hook, deadline_s, arguments) for name in working}

    def observe(
        self, hook: str, deadline_s: float = OBSERVE_S, only: str = "", **arguments: Any
    ) -> dict[str, tuple[Any, ...]]:
        """Ask each plugin that answers ``hook``, or ``only`` one; who fails is disabled, and the others are still
        asked. One that is busy is left out."""
        answers = {}
        for name in self._answering(hook, "observer", LOAD_S):
            if only not in ("", name):
                continue
            try:
                question = {"hook": hook, "arguments": arguments}
                answers[name] = self._processes[name, "observer"].ask(question, deadline_s)
            except Busy:
                continue
            except (Failed, Refused) as error:
                self.disable(name, f"{hook} failed: {error}")
        return answers

    def call(self, name: str, hook: str, thing: str, field: str, *arguments: Any, deadline_s: float = OBSERVE_S) -> Any:
        """What a thing that a plugin brought (a notifier, an adapter) answers to one of its callables.

        Raises
        ------
        Refused
            It said no in words (an OsteoError): it may be asked again.
        Failed
            It did something wrong; it is disabled.
        """
        question = {"hook": hook, "name": thing, "field": field, "arguments": arguments}
        try:
            return self._processes[name, "observer"].ask(question, deadline_s)
        except Busy:
            raise
        except Failed as error:
            self.disable(name, f"{field} of {thing} failed: {error}")
            raise

    def disable(self, name: str, fault: str) -> None:
        """It is not asked as an observer any more, until somebody tries again. A decider stays: it says no itself."""
        LOG.warning("plugin is disabled", plugin=name)
        with self._lock:
            self._states[name] = replace(self._states[name], fault=fault, is_disabled=True)

    def retry(self, name: str) -> None:
        """Forget a fault and load it anew."""
        for lane in ("decider", "observer"):
            self._processes[name, lane].restart()
        with self._lock:
            self._states[name] = replace(self._states[name], hooks=(), fault="", is_disabled=False, is_loaded=False)
            self._resting.pop(name, None)

    def close(self) -> None:
        for one in self._processes.values():
            one.close()

    def _answering(self, hook: str, kind: Lane, patience_s: float) -> list[str]:
        off, found = self.switched_off(), []
        for name in self._states:
            if _why_off(off, name):
                continue
            try:
                hooks = self._hooks(name, patience_s)
            except Busy as error:
                if kind == "decider":
                    raise PluginNo(f"Plugin {name} could not decide ({error}); that counts as no.") from error
                continue
            if hook in hooks and (kind == "decider" or not self._states[name].is_disabled):
                found.append(name)
        return found

    def _hooks(self, name: str, patience_s: float) -> tuple[str, ...]:
        state = self._states[name]
        if state.is_loaded or state.is_disabled:
            return state.hooks
        first = self._processes[name, "observer"]
        try:
            hooks = first.hooks(patience_s)
        except Busy:
            raise
        except Failed as error:
            self.disable(name, str(error))
            return ()
        with self._lock:
            kinds = {KINDS[one] for one in hooks}
            if not self._states[name].is_loaded and kinds == {"decider"}:
                self._processes[name, "observer"] = self._processes[name, "decider"]  # the one that runs is enough
                self._processes[name, "decider"] = first
            self._states[name] = replace(self._states[name], hooks=hooks, is_loaded=True)
        if not hooks:
            first.restart()  # it is of the suite, not of the hub: no process is kept for it
        return hooks

    def _decision(self, name: str, hook: str, deadline_s: float, arguments: dict[str, Any]) -> tuple[Any, ...]:
        try:
            if self._resting.get(name, 0.0) > time.monotonic():
                raise Failed(self._states[name].fault)
            answer = self._processes[name, "decider"].ask({"hook": hook, "arguments": arguments}, deadline_s)
        except Refused as refusal:
            raise PluginNo(f"Plugin {name} says no: {refusal}") from refusal
        except Failed as error:
            if isinstance(error, Gone):
                self._resting[name] = time.monotonic() + REST_S
            self._note(name, str(error))
            raise PluginNo(f"Plugin {name} could not decide ({error}); that counts as no.") from error
        self._note(name, "")
        return answer

    def _note(self, name: str, fault: str) -> None:
        with self._lock:
            if not self._states[name].is_disabled and self._states[name].fault != fault:
                self._states[name] = replace(self._states[name], fault=fault)

    def _seen(self, off: Mapping[str, str], state: PluginState) -> PluginState:
        why = _why_off(off, state.name)
        return replace(state, fault=why, is_disabled=True) if why else state


def _why_off(off: Mapping[str, str], name: str) -> str:
    return off.get(name) or off.get("*") or ""


def kinds_of(state: PluginState) -> tuple[str, ...]:
    """``"decider"``, ``"observer"``, or both: what it does here."""
    return tuple(sorted({KINDS[one] for one in state.hooks}))
