"""``osteo igtl simulate``, ``watch``, ``record`` and ``sequence``: tracked devices without and with hardware."""

import json
import math
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from osteokit.base.errors import OsteoError
from osteokit.cli.commands.igtl import igtl

_DeviceArgument = Annotated[
    str, typer.Argument(metavar="DEVICE", help="HOST, HOST:PORT, a device that a plugin brings, or simulated-tracker.")
]
_Seconds = Annotated[float | None, typer.Option(min=0.0, help="Stop after so long; without it, at Ctrl-C.")]


@igtl.command()
def simulate(
    kind: Annotated[str, typer.Argument(help="tracker or haptic.")] = "tracker",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 18944,
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 lets the network in, unprotected.")] = "127.0.0.1",
    rate: Annotated[float, typer.Option(help="Frames a second.")] = 60.0,
    motion: Annotated[
        str, typer.Option(help="How the tool moves: still, pivot, spin, circle, wander or blade.")
    ] = "wander",
    noise: Annotated[float, typer.Option(help="Noise of the tracker along each axis, mm.")] = 0.0,
    replay: Annotated[Path | None, typer.Option(help="Play a recording (of osteo or PLUS) over and over.")] = None,
    fault: Annotated[
        str | None, typer.Option(help="What goes wrong: stall, vanish, lost, frozen, nan, skew, flood or clock.")
    ] = None,
    fault_at: Annotated[float, typer.Option(help="When it goes wrong, in seconds.")] = 5.0,
    fault_for: Annotated[float, typer.Option(help="For how long.")] = 3.0,
    seconds: _Seconds = None,
) -> None:
    """Be a tracker or a haptic arm: tools move, and are sent as PLUS sends them; an arm takes Force."""
    from osteokit.tracking.devices.faults import Fault
    from osteokit.tracking.devices.simulated import SimulatedDevice

    moves = _motion(kind, motion, noise, replay)
    trouble = None if fault is None else Fault(fault, fault_at, fault_for)
    with SimulatedDevice(moves, rate, port, host, fault=trouble) as device:
        typer.echo(f"Listening on {device.host}:{device.port}")
        _wait(seconds)


@igtl.command()
def watch(
    device: _DeviceArgument,
    seconds: _Seconds = None,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two lines.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say how a device is: its light and sentence, and each tool's rate, age, jitter and losses."""
    from osteokit.tracking.devices.live import LiveDevice

    until = math.inf if seconds is None else time.monotonic() + seconds
    with LiveDevice(settings_of(device), "osteo igtl watch") as live:
        while time.monotonic() < until:
            time.sleep(min(every, max(0.0, until - time.monotonic())))
            status = live.status()
            typer.echo(json.dumps(_content(status), ensure_ascii=False) if as_json else _line(status))


@igtl.command()
def record(
    device: _DeviceArgument,
    out: Annotated[Path, typer.Option(help="The recording; NAME.tracking.jsonl.")],
    seconds: _Seconds = None,
) -> None:
    """Record the poses of all tools until Ctrl-C; a program that is killed loses a quarter of a second."""
    from osteokit.tracking.devices.live import LiveDevice
    from osteokit.tracking.devices.recorder import Recorder

    errors = Console(stderr=True)
    with LiveDevice(settings_of(device), "osteo igtl record") as live, Recorder(out, device) as recorder:
        live.listen(recorder.put)
        try:
            _wait(seconds)
        except KeyboardInterrupt:
            pass  # the usual way to end it; what came is kept
        if recorder.count == 0:
            errors.print(live.status().sentence.english, style="yellow", markup=False, soft_wrap=True)
    if recorder.trouble:
        raise OsteoError(recorder.trouble)
    typer.echo(f"{recorder.count} poses in {recorder.seconds:.1f} s are in {out}, {recorder.lost} were left out.")


@igtl.command()
def sequence(
    recording: Annotated[Path, typer.Argument(metavar="RECORDING", help="Of osteo or of PLUS.")],
    out: Annotated[Path, typer.Option(help="The scene; NAME.mrb.")],
) -> None:
    """Write a recording as a scene of 3D Slicer: a sequence for each tool, and a browser that plays them."""
    from osteokit.mrml.tracked_sequences import write_recording_scene
    from osteokit.tracking.devices.plus_sequence import read_tracked

    found = read_tracked(recording)
    write_recording_scene(found, out, recording.name.split(".")[0])
    typer.echo(f"{len(found.tracks)} tools over {found.duration_s:.1f} s are in {out}.")


def _motion(kind: str, name: str, noise_mm: float, replay: Path | None) -> Any:
    from osteokit.tracking.devices.arm import Hand, SimulatedArm
    from osteokit.tracking.devices.motions import script, with_noise
    from osteokit.tracking.devices.plus_sequence import read_tracked
    from osteokit.tracking.devices.recording import replayed

    if kind not in ("tracker", "haptic"):
        raise OsteoError(f"{kind!r} is no device that can be simulated; there are tracker and haptic.")
    moves = replayed(read_tracked(replay)) if replay is not None else script(name)
    if kind == "tracker":
        return with_noise(moves, noise_mm) if noise_mm else moves
    return SimulatedArm(moves if replay is not None else Hand())


def settings_of(text: str) -> Any:
    """A device by name, or by its address."""
    from osteokit.cli.commands.igtl import _host_and_port
    from osteokit.plugins.tracked_devices import DeviceSettings, all_tracked_devices
    from osteokit.tracking.devices.simulated import SIMULATED

    known = {one.name: one for one in (*all_tracked_devices(), *SIMULATED)}
    return known.get(text) or DeviceSettings(text, "tracker", *_host_and_port(text))


def _line(status: Any) -> str:
    tools = ", ".join(
        f"{tool.name} {tool.rate_hz:.0f} Hz {tool.age_ms:.0f} ms ±{tool.jitter_ms:.1f}, {tool.lost} lost"
        if tool.is_seen
        else f"{tool.name}: {tool.sentence.english}"
        for tool in status.tools
    )
    return f"{status.light:<6} {status.sentence.english}  {tools}".rstrip()


def _content(status: Any) -> dict[str, Any]:
    """Numbers that are not there are null; JSON has no infinity."""
    return {
        "name": status.name,
        "light": status.light,
        "sentence": status.sentence.english,
        "sentence_zh": status.sentence.chinese,
        "tools": [
            {
                "name": tool.name,
                "seen": tool.is_seen,
                "pose": None if tool.pose is None else tool.pose.tolist(),
                "rate_hz": round(tool.rate_hz, 2),
                "age_ms": round(tool.age_ms, 1) if math.isfinite(tool.age_ms) else None,
                "jitter_ms": round(tool.jitter_ms, 2),
                "lost": tool.lost,
                "refused": tool.refused,
            }
            for tool in status.tools
        ],
    }


def _wait(seconds: float | None) -> None:
    until = math.inf if seconds is None else time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(min(0.2, max(0.0, until - time.monotonic())))


def register(app: typer.Typer) -> None:
    """The commands are part of ``osteo igtl``."""
