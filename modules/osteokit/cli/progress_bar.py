"""A progress bar for commands; Ctrl-C cancels."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from osteokit.base import progress as protocol
from osteokit.base.errors import Cancelled


@contextmanager
def progress_bar() -> Iterator[protocol.Progress]:
    """Yield a :data:`osteokit.base.progress.Progress` drawn on standard error.

    It raises Cancelled after a Ctrl-C that could not be obeyed at once.
    """
    columns = (
        BarColumn(30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar, _interrupt_noted() as interrupted:
        task = bar.add_task("", total=1.0)

        def show(fraction: float, message: str) -> None:
            if interrupted():
                raise Cancelled
            bar.update(task, completed=fraction, description=message)

        yield show


@contextmanager
def _interrupt_noted() -> Iterator[Callable[[], bool]]:
    """Within, a Ctrl-C that meets numba's compiler is only noted, and the work stops at its next step.

    Python raises KeyboardInterrupt wherever it happens to be, also in a callback of the compiler, which cannot pass it
    on: the compiler then goes on with an empty buffer and the process crashes. A second Ctrl-C interrupts at once.
    """
    noted = threading.Event()
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield noted.is_set
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        if noted.is_set() or not _compiling(frame):
            raise KeyboardInterrupt
        noted.set()

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield noted.is_set
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _compiling(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__", "").split(".")[0] in ("numba", "llvmlite"):
            return True
        frame = frame.f_back
    return False
