"""``osteo plugins``: what is installed, what works, what it may be used for."""

import json
from dataclasses import asdict

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from osteokit.plugins.manager import OsteoPlugins, plugin_manager


def register(app: typer.Typer) -> None:
    app.command()(plugins)


def plugins(as_json: bool = typer.Option(False, "--json", help="Machine-readable.")) -> None:
    """List plugins, why one is disabled, and the segmenters that they bring with the licence of every task."""
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


def _content(manager: OsteoPlugins) -> dict:
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
