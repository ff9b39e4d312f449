"""Scenarios as folders: ``scenario.json`` (``osteo.scenario/1``), the density volume and the label map of its bone."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.base.strict_json import first_fault, json_of_text, text_of_file
from osteokit.imaging.volume import Volume
from osteokit.imaging.volume_file import read_volume_file
from osteokit.imaging.write import write_volume
from osteokit.simulation.assessment.scores import Reference
from osteokit.simulation.scenario import Level, Scenario, Target
from osteokit.simulation.scenarios.references_file import read_references, write_references

FORMAT = "osteo.scenario/1"
FILE_NAME = "scenario.json"
MOST_BYTES = 16 * 2**20
MOST_VOXELS = 512**3
"""Of the region that can be cut: what a field of distances in memory holds."""

OPEN_LABEL = 255
"""In a label map: a hole that is in the bone already. It belongs to the bone's outline, but nothing is hard there."""

_FAR_MM = 5000.0
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True, eq=False)
class Scene:
    """A scenario with its bone in memory: ``volume`` in HU, ``labels`` on the same grid: 0 where there is no bone,
    ``OPEN_LABEL`` where it has a hole already. ``references`` of its experts go before those of the table."""

    scenario: Scenario
    volume: Volume
    labels: Volume
    references: Mapping[str, Reference] = field(default_factory=dict)


@cache
def _adapter() -> TypeAdapter[Scenario]:
    return TypeAdapter(Scenario)


def schema_of_values() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) as the values of ``scenario`` say it; ``resources`` holds the same."""
    schema = _adapter().json_schema(mode="validation")
    schema["properties"] = {"format": {"const": FORMAT, "type": "string"}, **schema["properties"]}
    schema["required"] = ["format", *schema["required"]]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": FORMAT, **schema}


def scenario_schema() -> dict[str, Any]:
    """The published JSON schema of ``osteo.scenario/1``."""
    path = files("osteokit.simulation.scenarios").joinpath("resources/scenario.schema.json")
    return json.loads(path.read_text(encoding="utf-8"))


def text_of_scenario(scenario: Scenario) -> str:
    """The scenario as the text of its JSON document.

    Raises
    ------
    OsteoError
        It contradicts itself.
    """
    check_consistent(scenario)
    document = {"format": FORMAT, **_adapter().dump_python(scenario, mode="json")}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)


def scenario_of_text(text: str, name: str = "The text") -> Scenario:
    """The scenario of a JSON text; ``name`` stands in the sentences of refusal.

    Raises
    ------
    OsteoError
        No JSON, another version, not of the schema, or it contradicts itself.
    """
    document = json_of_text(text, name, "scenario")
    version = document.pop("format", None) if isinstance(document, dict) else None
    if version != FORMAT:
        said = f"its format is {version!r}" if isinstance(version, str) else "it names no format"
        raise OsteoError(f"{name} is no scenario that can be read here: {said[:80]}, and {FORMAT!r} is needed.")
    try:
        # Through JSON again, so that lists become tuples while texts never become numbers.
        scenario = _adapter().validate_json(json.dumps(document), strict=True)
    except (ValidationError, ValueError, RecursionError) as error:
        raise OsteoError(f"{name} is no scenario of {FORMAT}: {first_fault(error)}.") from error
    check_consistent(scenario)
    return scenario


def write_scenario(scene: Scene, folder: str | Path) -> Path:
    """Write a scenario and its bone to ``folder``, whole or not at all. Nothing that names a patient is written.

    Raises
    ------
    OsteoError
        It contradicts itself or its bone, or the folder cannot be written.
    """
    text = text_of_scenario(scene.scenario)
    check_bone(scene)
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / FILE_NAME).exists():
        raise OsteoError(f"{folder} holds other files; choose an empty or a new folder for the scenario.")
    with whole_folder(folder) as temporary:
        write_volume(scene.volume, temporary / scene.scenario.bone)
        write_volume(scene.labels, temporary / scene.scenario.labels)
        (temporary / FILE_NAME).write_text(text + "\n", encoding="utf-8")
        if scene.references:
            write_references(scene.references, temporary)
    return folder


def read_scenario(path: str | Path) -> Scenario:
    """The scenario in a folder (or its ``scenario.json``); its bone is not opened.

    Raises
    ------
    OsteoError
        As :func:`scenario_of_text`, or the file is absent, too large or no text.
    """
    file = _file_of(Path(path))
    return scenario_of_text(text_of_file(file, "scenario", MOST_BYTES), file.name)


def read_scene(path: str | Path) -> Scene:
    """The scenario in a folder with its bone.

    Raises
    ------
    OsteoError
        As :func:`read_scenario`; the bone's files are absent, damaged, or do not fit the scenario.
    """
    file = _file_of(Path(path))
    scenario = read_scenario(file)
    volumes = []
    for name in (scenario.bone, scenario.labels):
        if not (file.parent / name).is_file():
            raise OsteoError(f"{file.parent} has no {name}, which its scenario names; copy the whole folder.")
        volumes.append(read_volume_file(file.parent / name))
    scene = Scene(scenario, volumes[0], volumes[1], read_references(file.parent))
    check_bone(scene)
    return scene


def _file_of(path: Path) -> Path:
    return path / FILE_NAME if path.is_dir() else path


def check_consistent(scenario: Scenario) -> None:
    """Refuse a scenario whose parts contradict each other.

    Raises
    ------
    OsteoError
        A name that is no name, no steps or levels, two of one name, a target outside the region or without its size, a
        number out of all proportion, a risk without a course, a bone that is no file of the folder.
    """
    if not _NAME.fullmatch(scenario.name):
        raise OsteoError(f"A scenario's name has letters, digits and hyphens (64 at most), not {scenario.name[:60]!r}.")
    for file in (scenario.bone, scenario.labels):
        _check_file(file)
    if scenario.bone == scenario.labels:
        raise OsteoError("Bone and labels of a scenario are two files; give them two names.")
    for what, names in (
        ("step", [step.name for step in scenario.steps]),
        ("level", [level.name for level in scenario.levels]),
        ("risk", [risk.name for risk in scenario.risks]),
    ):
        _check_names(what, names)
    if not scenario.steps or not scenario.levels:
        raise OsteoError(f"Scenario {scenario.name} has no {'levels' if scenario.steps else 'steps'}; add one.")
    _check_region(scenario)
    for step in scenario.steps:
        _check_target(step.name, step.target, scenario)
    for risk in scenario.risks:
        if not risk.points or not 0 < risk.radius_mm < 200 or not 0 <= risk.bleeding_ml_min < 20000:
            raise OsteoError(f"Risk {risk.name!r} needs a course, a radius and a bleeding that is not below 0.")
        _check_points(f"Risk {risk.name!r}", *risk.points)
    for level in scenario.levels:
        _check_level(level)
    patient = scenario.patient
    if not (1 <= patient.weight_kg < 400 and 20 <= patient.pulse_bpm < 250 and 20 <= patient.pressure_mmhg < 200):
        raise OsteoError("The virtual patient's weight, pulse or pressure is not that of a living person; correct it.")


def _check_file(name: str) -> None:
    path = PurePosixPath(name)
    if len(path.parts) != 1 or path.is_absolute() or any(c in name for c in "\\:\0") or not name.endswith(".nrrd"):
        raise OsteoError(f"The bone of a scenario is a .nrrd file in its own folder, not {name[:80]!r}.")


def _check_names(what: str, names: list[str]) -> None:
    for name in names:
        if not name.strip():
            raise OsteoError(f"A {what} of the scenario has no name; name it.")
        if names.count(name) > 1:
            raise OsteoError(f"The scenario has the {what} {name[:60]!r} twice; names must differ.")


def _check_region(scenario: Scenario) -> None:
    size = np.array(scenario.region_size_mm)
    _check_points("The region", scenario.region_center)
    if not (np.isfinite(size).all() and size.min() > 0 and 0.05 <= scenario.spacing_mm <= 3):
        raise OsteoError("The region needs three sizes above 0 mm and a spacing of 0.05 to 3 mm.")
    if np.prod(size / scenario.spacing_mm) > MOST_VOXELS:
        raise OsteoError(
            f"A region of {' x '.join(f'{s:.0f}' for s in size)} mm is too large for voxels of {scenario.spacing_mm:g} "
            "mm; make it smaller or the voxels larger."
        )


def _check_target(step: str, target: Target, scenario: Scenario) -> None:
    _check_points(f"The target of step {step!r}", target.entry, target.end, target.normal)
    sizes = {"path": ("diameter_mm",), "plane": ("width_mm", "depth_mm"), "region": ("diameter_mm",), "patch": ()}
    for name in sizes[target.kind]:
        if not 0 < getattr(target, name) < 500:
            raise OsteoError(f"The target of step {step!r} ({target.kind}) needs a {name} above 0.")
    if target.kind in ("path", "plane", "patch") and math.dist(target.entry, target.end) < 1e-3:
        raise OsteoError(f"The target of step {step!r} begins and ends at one point.")
    if target.kind == "plane":
        along, normal = np.subtract(target.end, target.entry), np.array(target.normal)
        if abs(along @ normal) > 0.02 * np.linalg.norm(along) * np.linalg.norm(normal) or not normal.any():
            raise OsteoError(f"The normal of the plane of step {step!r} is not square to its way.")
    low = np.array(scenario.region_center) - np.array(scenario.region_size_mm) / 2
    high = low + np.array(scenario.region_size_mm)
    for point in (target.entry, target.end):
        if (np.array(point) < low - 1e-6).any() or (np.array(point) > high + 1e-6).any():
            raise OsteoError(f"The target of step {step!r} lies outside of the region that can be cut.")


def _check_level(level: Level) -> None:
    if not (0 <= level.bleeding <= 20 and 0 <= level.time_s < 86400):
        raise OsteoError(f"Level {level.name!r} has a bleeding factor or a time that cannot be.")
    if level.exam and (level.guides or level.hints):
        raise OsteoError(f"Level {level.name!r} is an exam and so can have neither guides nor hints.")
    marks = [mark.metric for mark in level.pass_marks]
    _check_names(f"pass mark of level {level.name!r}", marks)
    if not all(math.isfinite(mark.limit) for mark in level.pass_marks):
        raise OsteoError(f"A pass mark of level {level.name!r} is no number.")


def _check_points(what: str, *points: tuple[float, float, float]) -> None:
    if not all(math.isfinite(value) and abs(value) < _FAR_MM for point in points for value in point):
        raise OsteoError(f"{what} has a place that is not within {_FAR_MM:.0f} mm.")


def check_bone(scene: Scene) -> None:
    """Refuse a bone that is not what its scenario needs.

    Raises
    ------
    OsteoError
        Volume and labels are not on one grid, there is no bone, or the region lies outside of the images.
    """
    volume, labels, scenario = scene.volume, scene.labels, scene.scenario
    same = volume.voxels.shape == labels.voxels.shape
    if not same or not np.allclose(volume.ijk_to_ras, labels.ijk_to_ras, atol=1e-3):
        raise OsteoError(f"Bone and labels of scenario {scenario.name} lie on different grids; resample one.")
    if not labels.voxels.any():
        raise OsteoError(f"The labels of scenario {scenario.name} hold no bone.")
    corners = np.array(np.meshgrid(*[(-0.5, 0.5)] * 3)).reshape(3, -1).T
    places = np.array(scenario.region_center) + corners * np.array(scenario.region_size_mm)
    to_ijk = np.linalg.inv(volume.ijk_to_ras)
    ijk = places @ to_ijk[:3, :3].T + to_ijk[:3, 3]
    last = np.array(volume.voxels.shape[::-1])
    if (ijk.min(axis=0) < -1.0).any() or (ijk.max(axis=0) > last).any():
        raise OsteoError(f"The region of scenario {scenario.name} reaches beyond its images; make it smaller.")
