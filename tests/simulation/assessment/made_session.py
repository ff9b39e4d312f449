"""Sessions whose every figure is known, because they are made by formulas."""

import numpy as np

from osteokit.simulation.scenario import Level, PassMark, Risk, Scenario, Step, Target, VirtualPatient
from osteokit.simulation.values import TISSUES, Event, Recording

RATE_HZ = 200.0
ENTRY, DEPTH_MM, START_MM = np.array([10.0, -20.0, 30.0]), 20.0, 60.0
AXIS = np.array([0.6, 0.0, -0.8])
CORTICAL = TISSUES.index("cortical")


def minimum_jerk(share):
    return share**3 * (10 - 15 * share + 6 * share**2)


def drilling_scenario(diameter_mm=3.2):
    target = Target("path", tuple(ENTRY), tuple(ENTRY + DEPTH_MM * AXIS), diameter_mm=diameter_mm)
    step = Step("hole", "Drill the hole", "钻孔", "drill", "drill-3.2", target)
    vessel = Risk("aorta", "Aorta", "主动脉", "artery", ((30.0, -30.0, 0.0), (30.0, 0.0, 0.0)), 5.0, 300.0)
    return Scenario(
        name="hole",
        english="A hole",
        chinese="钻孔练习",
        about_english="One hole.",
        about_chinese="一个孔。",
        bone="bone.nrrd",
        labels="labels.nrrd",
        region_center=tuple(ENTRY),
        region_size_mm=(60.0, 60.0, 60.0),
        spacing_mm=0.5,
        steps=(step,),
        risks=(vessel,),
        levels=(drilling_level(),),
        patient=VirtualPatient(weight_kg=70.0),
    )


def drilling_level(marks=(PassMark("plunge_mm", 5.0), PassMark("steps_done_percent", 100.0, at_most=False))):
    return Level("2", "With hints", "带提示", guides=True, hints=True, exam=False, time_s=20.0, pass_marks=tuple(marks))


def tool_axes(axis):
    """A rotation whose z column is ``axis``."""
    side = np.cross(axis, [0.0, 1.0, 0.0])
    side /= np.linalg.norm(side)
    return np.column_stack([side, np.cross(axis, side), axis])


def recording_along(along, depth, removed, side=None, axis=AXIS, rate_hz=RATE_HZ, **changes):
    """A recording of a tip at ``along`` (n,) mm on the planned line, ``side`` (n, 3) off it."""
    count = len(along)
    pose = np.tile(np.eye(4), (count, 1, 1))
    pose[:, :3, :3] = tool_axes(np.asarray(axis) / np.linalg.norm(axis))
    pose[:, :3, 3] = ENTRY + along[:, None] * AXIS + (0.0 if side is None else side)
    volume = np.zeros((count, len(TISSUES)))
    volume[:, CORTICAL] = removed
    force = np.zeros((count, 3))
    force[:, 2] = np.where(np.asarray(depth) > 0, 40.0, 0.0)
    values = {
        "time_s": np.arange(count) / rate_hz,
        "tool_to_ras": pose,
        "force_n": force,
        "torque_nmm": force * 0.5,
        "power": np.where(removed > 0, 1.0, 0.0),
        "depth_mm": np.asarray(depth, dtype=float),
        "temperature_c": np.full(count, 37.0),
        "tissue": np.where(np.asarray(depth) > 0, CORTICAL, 0).astype(np.int8),
        "removed_mm3": volume,
        "tool": np.zeros(count, np.int8),
        "blood_lost_ml": np.zeros(count),
        "pulse_bpm": np.full(count, 72.0),
        "pressure_mmhg": np.full(count, 90.0),
        "step": np.zeros(count, np.int16),
        "tools": ("drill-3.2",),
        "rate_hz": rate_hz,
        "events": (Event(0.0, "step_begun", "Drill.", "钻孔。", name="hole"),),
        "scenario": "hole",
        "level": "2",
        "hand": "made",
    }
    return Recording(**{**values, **changes})


def drilled_hole(plunge_mm=3.0, wall_mm=15.0, **changes):
    """Down to the bone in 1.5 s, through a wall of ``wall_mm`` at 3 mm/s, on by ``plunge_mm``, out again in 1 s."""
    down = -START_MM + START_MM * minimum_jerk(np.linspace(0, 1, int(1.5 * RATE_HZ)))
    into = np.arange(1, int(wall_mm / 3.0 * RATE_HZ) + 1) / RATE_HZ * 3.0
    beyond = wall_mm + plunge_mm * minimum_jerk(np.linspace(0, 1, int(0.2 * RATE_HZ)))
    out = beyond[-1] - (beyond[-1] + START_MM) * minimum_jerk(np.linspace(0, 1, int(1.0 * RATE_HZ)))
    along = np.concatenate([down, into, beyond, out])
    depth = np.where((along > 0) & (along <= wall_mm), np.maximum(along, 0), 0.0)
    removed = np.zeros(len(along))
    removed[len(down) : len(down) + len(into)] = 0.12
    return recording_along(along, depth, removed, **changes)
