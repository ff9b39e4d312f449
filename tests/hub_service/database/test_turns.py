"""Few threads at once, nobody for ever."""

import threading
import time

from osteohub.database.turns import Turns


def run(work, number: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(number)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
        assert not one.is_alive()


def test_no_more_than_so_many_at_once():
    turns, lock, inside, most = Turns(2, 30.0), threading.Lock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(5):
            with turns.one(), turns.one():  # a block within a block has the same turn
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.002)
                with lock:
                    inside -= 1

    run(work, 8)
    assert most == 2 and inside == 0


def test_whoever_waited_long_goes_on_and_every_turn_comes_back():
    turns, passed = Turns(1, 0.05), []
    with turns.one():
        run(lambda: passed.append(turns.one().__enter__()), 3)
    assert len(passed) == 3
    for _ in range(3):
        try:
            with turns.one():
                raise KeyError
        except KeyError:
            pass
    began = time.monotonic()
    with turns.one():
        waited = time.monotonic() - began
    assert waited < 0.04, "a turn was lost"
