"""``osteo hub``: run the hub that hospitals share."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from osteokit.base.errors import OsteoError

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
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; more than one is for PostgreSQL.")] = 1,
) -> None:
    """Serve the pages and the API, until Ctrl-C. The first run makes an operator's account and prints its password."""
    import secrets

    from osteohub.hub import open_hub
    from osteohub.identity.service import found, founded
    from osteohub.serve import serve as serve_hub
    from osteohub.serve import serve_in_workers
    from osteohub.settings import settings_for

    console, settings = Console(), settings_for(folder)
    opened = open_hub(settings)
    with opened.database.write() as session:
        password = "" if founded(session) else secrets.token_urlsafe(12)
        if password:
            found(session, institution, "operator", password)
    if password:
        console.print(
            f"First run. Sign in as [bold]operator[/] with [bold]{password}[/] and change it.", highlight=False
        )

    def told(address: str) -> None:
        console.print(f"The hub is at {address}", highlight=False)

    if workers == 1:
        serve_hub(opened, host, port, told)
    else:
        opened.close()
        serve_in_workers(settings, host, port, workers, told)


@hub.command()
def demo(folder: _Folder = Path("hub-demo")) -> None:
    """Fill a new hub with a region to try it: institutions, people in each role, models, admissions, referrals."""
    import secrets

    from rich.table import Table

    from osteohub.demo import fill
    from osteohub.hub import open_hub
    from osteohub.settings import settings_for
    from osteokit.cli.progress_bar import progress_bar

    password, opened = secrets.token_urlsafe(12), open_hub(settings_for(folder))
    try:
        with progress_bar() as progress:
            accounts = fill(opened, password, progress)
    finally:
        opened.close()
    table = Table("login", "name", "institution", "roles", title="Sign in as")
    for one in accounts:
        table.add_row(one.login, one.name, one.place, ", ".join(one.roles))
    console = Console(highlight=False)
    console.print(table)
    console.print(f"All with the password {password}. Then: osteo hub serve --folder {folder}", soft_wrap=True)


@hub.command()
def key(out: Annotated[Path, typer.Option(help="Where the secret half goes; keep it away from the hub.")]) -> None:
    """Make a key for backups: prints the public half, with which the hub saves itself."""
    import os

    import pyrage

    if out.exists():
        raise OsteoError(f"{out} is there already; a key is never written over.")
    identity = pyrage.x25519.Identity.generate()
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(f"{identity}\n")
    typer.echo(str(identity.to_public()))


@hub.command()
def upgrade(folder: _Folder = Path("hub")) -> None:
    """Bring the database of a stopped hub to the tables of this version, all or nothing; `serve` does it too."""
    from osteohub.database.migrate import upgrade as upgrade_tables
    from osteohub.hub import open_as_it_is
    from osteohub.settings import settings_for

    opened = open_as_it_is(settings_for(folder))
    try:
        before, after = upgrade_tables(opened.database)
    finally:
        opened.close()
    done = f"brought from revision {before} to {after}" if before != after else f"up to date (revision {after})"
    typer.echo(f"{folder}: the database is {done}.")


@hub.command()
def backup(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The backup, such as hub-2026-11-22.age.")],
    recipient: Annotated[str, typer.Option(help="The public key, age1..., as `osteo hub key` printed it.")],
    folder: _Folder = Path("hub"),
) -> None:
    """Save the whole hub into one encrypted file, while it serves."""
    from osteohub.backup.save import save
    from osteohub.hub import open_as_it_is
    from osteohub.settings import settings_for
    from osteokit.cli.progress_bar import progress_bar

    opened = open_as_it_is(settings_for(folder))
    try:
        with progress_bar() as progress:
            saved = save(opened, out, recipient, progress)
    finally:
        opened.close()
    typer.echo(f"{out}: the database, the keys and {saved.files} files.")
    if saved.missing:
        lost = ", ".join(saved.missing[:10])
        typer.echo(f"Missing, for the hub has lost them: {len(saved.missing)} files ({lost}).", err=True)


@hub.command()
def renew_ledger_key(folder: _Folder = Path("hub")) -> None:
    """Give a stopped hub's ledger a new key, where the old one was stolen or lost; prints its public half."""
    from osteohub.database.engine import Database
    from osteohub.ledger.renew import renew
    from osteohub.settings import settings_for

    settings = settings_for(folder)
    database = Database(settings.database_url)
    try:
        key = renew(settings, database)
    finally:
        database.close()
    typer.echo(str(key))


@hub.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    identity: Annotated[Path, typer.Option(help="The secret half, as `osteo hub key` wrote it.")],
    folder: Annotated[Path, typer.Option(help="A folder that is not there yet, or empty.")],
) -> None:
    """Make a hub from its backup. With DATABASE_URL, into that empty PostgreSQL database."""
    from osteohub.backup.restore import restore as restore_hub
    from osteohub.settings import settings_for
    from osteokit.cli.progress_bar import progress_bar

    try:
        secret = identity.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OsteoError(f"{identity} cannot be read; name the file that `osteo hub key` wrote.") from error
    with progress_bar() as progress:
        count = restore_hub(file, settings_for(folder), secret, progress)
    typer.echo(f"{folder}: the database, the keys and {count} files.")


def register(app: typer.Typer) -> None:
    app.add_typer(hub, name="hub")
