"""``osteo train``: scenarios listed, shown, made and checked; sessions run by a scripted hand and assessed."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.jobs.train import TrainResult
    from osteokit.simulation.scenario import Scenario
    from osteokit.simulation.values import Event

app = typer.Typer(name="train", no_args_is_help=True, help="Training: scenarios, sessions, assessment.")


class HandName(StrEnum):
    """What ``--hand`` takes."""

    expert = "expert"
    novice = "novice"


class Language(StrEnum):
    """What ``--language`` takes."""

    en = "en"
    zh = "zh"


@app.command("list")
def list_scenarios() -> None:
    """List the built-in scenarios."""
    from osteokit.simulation.scenarios.builtin import builtin_names, builtin_scenario

    table = Table(title="Scenarios", title_justify="left")
    for column in ("name", "what", "steps", "levels"):
        table.add_column(column)
    for name in builtin_names():
        one = builtin_scenario(name)
        levels = ", ".join(f"{level.name} {level.english}" for level in one.levels)
        table.add_row(name, f"{one.english}  {one.chinese}", str(len(one.steps)), levels)
    Console().print(table)


@app.command()
def show(scenario: Annotated[str, typer.Argument(help="Name of a built-in scenario, or a folder.")]) -> None:
    """Show a scenario: its steps, tools, structures at risk, levels and pass marks."""
    from osteokit.jobs.train import scenario_of

    _print_scenario(scenario_of(scenario), Console())


@app.command()
def check(folder: Annotated[Path, typer.Argument(help="Folder of a scenario.")]) -> None:
    """Check a scenario and its bone: read, consistent, and such that its tools can work in it."""
    from osteokit.simulation.scenarios.scenario_file import read_scene
    from osteokit.simulation.scenarios.scene_bone import check_kerf, tools_of

    scene = read_scene(folder)
    tools = tools_of(scene.scenario)
    check_kerf(scene.scenario)
    steps, levels = len(scene.scenario.steps), len(scene.scenario.levels)
    typer.echo(f"{scene.scenario.name}: {steps} steps, {levels} levels, tools {', '.join(tools)}. It can be trained.")


@app.command()
def run(
    scenario: Annotated[
        str, typer.Argument(help="Name of a built-in scenario, or a folder; of a session with --resume.")
    ],
    hand: Annotated[HandName, typer.Option(help="Who holds the tool.")] = HandName.expert,
    level: Annotated[str, typer.Option(help="Name of the level.")] = "1",
    out: Annotated[Path | None, typer.Option(help="Folder for the session. Default: runs/train/SCENARIO-HAND.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed does the same again.")] = 0,
    language: Annotated[Language, typer.Option(help="Of the report.")] = Language.en,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the session in this folder.")] = False,
    device: Annotated[
        str | None,
        typer.Option(metavar="NAME|HOST[:PORT]", help="A haptic arm holds the tool, in place of --hand; Ctrl-C ends."),
    ] = None,
    send_after: Annotated[
        bool, typer.Option("--send", help="With --device: send the record to the hub as yours; see osteo train send.")
    ] = False,
) -> None:
    """Run a session with a scripted hand or a haptic arm, and assess it: recording, assessment, report, xAPI
    statements, scene."""
    from osteokit.jobs import train as jobs
    from osteokit.jobs.train_send import refuse_scripted

    if send_after and device is None:
        refuse_scripted(hand.value)
    if device is not None:
        folder = Path(scenario) if resume else out or Path("runs") / "train" / f"{Path(scenario).name}-arm"
        _run_with_device(device, folder, "" if resume else scenario, level, language.value)
        if send_after:
            send(folder)
        return
    with progress_bar() as progress:
        if resume:
            folder = Path(scenario)
            result = jobs.resume(folder, hand.value, seed, language.value, progress)
        else:
            folder = out or Path("runs") / "train" / f"{Path(scenario).name}-{hand.value}"
            order = jobs.TrainOrder(scenario, folder, level, hand.value, seed, language.value)
            result = jobs.train(order, progress)
    print_result(result, folder, Console())


def _run_with_device(device: str, folder: Path, scenario: str, level: str, language: str) -> None:
    from osteokit.cli.commands.igtl_devices import settings_of
    from osteokit.jobs.train_device import DeviceOrder, train_with_device

    console = Console()
    order = DeviceOrder(folder, settings_of(device), scenario, level, language, resume=not scenario)

    def said(event: "Event") -> None:
        console.print(f"{event.time_s:7.1f} s  {event.english}", markup=False, highlight=False, soft_wrap=True)

    print_result(train_with_device(order, said), folder, console)


@app.command()
def assess(
    recording: Annotated[Path, typer.Argument(help="Folder of a session.")],
    language: Annotated[Language, typer.Option(help="Of the report.")] = Language.en,
) -> None:
    """Assess a session again, also one that was broken off, and write its results."""
    from osteokit.jobs.train import assess_folder

    with progress_bar() as progress:
        result = assess_folder(recording, language.value, progress)
    print_result(result, recording, Console())


@app.command()
def send(folder: Annotated[Path, typer.Argument(help="Folder of a session that ended.")]) -> None:
    """Send the record of a session to the hub, as that of the person who is signed in; without network it is kept and
    sent later (osteo hub queue)."""
    from osteokit.hubclient.accounts import current_account
    from osteokit.jobs.train_send import send_session

    account = current_account()
    if account is None:
        raise OsteoError("No hub is configured here; osteo hub login ADDRESS.")
    kept = send_session(account, folder)
    typer.echo("Kept; it is sent when the hub is back." if kept else f"Sent to {account.address}, for {account.name}.")


@app.command()
def references(
    scenario: Annotated[Path, typer.Argument(help="Folder of the scenario; the references are written into it.")],
    sessions: Annotated[list[Path], typer.Argument(help="Folders of experts' sessions, two or more.")],
) -> None:
    """Score a scenario against its own experts: the mean of their sessions scores 80."""
    from osteokit.jobs.train_references import make_references
    from osteokit.simulation.assessment.table import metric

    with progress_bar() as progress:
        made, path = make_references(scenario, sessions, progress)
    table = Table(title=f"{len(sessions)} sessions of experts", title_justify="left")
    for column in ("figure", "scores 40", "scores 80", "scores 100"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for key, one in made.items():
        by_score = {score: value for value, score in one.scale}
        shown = (f"{by_score[score]:.4g} {metric(key).unit}".strip() for score in (40.0, 80.0, 100.0))
        table.add_row(metric(key).english, *shown)
    Console().print(table)
    typer.echo(str(path))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario: letters, digits, hyphens.")],
    out: Annotated[Path, typer.Option(help="Folder for the scenario.")],
    plan: Annotated[Path, typer.Option(help="plan.json of a surgical plan with its bones beside it.")],
    variant: Annotated[str, typer.Option(help="Of the plan. Default: the chosen one, or the first.")] = "",
    ct: Annotated[
        Path | None, typer.Option(help="The CT from which the bones are: density as it was. Default: typical density.")
    ] = None,
    risks: Annotated[Path | None, typer.Option(help="Label map in which vessels and nerves are labelled.")] = None,
    risk: Annotated[
        list[str] | None, typer.Option(help="LABEL=KIND:NAME of a structure in it, as in 7=artery:Aorta. Repeat.")
    ] = None,
    spacing: Annotated[float, typer.Option(help="Of the voxels that are cut, mm.")] = 0.4,
) -> None:
    """Make a scenario of a surgical plan, without anything that names the patient."""
    from osteokit.jobs.train_new import NewOrder, new_scenario

    order = NewOrder(name, plan, out, variant, ct, risks, tuple(risk or ()), spacing)
    with progress_bar() as progress:
        scenario, notes = new_scenario(order, progress)
    console = Console()
    _print_scenario(scenario, console)
    for note in notes:
        console.print(note, style="yellow", markup=False, highlight=False, soft_wrap=True)
    typer.echo(str(out))


def _print_scenario(scenario: "Scenario", console: Console) -> None:
    lines = [f"{scenario.english}  {scenario.chinese}", scenario.about_english, scenario.source_english]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    steps = Table(title="Steps", title_justify="left")
    for column in ("step", "what", "task", "tool"):
        steps.add_column(column)
    for step in scenario.steps:
        steps.add_row(step.name, f"{step.english}  {step.chinese}", step.task, step.tool)
    console.print(steps)
    if scenario.risks:
        risks = Table(title="At risk", title_justify="left")
        for column in ("structure", "kind", "bleeds, mL/min"):
            risks.add_column(column)
        for one in scenario.risks:
            risks.add_row(f"{one.english}  {one.chinese}", one.kind, f"{one.bleeding_ml_min:.0f}")
        console.print(risks)
    levels = Table(title="Levels", title_justify="left")
    for column in ("level", "help", "time", "to pass"):
        levels.add_column(column)
    for level in scenario.levels:
        help_ = ", ".join(word for word, given in (("guides", level.guides), ("hints", level.hints)) if given)
        marks = "; ".join(f"{mark.metric} {'≤' if mark.at_most else '≥'} {mark.limit:g}" for mark in level.pass_marks)
        time = f"{level.time_s:.0f} s" if level.time_s else "free"
        levels.add_row(f"{level.name} {level.english}", help_ or "none (exam)", time, marks)
    console.print(levels)


def print_result(result: "TrainResult", folder: Path, console: Console) -> None:
    """What came of a session: events, figures, verdict, files."""
    from osteokit.simulation.assessment.table import metric

    for event in result.recording.events:
        if event.kind not in ("hint", "tool", "step_begun"):
            console.print(f"{event.time_s:7.1f} s  {event.english}", markup=False, highlight=False, soft_wrap=True)
    table = Table(title=f"{result.scenario.english}, level {result.recording.level}", title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("score", justify="right")
    for key, figure in result.assessment.figures.items():
        one = metric(key)
        score = "" if figure.score is None else f"{figure.score:.0f}"
        table.add_row(one.english, f"{figure.value:.4g} {one.unit}".strip(), score)
    console.print(table)
    for mark in result.assessment.marks:
        shown = "not measured" if mark.value is None else f"{mark.value:.3g}"
        sign, verdict = "≤" if mark.at_most else "≥", "passed" if mark.passed else "failed"
        console.print(f"{metric(mark.metric).english}: {shown} ({sign} {mark.limit:g}) {verdict}", highlight=False)
    score, passed = result.assessment.score, result.assessment.passed
    verdict = {True: "passed", False: "not passed", None: "no pass marks"}[passed]
    shown = "not scored" if score is None else f"{score:.0f} of 100"
    console.print(f"{verdict}, {shown}; computed in {result.seconds:.0f} s", highlight=False)
    if not result.files:
        raise OsteoError(f"No results were written to {folder}.")
    for path in result.files:
        typer.echo(str(path))


def register(app_: typer.Typer) -> None:
    app_.add_typer(app)
