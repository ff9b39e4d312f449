"""The plugin manager: a broken plugin is named, disabled and listed, and never stops the program."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pluggy
import pytest

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.plugins import hookimpl
from osteokit.plugins.manager import OsteoPlugins
from osteokit.plugins.segmenters import Segmenter, TaskLicence


def segmenter(name: str) -> Segmenter:
    def label(volume, seeds, progress):
        raise AssertionError("not called here")

    return Segmenter(name, name.title(), (TaskLicence("all", "MIT"),), "Get it.", lambda: "", label)


class Good:
    def __init__(self, *names: str) -> None:
        self.names = names

    @hookimpl
    def osteo_segmenters(self):
        return [segmenter(name) for name in self.names]


class Failing:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    @hookimpl
    def osteo_segmenters(self):
        raise self.error


def states(manager: OsteoPlugins) -> dict[str, str]:
    return {info.name: info.fault for info in manager.infos()}


def names(manager: OsteoPlugins) -> list[str]:
    return [s.name for s in manager.segmenters()]


def test_osteo_segmenters_of_all_plugins_are_collected_by_name():
    manager = OsteoPlugins()
    manager.add("b", Good("zeta"))
    manager.add("a", Good("beta", "alpha"))
    assert names(manager) == ["alpha", "beta", "zeta"]
    assert states(manager) == {"a": "", "b": ""}


@pytest.mark.parametrize("error", [RuntimeError("no GPU driver"), SystemExit(3), OsteoError("not today")])
def test_a_plugin_that_fails_is_disabled_and_the_others_are_still_asked(error):
    manager = OsteoPlugins()
    manager.add("broken", Failing(error))
    manager.add("good", Good("alpha"))
    assert names(manager) == ["alpha"]
    assert "osteo_segmenters failed" in states(manager)["broken"] and str(error) in states(manager)["broken"]
    assert manager.observe("osteo_segmenters").keys() == {"good"}, "a disabled plugin is not asked again"


@pytest.mark.parametrize("stop", [Cancelled(), KeyboardInterrupt()])
def test_cancelling_is_no_fault_of_the_plugin(stop):
    manager = OsteoPlugins()
    manager.add("slow", Failing(stop))
    with pytest.raises(type(stop)):
        manager.observe("osteo_segmenters")
    manager.observe("osteo_image_sources")
    with pytest.raises(type(stop)):
        manager.infos()  # still asked, not disabled


def test_a_plugin_that_returns_something_else_is_disabled():
    class Strange:
        @hookimpl
        def osteo_segmenters(self):
            return ["skellytour"]

    class Endless:
        @hookimpl
        def osteo_segmenters(self):
            return 3

    manager = OsteoPlugins()
    manager.add("strange", Strange())
    manager.add("endless", Endless())
    assert names(manager) == []
    assert "str where Segmenter is needed" in states(manager)["strange"]
    assert "TypeError" in states(manager)["endless"]


def test_of_two_plugins_with_one_segmenter_name_the_second_is_disabled():
    manager = OsteoPlugins()
    manager.add("one", Good("same", "own"))
    manager.add("two", Good("same", "other"))
    assert len(names(manager)) == 2 and "same" in names(manager)
    assert sum("already brings 'same' (osteo_segmenters)" in fault for fault in states(manager).values()) == 1


def test_a_hook_of_another_version_is_told():
    class Future:
        @hookimpl
        def osteo_teleports(self):
            return []

    class WrongArguments:
        @hookimpl
        def osteo_segmenters(self, colour):
            return []

    manager = OsteoPlugins()
    manager.add("future", Future())
    manager.add("wrong", WrongArguments())
    assert "osteo_teleports" in states(manager)["future"]
    assert "hooks do not fit" in states(manager)["wrong"] and "colour" in states(manager)["wrong"]
    assert names(manager) == []


def module(folder: Path, name: str, code: str) -> EntryPoint:
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    return EntryPoint(name, name, "osteo")


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("import a_package_that_is_not_there", "ModuleNotFoundError"),
        ("def (", "SyntaxError"),
        ("import sys; sys.exit('I end everything')", "SystemExit"),
        ("raise RuntimeError('licence expired')", "licence expired"),
    ],
)
def test_a_plugin_that_cannot_be_imported_is_named_with_the_reason(tmp_path, monkeypatch, code, fault):
    monkeypatch.syspath_prepend(str(tmp_path))
    bad = module(tmp_path, f"bad_{abs(hash(code))}", code)
    good_code = "from osteokit.plugins import hookimpl\n@hookimpl\ndef osteo_segmenters():\n    return []\n"
    good = module(tmp_path, f"good_{abs(hash(code))}", good_code)
    manager = OsteoPlugins([bad, good])
    assert "cannot be loaded" in states(manager)[bad.name] and fault in states(manager)[bad.name]
    assert states(manager)[good.name] == ""


def test_a_plugin_switched_off_by_the_person_is_not_even_imported(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    for disabled in ({"unwanted_plugin"}, {"*"}):
        manager = OsteoPlugins([module(tmp_path, "unwanted_plugin", "raise SystemExit")], disabled)
        assert "switched off" in states(manager)["unwanted_plugin"]
    assert "unwanted_plugin" not in sys.modules


class DecidingHooks:
    """A decider of our own, for none of today's hooks is one."""

    @pluggy.HookspecMarker("osteo")
    def osteo_segmenters(self):
        """As in the suite."""

    @pluggy.HookspecMarker("osteo")
    def osteo_image_sources(self):
        """As in the suite."""

    @pluggy.HookspecMarker("osteo")
    def osteo_implant_catalogs(self):
        """As in the suite."""

    @pluggy.HookspecMarker("osteo")
    def osteo_tracked_devices(self):
        """As in the suite."""

    @pluggy.HookspecMarker("osteo")
    def may_leave(self, patient):
        """Whether the patient may leave."""


def test_a_decider_that_fails_means_no_and_stays_enabled():
    class Unable:
        @hookimpl
        def may_leave(self, patient):
            raise ZeroDivisionError

    class Refusing:
        @hookimpl
        def may_leave(self, patient):
            raise OsteoError(f"{patient} has a fever.")

    class Agreeing:
        @hookimpl
        def may_leave(self, patient):
            return [patient]

    for plugin, sentence in ((Unable(), "could not decide.*counts as no"), (Refusing(), "says no: Li has a fever")):
        manager = OsteoPlugins(specs=[DecidingHooks()])
        manager.add("agrees", Agreeing())
        assert manager.decide("may_leave", patient="Li") == {"agrees": ("Li",)}
        manager.add("other", plugin)
        for _ in range(2):
            with pytest.raises(OsteoError, match=f"Plugin other {sentence}"):
                manager.decide("may_leave", patient="Li")
        assert states(manager) == {"agrees": "", "other": ""}
