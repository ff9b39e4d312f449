"""Finds, loads and asks plugins. A broken one never stops the program: it is named, disabled and listed."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint
from typing import Any

import pluggy

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.plugins import hookspecs, hub_hookspecs
from osteokit.plugins.image_sources import ImageSource
from osteokit.plugins.implant_catalogs import ImplantCatalog
from osteokit.plugins.installed import installed
from osteokit.plugins.marks import PROJECT
from osteokit.plugins.segmenters import Segmenter
from osteokit.plugins.switches import DISABLE_VARIABLE, own_file, switched_off
from osteokit.plugins.tracked_devices import DeviceSettings

ANSWERS = hookspecs.ANSWERS | hub_hookspecs.ANSWERS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PluginInfo:
    """One plugin for the list: where it comes from, and why it is disabled (empty where it works)."""

    name: str
    package: str
    version: str
    fault: str = ""


class OsteoPlugins:
    """The plugins of this process.

    Parameters
    ----------
    found : iterable of EntryPoint
        What to load, in this order (the installed ones: :func:`installed`).
    disabled : mapping of str to str, or collection of str
        Names that the person does not want, ``"*"`` for all, and why.
    specs : sequence of modules or objects
        Where the hook specifications are.
    """

    def __init__(
        self,
        found: Iterable[EntryPoint] = (),
        disabled: Iterable[str] | Mapping[str, str] = (),
        specs: Iterable[Any] = (hookspecs, hub_hookspecs),
    ) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        for one in specs:
            self._manager.add_hookspecs(one)
        self._infos: dict[str, PluginInfo] = {}
        self._answers: dict[str, tuple] = {}
        usual = f"switched off here by {DISABLE_VARIABLE}"
        unwanted = disabled if isinstance(disabled, Mapping) else dict.fromkeys(disabled, usual)
        for entry in found:
            package, version = _origin(entry)
            self._infos[entry.name] = PluginInfo(entry.name, package, version)
            why = unwanted.get(entry.name) or unwanted.get("*")
            if why:
                self._disable(entry.name, why)
            else:
                self._load(entry)

    def infos(self) -> tuple[PluginInfo, ...]:
        """Every plugin that was found, working or not. Hooks are asked first, so that their faults show."""
        self.segmenters()
        self.image_sources()
        self.implant_catalogs()
        self.tracked_devices()
        return tuple(sorted(self._infos.values(), key=lambda info: info.name))

    def add(self, name: str, plugin: object, package: str = "", version: str = "") -> None:
        """Register a plugin object under ``name``; one that does not fit is listed as disabled."""
        self._infos[name] = PluginInfo(name, package, version)
        unknown = self._hooks_without_specification(plugin)
        if unknown:
            self._disable(
                name, f"it answers hooks that do not exist here ({', '.join(unknown)}); is it of another version?"
            )
            return
        try:
            self._manager.register(plugin, name)
        except (pluggy.PluginValidationError, ValueError) as error:
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)
            self._disable(name, f"its hooks do not fit: {_short(error)}")

    def observe(self, hook: str, **arguments: Any) -> dict[str, tuple]:
        """Ask every plugin; the answers by plugin name. One that fails is disabled, and the others are still asked.

        Cancelling is no fault and passes through.
        """
        answers = {}
        for name in self._answering(hook):
            try:
                answers[name] = self._ask(name, hook, arguments)
            except (Cancelled, KeyboardInterrupt):
                raise
            except BaseException as error:  # a plugin that calls sys.exit() must not end the program
                self._disable(name, f"{hook} failed: {_short(error)}")
        return answers

    def decide(self, hook: str, **arguments: Any) -> dict[str, tuple]:
        """Ask every plugin; the answers by plugin name. One that fails means no.

        Raises
        ------
        OsteoError
            A plugin failed; the sentence names it. It stays enabled: switching it off would turn its no into a yes.
        """
        answers = {}
        for name in self._answering(hook):
            try:
                answers[name] = self._ask(name, hook, arguments)
            except (Cancelled, KeyboardInterrupt):
                raise
            except OsteoError as refusal:
                raise OsteoError(f"Plugin {name} says no: {refusal}") from refusal
            except BaseException as error:
                raise OsteoError(f"Plugin {name} could not decide ({_short(error)}); that counts as no.") from error
        return answers

    def segmenters(self) -> tuple[Segmenter, ...]:
        """What ``osteo_segmenters`` brings, sorted by name; asked once."""
        return self._named("osteo_segmenters")

    def image_sources(self) -> tuple[ImageSource, ...]:
        """What ``osteo_image_sources`` brings, sorted by name; asked once."""
        return self._named("osteo_image_sources")

    def implant_catalogs(self) -> tuple[ImplantCatalog, ...]:
        """What ``osteo_implant_catalogs`` brings, sorted by name; asked once."""
        return self._named("osteo_implant_catalogs")

    def tracked_devices(self) -> tuple[DeviceSettings, ...]:
        """What ``osteo_tracked_devices`` brings, sorted by name; asked once."""
        return self._named("osteo_tracked_devices")

    def _named(self, hook: str) -> tuple:
        """The answers to a hook of things with a name of their own."""
        if hook not in self._answers:
            by_name: dict[str, Any] = {}
            for plugin, brought in self.observe(hook).items():
                taken = [thing.name for thing in brought if thing.name in by_name]
                if taken:
                    self._disable(plugin, f"another plugin already brings {taken[0]!r} ({hook})")
                    continue
                by_name.update({thing.name: thing for thing in brought})
            self._answers[hook] = tuple(by_name[name] for name in sorted(by_name))
        return self._answers[hook]

    def _load(self, entry: EntryPoint) -> None:
        try:
            plugin = entry.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._disable(entry.name, f"it cannot be loaded: {_short(error)}")
            return
        info = self._infos[entry.name]
        self.add(entry.name, plugin, info.package, info.version)

    def _hooks_without_specification(self, plugin: object) -> list[str]:
        """Names that the plugin marks as hooks and that have no specification."""
        unknown = []
        for name in dir(plugin):
            try:
                marked = self._manager.parse_hookimpl_opts(plugin, name)
            except Exception:  # a property of the plugin that fails is none of our hooks
                continue
            if marked and not hasattr(getattr(self._manager.hook, name, None), "spec"):
                unknown.append(name)
        return unknown

    def _answering(self, hook: str) -> list[str]:
        """Names of the plugins that answer ``hook``, first registered first."""
        callers = getattr(self._manager.hook, hook)
        return [impl.plugin_name for impl in callers.get_hookimpls()]

    def _ask(self, name: str, hook: str, arguments: dict[str, Any]) -> tuple:
        others = [p for n, p in self._manager.list_name_plugin() if n != name and p is not None]
        results = self._manager.subset_hook_caller(hook, others)(**arguments)
        answer = tuple(results[0]) if results else ()
        wanted = ANSWERS.get(hook)
        strange = [type(a).__name__ for a in answer if wanted and not isinstance(a, wanted)]
        if wanted and strange:
            raise TypeError(f"it gave {strange[0]} where {wanted.__name__} is needed")
        return answer

    def _disable(self, name: str, fault: str) -> None:
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)
        info = self._infos[name]
        self._infos[name] = PluginInfo(name, info.package, info.version, fault)
        log.warning("plugin %s is disabled: %s", name, fault)


def _origin(entry: EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist else ("", "")


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:300] if text else type(error).__name__


@cache
def plugin_manager() -> OsteoPlugins:
    """The plugins installed on this machine, loaded once."""
    return OsteoPlugins(installed(), switched_off(own_file()))
