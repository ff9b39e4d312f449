"""Widest corridors on real bones: what is found and in what time: python -m tests.bench.corridors.

Seconds are of the processor, all threads together, after a first run that compiles.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from osteokit.anatomy.femur import femur_landmarks
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.anatomy.sacrum import sacrum_landmarks
from osteokit.anatomy.vertebra import vertebra_landmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.screws.acetabular_columns import COLUMNS, column_corridor
from osteokit.planning.screws.bone_field import bones_as_one
from osteokit.planning.screws.corridor import Corridor
from osteokit.planning.screws.femoral_neck import neck_corridor
from osteokit.planning.screws.pedicle import SIDES, pedicle_corridor
from osteokit.planning.screws.sacroiliac import LEVELS, Pelvis, iliosacral_corridor, pelvis_of, transsacral_corridor
from osteokit.surface.extract import mask_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh

REPOSITORY = Path(__file__).resolve().parents[2]
HIPS = {"left": (77,), "right": (78,), "sacrum": (25, 26)}
LUMBAR = {f"L{number}": (32 - number,) for number in range(1, 6)}
LABELS = HIPS | LUMBAR


def main(data: Path | None) -> None:
    if data is None:
        print("corridors on real bones: left out, OSTEO_TEST_DATA names no folder")
        return
    print(f"widest corridors (seconds of processor; load {os.getloadavg()[0]:.1f})")
    vertebra = read_mesh(data / "meshes/comodo/vertebra.stl", "LPS")
    _pedicles("comodo vertebra", vertebra, warm=True)
    bones = ct_bones(data)
    spent = sum(_pedicles(f"ct_pelvis {name}", bones[name]) for name in LUMBAR)
    print(f"  all ten lumbar pedicles of ct_pelvis: {spent:.1f} s")
    _pelvis("ct_pelvis", *(bones[name] for name in HIPS))
    folder = data / "meshes/vsdfullbody_z013"
    _pelvis("z013", *(read_mesh(folder / f"{name}.stl", "LPS") for name in ("Hip_L", "Hip_R", "Sacrum")))
    for name, side in (("Femur_L", "left"), ("Femur_R", "right")):
        mesh = read_mesh(folder / f"{name}.stl", "LPS")
        marks = femur_landmarks(mesh, side)
        _timed(f"z013 {side} femoral neck", partial(neck_corridor, mesh, marks))


def ct_bones(data: Path) -> dict[str, Mesh]:
    """Surfaces of the reference labels of ct_pelvis (3 mm voxels)."""
    image = sitk.ReadImage(str(data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz"))
    labels = sitk.GetArrayFromImage(image)
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
    matrix[:3, 3] = image.GetOrigin()
    matrix = np.diag([-1.0, -1.0, 1.0, 1.0]) @ matrix
    return {name: mask_surface(np.isin(labels, values), matrix) for name, values in LABELS.items()}


def _timed(name: str, search: Callable[[], Corridor]) -> float:
    """Print one search and return its seconds of processor."""
    wall, start = time.perf_counter(), time.process_time()
    try:
        found = search()
    except OsteoError as error:
        print(f"  {name}: {error}")
        return time.process_time() - start
    spent, wall = time.process_time() - start, time.perf_counter() - wall
    print(
        f"  {name}: {found.diameter_mm:.1f} mm wide, {found.length_mm:.0f} mm long, narrowest at "
        f"{found.narrowest_mm:.0f} mm, {spent:.1f} s ({wall:.1f} s by the clock)",
        flush=True,
    )
    return spent


def _pedicles(name: str, mesh: Mesh, warm: bool = False) -> float:
    marks = vertebra_landmarks(mesh, np.array([0.0, 0.0, 1.0]))
    if warm:
        pedicle_corridor(bones_as_one([mesh]), marks, "left")
    return sum(
        _timed(f"{name} {side} pedicle", partial(pedicle_corridor, bones_as_one([mesh]), marks, side)) for side in SIDES
    )


def _pelvis(name: str, left: Mesh, right: Mesh, sacrum: Mesh) -> None:
    marks, plate = pelvis_landmarks(left, right, sacrum), sacrum_landmarks(sacrum)
    start = time.process_time()
    pelvis: Pelvis = pelvis_of(left, right, sacrum, marks, plate)
    print(f"  {name}: frame and foramina of the sacrum in {time.process_time() - start:.1f} s")
    for level in LEVELS:
        for side in SIDES:
            _timed(f"{name} iliosacral {level} {side}", partial(iliosacral_corridor, pelvis, level, side))
        _timed(f"{name} trans-sacral {level}", partial(transsacral_corridor, pelvis, level))
    for side, mesh in zip(SIDES, (left, right), strict=True):
        for column in COLUMNS:
            search = partial(column_corridor, bones_as_one([mesh]), marks, side, column)
            _timed(f"{name} {side} {column} column", search)


if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY / "tests"))
    folder = Path(os.environ.get("OSTEO_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    main(folder if folder.is_dir() else None)
