"""A quote from a real slicing engine: PrusaSlicer's command line, an optional program of the system (not linked)."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.fabrication.printability import Printer

_PROGRAMS = ("prusa-slicer", "PrusaSlicer", "prusa-slicer-console")


@dataclass(frozen=True)
class SliceSettings:
    """How to print; ``price_per_kg`` is in whatever currency the cost should be."""

    layer_mm: float = 0.2
    infill_percent: int = 15
    support: bool = True
    filament_diameter_mm: float = 1.75
    price_per_kg: float = 25.0


@dataclass(frozen=True)
class Quote:
    """What the engine computed."""

    seconds: int
    grams: float
    cost: float
    filament_m: float
    engine: str


def find_engine() -> str | None:
    """The PrusaSlicer program on this machine, or None."""
    return next((path for name in _PROGRAMS if (path := shutil.which(name))), None)


def quote(
    path: str | os.PathLike[str],
    printer: Printer = Printer(),
    settings: SliceSettings = SliceSettings(),
    timeout_s: float = 600.0,
) -> Quote:
    """Slice an STL, OBJ or 3MF that lies on the bed, and read time, mass and cost from the G-code.

    Raises
    ------
    OsteoError
        PrusaSlicer is not installed, refuses the object, or takes longer than ``timeout_s``.
    """
    path = Path(path)
    program = find_engine()
    if program is None:
        raise OsteoError("PrusaSlicer is not installed; install the package prusa-slicer to get a quote.")
    _refuse_too_large(program, path, printer, timeout_s)
    with tempfile.TemporaryDirectory() as folder:
        gcode = Path(folder) / "sliced.gcode"
        arguments = ["--export-gcode", "--output", str(gcode), "--datadir", folder, *_options(printer, settings)]
        said = _run([program, *arguments, str(path)], path, timeout_s)
        if not gcode.exists():
            raise _refusal(path, said)
        return read_quote(gcode.read_text(encoding="utf-8", errors="replace"))


def _run(command: list[str], path: Path, timeout_s: float) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired as slow:
        raise OsteoError(f"{path.name}: slicing took longer than {timeout_s:.0f} s; simplify the surface.") from slow
    if done.returncode:
        raise _refusal(path, done.stderr + "\n" + done.stdout)
    return done.stdout


def _refusal(path: Path, said: str) -> OsteoError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reason = next((line for line in lines if "rror" in line), lines[-1] if lines else "no reason given")
    return OsteoError(f"{path.name} cannot be sliced ({reason.rstrip('.')}); check the file.")


def _refuse_too_large(program: str, path: Path, printer: Printer, timeout_s: float) -> None:
    """The command line slices what lies beyond the bed without a word, so ask for the size first."""
    said = _run([program, "--info", str(path)], path, timeout_s)
    sizes = [float(value) for value in re.findall(r"^size_[xyz] = ([\d.]+)", said, re.MULTILINE)]
    if len(sizes) < 3:
        raise _refusal(path, said)
    for first in range(0, len(sizes), 3):
        size = sizes[first : first + 3]
        if any(side > room for side, room in zip(size, printer.build_mm, strict=True)):
            shown, room = (" x ".join(f"{side:.0f}" for side in box) for box in (size, printer.build_mm))
            raise OsteoError(f"{path.name} ({shown} mm) is larger than {printer.name} ({room} mm); cut it into parts.")


def _options(printer: Printer, settings: SliceSettings) -> list[str]:
    x, y, z = printer.build_mm
    options = {
        "bed-shape": f"0x0,{x:g}x0,{x:g}x{y:g},0x{y:g}",
        "max-print-height": f"{z:g}",
        "center": f"{x / 2:g},{y / 2:g}",
        "layer-height": f"{settings.layer_mm:g}",
        "fill-density": f"{settings.infill_percent}%",
        "fill-pattern": "rectilinear" if settings.infill_percent >= 100 else "gyroid",  # the only kind that fills all
        "filament-diameter": f"{settings.filament_diameter_mm:g}",
        "filament-density": f"{printer.density_g_cm3:g}",  # without it every mass reads 0.00 g
        "filament-cost": f"{settings.price_per_kg:g}",
    }
    flags = ["--support-material", "--support-material-auto"] if settings.support else []
    return [part for key, value in options.items() for part in (f"--{key}", value)] + flags


_UNITS_S = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def read_quote(gcode: str) -> Quote:
    """The quote in the comments of PrusaSlicer's G-code.

    Raises
    ------
    OsteoError
        The comments are missing: it is not G-code of PrusaSlicer.
    """

    def value(name: str) -> str:
        found = re.search(rf"^; {re.escape(name)} = (.+)$", gcode, re.MULTILINE)
        if not found:
            raise OsteoError(f'The G-code does not say "{name}"; only the output of PrusaSlicer can be read.')
        return found.group(1).strip()

    duration = value("estimated printing time (normal mode)")
    engine = re.search(r"^; generated by (\S+ \S+)", gcode, re.MULTILINE)
    return Quote(
        seconds=sum(int(number) * _UNITS_S[unit] for number, unit in re.findall(r"(\d+)([dhms])", duration)),
        grams=float(value("total filament used [g]")),
        cost=float(value("total filament cost")),
        filament_m=float(value("filament used [mm]")) / 1000.0,
        engine=engine.group(1) if engine else "PrusaSlicer",
    )
