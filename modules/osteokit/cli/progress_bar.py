"""A progress bar for commands; Ctrl-C cancels."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from osteokit.base import progress as protocol


@contextmanager
def progress_bar() -> Iterator[protocol.Progress]:
    """Yield a :data:`osteokit.base.progress.Progress` drawn on standard error."""
    columns = (
        BarColumn(30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=1.0)

        def show(fraction: float, message: str) -> None:
            bar.update(task, completed=fraction, description=message)

        yield show
