"""``osteo hub``: run the hub that hospitals share."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

hub = typer.Typer(help="The hub: resources, people and a ledger that hospitals share.", no_args_is_help=True)

_Folder = Annotated[Path, typer.Option(help="Keys, files and the database of the hub.")]


@hub.command()
def serve(
    folder: _Folder = Path("hub"),
    host: Annotated[
        str, typer.Option(help="Where to listen; 0.0.0.0 lets the network in: put TLS in front.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8042,
    institution: Annotated[str, typer.Option(help="Name of the first institution, on the first run.")] = "示范骨科中心",
) -> None:
    """Serve the pages and the API, until Ctrl-C. The first run makes an operator's account and prints its password."""
    import secrets

    from osteohub.hub import open_hub
    from osteohub.identity.service import found, founded
    from osteohub.serve import serve as serve_hub
    from osteohub.settings import settings_for

    console = Console()
    opened = open_hub(settings_for(folder))
    with opened.database.write() as session:
        password = "" if founded(session) else secrets.token_urlsafe(12)
        if password:
            found(session, institution, "operator", password)
    if password:
        console.print(
            f"First run. Sign in as [bold]operator[/] with [bold]{password}[/] and change it.", highlight=False
        )
    serve_hub(opened, host, port, lambda address: console.print(f"The hub is at {address}", highlight=False))


def register(app: typer.Typer) -> None:
    app.add_typer(hub, name="hub")
