"""Devices of plugins: the hook, settings that make no sense, and the example plugin with its driver."""

import json
import time

import pytest

from osteokit.base.errors import OsteoError
from osteokit.plugins import hookimpl
from osteokit.plugins.manager import OsteoPlugins
from osteokit.plugins.tracked_devices import DeviceSettings, all_tracked_devices, find_tracked_device


class Room:
    def __init__(self, *names):
        self.names = names

    @hookimpl
    def osteo_tracked_devices(self):
        return [DeviceSettings(name, "tracker", "tracker.example") for name in self.names]


@pytest.fixture
def use(monkeypatch):
    def with_plugins(**plugins):
        manager = OsteoPlugins()
        for name, plugin in plugins.items():
            manager.add(name, plugin)
        monkeypatch.setattr("osteokit.plugins.manager.plugin_manager", lambda: manager)
        return manager

    return with_plugins


def test_osteo_tracked_devices_are_found_by_name(use):
    use()
    with pytest.raises(OsteoError, match="no plugin brings any"):
        find_tracked_device("camera")
    use(room=Room("camera", "arm"))
    assert [one.name for one in all_tracked_devices()] == ["arm", "camera"]
    assert find_tracked_device("camera").host == "tracker.example"
    with pytest.raises(OsteoError, match=r"no device named 'scope' \(there are: arm, camera\)"):
        find_tracked_device("scope")


def test_of_two_with_one_name_the_second_plugin_is_disabled(use):
    manager = use(a=Room("camera"), b=Room("camera", "arm"))
    assert "camera" in [one.name for one in all_tracked_devices()]
    assert sum("already brings 'camera'" in info.fault for info in manager.infos()) == 1


def test_settings_that_make_no_sense_disable_their_plugin_alone(use):
    class Wrong:
        @hookimpl
        def osteo_tracked_devices(self):
            return [DeviceSettings("arm", "haptic", port=0)]

    manager = use(wrong=Wrong(), room=Room("camera"))
    assert [one.name for one in all_tracked_devices()] == ["camera"]
    assert "1 to 65535, not 0" in next(info.fault for info in manager.infos() if info.name == "wrong")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"name": " "}, "no name"),
        ({"kind": "camera"}, "no kind of device"),
        ({"host": ""}, "no address"),
        ({"port": 70000}, "1 to 65535"),
        ({"stale_s": 0.0}, "patience"),
        ({"rate_hz": float("nan")}, "rate"),
    ],
)
def test_settings_are_checked(parts, words):
    with pytest.raises(OsteoError, match=words):
        DeviceSettings(**{"name": "arm", "kind": "haptic", **parts})


def test_the_example_lists_a_tracker_and_starts_the_driver_of_an_arm(example_plugins, monkeypatch, tmp_path):
    monkeypatch.delenv("OSTEO_HOSPITAL_DEVICES", raising=False)
    entries = [e for e in example_plugins if e.name == "hospital-devices"]
    arm, tracker = OsteoPlugins(entries).tracked_devices()
    assert (tracker.name, tracker.kind, tracker.tools, tracker.rate_hz) == (
        "tracker-or-3", "plus", ("StylusToReference",), 60,
    )  # fmt: skip
    from osteokit.tracking.devices.live import LiveDevice

    with LiveDevice(arm) as live:
        until = time.monotonic() + 10
        while live.haptic() is None and time.monotonic() < until:
            time.sleep(0.02)
        assert live.haptic() is not None
    (tmp_path / "ours.json").write_text(
        json.dumps([{"name": "cam", "kind": "tracker", "host": "c", "port": 1}]), encoding="utf-8"
    )
    monkeypatch.setenv("OSTEO_HOSPITAL_DEVICES", str(tmp_path / "ours.json"))
    assert [one.name for one in OsteoPlugins(entries).tracked_devices()] == ["arm-1", "cam"]
    monkeypatch.setenv("OSTEO_HOSPITAL_DEVICES", str(tmp_path / "absent.json"))
    manager = OsteoPlugins(entries)
    assert manager.tracked_devices() == () and "is no list of devices" in manager.infos()[0].fault
