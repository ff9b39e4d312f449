"""Files from a hub as values: read off the interface's thread, before anything is put into the scene."""

import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume
from osteokit.jobs.train_publish import ARCHIVE, unpacked_scenario
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import read_plan
from osteokit.segmentation.files import read_segmentation
from osteokit.segmentation.names import key_of
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh

MESHES = (".stl", ".obj", ".ply", ".3mf", ".glb")
SEGMENTATIONS = (".seg.nrrd", ".seg.nii.gz")
VOLUMES = (".nrrd", ".nii.gz", ".dcm")
BEYOND = (".png", ".pdf")
"""Nothing for a scene: the file is left in its folder."""

_LISTS = ("bundles", "left", "scenarios")
MOST_UNPACKED, MOST_MEMBERS, MOST_RATIO = 20 << 30, 20_000, 1000


@dataclass(frozen=True, eq=False)
class Read:
    """What the files came to. ``bones`` are meshes by the key of a bone, ``meshes`` all others by name; ``bundles`` are
    scenes (.mrb) that only the scene can read; ``left`` are files that are nothing for a scene."""

    plan: SurgicalPlan | None = None
    bones: dict[str, Mesh] = field(default_factory=dict)
    meshes: dict[str, Mesh] = field(default_factory=dict)
    volumes: dict[str, Volume] = field(default_factory=dict)
    segmentations: dict[str, Segmentation] = field(default_factory=dict)
    bundles: tuple[Path, ...] = ()
    left: tuple[Path, ...] = ()
    scenarios: tuple[Path, ...] = ()


def read_files(files: list[Path], scenarios: Path, progress: Progress = silent) -> Read:
    """What stands in files; training scenarios are unpacked into the folder ``scenarios``.

    Raises
    ------
    OsteoError
        A file cannot be read, or is of no kind that is known here.
    """
    found: dict[str, Any] = {name: {} for name in ("bones", "meshes", "volumes", "segmentations")}
    found |= {name: [] for name in _LISTS}
    for number, file in enumerate(files):
        progress(number / max(len(files), 1), file.name)
        if file.name == ARCHIVE:
            found["scenarios"].append(unpacked_scenario(file, scenarios))
        else:
            _take(file, found)
    return Read(**{**found, **{name: tuple(found[name]) for name in _LISTS}})


def _take(file: Path, found: dict[str, Any]) -> None:
    name = file.name.lower()
    stem = file.name.split(".")[0]
    if name.endswith(MESHES):
        key = key_of(stem)
        place = found["bones"] if key is not None and key not in found["bones"] else found["meshes"]
        place[key if place is found["bones"] else stem] = read_mesh(file)
    elif name.endswith(SEGMENTATIONS):
        found["segmentations"][stem] = read_segmentation(file)
    elif name.endswith(VOLUMES):
        found["volumes"][stem] = read_volume(file)
    elif name.endswith(".mrb"):
        refuse_bad_archive(file)
        found["bundles"].append(file)
    elif name.endswith(".zip"):
        _take_archive(file, found)
    elif name.endswith(".json"):
        _take_plan(file, found)
    elif name.endswith(BEYOND):
        found["left"].append(file)
    else:
        raise OsteoError(_("{name} is of a kind that is not shown here; it is in {folder}.").format(
            name=file.name, folder=file.parent))  # fmt: skip


def _take_archive(file: Path, found: dict[str, Any]) -> None:
    """A plan with its bones, or slices of a CT."""
    folder = unpacked(file, file.with_name(file.name + ".files"))
    plans = sorted(folder.rglob("plan.json"))
    if plans:
        _take_plan(plans[0], found)
    else:
        found["volumes"][file.name.split(".")[0]] = read_volume(folder)


def _take_plan(file: Path, found: dict[str, Any]) -> None:
    """The plan with its bones where they lie beside it; without them it goes onto the bones that came along."""
    plan = read_plan(file)
    if any((file.parent / one.file).is_file() for one in plan.inputs):
        for one in plan.inputs:
            if not (file.parent / one.file).resolve().is_relative_to(file.parent.resolve()):
                raise OsteoError(
                    _("{name} names files outside of its folder; it is not opened.").format(name=file.name)
                )
        found["bones"].update(load_inputs(plan, file.parent))
    found["plan"] = plan


def refuse_bad_archive(file: Path) -> list[zipfile.ZipInfo]:
    """The members of an archive.

    Raises
    ------
    OsteoError
        It is damaged, leads out of its folder, or would grow beyond measure.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise OsteoError(_("{name} is damaged; fetch it again.").format(name=file.name)) from error
    for one in members:
        path = PurePosixPath(one.filename.replace("\\", "/"))
        bomb = one.file_size > MOST_RATIO * max(one.compress_size, 1)
        if path.is_absolute() or ".." in path.parts or ":" in one.filename or bomb:
            raise OsteoError(_("{name} is a dangerous archive; it is not opened.").format(name=file.name))
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise OsteoError(_("{name} is a dangerous archive; it is not opened.").format(name=file.name))
    return members


def unpacked(file: Path, folder: Path) -> Path:
    """The archive's content in a folder of its own, made anew."""
    members = refuse_bad_archive(file)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with zipfile.ZipFile(file) as archive:
            archive.extractall(folder, members)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise OsteoError(_("{name} is damaged; fetch it again.").format(name=file.name)) from error
    return folder


def patient_lines(plan: SurgicalPlan | None) -> Mapping[str, str]:
    """Whom a plan names; empty where it names nobody."""
    if plan is None:
        return {}
    who = plan.patient
    return {key: text for key, text in (("name", who.name), ("number", who.patient_id)) if text}
