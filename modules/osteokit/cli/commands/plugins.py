"""``osteo plugins``: what is installed, what works, what it may be used for; switching one off and on."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.plugins.installed import installed
from osteokit.plugins.switches import own_file, read_switches, switch

if TYPE_CHECKING:
    from osteokit.plugins.manager import OsteoPlugins

plugins = typer.Typer(help="List plugins; switch one off or on.", invoke_without_command=True)

HUB_FILE = "plugins.json"

_Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
_Name = Annotated[str, typer.Argument(metavar="NAME", help="As `osteo plugins list` shows it.")]
_Hub = Annotated[
    Path | None, typer.Option("--hub", metavar="FOLDER", help="For the hub of this folder instead of this person.")
]


def register(app: typer.Typer) -> None:
    app.add_typer(plugins, name="plugins")


@plugins.callback()
def _top(context: typer.Context, as_json: _Json = False) -> None:
    if context.invoked_subcommand is None:
        show(as_json)


@plugins.command("list")
def listed(as_json: _Json = False) -> None:
    """List plugins, why one is disabled, and the segmenters that they bring with the licence of every task."""
    show(as_json)


@plugins.command()
def disable(name: _Name, hub: _Hub = None) -> None:
    """Switch a plugin off. A hub that runs does so at once; everything else when it next starts."""
    if name not in {one.name for one in installed()}:
        raise OsteoError(f"No plugin {name} is installed; `osteo plugins list` names those that are.")
    file = _file(hub)
    switch(file, name, False)
    typer.echo(f"{name} is switched off in {file}. On again: osteo plugins enable {name}{_again(hub)}")


@plugins.command()
def enable(name: _Name, hub: _Hub = None) -> None:
    """Switch a plugin on that was switched off here."""
    file = _file(hub)
    if name not in read_switches(file):
        raise OsteoError(f"{name} is not switched off in {file}.")
    switch(file, name, True)
    typer.echo(f"{name} is no longer switched off in {file}.")


def _file(hub: Path | None) -> Path:
    if hub is None:
        return own_file()
    if not hub.is_dir():
        raise OsteoError(f"{hub} is no folder of a hub; name the one that `osteo hub serve --folder` has.")
    return hub / HUB_FILE


def _again(hub: Path | None) -> str:
    return "" if hub is None else f" --hub {hub}"


def show(as_json: bool) -> None:
    """Print what there is."""
    from osteokit.plugins.manager import plugin_manager  # here: it brings image libraries along

    manager = plugin_manager()
    if as_json:
        typer.echo(json.dumps(_content(manager), ensure_ascii=False, indent=1))
        return
    console = Console()
    infos = manager.infos()
    if not infos:
        console.print("No plugin is installed. Examples and a guide: plugins/ and docs/plugins.md of the source.")
        return
    table = Table("Plugin", "Package", "State")
    for info in infos:
        state = f"[red]disabled:[/red] {escape(info.fault)}" if info.fault else "[green]works[/green]"
        table.add_row(escape(info.name), escape(f"{info.package} {info.version}".strip()), state)
    console.print(table)
    segmenters = Table("Segmenter", "Task", "Licence", "Here")
    for s in manager.segmenters():
        for n, task in enumerate(s.licences):
            note = f" ({task.note})" if task.note else ""
            here = escape(s.available() or "ready") if n == 0 else ""
            segmenters.add_row(escape(s.name) if n == 0 else "", escape(task.task), escape(task.licence + note), here)
    if segmenters.row_count:
        console.print(segmenters)
    sources = Table("Image source", "What")
    for source in manager.image_sources():
        sources.add_row(escape(source.name), escape(source.title))
    if sources.row_count:
        console.print(sources)
    catalogues = Table("Implant catalogue", "What", "Folder")
    for catalogue in manager.implant_catalogs():
        catalogues.add_row(escape(catalogue.name), escape(catalogue.title), escape(str(catalogue.folder)))
    if catalogues.row_count:
        console.print(catalogues)
    devices = Table("Tracked device", "Kind", "Where", "What")
    for device in manager.tracked_devices():
        where = "started here" if device.start is not None else f"{device.host}:{device.port}"
        devices.add_row(escape(device.name), device.kind, escape(where), escape(device.title))
    if devices.row_count:
        console.print(devices)


def _content(manager: "OsteoPlugins") -> dict:
    return {
        "plugins": [asdict(info) for info in manager.infos()],
        "image_sources": [{"name": s.name, "title": s.title} for s in manager.image_sources()],
        "implant_catalogs": [
            {"name": c.name, "title": c.title, "folder": str(c.folder)} for c in manager.implant_catalogs()
        ],
        "tracked_devices": [
            {"name": d.name, "kind": d.kind, "host": d.host, "port": d.port, "title": d.title}
            for d in manager.tracked_devices()
        ],
        "segmenters": [
            {
                "name": s.name,
                "title": s.title,
                "needs_seeds": s.needs_seeds,
                "licences": [asdict(licence) for licence in s.licences],
                "unavailable": s.available(),
                "install": s.install,
            }
            for s in manager.segmenters()
        ],
    }
