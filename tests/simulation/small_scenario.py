"""A block of bone with a shell of cortex, a hole to drill through it, and a vessel behind."""

import numpy as np

from osteokit.imaging.volume import Volume
from osteokit.simulation.scenario import Level, PassMark, Risk, Scenario, Step, Target, VirtualPatient
from osteokit.simulation.scenarios.scenario_file import Scene, write_scenario

TOP_MM, BOTTOM_MM = 8.0, -8.0


def small_scenario() -> Scenario:
    target = Target("path", (0.0, 0.0, TOP_MM), (0.0, 0.0, BOTTOM_MM - 3.0), diameter_mm=3.2)
    marks = (PassMark("plunge_mm", 6.0), PassMark("risks_touched", 0.0), PassMark("breach_mm", 1.0))
    levels = (
        Level("1", "Guided", "引导", True, True, False, 0.5, 0.0, marks),
        Level("2", "Exam", "考核", False, False, True, 1.5, 60.0, marks),
    )
    vessel = Risk("vessel", "The vessel", "血管", "artery", ((-20.0, 0.0, -26.0), (20.0, 0.0, -26.0)), 4.0, 400.0)
    step = Step("hole", "Drill the hole", "钻孔", "drill", "drill_3_2", target, "Straight down.", "垂直向下。")
    return Scenario(
        name="small-hole", english="A small hole", chinese="小孔", about_english="One hole.", about_chinese="一个孔。",
        bone="bone.nrrd", labels="labels.nrrd", region_center=(0.0, 0.0, -9.0), region_size_mm=(24.0, 24.0, 46.0),
        spacing_mm=0.5, steps=(step,), risks=(vessel,), levels=levels, patient=VirtualPatient(60.0, 70.0, 85.0),
        source_english="generated", source_chinese="生成",
    )  # fmt: skip


def small_scene() -> Scene:
    matrix = np.eye(4)
    matrix[:3, 3] = (-14.0, -14.0, -34.0)
    z, y, x = np.meshgrid(np.arange(-34.0, 16.0), np.arange(-14.0, 15.0), np.arange(-14.0, 15.0), indexing="ij")
    inside = (abs(x) <= 10) & (abs(y) <= 10) & (z <= TOP_MM) & (z >= BOTTOM_MM)
    core = (abs(x) <= 8) & (abs(y) <= 8) & (z <= TOP_MM - 2) & (z >= BOTTOM_MM + 2)
    hounsfield = np.where(core, 250, np.where(inside, 1500, 40)).astype(np.int16)
    return Scene(small_scenario(), Volume(hounsfield, matrix), Volume(inside.astype(np.uint8), matrix))


def written(folder):
    """The scenario as a folder within ``folder``."""
    return write_scenario(small_scene(), folder / "small-hole")
