"""The ``osteo`` command: every file in ``commands/`` registers its own commands."""

import importlib
import pkgutil
import sys

import typer
from rich.console import Console

from osteokit import DISCLAIMER, __version__
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.cli import commands

app = typer.Typer(
    name="osteo",
    help=f"SlicerOsteo on the command line. {DISCLAIMER}",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals would print patient data
)

PACKAGE_OF = {
    **dict.fromkeys(("vtk", "vtkmodules", "slicer", "slicer_core"), "slicerosteo[headless]"),
    "cryptography": "slicerosteo[ledger]",
    "osteohub": "slicerosteo-hub",
    "psycopg": "slicerosteo-hub[large]",
}
"""What brings what may be missing."""


@app.callback(invoke_without_command=True)
def _top(version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


for _module in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
    importlib.import_module(f"osteokit.cli.commands.{_module}").register(app)


def main() -> None:
    """Run ``osteo``: 0 done, 2 refused with one sentence, 130 cancelled."""
    errors = Console(stderr=True)
    try:
        app()
    except OsteoError as refusal:
        errors.print(str(refusal), style="bold red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except ModuleNotFoundError as missing:
        package = PACKAGE_OF.get((missing.name or "").split(".")[0])
        if package is None:
            raise
        sentence = f"This needs {missing.name}, which is not installed: pip install '{package}'."
        errors.print(sentence, style="bold red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except (Cancelled, KeyboardInterrupt):
        _say_cancelled(errors)
        sys.exit(130)
    except SystemExit as end:
        if end.code == 130:  # typer turns Ctrl-C into this, silently
            _say_cancelled(errors)
        raise
    except Exception as error:
        if not _was_interrupted(error):  # a library may wrap the Ctrl-C that met it while it was being imported
            raise
        _say_cancelled(errors)
        sys.exit(130)


def _was_interrupted(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _say_cancelled(errors: Console) -> None:
    errors.print("Cancelled; nothing half-written was left behind.", style="yellow")


if __name__ == "__main__":
    main()
