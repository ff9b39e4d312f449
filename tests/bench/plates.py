"""Plates: the fit map beside VTK's distances, and a drag on a bone of 200,000 triangles, in processor time."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from manifold3d import Manifold
from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance

from generated.long_bones import left_femur
from osteokit.planning.plates.fit import fit_map
from osteokit.planning.plates.slide import PlateOnBone
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import polydata_of_mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.solid import manifold_of, mesh_of
from planning.plates.plates import straight

STEPS = 30


def main(data: Path | None) -> None:
    """Print both, on a real tibia where ``data`` is, else on a generated femur."""
    if data is None:
        name, bone = "generated femur", left_femur()
    else:
        name, bone = "z013 left tibia", read_mesh(data / "meshes/vsdfullbody_z013/Tibia_L.stl", "LPS")
    fine = refined(bone, 200_000)
    print(f"plates on {name}, {len(fine.faces)} triangles")
    plate, surface = straight(6), SurfaceDistance(fine)
    on = PlateOnBone(plate, surface)
    middle = fine.vertices.mean(axis=0)
    placed = on.at(middle + np.array([40.0, 20.0, 0.0]), [0.0, 0.0, 1.0])
    compare(plate, placed.pose, surface, fine)
    drag(on, placed.pose)


def refined(bone: Mesh, triangles: int) -> Mesh:
    """The same surface in at least so many triangles."""
    solid: Manifold = manifold_of(bone)
    count = int(np.ceil(np.sqrt(triangles / solid.num_tri())))
    return mesh_of(solid.refine(count)) if count > 1 else bone


def compare(plate, pose: np.ndarray, surface: SurfaceDistance, bone: Mesh) -> None:
    """The whole fit map beside VTK's signed distance alone."""
    oracle = vtkImplicitPolyDataDistance()
    oracle.SetInput(polydata_of_mesh(bone))
    fit = fit_map(plate, pose, surface)
    vtk = np.array([oracle.EvaluateFunction(point) for point in fit.points])
    ours = median_ms(lambda: fit_map(plate, pose, surface))
    theirs = median_ms(lambda: [oracle.EvaluateFunction(point) for point in fit.points])
    print(
        f"  fit map of {len(fit.points)} points: {ours:.1f} ms; VTK's distances alone {theirs:.1f} ms "
        f"(ratio {theirs / ours:.1f}); largest difference {np.abs(fit.gaps - vtk).max():.4f} mm"
    )


def drag(on: PlateOnBone, pose: np.ndarray) -> None:
    """Settled and judged anew at every step of a drag."""
    spent = []
    for step in range(STEPS):
        begun = time.process_time()
        pose = on.slid(pose, 1.0, 0.5 * (-1) ** step, 0.5).pose
        spent.append(1000 * (time.process_time() - begun))
    print(f"  one step of a drag: median {np.median(spent):.0f} ms, slowest of {STEPS} {max(spent):.0f} ms")


def median_ms(work: Callable[[], object], runs: int = 7) -> float:
    spent = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - begun))
    return float(np.median(spent))
