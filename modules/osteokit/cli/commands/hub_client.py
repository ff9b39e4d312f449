"""``osteo hub login`` and what a signed-in person does at a hub: find, fetch, publish, ask, answer, listen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.commands.hub import hub
from osteokit.cli.wide_console import wide_console

if TYPE_CHECKING:
    from osteokit.hubclient.accounts import Account

CHECKS_S = 60.0
"""For so long the automatic checks are waited for."""

_Version = Annotated[str, typer.Argument(metavar="ID", help="Of a version, as `osteo hub search` prints it.")]
_Referral = Annotated[str, typer.Argument(metavar="ID", help="Of a referral, as `osteo hub worklist` prints it.")]
_Identity = Annotated[Path | None, typer.Option(help="The institution's secret key, as `osteo hub key` wrote it.")]


def _account() -> "Account":
    from osteokit.hubclient.accounts import current_account

    account = current_account()
    if account is None:
        raise OsteoError("No hub is configured here; osteo hub login ADDRESS.")
    return account


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


def _table(*titles: str) -> Table:
    """Of things with an id, which stands whole however narrow the window: it is typed in again."""
    table = Table()
    table.add_column("id", no_wrap=True, min_width=32)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


@hub.command()
def login(address: Annotated[str, typer.Argument(help="Of the hub: https://hub.example.cn")]) -> None:
    """Sign in: prints a code to type in the browser. The token stays in your settings, readable by you only."""
    import platform

    from osteokit.hubclient.sign_in import ask_for_code, signed_in, wait

    code = ask_for_code(address, f"osteo on {platform.node()}")
    _console().print(f"Open {code.page} and type [bold]{code.user_code}[/]. Waiting ...")
    account = signed_in(code.address, wait(code))
    _console().print(f"{account.name} is signed in to {account.address}.", markup=False)


@hub.command()
def logout(
    forget: Annotated[
        bool, typer.Option("--forget", help="Also forget the hub: no plan is asked there any more.")
    ] = False,
) -> None:
    """Sign out. The hub stays configured: plans of restricted techniques are not finalised until you sign in again."""
    from osteokit.hubclient import accounts
    from osteokit.hubclient.sign_in import sign_out

    account = sign_out(_account())
    if forget:
        accounts.forget(account)
    typer.echo(f"{account.address}: " + ("forgotten." if forget else "signed out."))


@hub.command()
def site(
    name: Annotated[str, typer.Argument(help="Name or id of the institution; without it they are listed.")] = "",
) -> None:
    """Say at which institution you operate, where you are a clinician at several."""
    from dataclasses import replace

    from osteokit.hubclient.accounts import keep

    account = _account()
    places = {one["organisation_id"]: one["organisation"] for one in account.roles if one["role"] == "clinician"}
    if not name:
        for identity, called in places.items():
            typer.echo(f"{'*' if identity == account.site else ' '} {identity}  {called}")
        return
    found = [identity for identity, called in places.items() if name in (identity, called)]
    if len(found) != 1:
        raise OsteoError(f"You are no clinician at {name!r}, but at {', '.join(places.values()) or 'no institution'}.")
    keep(replace(account, site=found[0]))
    typer.echo(f"You operate at {places[found[0]]}.")


@hub.command()
def search(
    words: Annotated[str, typer.Argument(help="骨折, femur, ...")] = "",
    kind: Annotated[str, typer.Option(help="anatomy, procedure or complication.")] = "",
    body_system: Annotated[str, typer.Option(help="spine, pelvis, lower_limb, ...")] = "",
    specialty: Annotated[str, typer.Option(help="trauma, joint, ...")] = "",
    difficulty: Annotated[str, typer.Option(help="basic, intermediate, advanced.")] = "",
    licence: Annotated[str, typer.Option(help="CC-BY-4.0, ...")] = "",
    organ: Annotated[str, typer.Option(help="The organ or bone, as the hub writes it.")] = "",
    pathology: Annotated[str, typer.Option(help="The pathology, as the hub writes it.")] = "",
    sort: Annotated[str, typer.Option(help="newest, stars or downloads.")] = "newest",
) -> None:
    """Find published resources."""
    from osteokit.hubclient import library

    facets = {
        "kind": kind, "body_system": body_system, "specialty": specialty, "difficulty": difficulty,
        "licence": licence, "organ": organ, "pathology": pathology,
    }  # fmt: skip
    page = library.search(_account().connection(), words, "", 50, sort=sort, **facets)
    table = _table("title", "", "kind", "licence", "files")
    for one in page.versions:
        table.add_row(one.id, one.title, one.english, one.kind, one.licence, ", ".join(f.name for f in one.files))
    wide_console().print(table if page.versions else "Nothing was found.")
    for name, counts in ((name, counts) for name, counts in page.facets.items() if counts):
        _console().print(f"{name}: " + ", ".join(f"{key} {count}" for key, count in counts.items()), style="dim")


@hub.command()
def get(version: _Version, out: Annotated[Path, typer.Option(help="Folder for its files.")] = Path()) -> None:
    """Fetch a resource: its files, checked by SHA-256 and against the hub's ledger. A training scenario is unpacked."""
    from osteokit.base.progress import part
    from osteokit.cli.progress_bar import progress_bar
    from osteokit.hubclient import library
    from osteokit.hubclient.proofs import check_version
    from osteokit.hubclient.transfer import download
    from osteokit.jobs.train_publish import ARCHIVE, unpacked_scenario

    account = _account()
    connection = account.connection()
    found = library.version(connection, version)
    if found.stays_in_its_region:
        raise OsteoError("The files of this resource stay in its region; ask on the hub's page for a licence.")
    proven = check_version(connection, account, found) if found.state in ("published", "superseded") else None
    with progress_bar() as progress:
        for number, one in enumerate(found.files):
            count = len(found.files)
            download(connection, found.id, one, out, part(progress, number / count, (number + 1) / count))
    for one in found.files:
        if one.name == ARCHIVE:
            typer.echo(str(unpacked_scenario(out / ARCHIVE, out)))
    licence = f"licence {found.licence}" if found.licence else "no licence"
    ledger = f"entry {proven.number} of {proven.origin}" if proven else "not published, not in the ledger"
    _console().print(f"{out}: {len(found.files)} files of {found.title}; {licence}; {ledger}.", markup=False)


@hub.command()
def publish(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="STL, 3MF, GLB, plan.json, ...; or a training scenario's folder."),
    ],
    description: Annotated[
        Path, typer.Option(help="JSON that describes it, as the API takes it (docs/hub-browser.md).")
    ],
    organisation: Annotated[str, typer.Option(help="Id of your institution; not needed where there is one.")] = "",
) -> None:
    """Make a draft, send files and hand it in; interrupted, the same command goes on. Prints what the checks found."""
    import shutil
    import time

    from osteokit.base.strict_json import json_of_text, text_of_file
    from osteokit.cli.progress_bar import progress_bar
    from osteokit.hubclient import library
    from osteokit.hubclient.publish import publish as publish_files

    account = _account()
    connection, place = account.connection(), organisation or _only_place(account)
    said = json_of_text(text_of_file(description, "description", 1 << 20), description.name, "description")
    made_here = description.with_name(f".{description.stem}.files")
    if len(files) == 1 and files[0].is_dir():
        files, said = _scenario(files[0], said, made_here)
    with progress_bar() as progress:
        state = description.with_name(f".{description.stem}.publication")
        made = publish_files(connection, place, said, files, state, progress)
    shutil.rmtree(made_here, ignore_errors=True)
    _console().print(f"{made.title} is handed in as {made.id}.", markup=False)
    end = time.monotonic() + CHECKS_S
    while not made.checks and time.monotonic() < end:
        time.sleep(1.0)
        made = library.version(connection, made.id)
    colours = {"stop": "bold red", "warning": "yellow"}
    for one in made.checks:
        _console().print(
            f"{one['severity']}: {one['english']}", style=colours.get(one["severity"], "dim"), markup=False
        )


def _scenario(folder: Path, said: dict[str, Any], out: Path) -> tuple[list[Path], dict[str, Any]]:
    """The files of a scenario, in ``out``, and what it says of itself where the description does not."""
    from osteokit.jobs.train_publish import description_of, publishable
    from osteokit.simulation.scenarios.scenario_file import read_scenario

    known = description_of(read_scenario(folder))
    teaching = {**known["teaching"], **said.get("teaching", {})}
    return publishable(folder, out), {**known, **said, "teaching": teaching}


def _only_place(account: "Account") -> str:
    places = {
        one["organisation_id"] for one in account.roles if one["role"] in ("teacher", "expert", "operator", "clinician")
    }
    if len(places) != 1:
        raise OsteoError("Say for which of your institutions: --organisation ID (osteo hub site lists them).")
    return places.pop()


@hub.command()
def ask(plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.json.")]) -> None:
    """Ask whether a plan may be finalised by you, here and now. Exit 0: yes; 2: no, with the reason."""
    from osteokit.jobs.plan_gate import NotPermitted, ask_permission
    from osteokit.planning.plan_file import read_plan

    permission = ask_permission(read_plan(plan))
    if not permission.allowed:
        raise NotPermitted(permission)
    _console().print(permission.why, markup=False)


@hub.command()
def worklist() -> None:
    """Print the referrals that wait for you, the most pressing first, with the steps that are possible now."""
    from osteokit.hubclient import referrals

    table = _table("due", "urgency", "patient", "diagnosis", "possible now", "attached")
    found = referrals.worklist(_account().connection())
    for one in found:
        attached = ", ".join(each.name for each in one.attachments)
        patient = f"{one.patient_name} {one.patient_number}"
        due = one.due_at[:16].replace("T", " ")
        table.add_row(one.id, due, one.urgency, patient, one.diagnosis, ", ".join(one.actions), attached)
    wide_console().print(table if found else "Nothing waits.")


@hub.command()
def reply(
    referral: _Referral,
    action: Annotated[str, typer.Argument(help="accept, decline, book, arrive, treat, return, ...")],
    words: Annotated[str, typer.Option(help="Why, when, or with what result.")] = "",
    summary: Annotated[str, typer.Option(help="Of a return.")] = "",
    rehabilitation: Annotated[str, typer.Option(help="Of a return: the plan for afterwards.")] = "",
    attach: Annotated[
        list[Path] | None, typer.Option(help="A file, sealed for the other institution. Repeatable.")
    ] = None,
    open_into: Annotated[Path | None, typer.Option(help="Also write its attachments into this folder, opened.")] = None,
    identity: _Identity = None,
) -> None:
    """Take a step of a referral, with files for the other institution. Without network it is kept and sent later."""
    from osteokit.hubclient import referrals
    from osteokit.hubclient.reply import Reply, send_reply

    account = _account()
    if open_into is not None:
        if identity is None:
            raise OsteoError("Attachments are opened with the institution's secret key: --identity FILE.")
        connection = account.connection()
        for one in referrals.referral(connection, referral).attachments:
            typer.echo(str(referrals.open_attachment(connection, referral, one, identity, open_into)))
    result = {"words": words, "summary": summary, "rehabilitation": rehabilitation}
    kept = send_reply(account, Reply(referral, action, result, tuple(attach or ())))
    typer.echo("Kept; it is sent when the hub is back." if kept else f"{action}: done.")


@hub.command()
def queue(
    remove: Annotated[int, typer.Option(help="Take this number away; it is not sent.")] = 0,
) -> None:
    """Send what was done without network, and show what is left."""
    from osteokit.hubclient.queue import Queue

    waiting = Queue(_account())
    if remove:
        waiting.remove(remove)
    entries = waiting.entries()
    sent = waiting.send() if entries else None
    for one in waiting.entries():
        _console().print(f"{one.number}  {one.title}  {one.refusal or 'waits'}", markup=False)
    if sent is not None:
        _console().print(f"{sent.done} sent. {sent.stopped}".strip(), markup=False)


@hub.command()
def watch() -> None:
    """Print what happens at the hub, as it happens, until Ctrl-C; first what happened since the last time."""
    import json
    from dataclasses import asdict

    from osteokit.hubclient.events import Follower

    for news in Follower(_account(), lambda: False).follow():
        if news.trouble:
            Console(stderr=True).print(news.trouble, style="yellow", markup=False)
        for one in news.events:
            print(json.dumps(asdict(one), ensure_ascii=False), flush=True)


def register(app: typer.Typer) -> None:
    """The commands belong to ``osteo hub``, which registers itself."""
