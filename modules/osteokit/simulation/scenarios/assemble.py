"""Putting a built-in scenario together from its bone and its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from osteokit.imaging.volume import Volume
from osteokit.simulation.scenario import Level, Risk, Scenario, Step, VirtualPatient
from osteokit.simulation.scenarios.generated_bone import SOURCE_CHINESE, SOURCE_ENGLISH, GeneratedBone
from osteokit.simulation.scenarios.scenario_file import OPEN_LABEL, Scene
from osteokit.simulation.values import Vector

OPEN_MM = 4.0
BONE_FILE, LABELS_FILE = "bone.nrrd", "labels.nrrd"


@dataclass(frozen=True)
class Words:
    """Texts in English and Chinese: the title, what it is about, what is learnt."""

    title: tuple[str, str]
    about: tuple[str, str]
    goals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Parts:
    """What a scenario is made of beside its bone."""

    steps: tuple[Step, ...]
    risks: tuple[Risk, ...]
    levels: tuple[Level, ...]
    patient: VirtualPatient = field(default_factory=VirtualPatient)
    extras: dict[str, str] = field(default_factory=dict)


Change = Callable[[Volume, Volume], tuple[Volume, Volume]]
"""What is done to CT and labels before anybody trains on them: a hole that is already there."""


def unchanged(volume: Volume, labels: Volume) -> tuple[Volume, Volume]:
    """CT and labels as they are."""
    return volume, labels


def assembled(
    name: str, words: Words, parts: Parts, bone: GeneratedBone, change: Change = unchanged
) -> tuple[Scenario, Callable[[], Scene]]:
    """The scenario, and a function that makes its bone."""
    scenario = Scenario(
        name=name,
        english=words.title[0],
        chinese=words.title[1],
        about_english=words.about[0],
        about_chinese=words.about[1],
        bone=BONE_FILE,
        labels=LABELS_FILE,
        region_center=bone.cut_center or bone.center,
        region_size_mm=bone.cut_size_mm or bone.size_mm,
        spacing_mm=bone.cut_spacing_mm or bone.spacing_mm,
        steps=parts.steps,
        risks=parts.risks,
        levels=parts.levels,
        patient=parts.patient,
        goals_english=tuple(goal[0] for goal in words.goals),
        goals_chinese=tuple(goal[1] for goal in words.goals),
        source_english=SOURCE_ENGLISH,
        source_chinese=SOURCE_CHINESE,
        extras=parts.extras,
    )

    def scene() -> Scene:
        return Scene(scenario, *change(*bone.volumes()))

    return scenario, scene


def with_holes(
    volume: Volume, labels: Volume, lines: Sequence[tuple[Vector, Vector]], diameter_mm: float, hounsfield: float
) -> tuple[Volume, Volume]:
    """CT and labels with straight holes along ``lines`` (entry, end), filled with ``hounsfield``; they begin before
    the entry, so that they are open."""
    voxels, marks = volume.voxels.copy(), labels.voxels.copy()
    origin, spacing = volume.ijk_to_ras[:3, 3], volume.spacing_mm
    for entry, end in lines:
        a, b = np.array(entry), np.array(end)
        low = np.floor((np.minimum(a, b) - diameter_mm - OPEN_MM - origin) / spacing).astype(int).clip(0)
        high = np.ceil((np.maximum(a, b) + diameter_mm + OPEN_MM - origin) / spacing).astype(int) + 1
        x, y, z = (origin[n] + spacing[n] * np.arange(low[n], min(high[n], voxels.shape[2 - n])) for n in range(3))
        grid = np.stack(np.meshgrid(z, y, x, indexing="ij")[::-1], axis=-1)
        way = (b - a) / np.linalg.norm(b - a)
        along = (grid - a) @ way
        off = np.linalg.norm(grid - a - along[..., None] * way, axis=-1)
        within = (along > -OPEN_MM) & (along < np.linalg.norm(b - a))
        share = np.clip((diameter_mm / 2 - off) / spacing[0] + 0.5, 0, 1) * within
        box = tuple(slice(low[n], low[n] + len(one)) for n, one in ((2, z), (1, y), (0, x)))
        voxels[box] = np.rint((1 - share) * voxels[box] + share * hounsfield)
        marks[box][(share > 0.5) & (marks[box] > 0)] = OPEN_LABEL
    voxels.flags.writeable = marks.flags.writeable = False
    return replace(volume, voxels=voxels), replace(labels, voxels=marks)
