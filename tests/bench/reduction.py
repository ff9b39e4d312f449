"""How well fractures are reduced: known random motions of up to 20 mm and 20 degrees are to be undone.

``PYTHONPATH=tests:. python -m tests.bench.reduction [motions] [real|broken]`` prints, for each kind of case, the error
of answers that it calls confident, how many it doubts, how many confident ones are wrong (beyond 3 mm or 3 degrees),
and beside it the error of VTK's vtkIterativeClosestPointTransform from the same start, fragment onto largest fragment.

- ``as injured``: the real fractures of ct_fracture, fragments to each other; the truth is the pose in the CT. The
  labels there touch voxel by voxel, which makes this easier than a fracture whose ends have moved apart.
- ``on the other side``: the same, all fragments, on the mirrored intact hip bone. These fractures are displaced, so
  that no truth is known: what is measured is how far single answers lie from their middle, and from the template.
- ``broken``: whole real bones broken along a generated rough surface, with 0.15 mm of noise; the truth is known. With
  and without the mirrored bone of the other side, which is the same subject's real one.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from generated.broken_bones import broken, random_motion
from osteokit.imaging.volume import ijk_to_ras_of
from osteokit.planning.reduction.reduce import reduce_fragments
from osteokit.planning.reduction.rigid import applied, rotation_deg
from osteokit.planning.reduction.template import mirrored_template
from osteokit.planning.reduction.values import Reduction
from osteokit.surface.extract import mask_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import polydata_of_mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.simplify import simplified
from osteokit.surface.transform import moved

WRONG_MM, WRONG_DEG = 3.0, 3.0


@dataclass(frozen=True)
class Answer:
    """One fragment after one motion: target registration error, rotation error, and what the method said."""

    name: str
    error_mm: float
    error_deg: float
    confident: bool
    seconds: float
    left: np.ndarray
    template_mm: float
    icp_mm: float
    deepest_mm: float


def labelled(folder: Path, case: str, bone: str, keep: tuple[int, ...]) -> dict[str, Mesh]:
    """Fragments of a bone of ct_fracture by number."""
    image = sitk.ReadImage(str(folder / "ct_fracture" / case / f"{case}_{bone}_mask.nii.gz"))
    labels, matrix = sitk.GetArrayFromImage(image), ijk_to_ras_of(image)
    return {str(n): mask_surface(labels == n, matrix) for n in keep}


def answers(fragments: dict[str, Mesh], template: Mesh | None, motions: int, seed: int = 0) -> Iterator[Answer]:
    """All fragments but the largest are moved, reduced, and compared with where they were."""
    anchor = max(fragments, key=lambda name: fragments[name].volume_mm3)
    for n in range(motions):
        generator = np.random.default_rng(1000 * seed + n)
        away = {name: random_motion(generator, mesh.vertices.mean(axis=0)) for name, mesh in fragments.items()}
        away[anchor] = np.eye(4)
        start = time.process_time()
        found = reduce_fragments({name: moved(fragments[name], away[name]) for name in fragments}, template)
        seconds = time.process_time() - start
        for name, mesh in fragments.items():
            if name != anchor:
                icp = _error_mm(_vtk_icp(moved(mesh, away[name]), fragments[anchor]) @ away[name], mesh)
                yield _answer(found, name, mesh, away[name], seconds, icp)


def _answer(found: Reduction, name: str, mesh: Mesh, away: np.ndarray, seconds: float, icp_mm: float) -> Answer:
    left = found.poses[name] @ away
    deepest = max((s.penetration_mm for s in found.surfaces if name in (s.first, s.second)), default=0.0)
    return Answer(
        name,
        _error_mm(left, mesh),
        rotation_deg(left),
        found.confident[name],
        seconds,
        left,
        found.template_mm[name],
        icp_mm,
        deepest,
    )


def _error_mm(left: np.ndarray, mesh: Mesh) -> float:
    return float(np.linalg.norm(applied(left, mesh.vertices) - mesh.vertices, axis=1).mean())


def _vtk_icp(fragment: Mesh, target: Mesh) -> np.ndarray:
    """The 4x4 of vtkIterativeClosestPointTransform with 1,000 landmarks and up to 100 iterations."""
    from vtkmodules.vtkCommonDataModel import vtkIterativeClosestPointTransform

    icp = vtkIterativeClosestPointTransform()
    icp.SetSource(polydata_of_mesh(fragment))
    icp.SetTarget(polydata_of_mesh(target))
    icp.GetLandmarkTransform().SetModeToRigidBody()
    icp.SetMaximumNumberOfLandmarks(1000)
    icp.SetMaximumNumberOfIterations(100)
    icp.Update()
    return np.array([[icp.GetMatrix().GetElement(row, column) for column in range(4)] for row in range(4)])


def told(title: str, found: list[Answer]) -> str:
    """One line of numbers."""
    sure = [one for one in found if one.confident]
    wrong = [one for one in found if one.error_mm > WRONG_MM or one.error_deg > WRONG_DEG]
    missed = [one for one in wrong if one.confident]
    text = (
        f"{title:<44} n {len(found):>3}  confident {len(sure):>3}  failed {len(wrong):>3} of which unsaid {len(missed)}"
    )
    if sure:
        mm, deg = np.array([one.error_mm for one in sure]), np.array([one.error_deg for one in sure])
        text += f"  median {np.median(mm):.2f} mm {np.median(deg):.2f} deg  90 % {np.percentile(mm, 90):.2f} mm"
        text += f" {np.percentile(deg, 90):.2f} deg"
    mm, deg = np.array([one.error_mm for one in found]), np.array([one.error_deg for one in found])
    text += f"  all: median {np.median(mm):.2f} mm {np.median(deg):.2f} deg"
    icp = float(np.median([one.icp_mm for one in found]))
    text += f"  deepest overlap {max(one.deepest_mm for one in found):.2f} mm"
    text += f"  VTK ICP median {icp:.1f} mm, {icp / np.median(mm):.0f} times ours"
    return f"{text}  {np.median([one.seconds for one in found]):.0f} s of CPU"


def scatter(title: str, mesh: Mesh, found: list[Answer]) -> str:
    """How far answers without a truth lie from their middle, and from the pose in the CT."""
    places = np.stack([applied(one.left, mesh.vertices) for one in found])
    apart = np.linalg.norm(places - np.median(places, axis=0), axis=2).mean(axis=1)
    moved_mm = np.linalg.norm(np.median(places, axis=0) - mesh.vertices, axis=1).mean()
    return (
        f"{title:<44} n {len(found):>3}  confident {sum(one.confident for one in found):>3}  spread median "
        f"{np.median(apart):.2f} mm, most {apart.max():.2f} mm; {moved_mm:.1f} mm from the injured pose, "
        f"{np.median([one.template_mm for one in found]):.2f} mm off the template"
        f"  {np.median([one.seconds for one in found]):.0f} s of CPU"
    )


def real_fractures(data: Path, motions: int) -> None:
    """ct_fracture: 001 left hip bone in two fragments, 002 in three."""
    for case, numbers in (("001", (1, 3)), ("002", (1, 3)), ("002", (1, 2, 3))):
        fragments = labelled(data, case, "LI", numbers)
        print(told(f"as injured {case} {numbers}", list(answers(fragments, None, motions))), flush=True)
    for case, numbers in (("001", (1, 3)), ("002", (1, 2, 3))):
        fragments = labelled(data, case, "LI", numbers)
        template = mirrored_template(labelled(data, case, "RI", (1,))["1"])
        found = list(answers(fragments, template, motions))
        for name in sorted({one.name for one in found}):
            these = [one for one in found if one.name == name]
            print(scatter(f"on the other side {case} fragment {name}", fragments[name], these), flush=True)


def broken_bones(data: Path, motions: int) -> None:
    """Bones of one subject with both sides, broken across in three places each."""
    folder = data / "meshes" / "vsdfullbody_z013"
    for left, right in (("Femur_L", "Femur_R"), ("Hip_L", "Hip_R"), ("Tibia_L", "Tibia_R")):
        bone = simplified(read_mesh(folder / f"{left}.stl", "LPS"), 0.05)
        template = mirrored_template(simplified(read_mesh(folder / f"{right}.stl", "LPS"), 0.05))
        without: list[Answer] = []
        with_it: list[Answer] = []
        for place, part in enumerate((0.25, 0.5, 0.75)):
            fragments = _broken(bone, part, place)
            without += answers(fragments, None, max(motions // 3, 1), place)
            with_it += answers(fragments, template, max(motions // 3, 1), place)
        print(told(f"broken {left}", without), flush=True)
        print(told(f"broken {left} on {right}", with_it), flush=True)


def _broken(bone: Mesh, part: float, seed: int) -> dict[str, Mesh]:
    """Across the long axis at a part of the length, tilted."""
    center = bone.vertices.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((bone.vertices - center).T))
    along = (bone.vertices - center) @ axes[:, 2]
    height = np.quantile(along, 0) + part * np.ptp(along)
    slab = bone.vertices[np.abs(along - height) < 5]
    normal = axes[:, 2] + 0.3 * axes[:, seed % 2]
    first, second = broken(bone, slab.mean(axis=0), normal / np.linalg.norm(normal), 1.5, seed, 0.15)
    return {"a": first, "b": second}


def main(data: Path | None, motions: int = 9, kinds: tuple[str, ...] = ("real", "broken")) -> None:
    if data is None:
        print("reduction of real bones: left out, OSTEO_TEST_DATA names no folder")
        return
    for kind in kinds:
        {"real": real_fractures, "broken": broken_bones}[kind](data, motions)


if __name__ == "__main__":
    import os

    folder = Path(os.environ.get("OSTEO_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    main(folder if folder.is_dir() else None, count, tuple(sys.argv[2:]) or ("real", "broken"))
