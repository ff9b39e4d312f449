"""``osteo navigate``: tracked tools against a plan, without a desktop."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.commands.igtl import _host_and_port
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.jobs.navigate import Line, NavigationCase
    from osteokit.tracking.devices.live import LiveDevice

navigate = typer.Typer(help="Tracked tools against a plan: calibrate, register, follow.", no_args_is_help=True)

_Address = Annotated[str, typer.Argument(metavar="HOST[:PORT]", help="The tracker's or PLUS's OpenIGTLink server.")]
_Plan = Annotated[Path, typer.Option(metavar="PLAN.json", help="The surgical plan, beside its bones.")]
_Variant = Annotated[str | None, typer.Option(help="Of the plan. Default: the chosen one, or the only one.")]
_Setup = Annotated[Path, typer.Option(metavar="SETUP.json", help="The calibrated tool and the registered patient.")]


@navigate.command()
def targets(plan: _Plan, variant: _Variant = None) -> None:
    """List what of a plan can be navigated."""
    case = _case(plan, variant)
    table = Table(title="Targets", title_justify="left")
    for heading in ("name", "kind", "bone", "mm"):
        table.add_column(heading, justify="right" if heading == "mm" else "left")
    for one in case.planned.targets.values():
        table.add_row(one.name, one.kind, one.bone, f"{one.length_mm:.1f}")
    Console().print(table)
    for why in case.planned.left_out.values():
        _say(why)


@navigate.command()
def calibrate(
    address: _Address,
    setup: _Setup,
    tool: Annotated[str, typer.Option(help="Name of the tool's pose.")] = "StylusToTracker",
    reference: Annotated[
        str, typer.Option(help="Of the pose of the patient's reference; '' where the tool's is relative to it.")
    ] = "ReferenceToTracker",
    pivot: Annotated[float, typer.Option(metavar="SECONDS", min=1.0, help="How long it is pivoted.")] = 12.0,
    spin: Annotated[float, typer.Option(metavar="SECONDS", min=0.0, help="How long it is spun; 0: not.")] = 6.0,
    blade: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.0, help="How long a saw's blade is turned on a table; 0: no saw.")
    ] = 0.0,
    diameter: Annotated[float, typer.Option(metavar="MM", help="Of what enters the bone; 0 for a pointer.")] = 0.0,
) -> None:
    """Find a tool's tip and shaft and, of a saw, which way its blade faces; write them to SETUP.json."""
    from osteokit.jobs.navigate import calibrate as job
    from osteokit.tracking.navigation.collect import PoseCollector
    from osteokit.tracking.navigation.setup import write_setup

    collector = PoseCollector(tool, reference)
    with _device(address, (tool, *([reference] if reference else []))) as device:
        device.listen(collector.take)
        found, calibration, _ = job(device, collector, pivot, spin, diameter, _say, blade)
    x, y, z = calibration.tip
    _say(
        f"Tip at ({x:.2f}, {y:.2f}, {z:.2f}) mm in the tool's coordinates, "
        f"expected error {calibration.tip_error_mm:.2f} mm."
    )
    typer.echo(str(write_setup(found, setup)))


@navigate.command("register")
def register_patient(
    address: _Address,
    plan: _Plan,
    setup: _Setup,
    bone: Annotated[str, typer.Option(help="Key of the bone that is touched, as in tibia_left.")],
    landmark: Annotated[
        list[str] | None, typer.Option(help="To be touched, in this order. Default: the best five. Repeatable.")
    ] = None,
    sweep: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.0, help="Of the surface; 0: landmarks alone.")
    ] = 15.0,
    target: Annotated[
        str | None, typer.Option(help="Tell the error to be expected here. Default: every target.")
    ] = None,
    wait: Annotated[float, typer.Option(metavar="SECONDS", help="For each landmark.")] = 30.0,
    variant: _Variant = None,
) -> None:
    """Register the patient: landmarks, then a sweep of the surface; SETUP.json gets it."""
    from osteokit.jobs.navigate import sweep as sweep_job
    from osteokit.jobs.navigate import touch_landmarks
    from osteokit.surface.distance import SurfaceDistance
    from osteokit.tracking.navigation.collect import PoseCollector
    from osteokit.tracking.navigation.setup import read_setup, write_setup

    case, known = _case(plan, variant), read_setup(setup)
    planned = case.landmarks(bone, landmark or (), target or "")
    surface = SurfaceDistance(case.meshes[bone])
    collector = PoseCollector(known.tool.name, known.reference)
    with _device(address, (known.tool.name,)) as device:
        device.listen(collector.take)
        found: Any = touch_landmarks(device, collector, known, planned, wait, _say)
        if sweep > 0:
            found = sweep_job(device, collector, known, surface, found, sweep, _say)
    registered = known.registered(found, bone, case.plan.id)
    names = [target] if target else [name for name, one in case.planned.targets.items() if one.bone == bone]
    for name in names:
        error = registered.expected_error(case.planned.target(name))
        told = (
            "no error can be told from three landmarks; touch a fourth"
            if error is None
            else (f"{error.total_mm:.2f} mm expected, below {error.most_mm:.2f} mm with 95 % confidence")
        )
        _say(f"{name}: {told}.")
    typer.echo(str(write_setup(registered, setup)))


@navigate.command()
def run(
    address: _Address,
    plan: _Plan,
    setup: _Setup,
    target: Annotated[str, typer.Option(help="Name of the screw, cut or hole; `osteo navigate targets` lists them.")],
    risk: Annotated[list[str] | None, typer.Option(help="A surface of the plan to keep away from. Repeatable.")] = None,
    rate: Annotated[float, typer.Option(min=0.1, max=200.0, help="Lines per second.")] = 10.0,
    seconds: Annotated[float | None, typer.Option(help="Stop after so long.")] = None,
    record: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Record the course there.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line.")] = False,
    variant: _Variant = None,
) -> None:
    """Follow the tool: distance, angle and depth to a target, until Ctrl-C."""
    from osteokit.jobs.navigate import follow, navigator_of
    from osteokit.tracking.navigation.course import CourseFile
    from osteokit.tracking.navigation.setup import read_setup

    case, known = _case(plan, variant), read_setup(setup)
    navigator = navigator_of(known, case, case.planned.target(target), risk or ())
    names = (known.tool.name, *([known.reference] if known.reference else []))
    about = {"plan": case.plan.id, "variant": case.variant, "target": target}
    file = None if record is None else CourseFile(record, about)
    try:
        with _device(address, names) as device:
            until = None if seconds is None else time.monotonic() + seconds
            for line in follow(device, navigator, rate, file):
                typer.echo(json.dumps(line.as_json()) if as_json else _words(line))
                if until is not None and time.monotonic() >= until:
                    break
    finally:
        if file is not None:
            file.close()


@navigate.command()
def course(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="A course that `osteo navigate run` recorded.")],
) -> None:
    """Sum up a recorded course, as JSON."""
    from osteokit.tracking.navigation.course import read_course, summary

    about, moments = read_course(file)
    typer.echo(json.dumps({**about, **summary(moments).as_json()}, ensure_ascii=False, indent=1))


@navigate.command()
def rehearse(
    plan: _Plan,
    target: Annotated[str, typer.Option(help="What is drilled at the end.")],
    landmark: Annotated[
        list[str] | None, typer.Option(help="Touched, in this order. Default: the best five. Repeatable.")
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            help="pivot, spin, blade, landmarks, sweep or drill; these again and again. Default: all, once. Repeatable."
        ),
    ] = None,
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes a free one.")] = 18944,
    rate: Annotated[float, typer.Option(min=1.0, max=1000.0, help="Frames per second.")] = 60.0,
    noise: Annotated[float, typer.Option(metavar="MM", min=0.0, help="Of the tracker, along each axis.")] = 0.1,
    touch: Annotated[float, typer.Option(metavar="MM", min=0.0, help="How far beside a landmark it is touched.")] = 0.5,
    error: Annotated[float, typer.Option(metavar="MM", help="Drill so far beside the plan.")] = 0.0,
    tilt: Annotated[float, typer.Option(metavar="DEG", help="Drill so much out of its direction.")] = 0.0,
    seconds: Annotated[float | None, typer.Option(help="Stop after so long.")] = None,
    variant: _Variant = None,
) -> None:
    """Simulate the operating room: serve a tracker that sees a tool being calibrated, the landmarks of a plan's bone
    touched, the bone swept and a target drilled. It begins when somebody connects."""
    from osteokit.tracking.devices.motions import with_noise
    from osteokit.tracking.devices.simulated import SimulatedDevice
    from osteokit.tracking.navigation.rehearsal import STAGES, Rehearsal, RehearsedRoom

    unknown = [one for one in stage or () if one not in STAGES]
    if unknown:
        raise OsteoError(f"{unknown[0]!r} is no stage; there are {', '.join(STAGES)}.")
    case = _case(plan, variant)
    goal = case.planned.target(target)
    touched = case.landmarks(goal.bone, landmark or (), target)
    room = Rehearsal(case.meshes[goal.bone], touched, goal, RehearsedRoom(touch_mm=touch), error, tilt)
    motion = with_noise(room.only(*stage) if stage else room, noise)  # type: ignore[arg-type]
    began: list[float] = []

    def since_somebody_came(time_s: float) -> Any:
        if not began and device and device[0].peers:
            began.append(time_s)
        return motion(time_s - began[0] if began else 0.0)

    device: list[SimulatedDevice] = []
    with SimulatedDevice(since_somebody_came, rate, port) as served:
        device.append(served)
        typer.echo(f"Serving {room.room.tool.name} and ReferenceToTracker on {served.host}:{served.port}")
        until = None if seconds is None else time.monotonic() + seconds
        while until is None or time.monotonic() < until:
            time.sleep(0.2)


def _case(plan: Path, variant: str | None) -> "NavigationCase":
    from osteokit.jobs.navigate import open_case

    with progress_bar() as progress:
        return open_case(plan, variant, progress)


def _device(address: str, tools: tuple[str, ...]) -> "LiveDevice":
    """Connected and sending, or refused."""
    from osteokit.plugins.tracked_devices import DeviceSettings
    from osteokit.tracking.devices.live import LiveDevice

    host, port = _host_and_port(address)
    device = LiveDevice(DeviceSettings(address, "tracker", host, port, tools=tools), "osteo navigate")
    until = time.monotonic() + 5.0
    while not any(tool.is_seen for tool in device.status().tools):
        if time.monotonic() > until:
            sentence = device.status().sentence.english
            device.close()
            raise OsteoError(sentence)
        time.sleep(0.05)
    return device


def _words(line: "Line") -> str:
    if line.shown is None:
        return f"{line.time_s:8.2f} s  {line.lost}"
    told, breach = line.shown.guidance, line.shown.breach
    angle = "   -    " if told.angle_deg is None else f"{told.angle_deg:5.1f} deg"
    if told.blade is not None:
        angle += f" (along {told.blade.along_deg:+.1f}, across {told.blade.across_deg:+.1f})"
    warning = "" if breach.level == 0 else f"  {breach.level.name}: {breach.english} {breach.gap_mm:.1f} mm"
    return (
        f"{line.time_s:8.2f} s  distance {told.distance_mm:5.1f} mm  angle {angle}  depth {told.depth_mm:6.1f} mm  "
        f"remaining {told.remaining_mm:6.1f} mm{warning}"
    )


def _say(text: str) -> None:
    Console(stderr=True).print(text, markup=False, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    app.add_typer(navigate, name="navigate")
