"""Progress and cancelling, one protocol for the command line, Slicer and batch workers."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""``progress(fraction, message)`` with fraction in [0, 1]. It may raise :class:`osteokit.base.errors.Cancelled`,
so call it often (at least every second or two of work) and never swallow what it raises."""


def silent(fraction: float, message: str) -> None:
    """A progress that shows nothing."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Map a sub-task's 0..1 onto ``start..end`` of the whole task's ``progress``."""

    def scaled(fraction: float, message: str) -> None:
        progress(start + (end - start) * min(max(fraction, 0.0), 1.0), message)

    return scaled
