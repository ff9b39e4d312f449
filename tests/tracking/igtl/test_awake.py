"""When one looks for the next message awake."""

from osteokit.tracking.igtl.awake import Awake


def test_a_first_message_is_slept_for():
    assert Awake().look_s == 0


def test_after_a_quick_answer_one_looks_a_moment():
    awake = Awake()
    awake.slept(1e-4)
    assert 0 < awake.look_s < 1e-3


def test_a_stream_at_a_thousand_a_second_is_slept_for():
    awake = Awake()
    for _ in range(100):
        awake.slept(1e-3)
        assert awake.look_s == 0


def test_having_looked_in_vain_one_sleeps_a_while_before_looking_again():
    awake = Awake()
    awake.slept(1e-4)
    awake.missed()
    slept = 0
    while awake.look_s == 0:
        awake.slept(1e-4)
        slept += 1
        assert slept < 1000
    assert slept >= 20
