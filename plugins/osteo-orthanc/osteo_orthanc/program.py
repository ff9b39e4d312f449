"""The command ``osteo-orthanc``: look at a referral's images, send a study, tell the hub where one is."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from osteo_orthanc.hub import ReferralImages, attach, images_of
from osteo_orthanc.identity import check_same
from osteo_orthanc.look import find_study, look, person_of
from osteo_orthanc.places import Place, find_place, read_places
from osteo_orthanc.transfer import Job, send
from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar
from osteokit.hubclient.accounts import current_account
from osteokit.hubclient.http import Connection
from osteokit.imaging.dicomweb import connect

app = typer.Typer(help="A referral's images in the hospitals' Orthancs.", no_args_is_help=True)

Referral = Annotated[str, typer.Argument(help="the hub's id of the referral")]
Own = Annotated[str, typer.Option("--own", help="name of this hospital's Orthanc")]
Uid = Annotated[str, typer.Option("--study", help="UID of the study, `osteo pacs query NAME` lists them")]


@app.command("look")
def show(referral: Referral, own: Own) -> None:
    """Which studies the referral names, whether they are there, and how to fetch them."""
    images = images_of(_hub(), find_place(own).institution, referral)
    if not images.studies:
        typer.echo("The referral names no images.")
    for one in look(images, read_places()):
        count = "not known" if one.instances is None else str(one.instances)
        typer.echo(f"{one.study_uid}  {one.about}  {one.place or '?'}  instances: {count}")
        typer.echo(f"  {one.trouble or one.command}")


@app.command("send")
def transfer(
    referral: Referral,
    own: Own,
    study: Uid,
    to: Annotated[str, typer.Option(help="name of the receiving hospital's Orthanc")],
) -> None:
    """Send a study to the receiving hospital and tell the hub; run again after an interruption."""
    hub, source, target = _hub(), find_place(own), find_place(to)
    images = images_of(hub, source.institution, referral)
    _check_way(images, source, target)
    if not images.identified:
        typer.echo("No agreement lets names go to that institution: the study is de-identified.")
    folder = _folder() / f"{referral}-{study}"
    job = Job(study, images.patient, images.identified, source.key(), folder)
    with progress_bar() as progress:
        sent = send(connect(source.access()), connect(target.access()), job, progress)
    attach(hub, referral, sent.study_uid, target.url, "")
    typer.echo(f"{sent.instances} instances sent and read back; study {sent.study_uid} at {target.name}.")
    if sent.note:
        typer.echo(sent.note)


@app.command("attach")
def tell(referral: Referral, own: Own, study: Uid) -> None:
    """Tell the hub that a study of this hospital's Orthanc belongs to a referral, after comparing the patient."""
    hub, place = _hub(), find_place(own)
    images = images_of(hub, place.institution, referral)
    found = find_study(connect(place.access()), study)
    note = check_same(person_of(found), images.patient)
    attach(hub, referral, study, place.url, found.description)
    typer.echo(f"{found.instances} instances of study {study} belong to the referral now.")
    if note:
        typer.echo(note)


def _check_way(images: ReferralImages, source: Place, target: Place) -> None:
    """Images go from the hospital that refers to the one that it refers to."""
    if not images.may_fetch:
        raise OsteoError("The referral's state does not let this institution have its images.")
    if source.institution != images.from_id:
        raise OsteoError(f"{source.name} is not the Orthanc of the institution that refers; it sends the images.")
    if not images.to_id or target.institution != images.to_id:
        raise OsteoError(f"{target.name} is not the Orthanc of the institution that this referral goes to.")


def _hub() -> Connection:
    account = current_account()
    if account is None or not account.is_signed_in:
        raise OsteoError("Sign in to the hub first: osteo hub login ADDRESS.")
    return account.connection()


def _folder() -> Path:
    return Path(os.environ.get("OSTEO_ORTHANC_FOLDER") or Path.home() / ".cache" / "osteo-orthanc")


def main() -> None:
    """Entry point; a refusal is one sentence and ends with 2."""
    try:
        app()
    except OsteoError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
