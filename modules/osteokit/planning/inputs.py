"""The bones that a plan was made on: found beside it, and refused when they changed."""

import hashlib
import os
from pathlib import Path
from typing import Literal

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.plan import PlanInput, SurgicalPlan
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh


def sha256_of(path: Path) -> str:
    """Of the file's bytes.

    Raises
    ------
    OsteoError
        It is absent or cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except FileNotFoundError as error:
        raise OsteoError(f"The file {path} is missing; put it there or make the plan anew.") from error
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}).") from error
    return digest.hexdigest()


def plan_input(bone: str, path: Path, coordinates: Literal["LPS", "RAS"], mesh: Mesh, folder: Path) -> PlanInput:
    """What a plan in ``folder`` says of the bone in ``path``, which was read as ``mesh``.

    Raises
    ------
    OsteoError
        The file is on another drive than the plan, so that no relative path leads to it.
    """
    try:
        relative = os.path.relpath(path.resolve(), folder.resolve())
    except ValueError as error:
        raise OsteoError(f"{path} is on another drive than the plan; put them in one folder.") from error
    return PlanInput(bone, Path(relative).as_posix(), sha256_of(path), coordinates, mesh.volume_mm3)


def input_path(one: PlanInput, folder: Path) -> Path:
    """Where the file of an input is; ``folder`` is where the plan lies (it need not exist yet)."""
    return Path(os.path.normpath(folder.resolve() / one.file))


def load_inputs(plan: SurgicalPlan, folder: Path, progress: Progress = silent) -> dict[str, Mesh]:
    """Every bone of ``plan``, by key; ``folder`` is where the plan lies.

    Raises
    ------
    OsteoError
        A file is missing, is no mesh, or is not the one that the plan was made on; the sentence names it.
    """
    meshes = {}
    for number, one in enumerate(plan.inputs):
        progress(number / len(plan.inputs), f"Reading {one.bone}")
        path = input_path(one, folder)
        if sha256_of(path) != one.sha256:
            raise OsteoError(
                f"{one.file} ({one.bone}) is not the file that the plan was made on (its sha256 differs); "
                "put the former file back, or make the plan anew."
            )
        meshes[one.bone] = read_mesh(path, one.coordinates)
    return meshes


def changed_inputs(plan: SurgicalPlan, folder: Path) -> tuple[str, ...]:
    """One sentence for every input that is missing or differs from the one that the plan was made on."""
    sentences = []
    for one in plan.inputs:
        try:
            same = sha256_of(input_path(one, folder)) == one.sha256
        except OsteoError as error:
            sentences.append(str(error))
            continue
        if not same:
            sentences.append(f"{one.file} ({one.bone}) changed since the plan was made.")
    return tuple(sentences)
