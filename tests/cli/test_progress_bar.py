"""Ctrl-C while a command works: at once, but never inside numba's compiler, whose callbacks cannot pass it on."""

import signal
import sys
import threading
from types import ModuleType

import pytest

from osteokit.base.errors import Cancelled
from osteokit.cli.progress_bar import progress_bar

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="raises a POSIX signal")


def ctrl_c():
    signal.raise_signal(signal.SIGINT)


@pytest.fixture
def compiler():
    """A function of a module of numba that calls back, as the compiler does to store what it compiled."""
    module = ModuleType("numba.generated")
    exec("def compile(callback):\n    callback()\n    return 'compiled'", module.__dict__)
    return module.compile


def test_ctrl_c_interrupts_at_once():
    with pytest.raises(KeyboardInterrupt), progress_bar() as progress:
        progress(0.1, "one")
        ctrl_c()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_within_the_compiler_waits_for_the_next_step(compiler):
    steps = []
    with pytest.raises(Cancelled), progress_bar() as progress:
        progress(0.1, "one")
        steps.append(compiler(ctrl_c))
        progress(0.2, "two")
        steps.append("never")
    assert steps == ["compiled"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_ctrl_c_does_not_wait(compiler):
    with pytest.raises(KeyboardInterrupt), progress_bar() as progress:
        progress(0.1, "one")
        compiler(ctrl_c)
        compiler(ctrl_c)


def test_work_outside_the_main_thread_leaves_signals_alone():
    seen = []

    def work():
        with progress_bar() as progress:
            progress(1.0, "done")
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
