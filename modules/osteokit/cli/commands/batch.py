"""``osteo batch``: a cohort of cases, on this machine or on a Dask cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from osteokit.base.progress import Progress as ProgressProtocol
from osteokit.jobs.batch import BatchOptions, CaseState, Watch, run_batch
from osteokit.jobs.cohort import STATE_FILE, read_cohort


def register(app: typer.Typer) -> None:
    app.command()(batch)


def batch(
    cohort: Path = typer.Argument(help="Folder with one case per entry, or a CSV list with a column `input`."),
    out: Path = typer.Option(..., help="Folder for the results: one folder per case, and batch.json."),
    workers: int | None = typer.Option(None, min=1, help="Worker processes on this machine (default: half the cores)."),
    scheduler: str | None = typer.Option(
        None, help="A Dask scheduler, tcp://host:8786; its workers see the same files."
    ),
    segmenter: str | None = typer.Option(None, help="An installed AI segmenter for all cases; see `osteo plugins`."),
    resample: bool = typer.Option(False, "--resample", help="Resample tilted or unevenly spaced series."),
    also: list[str] | None = typer.Option(None, help="Also write: print, scene, report, volume. Repeatable."),
) -> None:
    """Segment every case of a cohort. Run it again after an interruption: finished cases are not done twice."""
    options = BatchOptions(tuple(dict.fromkeys(["labels", "bones", *(also or [])])), segmenter, resample)
    cases = read_cohort(cohort, out)
    with _bars() as (progress, watch):
        states = run_batch(cases, out, options, workers=workers, scheduler=scheduler, progress=progress, watch=watch)
    _show(states, out)
    if any(state.state != "done" for state in states):
        raise typer.Exit(1)


@contextmanager
def _bars() -> Iterator[tuple[ProgressProtocol, Watch]]:
    """A bar for all cases, and one for each that runs."""
    columns = (
        BarColumn(30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        whole = bars.add_task("", total=1.0)
        running: dict[str, int] = {}

        def progress(fraction: float, message: str) -> None:
            bars.update(whole, completed=fraction, description=message)

        def watch(name: str, fraction: float, message: str) -> None:
            if name not in running:
                running[name] = bars.add_task("", total=1.0)
            bars.update(running[name], completed=fraction, description=f"{escape(name)}: {escape(message)}")
            if fraction >= 1.0:
                bars.remove_task(running.pop(name))

        yield progress, watch


def _show(states: tuple[CaseState, ...], out: Path) -> None:
    table = Table("Case", "State", "Bones", "Metal", "Warnings", "Seconds")
    for state in states:
        colour = "green" if state.state == "done" else "red"
        text = f"[{colour}]{state.state}[/{colour}]"
        numbers = [str(n) if state.state == "done" else "" for n in (state.bones, state.metal, state.warnings)]
        table.add_row(escape(state.name), text, *numbers, f"{state.seconds:.0f}" if state.seconds else "")
    console = Console()
    console.print(table)
    for state in states:
        if state.sentence:
            console.print(f"{state.name}: {state.sentence}", style="red", markup=False, highlight=False)
    done = sum(state.state == "done" for state in states)
    console.print(f"{done} of {len(states)} cases done; {out / STATE_FILE} holds the list.", markup=False)
