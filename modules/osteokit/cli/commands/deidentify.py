"""``osteo deidentify``: DICOM that names nobody, with a report of what was changed."""

import enum
import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar


class Dates(enum.StrEnum):
    """What becomes of dates."""

    REMOVED = "removed"
    MODIFIED = "modified"
    FULL = "full"


class Keep(enum.StrEnum):
    """What may stay although the Basic Profile takes it away."""

    UIDS = "uids"
    DEVICE = "device"
    INSTITUTION = "institution"
    PATIENT = "patient"
    DESCRIPTIONS = "descriptions"
    SAFE_PRIVATE = "safe-private"


def deidentify(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="DICOM folder, zip or file.")],
    out: Annotated[Path, typer.Option(help="New folder for the de-identified files.")],
    dates: Annotated[
        Dates, typer.Option(help="Remove dates, shift them all alike per patient, or keep.")
    ] = Dates.REMOVED,
    keep: Annotated[
        list[Keep] | None,
        typer.Option(help="Keep this (repeatable); descriptions keep known harmless words only."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(help="Secret key file: the same key gives the same pseudonyms. Made if absent; guard it."),
    ] = None,
    accept_burned_in: Annotated[
        bool, typer.Option("--accept-burned-in", help="I looked: no names are burned into the pictures.")
    ] = False,
) -> None:
    """De-identify by DICOM PS3.15 Annex E (Basic Profile and the options chosen)."""
    from osteokit.imaging.confidentiality import Option, Profile
    from osteokit.imaging.deidentify import REPORT_NAME, deidentify_folder

    options = {
        Keep.UIDS: Option.RETAIN_UIDS,
        Keep.DEVICE: Option.RETAIN_DEVICE,
        Keep.INSTITUTION: Option.RETAIN_INSTITUTION,
        Keep.PATIENT: Option.RETAIN_PATIENT,
        Keep.DESCRIPTIONS: Option.CLEAN_DESCRIPTORS,
        Keep.SAFE_PRIVATE: Option.SAFE_PRIVATE,
    }
    chosen = {options[one] for one in keep or ()}
    chosen |= {Dates.MODIFIED: {Option.MODIFIED_DATES}, Dates.FULL: {Option.FULL_DATES}}.get(dates, set())
    secret = _key(key) if key else secrets.token_bytes(32)
    profile = Profile(frozenset(chosen), secret, accept_burned_in)
    with progress_bar() as progress:
        report = deidentify_folder(source, out, profile, progress)
    table = Table("Attribute", "Tag", "Done", "Times", show_edge=False)
    words = {"X": "removed", "Z": "emptied", "D": "replaced", "U": "new UID", "C": "cleaned"}
    for change in report.changes:
        table.add_row(change.keyword, change.tag, words[change.action], str(change.count))
    console = Console()
    console.print(table)
    for caution in report.warnings:
        console.print(caution, style="yellow")
    typer.echo(f"{report.files} files in {out}, {report.left_out} left out; the report is {out / REPORT_NAME}")


def _key(path: Path) -> bytes:
    """The secret in a file, made (for its owner alone) where there is none."""
    try:
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_hex(32).encode())
        return path.read_bytes().strip()
    except OSError as error:
        raise OsteoError(f"The key file {path} cannot be read or made ({error.strerror}).") from error


def register(app: typer.Typer) -> None:
    app.command()(deidentify)
