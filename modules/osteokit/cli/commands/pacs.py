"""``osteo pacs``: look, fetch and store on a PACS over DICOMweb. Passwords come from the environment or a prompt."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:  # what is needed is imported where it is used: it brings image libraries along
    from pydicom.dataset import Dataset

    from osteokit.imaging.dicomweb import Access, Connection
    from osteokit.imaging.dicomweb_transfer import Prepare, StoreReport

pacs = typer.Typer(
    no_args_is_help=True,
    help="Query, retrieve and store on a PACS (DICOMweb). Set OSTEO_PACS_USER and OSTEO_PACS_PASSWORD, or "
    "OSTEO_PACS_TOKEN; OSTEO_PACS_CA for a certificate authority of your own, OSTEO_PACS_CERTIFICATE for a client one.",
)

URL = typer.Argument(
    help="Address of the DICOMweb service, for example https://pacs.example.org/dicom-web, or the name of a source "
    "that a plugin brings (see `osteo plugins`)."
)
USER = typer.Option("", "--user", help="User name (or OSTEO_PACS_USER); the password is asked for where it is not set.")
CA = typer.Option(
    None, "--ca", help="PEM file of the authority that signed the server's certificate (or OSTEO_PACS_CA)."
)
TIMEOUT = typer.Option(30.0, "--timeout", min=0.1, help="Seconds to wait for an answer.")


def register(app: typer.Typer) -> None:
    app.add_typer(pacs, name="pacs")


@pacs.command()
def echo(url: str = URL, user: str = USER, ca: Path = CA, timeout: float = TIMEOUT) -> None:
    """Ask whether a DICOMweb service answers and lets us in."""
    from osteokit.imaging.dicomweb import echo as ask

    connection = _open(url, user, ca, timeout)
    ask(connection)
    typer.echo(f"{connection.access.url} answers.")


@pacs.command()
def query(
    url: str = URL,
    patient: str = typer.Option("", "--patient", help="Patient ID."),
    name: str = typer.Option("", "--name", help="Part of the name, in any script; * and ? are wildcards."),
    date: str = typer.Option("", "--date", help="2024-01-31, or 2024-01-01..2024-12-31; either end may be empty."),
    modality: str = typer.Option("", "--modality", help="CT, MR, SEG, ..."),
    series: bool = typer.Option(False, "--series", help="Also list the series of every study."),
    user: str = USER,
    ca: Path = CA,
    timeout: float = TIMEOUT,
) -> None:
    """List studies that match, newest first."""
    from osteokit.imaging.dicomweb import StudyQuery, find_series, find_studies

    connection = _open(url, user, ca, timeout)
    wanted = StudyQuery(name=name, patient_id=patient, date=date, modality=modality)
    found = find_studies(connection, wanted)
    table = Table("Date", "Patient", "ID", "Modalities", "Description", "Images", "UID")
    for study in found:
        count = "" if study.instances is None else str(study.instances)
        cells = (study.date, study.patient_name, study.patient_id, " ".join(study.modalities), study.description, count)
        table.add_row(*map(escape, cells), study.study_uid)
        for one in find_series(connection, study.study_uid) if series else ():
            count = "" if one.instances is None else str(one.instances)
            table.add_row("", "", "", escape(one.modality), escape(one.description), count, f"  {one.series_uid}")
    table.columns[-1].overflow = "fold"
    Console().print(table)
    more = f"; the first {wanted.limit}, narrow the search" if len(found) >= wanted.limit else ""
    typer.echo(f"{len(found)} studies{more}")


@pacs.command()
def retrieve(
    url: str = URL,
    uid: str = typer.Argument(help="Study or series UID, as `osteo pacs query` shows it."),
    out: Path = typer.Option(..., "--out", help="Folder; each series gets a folder of its own in it."),
    user: str = USER,
    ca: Path = CA,
    timeout: float = TIMEOUT,
) -> None:
    """Fetch a study or a series. Run it again after an interruption: what is there is not fetched twice."""
    from osteokit.imaging.dicomweb_transfer import retrieve as fetch

    connection = _open(url, user, ca, timeout)
    with progress_bar() as progress:
        folders = fetch(connection, uid, out, progress)
    for folder in folders:
        typer.echo(f"{len(list(folder.glob('*.dcm')))} instances in {folder}")


@pacs.command()
def store(
    url: str = URL,
    paths: list[Path] = typer.Argument(help="DICOM files or folders of them: CT, SEG, encapsulated STL, ..."),
    identified: bool = typer.Option(
        False,
        "--identified",
        help="Send names, birth dates and all that identifies as they are. Without it everything is de-identified.",
    ),
    accept_burned_in: bool = typer.Option(
        False, "--accept-burned-in", help="Also send screen pictures, which may show a name in their pixels."
    ),
    key_file: Path = typer.Option(
        None,
        "--key-file",
        help="A secret file (16 bytes or more) for new UIDs and pseudonyms: the same file gives the same ones, so that "
        "a segmentation sent later still belongs to its CT. Without it they are new every time.",
    ),
    user: str = USER,
    ca: Path = CA,
    timeout: float = TIMEOUT,
) -> None:
    """Store files, de-identified unless --identified is said, and read every one back."""
    from osteokit.imaging.dicomweb_transfer import store as send

    connection = _open(url, user, ca, timeout)
    if identified:
        _warn(
            "--identified: names, birth dates and all else that identifies the patients go as they are to "
            f"{connection.access.url}."
        )
        prepare, cautions = _as_it_is, set()
    else:
        prepare, cautions = _deidentifying(accept_burned_in, key_file)
    with progress_bar() as progress:
        report = send(connection, paths, prepare, progress)
    for caution in sorted(cautions):
        _warn(caution)
    _tell(report, identified)


def _open(url: str, user: str, ca: Path | None, timeout: float) -> "Connection":
    from osteokit.imaging.dicomweb import access_from_environment, connect
    from osteokit.plugins.image_sources import find_image_source

    access = access_from_environment(url) if "://" in url else find_image_source(url).access()
    access = replace(access, timeout_s=timeout)
    if user:
        access = replace(access, user=user)
    if ca is not None:
        access = replace(access, ca=ca)
    connection = connect(_with_password(access))
    for warning in connection.warnings:
        _warn(warning)
    return connection


def _with_password(access: "Access") -> "Access":
    if not access.user or access.password or access.token:
        return access
    if not sys.stdin.isatty():
        raise OsteoError(f"There is no password for {access.user}; set OSTEO_PACS_PASSWORD.")
    return replace(access, password=typer.prompt(f"Password of {access.user}", hide_input=True, err=True))


def _as_it_is(dataset: "Dataset") -> "Dataset":
    return dataset


def _deidentifying(accept_burned_in: bool, key_file: Path | None) -> "tuple[Prepare, set[str]]":
    """De-identification with one key for the whole run, and the set that collects what it cannot hide."""
    from osteokit.imaging.confidentiality import Profile
    from osteokit.imaging.deidentify import cautions, deidentify_dataset

    profile = Profile(accept_burned_in=accept_burned_in)
    if key_file is not None:
        if not key_file.is_file():
            raise OsteoError(f"The key file {key_file} does not exist.")
        profile = replace(profile, key=key_file.read_bytes())
    said: set[str] = set()

    def prepare(dataset: "Dataset") -> "Dataset":
        said.update(cautions(dataset))
        return deidentify_dataset(dataset, profile)[0]

    return prepare, said


def _warn(sentence: str) -> None:
    Console(stderr=True).print(sentence, style="yellow", markup=False, highlight=False)


def _tell(report: "StoreReport", identified: bool) -> None:
    how = "as they are" if identified else "de-identified"
    good = len(report.instances) - len(report.problems)
    typer.echo(f"{good} of {len(report.instances)} instances stored {how} and read back unchanged.")
    for uid in dict.fromkeys(i.study_uid for i in report.instances):
        typer.echo(f"study {uid}")
    if report.skipped:
        typer.echo(f"{len(report.skipped)} files are no DICOM and were left out.")
    if report.problems:
        first = report.problems[0]
        raise OsteoError(
            f"{len(report.problems)} instances are not stored as sent; the first: {first.file}: {first.problem}."
        )
