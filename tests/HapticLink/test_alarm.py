"""The sound of a warning and the picture along the tool, in the emulated desktop."""

import importlib
import sys
import time
from typing import ClassVar

import pytest

from osteokit.tracking.navigation.breach import Level

pytestmark = pytest.mark.service("qt")


@pytest.fixture
def alarm(desktop, module_path):
    def make():
        return importlib.import_module("HapticLinkLib.alarm").Alarm()

    return make


class Sound:
    made: ClassVar[list] = []

    def __init__(self, file):
        self.bytes, self.state, self.loops = open(file, "rb").read(), "", 0
        Sound.made.append(self)

    def setLoops(self, count):
        self.loops = count

    def play(self):
        self.state = "plays"

    def stop(self):
        self.state = "silent"


def test_each_level_plays_its_own_loop(alarm, monkeypatch):
    Sound.made = []
    monkeypatch.setattr(sys.modules["qt"], "QSound", Sound, raising=False)
    one = alarm()
    one.set(Level.NEAR)
    one.set(Level.NEAR)
    one.set(Level.BREACH)
    near, breach = Sound.made
    assert (near.state, breach.state) == ("silent", "plays") and near.loops == -1
    assert near.bytes[:4] == b"RIFF" and near.bytes != breach.bytes
    one.set(Level.NEAR)
    assert (near.state, breach.state) == ("plays", "silent") and len(Sound.made) == 2
    one.stop()
    assert (near.state, breach.state) == ("silent", "silent")


def test_without_a_player_the_system_beeps_in_the_rhythm(alarm, monkeypatch):
    import slicer

    beeps = []
    monkeypatch.setattr(sys.modules["qt"].QApplication, "beep", lambda: beeps.append(time.monotonic()))
    one = alarm()
    one.set(Level.CLOSE)
    end = time.monotonic() + 1.2
    while time.monotonic() < end:
        slicer.app.processEvents()
        time.sleep(0.01)
    one.stop()
    assert 3 <= len(beeps) <= 6  # every quarter of a second
    count = len(beeps)
    time.sleep(0.3)
    slicer.app.processEvents()
    assert len(beeps) == count


def colours(pixmap):
    image = pixmap.toImage()
    return [[image.pixelColor(x, y).name() for x in range(image.width())] for y in range(image.height())]


def test_the_plan_is_drawn_where_it_lies_beside_the_tool(desktop, module_path):
    eye = importlib.import_module("HapticLinkLib.eye")
    rows = colours(eye.drawn(eye.Eye((0.0, 6.0), (0.0, 6.0), (1.0, 0.0), 0.5, "#2e9e5b")))
    yellow = [y for y, row in enumerate(rows) if row.count(eye._PLAN) > eye.SIZE * 0.9]
    assert yellow and abs(sum(yellow) / len(yellow) - (eye.SIZE / 2 - 6.0 * eye._PER_MM)) < 1.5  # 6 mm above the middle
    middle = eye.SIZE // 2
    assert rows[middle][middle + 20] == "#2e9e5b" and rows[middle][middle] != "#2e9e5b"
    far = colours(eye.drawn(eye.Eye((90.0, 0.0), (90.0, 0.0), None, 0.5, "#2e9e5b")))
    assert any(eye._PLAN in row for row in far)  # held at the edge
