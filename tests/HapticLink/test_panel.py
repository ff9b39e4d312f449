"""Devices and recordings in the panel, in the emulated desktop, with simulated devices over real sockets."""

import re
import time

import pytest

pytestmark = pytest.mark.service("qt")


def rows_of(table):
    return [[table.item(row, column).text() for column in range(table.columnCount)] for row in range(table.rowCount)]


def titles(box):
    return [box.itemText(number) for number in range(box.count)]


def until(hands, condition, seconds=15.0):
    import slicer

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, hands.told
        slicer.app.processEvents()
        time.sleep(0.02)


def connect_by_address(hands, device, name="camera"):
    ui = hands.ui
    ui.nameEdit.text, ui.addressEdit.text = name, f"127.0.0.1:{device.port}"
    hands.press("connectButton")


def test_an_empty_scene_says_how_to_begin(hands):
    ui = hands.ui
    assert hands.told.startswith("Start: choose a device")
    for name in ("disconnectButton", "recordButton", "markButton", "replayButton", "sequenceButton"):
        assert not getattr(ui, name).enabled, name
    assert titles(ui.deviceComboBox)[0] == "By its address" and "Simulated tracker" in titles(ui.deviceComboBox)
    assert titles(ui.kindComboBox) == ["Tracker", "PLUS server", "Haptic arm", "Simulator"]
    assert not ui.connectorCheckBox.visible and not ui.toolsTable.visible
    hands.press("connectButton")
    assert "Type the address of the device" in hands.told


def test_a_tracker_by_its_address_is_seen_live(hands, tracker):
    connect_by_address(hands, tracker)
    until(hands, lambda: "60 Hz" in hands.told or "59 Hz" in hands.told or "61 Hz" in hands.told)
    (row,) = rows_of(hands.ui.devicesTable)
    assert row[0] == "✓ camera" and row[1].endswith("Hz") and row[2].endswith("ms") and row[4] == "0"
    assert [row[0] for row in rows_of(hands.ui.toolsTable)] == ["ReferenceToTracker", "StylusToTracker"]
    hands.press("disconnectButton")
    assert rows_of(hands.ui.devicesTable) == [] and hands.told.startswith("Start")


def test_a_device_that_was_connected_in_the_scene_is_in_its_list(hands, tracker):
    ui = hands.ui
    connect_by_address(hands, tracker)
    hands.press("disconnectButton")
    assert titles(ui.deviceComboBox)[1] == f"camera (127.0.0.1:{tracker.port})"
    ui.deviceComboBox.currentIndex = 1
    assert (ui.nameEdit.text, ui.addressEdit.text) == ("camera", f"127.0.0.1:{tracker.port}")
    hands.press("connectButton")
    until(hands, lambda: hands.told.startswith("camera: "))
    assert titles(ui.deviceComboBox).count(f"camera (127.0.0.1:{tracker.port})") == 1


def test_a_scene_with_a_list_that_makes_no_sense_opens(hands):
    before = titles(hands.ui.deviceComboBox)
    for text in ("{", "5", '[{"name": "a"}, 7, {"name": "b", "kind": "x", "host": "h", "port": 1}]'):
        hands.panel.parameters.devices = text
        assert titles(hands.ui.deviceComboBox) == before


def test_a_pulled_cable_is_said_within_a_second_and_nothing_old_is_shown(hands, desktop):
    """The connection stays open, as with a cable; the time is counted from the last message."""
    from osteokit.tracking.devices.faults import Fault
    from osteokit.tracking.devices.motions import circle
    from osteokit.tracking.devices.simulated import SimulatedDevice

    with SimulatedDevice(circle, 60.0, fault=Fault("stall", 2.0, 3600.0)) as device:
        connect_by_address(hands, device)
        until(hands, lambda: hands.told.startswith("camera: "))
        live = hands.widget.logic.devices["camera"]
        until(hands, lambda: "check its cable" in hands.told)
        assert live.monitor.silent_s(time.monotonic()) < 3.0  # on a busy machine; see the next test for the second
        assert rows_of(hands.ui.devicesTable)[0] == ["✕ camera", "–", "–", "–", "0"]
        assert all(row[1] == "not seen" and row[2:4] == ["–", "–"] for row in rows_of(hands.ui.toolsTable))
        assert hands.ui.nextLabel.styleSheet.startswith("background: #fbe0de")


def test_patience_and_the_panels_own_pace_make_less_than_a_second(hands):
    from HapticLinkLib.widget import TICK_MS

    from osteokit.plugins.tracked_devices import DeviceSettings

    assert DeviceSettings("camera", "tracker").stale_s + TICK_MS / 1000 < 1.0


def test_a_simulated_device_takes_one_choice_and_one_press(hands):
    ui = hands.ui
    ui.deviceComboBox.currentIndex = titles(ui.deviceComboBox).index("Simulated haptic arm")
    assert not ui.addressEdit.enabled and ui.nameEdit.text == "Simulated haptic arm"
    hands.press("connectButton")
    until(hands, lambda: [row[0] for row in rows_of(ui.toolsTable)] == ["Stylus"] and "Hz" in hands.told)
    hands.press("connectButton")
    assert "connected already" in hands.told
    ui.deviceComboBox.currentIndex = 0
    assert ui.addressEdit.enabled and ui.nameEdit.text == ""


def test_choosing_a_device_shows_its_tools(hands, tracker):
    ui = hands.ui
    connect_by_address(hands, tracker)
    ui.deviceComboBox.currentIndex = titles(ui.deviceComboBox).index("Simulated haptic arm")
    hands.press("connectButton")
    until(hands, lambda: len(rows_of(ui.devicesTable)) == 2 and "–" not in rows_of(ui.devicesTable)[1])
    assert "StylusToTracker" in [row[0] for row in rows_of(ui.toolsTable)]
    ui.devicesTable.selectRow(1)
    until(hands, lambda: [row[0] for row in rows_of(ui.toolsTable)] == ["Stylus"])


def poses_in(told: str) -> int:
    found = re.search(r"(\d+) poses", told)
    return int(found[1]) if found else 0


def test_a_session_is_recorded_replayed_and_put_into_the_scene(hands, desktop, tracker, tmp_path):
    ui = hands.ui
    connect_by_address(hands, tracker)
    until(hands, lambda: hands.told.startswith("camera: "))
    hands.press("recordButton")
    assert "Choose the folder" in hands.told and not ui.recordButton.checked
    ui.folderEdit.currentPath = str(tmp_path)
    hands.press("recordButton")
    assert ui.recordButton.text == "Stop recording" and not ui.folderEdit.enabled
    until(hands, lambda: poses_in(ui.recordLabel.text) >= 120)  # of both tools, a second or two to be replayed
    hands.press("markButton")
    hands.press("recordButton")
    assert " poses in " in hands.told and ui.recordButton.text == "Record"
    (name,) = titles(ui.recordingComboBox)
    assert name.endswith(".tracking.jsonl")
    hands.press("sequenceButton")
    assert hands.told.startswith("2 tools over") and desktop.GetNumberOfNodesByClass("vtkMRMLSequenceNode") == 2
    hands.press("disconnectButton")
    hands.press("replayButton")
    until(hands, lambda: len(rows_of(ui.toolsTable)) == 2)
    assert rows_of(ui.devicesTable)[0][0].endswith(f"Replay of {name}")


def test_devices_outlive_a_change_of_module_and_end_with_the_scene(hands, desktop, tracker):
    import slicer

    connect_by_address(hands, tracker)
    until(hands, lambda: hands.told.startswith("camera: "))
    hands.widget.exit()
    hands.panel.tick()
    assert list(hands.widget.logic.devices) == ["camera"]
    hands.widget.enter()
    assert rows_of(hands.ui.devicesTable)
    desktop.Clear(0)
    slicer.app.processEvents()
    assert hands.widget.logic.devices == {} and hands.told.startswith("Start")
