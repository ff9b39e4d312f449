"""``osteo plugin``: begin a plugin of one's own, and what it can answer."""

from pathlib import Path
from typing import Annotated

import typer

from osteokit.plugins.new import new_plugin

plugin = typer.Typer(help="Write a plugin of your own.", no_args_is_help=True)


@plugin.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as our_hospital; also the folder's name.")],
    parent: Annotated[Path, typer.Option("--in", metavar="FOLDER", help="Where the new folder goes.")] = Path(),
) -> None:
    """Write a complete package: our implants, our rule for referrals, tests that pass."""
    folder = new_plugin(name, parent)
    typer.echo(f"{folder} is written. Fill {name}/stock.py and {name}/approval.py, then:")
    typer.echo(f"  cd {folder} && python -m pytest && pip install .")


@plugin.command()
def hooks() -> None:
    """Print the reference of all hooks, as docs/plugins.md has it."""
    from osteokit.plugins.reference import reference

    typer.echo(reference())


def register(app: typer.Typer) -> None:
    app.add_typer(plugin, name="plugin")
