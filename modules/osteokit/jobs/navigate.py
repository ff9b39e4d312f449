"""Navigation without a desktop: calibrate a tool, register the patient, follow the tool to a target of a plan."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.guides.from_plan import variant_of
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import read_plan
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.tracking.calibration.blade import blade_calibration
from osteokit.tracking.calibration.pivot import PivotCalibration, pivot_calibration
from osteokit.tracking.calibration.spin import SpinCalibration, spin_calibration
from osteokit.tracking.devices.live import LiveDevice
from osteokit.tracking.navigation.collect import PoseCollector, spread_out
from osteokit.tracking.navigation.course import CourseFile, Moment
from osteokit.tracking.navigation.guidance import Guidance, Target
from osteokit.tracking.navigation.landmark_choice import best_landmarks, touchable
from osteokit.tracking.navigation.navigator import Navigator, Shown
from osteokit.tracking.navigation.setup import Setup
from osteokit.tracking.navigation.structures import structures_of
from osteokit.tracking.navigation.targets import PlannedTargets, targets_of_plan
from osteokit.tracking.navigation.tool import NavigatedTool
from osteokit.tracking.registration.landmarks import LandmarkRegistration, register_landmarks
from osteokit.tracking.registration.surface import SurfaceRegistration, register_surface

Tell = Callable[[str], None]
"""Takes a sentence for the person who holds the tool."""

NEXT_MM = 5.0
"""A touch nearer than this to the one before is the same one, still held."""
LOOK_S = 0.05
READY_S = 3.0
"""From the order to lay the blade on a table until its poses count."""


@dataclass(frozen=True, eq=False)
class NavigationCase:
    """A plan with its bones as scanned, RAS mm, and what of one of its variants can be navigated."""

    plan: SurgicalPlan
    meshes: Mapping[str, Mesh]
    planned: PlannedTargets
    variant: str = ""

    def of_variant(self, name: str) -> "NavigationCase":
        """The same with another variant of the plan.

        Raises
        ------
        OsteoError
            There is none of that name, or it cannot be carried out.
        """
        planned = targets_of_plan(self.plan, variant_of(self.plan, name), self.meshes)
        return replace(self, planned=planned, variant=name)

    def landmarks(self, bone: str, keys: Sequence[str] = (), target: str = "") -> dict[str, np.ndarray]:
        """Planned positions (3,) of a bone's landmarks: those of ``keys``, in that order. Without keys those of its
        surface that leave the least error at ``target`` (without one, at the first target of the bone).

        Raises
        ------
        OsteoError
            The plan has none of this bone, or not one of the keys, or there is no such target.
        """
        if bone not in self.plan.landmarks:
            there = ", ".join(self.plan.landmarks) or "none"
            raise OsteoError(f"The plan has no landmarks of {bone!r}; it has them of {there}.")
        known = self.plan.landmarks[bone]
        if keys:
            return {key: known.point(key) for key in keys}
        surface = touchable({key: known.point(key) for key in known.landmarks}, SurfaceDistance(self.meshes[bone]))
        ends = [one.end for one in self.planned.targets.values() if one.bone == bone]
        end = self.planned.target(target).end if target else ends[0] if ends else None
        middle = self.meshes[bone].vertices.mean(axis=0) if end is None else np.asarray(end)
        return {key: surface[key] for key in best_landmarks(surface, middle)}


def open_case(path: Path, variant: str | None = None, progress: Progress = silent) -> NavigationCase:
    """The plan in ``path``, the variant of that name or the chosen one.

    Raises
    ------
    OsteoError
        The plan or a bone cannot be read, no variant is chosen, or it cannot be carried out.
    """
    plan = read_plan(path)
    meshes = load_inputs(plan, path.parent, part(progress, 0.0, 0.5))
    chosen = variant_of(plan, variant)
    planned = targets_of_plan(plan, chosen, meshes)
    progress(1.0, "Targets found")
    return NavigationCase(plan, meshes, planned, chosen.name)


def calibrate(
    device: LiveDevice,
    collector: PoseCollector,
    pivot_s: float,
    spin_s: float,
    diameter_mm: float,
    tell: Tell,
    blade_s: float = 0.0,
) -> tuple[Setup, PivotCalibration, SpinCalibration | None]:
    """Pivot the tool, then spin it (not with ``spin_s`` 0), then turn a saw's blade on a table (not with ``blade_s``
    0).

    Raises
    ------
    OsteoError
        The tool was not seen, or not moved as it must be.
    """
    tell(f"Rest the tip in the dimple and tilt the tool in all directions, {pivot_s:g} s.")
    pivot = pivot_calibration(_collected(device, collector, pivot_s))
    tell(f"Tip found to {pivot.rms_mm:.2f} mm (RMS of {len(pivot.residuals_mm)} poses). {pivot.advice}".strip())
    spin = None
    if spin_s > 0:
        tell(f"Turn the tool about its shaft, {spin_s:g} s.")
        spin = spin_calibration(_collected(device, collector, spin_s), pivot.tip)
        tell(f"Shaft found; it wobbled by {spin.wobble_deg:.1f} degrees.")
    blade = None
    if blade_s > 0:
        tell(f"Lay the blade flat on a table; from {READY_S:g} s on turn and slide it there, {blade_s:g} s.")
        _wait(device, READY_S, lambda: False)
        blade = blade_calibration(_collected(device, collector, blade_s))
        tell(f"Blade found; it wobbled by {blade.wobble_deg:.1f} degrees.")
    tool = NavigatedTool.calibrated(collector.tool, pivot, spin, diameter_mm, blade)
    return Setup(tool, collector.reference), pivot, spin


def touch_landmarks(
    device: LiveDevice,
    collector: PoseCollector,
    setup: Setup,
    planned: Mapping[str, np.ndarray],
    wait_s: float,
    tell: Tell,
) -> LandmarkRegistration:
    """Touch every landmark in its order and hold still on it; each is waited for ``wait_s``.

    Raises
    ------
    OsteoError
        One was not touched in time, or the landmarks do not fit.
    """
    touched: dict[str, np.ndarray] = {}
    last: np.ndarray | None = None
    for key in planned:
        tell(f"Touch {key.replace('_', ' ')} and hold still.")
        last = _next_touch(device, collector, setup.tool.tip, last, wait_s)
        touched[key] = last
    found = register_landmarks(touched, planned)
    tell(f"Landmarks: {found.fre_mm:.2f} mm left (FRE); {found.worst.replace('_', ' ')} fits least.")
    return found


def sweep(
    device: LiveDevice,
    collector: PoseCollector,
    setup: Setup,
    bone: SurfaceDistance,
    first: LandmarkRegistration,
    sweep_s: float,
    tell: Tell,
) -> SurfaceRegistration:
    """Sweep the tip over the bone and lay what it touched onto the bone's surface.

    Raises
    ------
    OsteoError
        Too few points, or points that may slide.
    """
    tell(f"Sweep the tip over the bone on several sides without lifting it, {sweep_s:g} s.")
    _collected(device, collector, sweep_s)
    found = register_surface(spread_out(collector.tips(setup.tool.tip)), bone, first.matrix)
    tell(f"Surface: {found.rms_mm:.2f} mm left of {int((~found.left_out).sum())} points.")
    return found


def _collected(device: LiveDevice, collector: PoseCollector, seconds: float) -> np.ndarray:
    collector.begin()
    _wait(device, seconds, lambda: False)
    collector.end()
    poses = collector.poses()
    if not len(poses):
        raise OsteoError(_unseen(device, collector))
    return poses


def _unseen(device: LiveDevice, collector: PoseCollector) -> str:
    names = ", ".join(tool.name for tool in device.status().tools if tool.is_seen) or "nothing"
    wanted = " and ".join(repr(name) for name in (collector.tool, collector.reference) if name)
    return f"{wanted} were not seen together; the device shows {names}."


def _next_touch(
    device: LiveDevice, collector: PoseCollector, tip: np.ndarray, last: np.ndarray | None, wait_s: float
) -> np.ndarray:
    collector.begin()
    found: list[np.ndarray] = []

    def held() -> bool:
        touch = collector.held(tip)
        if touch is None or (last is not None and np.linalg.norm(touch.position - last) < NEXT_MM):
            return False
        found.append(touch.position)
        return True

    _wait(device, wait_s, held)
    if not found:
        raise OsteoError(f"Nothing was touched within {wait_s:g} s; hold the tip still for a second on each landmark.")
    return found[0]


def _wait(device: LiveDevice, seconds: float, done: Callable[[], bool]) -> None:
    """Until it is done or the time is over.

    Raises
    ------
    OsteoError
        The device is lost meanwhile.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until and not done():
        time.sleep(LOOK_S)
        status = device.status()
        if status.light == "red":
            raise OsteoError(status.sentence.english)


@dataclass(frozen=True, eq=False)
class Line:
    """What is told at one moment: what is shown, or why nothing is."""

    time_s: float
    shown: Shown | None
    lost: str = ""

    def as_json(self) -> dict[str, Any]:
        if self.shown is None:
            return {"time_s": round(self.time_s, 3), "lost": self.lost}
        told, breach = self.shown.guidance, self.shown.breach
        return {
            "time_s": round(self.time_s, 3),
            "distance_mm": _rounded(told.distance_mm),
            "angle_deg": _rounded(told.angle_deg),
            "depth_mm": _rounded(told.depth_mm),
            "remaining_mm": _rounded(told.remaining_mm),
            "end_error_mm": _rounded(told.end_error_mm),
            "tip": [round(float(x), 3) for x in self.shown.place.tip],
            "level": breach.level.name.lower(),
            "gap_mm": _rounded(breach.gap_mm),
            "about": breach.english,
            **_tilts(told),
        }


def _tilts(told: Guidance) -> dict[str, float | None]:
    """Of a blade; nothing where there is none."""
    if told.blade is None:
        return {}
    return {"along_deg": _rounded(told.blade.along_deg), "across_deg": _rounded(told.blade.across_deg)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def navigator_of(setup: Setup, case: NavigationCase, target: Target, risks: Sequence[str] = ()) -> Navigator:
    """The navigator to a target of a case, warning at its bone's wall and at the bones or structures ``risks``.

    Raises
    ------
    OsteoError
        The setup is of another plan or bone, or there is no such structure.
    """
    if setup.plan_id and setup.plan_id != case.plan.id:
        raise OsteoError("The patient was registered to another plan; register to this one.")
    if setup.bone and setup.bone != target.bone:
        raise OsteoError(
            f"{target.name!r} lies in {target.bone}, but {setup.bone} was registered; register {target.bone}."
        )
    return Navigator(setup, target, SurfaceDistance(case.meshes[target.bone]), structures_of(case.meshes, risks))


def follow(
    device: LiveDevice, navigator: Navigator, rate_hz: float, record: CourseFile | None = None
) -> Iterator[Line]:
    """Lines until it is not asked any more; what is stale is not told."""
    began = time.monotonic()
    count = 0
    while True:
        count += 1
        time.sleep(max(0.0, began + count / rate_hz - time.monotonic()))
        line = _line(device, navigator, time.monotonic() - began)
        if record is not None and line.shown is not None:
            record.add(Moment.of(line.time_s, line.shown.guidance, line.shown.breach.level))
        yield line


def _line(device: LiveDevice, navigator: Navigator, time_s: float) -> Line:
    setup = navigator.setup
    tool = device.pose(setup.tool.name)
    reference = device.pose(setup.reference) if setup.reference else None
    if tool is None or (setup.reference and reference is None):
        status = device.status()
        missing = setup.tool.name if tool is None else setup.reference
        return Line(time_s, None, status.sentence.english if status.light != "green" else f"{missing} is not seen.")
    try:
        return Line(time_s, navigator.at(tool, reference))
    except OsteoError as refusal:
        return Line(time_s, None, str(refusal))
