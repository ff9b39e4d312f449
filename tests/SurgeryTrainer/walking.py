"""A person at the panel of SurgeryTrainer, whose time is told by the test."""

import time


def rows_of(table):
    return [[table.item(row, column).text() for column in range(table.columnCount)] for row in range(table.rowCount)]


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def choose(hands, title):
    box = hands.ui.scenarioComboBox
    box.currentIndex = [box.itemText(n) for n in range(box.count)].index(title)


def start(hands, hand=0):
    hands.ui.handComboBox.currentIndex = hand
    hands.press("startButton")
    assert hands.told == "Making the bone ready …" and not hands.ui.startButton.enabled
    return wait_until_ready(hands)


def wait_until_ready(hands):
    end = time.monotonic() + 200
    while hands.panel._preparation is not None:
        assert time.monotonic() < end
        time.sleep(0.02)
        hands.panel.tick()
    return hands.widget.logic.running


def pass_time(hands, seconds, until=lambda: False):
    for _ in range(int(seconds / 0.05)):
        hands.clock.now += 0.05
        hands.panel.tick()
        if until():
            return
