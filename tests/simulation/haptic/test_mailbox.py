import threading

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.haptic.mailbox import RING, WRITTEN, Mailbox, empty_mailbox
from osteokit.simulation.haptic.shared_arrays import attached, shared
from osteokit.simulation.haptic.shared_bone import attached_bone, shared_bone
from osteokit.simulation.values import TISSUES, HandState, Touch
from osteokit.simulation.voxel_bone.remove import remove
from osteokit.simulation.voxel_bone.shape import ball
from simulation.made_bone import plate, pose_at

TOOLS = ("drill_3_2", "probe")


def touch_at(n):
    removed = np.arange(len(TISSUES)) * n
    force = np.full(3, float(n))
    return Touch(n * 1e-3, pose_at([n, 0, 0]), force, -force, removed, 2, n / 2, 40.0, n % 2 == 0)


def test_a_hand_comes_out_as_it_went_in():
    box = Mailbox(empty_mailbox(), TOOLS)
    assert box.hand() is None and box.last() is None and box.samples() == ([], 0)
    box.put_hand(HandState(1.5, pose_at([1, 2, 3]), 0.7, "probe"), 12.0)
    told = box.hand()
    assert told is not None
    hand, written = told
    assert (hand.time_s, hand.power, hand.tool, written) == (1.5, 0.7, "probe", 12.0)
    np.testing.assert_array_equal(hand.tool_to_ras, pose_at([1, 2, 3]))
    with pytest.raises(KeyError):
        box.put_hand(HandState(0, np.eye(4), 0, "spoon"), 0.0)


def test_touches_come_in_order_and_once():
    box = Mailbox(empty_mailbox(), TOOLS)
    hand = HandState(0.0, np.eye(4), 0.5, "probe")
    for n in range(5):
        box.put_touch(touch_at(n), hand, 1e-5)
    samples, lost = box.samples()
    assert lost == 0 and [sample.touch.time_s for sample in samples] == pytest.approx([0, 1e-3, 2e-3, 3e-3, 4e-3])
    sample, sent = samples[4], touch_at(4)
    assert (sample.tool, sample.power) == ("probe", 0.5)
    for name in ("tool_to_ras", "force_n", "torque_nmm", "removed_mm3"):
        np.testing.assert_array_equal(getattr(sample.touch, name), getattr(sent, name))
    assert (sample.touch.tissue, sample.touch.depth_mm, sample.touch.temperature_c) == (2, 2.0, 40.0)
    assert [one.touch.stripped for one in samples] == [True, False, True, False, True]
    assert box.samples() == ([], 0)
    last = box.last()
    assert last is not None and last.touch.time_s == pytest.approx(4e-3)


def test_a_reader_that_comes_late_is_told_how_many_it_missed():
    box, hand = Mailbox(empty_mailbox(), TOOLS), HandState(0.0, np.eye(4), 0.0, "probe")
    for n in range(RING + 500):
        box.put_touch(touch_at(n), hand, 1e-5)
    samples, lost = box.samples()
    assert lost + len(samples) == RING + 500 and lost >= 500
    times = np.array([sample.touch.time_s for sample in samples])
    np.testing.assert_allclose(np.diff(times), 1e-3)
    assert times[-1] == pytest.approx((RING + 499) * 1e-3)


def test_a_hand_is_never_read_half_written():
    box, stop, seen = Mailbox(empty_mailbox(), TOOLS), threading.Event(), 0

    def write():
        n = 0
        while not stop.is_set():
            n = (n + 1) % 1000
            box.put_hand(HandState(n, np.full((4, 4), float(n)), n, "probe"), n)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(3000):
        told = box.hand()
        if told is not None:
            hand, written = told
            assert (hand.tool_to_ras == hand.time_s).all() and hand.power == written == hand.time_s
            seen += 1
    stop.set()
    writer.join()
    assert seen > 100


def test_arrays_are_shared_and_go_with_their_owner():
    with shared({"a": np.arange(5), "b": np.ones((2, 3), np.float32)}) as mine:
        with attached(mine.handle) as other:
            other.arrays["a"][2] = 77
            assert mine.arrays["a"][2] == 77 and other.arrays["b"].dtype == np.float32
        handle = mine.handle
    with pytest.raises(OsteoError, match="has ended"):
        attached(handle)


def test_a_shared_bone_is_cut_for_both_sides():
    with shared_bone(plate(6.0, size=(10.0, 10.0, 10.0))) as mine, attached_bone(mine.handle) as other:
        assert mine.bone is not None and other.bone is not None
        remove(other.bone, ball(1.5), pose_at([0, 0, 2.0]))
        assert mine.bone.removed.any() and mine.bone.spacing_mm == other.bone.spacing_mm
        np.testing.assert_array_equal(mine.bone.origin, other.bone.origin)
        kept = mine.bone.copy()
    assert kept.removed.any() and mine.bone is None


def test_the_counter_of_touches_is_where_the_state_looks_for_it():
    arrays = empty_mailbox()
    box = Mailbox(arrays, TOOLS)
    box.put_touch(touch_at(0), HandState(0, np.eye(4), 0, "probe"), 1e-4)
    assert arrays["numbers"][WRITTEN] == 1 and arrays["compute_s"][0] == pytest.approx(1e-4)
