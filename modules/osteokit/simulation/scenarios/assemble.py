"""Putting a built-in scenario together from its bone and its words."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from osteokit.imaging.volume import Volume
from osteokit.simulation.scenario import Level, Risk, Scenario, Step, VirtualPatient
from osteokit.simulation.scenarios.generated_bone import SOURCE_CHINESE, SOURCE_ENGLISH, GeneratedBone
from osteokit.simulation.scenarios.scenario_file import Scene

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


Change = Callable[[Volume], Volume]
"""What is done to the CT before anybody trains on it: a hole that is already there."""


def assembled(
    name: str, words: Words, parts: Parts, bone: GeneratedBone, change: Change = lambda volume: volume
) -> tuple[Scenario, Callable[[], Scene]]:
    """The scenario, and a function that makes its bone."""
    scenario = Scenario(
        name=name, english=words.title[0], chinese=words.title[1], about_english=words.about[0],
        about_chinese=words.about[1], bone=BONE_FILE, labels=LABELS_FILE, region_center=bone.center,
        region_size_mm=bone.size_mm, spacing_mm=bone.spacing_mm, steps=parts.steps, risks=parts.risks,
        levels=parts.levels, patient=parts.patient, goals_english=tuple(goal[0] for goal in words.goals),
        goals_chinese=tuple(goal[1] for goal in words.goals), source_english=SOURCE_ENGLISH,
        source_chinese=SOURCE_CHINESE, extras=parts.extras,
    )  # fmt: skip

    def scene() -> Scene:
        volume, labels = bone.volumes()
        return Scene(scenario, change(volume), labels)

    return scenario, scene


def with_holes(volume: Volume, lines, diameter_mm: float, hounsfield: float) -> Volume:
    """The volume with straight holes along ``lines`` (entry, end), filled with ``hounsfield``."""
    voxels = volume.voxels.copy()
    origin, spacing = volume.ijk_to_ras[:3, 3], volume.spacing_mm
    for entry, end in lines:
        a, b = np.array(entry), np.array(end)
        low = np.floor((np.minimum(a, b) - diameter_mm - origin) / spacing).astype(int).clip(0)
        high = np.ceil((np.maximum(a, b) + diameter_mm - origin) / spacing).astype(int) + 1
        x, y, z = (origin[n] + spacing[n] * np.arange(low[n], min(high[n], voxels.shape[2 - n])) for n in range(3))
        grid = np.stack(np.meshgrid(z, y, x, indexing="ij")[::-1], axis=-1)
        way = (b - a) / np.linalg.norm(b - a)
        along = (grid - a) @ way
        off = np.linalg.norm(grid - a - along[..., None] * way, axis=-1)
        inside = np.clip((diameter_mm / 2 - off) / spacing[0] + 0.5, 0, 1) * (
            (along > -4) & (along < np.linalg.norm(b - a))
        )
        part = voxels[low[2] : low[2] + len(z), low[1] : low[1] + len(y), low[0] : low[0] + len(x)]
        part[...] = np.rint((1 - inside) * part + inside * hounsfield)
    voxels.flags.writeable = False
    return Volume(voxels, volume.ijk_to_ras)
