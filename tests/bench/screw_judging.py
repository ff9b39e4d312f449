"""Time to judge a screw while it is dragged, on bones of 200,000 triangles: python -m tests.bench.screw_judging."""

import os
import time
from pathlib import Path

import numpy as np

from generated.pelvic_bones import vertebra
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge
from osteokit.planning.screws.propose import Proposer
from osteokit.planning.screws.values import ScrewPath
from osteokit.segmentation.files import read_segmentation
from osteokit.surface.extract import bone_surfaces
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

REPOSITORY = Path(__file__).resolve().parents[2]
MANY = 200_000
PLACES = 60


def main(data: Path | None) -> None:
    """Print milliseconds of processor for each new place of a screw: median and most, everything measured."""
    bone = finer(vertebra().mesh)
    landmarks = Proposer({"vertebrae_L3": bone}).landmarks_for("vertebrae_L3")
    judge = ScrewJudge({"vertebrae_L3": bone}, ct_around(bone), {"vertebrae_L3": landmarks})
    path = ScrewPath((16.0, -45.0, 2.0), (8.0, 4.0, 0.0), 6.0)
    tell("pedicle screw, generated vertebra", judge, path)
    if data is None:
        return
    segmentation = read_segmentation(data / "ct_pelvis/example_seg_fast_force_split.nii.gz", "totalsegmentator")
    surfaces = bone_surfaces(segmentation)
    bones = {segment.file_stem: surfaces[segment.label] for segment in segmentation.segments}
    proposer = Proposer({key: bones[key] for key in ("hip_left", "hip_right", "sacrum", "femur_left", "femur_right")})
    marks = {key: proposer.landmarks_for(key) for key in ("hip_left", "sacrum")}
    fine = {key: finer(mesh) for key, mesh in proposer.bones.items()}
    judge = ScrewJudge(fine, read_volume(data / "ct_pelvis/example_ct.nii.gz"), marks)
    middle = marks["sacrum"].point("endplate_center") + np.array([0.0, -8.0, -20.0])
    entry, tip = middle + np.array([75.0, -18.0, 0.0]), middle + np.array([-75.0, 10.0, 0.0])
    tell("trans-sacral screw, real pelvis", judge, ScrewPath(tuple(entry), tuple(tip), 7.3))


def tell(what: str, judge: ScrewJudge, path: ScrewPath) -> None:
    """Drag the entry in small steps."""
    other = {"other": ScrewPath(path.tip, tuple(np.add(path.tip, (0, 30.0, 5.0))), 5.0)}
    judge.prepare()
    judge.report(JudgedScrew(path), other)
    spent = []
    for n in range(PLACES):
        shift = 3.0 * np.array([np.sin(n / 5), np.cos(n / 7), np.sin(n / 9)])
        dragged = ScrewPath(tuple(np.add(path.entry, shift)), path.tip, path.diameter_mm)
        before = time.process_time()
        report = judge.report(JudgedScrew(dragged), other)
        spent.append(1000 * (time.process_time() - before))
    faces = ", ".join(f"{key} {len(judge.bones[key].faces):,}" for key in report.holds)
    print(
        f"{what} of {path.length_mm:.0f} mm in {faces} triangles: {np.median(spent):.1f} ms of processor a place, "
        f"at most {max(spent):.1f} (load {os.getloadavg()[0]:.1f})",
        flush=True,
    )


def finer(mesh: Mesh) -> Mesh:
    """The same surface with about ``MANY`` triangles."""
    solid, length = manifold_of(mesh), 4.0
    while (fine := solid.refine_to_length(length)).num_tri() < MANY:
        length *= 0.85
    return mesh_of(fine)


def ct_around(mesh: Mesh) -> Volume:
    """Noise on a 0.5 mm grid around a bone."""
    low, high = mesh.vertices.min(axis=0) - 10.0, mesh.vertices.max(axis=0) + 10.0
    matrix = np.diag([0.5, 0.5, 0.5, 1.0])
    matrix[:3, 3] = low
    shape = tuple(int(n) for n in np.ceil((high - low) / 0.5))[::-1]
    return Volume(np.random.default_rng(0).integers(-100, 900, shape).astype(np.int16), matrix)


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(REPOSITORY / "tests"))
    folder = Path(os.environ.get("OSTEO_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    main(folder if folder.is_dir() else None)
