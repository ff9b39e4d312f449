"""``osteo demo``: from a real CT to labelled, printable bones, with nothing to prepare."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from osteokit.cli.case_table import print_case
from osteokit.cli.progress_bar import progress_bar


def demo(
    ct: Annotated[Path | None, typer.Option(help="Your own CT instead of the public chest CT.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("runs/demo"),
    language: Annotated[str, typer.Option(help="Of the report and the names: en or zh.")] = "en",
) -> None:
    """Take a real CT to labelled bones, surfaces, a print package, a scene for 3D Slicer and a report."""
    from osteokit.jobs.demo import run_demo

    with progress_bar() as progress:
        summary = run_demo(ct, out, language, progress)
    print_case(summary, out, Console())


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)
