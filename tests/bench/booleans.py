"""Failures and time of the same plane cuts and kerf cuts by Manifold, VTK's boolean filter and, where it is installed,
vtkbool. Each cut takes a thin box out of a bone; the outcome must be closed, manifold, and lose no volume.

Every cut runs in a process of its own, since VTK's filter can take its process with it.
``OSTEO_BENCH_CUTS`` sets how many cuts (60). VTK's filter takes seconds for a cut, so the bones are brought to at most
8,000 triangles for all of them.
"""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.boolean import contains, difference, intersection
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import mesh_of_polydata, polydata_of_mesh
from osteokit.surface.primitives import box
from osteokit.surface.read import read_mesh
from osteokit.surface.repair import repaired
from osteokit.surface.simplify import simplified
from osteokit.surface.transform import any_perpendicular, moved, pose_of

FACES = 8000
LONGEST_S = 60.0
Subtract = Callable[[Mesh, Mesh], Mesh]


def by_vtk(a: Mesh, b: Mesh) -> Mesh:
    """vtkBooleanOperationPolyDataFilter; its seam points are merged, as its users do."""
    from vtkmodules.vtkFiltersGeneral import vtkBooleanOperationPolyDataFilter

    return _filtered(vtkBooleanOperationPolyDataFilter(), a, b, "SetOperationToDifference")


def by_vtkbool(a: Mesh, b: Mesh) -> Mesh:
    """vtkPolyDataBooleanFilter of vtkbool."""
    from vtkbool.vtkBool import vtkPolyDataBooleanFilter

    return _filtered(vtkPolyDataBooleanFilter(), a, b, "SetOperModeToDifference")


def _filtered(boolean, a: Mesh, b: Mesh, operation: str) -> Mesh:
    from vtkmodules.vtkCommonCore import vtkObject
    from vtkmodules.vtkFiltersCore import vtkTriangleFilter

    shown = vtkObject.GetGlobalWarningDisplay()
    vtkObject.SetGlobalWarningDisplay(0)
    try:
        getattr(boolean, operation)()
        boolean.SetInputData(0, polydata_of_mesh(a))
        boolean.SetInputData(1, polydata_of_mesh(b))
        triangles = vtkTriangleFilter()
        triangles.SetInputConnection(boolean.GetOutputPort())
        triangles.PassVertsOff()
        triangles.PassLinesOff()
        triangles.Update()
        return mesh_of_polydata(triangles.GetOutput())
    finally:
        vtkObject.SetGlobalWarningDisplay(shown)


def cuts(bone: Mesh, count: int, seed: int) -> list[Mesh]:
    """Saw boxes 1 mm thick through the bone: any pose; every third along a face, every third through a vertex."""
    random = np.random.default_rng(seed)
    found = []
    while len(found) < count:
        a, b = bone.vertices[random.integers(len(bone.vertices), size=2)]
        point, normal = (a + b) / 2, random.normal(size=3)
        if len(found) % 3 == 1:
            p, q, r = bone.vertices[bone.faces[random.integers(len(bone.faces))]]
            normal, point = np.cross(q - p, r - p), p
            point = point - 0.5 * normal / np.linalg.norm(normal)  # one side of the box lies in the face
        elif len(found) % 3 == 2:
            point = a - 0.5 * normal / np.linalg.norm(normal)  # one side of the box goes through a vertex
        elif not contains(bone, point):
            continue
        found.append(moved(box((150.0, 150.0, 1.0)), pose_of(point, any_perpendicular(normal), normal)))
    return found


def failure(bone: Mesh, saw: Mesh, subtract: Subtract, removed_mm3: float) -> str:
    """Why a result is no good; empty for a good one."""
    try:
        left = subtract(bone, saw)
    except OsteoError:
        return "refused"
    if len(left.faces) == 0:
        return "empty"
    if not check_solid(left).is_solid:
        try:
            left = repaired(left, 1e-4)[0]
        except OsteoError:
            return "not solid"
    lost = abs(left.volume_mm3 + removed_mm3 - bone.volume_mm3) / bone.volume_mm3
    return "" if lost <= 1e-6 else "volume"


def timed(bone: Mesh, saw: Mesh, subtract: Subtract, removed_mm3: float) -> tuple[str, float]:
    """Why a result is no good, and how long it took, in a process of its own."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def work() -> None:
        start = time.perf_counter()
        why = failure(bone, saw, subtract, removed_mm3)
        theirs.send((why, time.perf_counter() - start))

    process = context.Process(target=work)
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(LONGEST_S) else ("time out", LONGEST_S)
    except EOFError:
        return "crash", float("nan")
    finally:
        process.kill()
        process.join()


def measure(data: Path | None, count: int) -> None:
    """Print failures and median times of each library on the same cuts, and their ratios."""
    pairs = _pairs(data, count)
    libraries: dict[str, Subtract] = {"manifold": difference, "vtk": by_vtk}
    try:
        import vtkbool.vtkBool  # noqa: F401

        libraries["vtkbool"] = by_vtkbool
    except ImportError:
        print("booleans: vtkbool is not installed here and is left out")
    times: dict[str, list[float]] = {name: [] for name in libraries}
    failures: dict[str, list[str]] = {name: [] for name in libraries}
    for bone, saw in pairs:
        try:
            removed = intersection(bone, saw).volume_mm3
        except OsteoError:
            removed = 0.0
        for name, subtract in libraries.items():
            why, seconds = timed(bone, saw, subtract, removed)
            times[name] += [seconds] if why != "crash" else []
            failures[name] += [why] if why else []
    _print(len(pairs), times, failures)


def _pairs(data: Path | None, count: int) -> list[tuple[Mesh, Mesh]]:
    from planning.osteotomy.solids import generated_bone

    paths = sorted((data / "meshes").glob("*/*.stl")) if data else []
    bones = [_light(read_mesh(path, "LPS")) for path in paths[:: max(len(paths) // 6, 1)]] or [_light(generated_bone())]
    each = -(-count // len(bones))
    return [(bone, saw) for n, bone in enumerate(bones) for saw in cuts(bone, each, n)][:count]


def _light(bone: Mesh) -> Mesh:
    tolerance = 0.02
    while len(bone.faces) > FACES:
        bone = simplified(bone, tolerance)
        tolerance *= 1.5
    return bone


def _print(count: int, times: dict[str, list[float]], failures: dict[str, list[str]]) -> None:
    print(f"booleans: the same {count} saw cuts of bones of at most {FACES} triangles (time includes the check)")
    ours = statistics.median(times["manifold"])
    for name, seconds in times.items():
        kinds = ", ".join(f"{failures[name].count(why)} {why}" for why in sorted(set(failures[name]))) or "none"
        median = statistics.median(seconds)
        print(
            f"  {name:9} n {count}, {len(failures[name])} failures ({kinds}), median {median * 1000:7.1f} ms, "
            f"{median / ours:5.1f} times ours"
        )


def follow_a_hand(runs: int = 15) -> None:
    """Print how long the checks of a moved fragment take on a bone of about 25,000 triangles."""
    from osteokit.planning.osteotomy.after import MoveChecks
    from osteokit.planning.osteotomy.cut_bone import cut_bone
    from osteokit.planning.osteotomy.cuts import WedgeCut
    from osteokit.planning.osteotomy.moves import hinge_rotation
    from planning.osteotomy.solids import generated_bone

    bone = generated_bone(edge_mm=5.0)
    cut = WedgeCut("opening", (-10, 0, -60), (0, 1, 0), (1, 0, 0), (0, 0, 1), 10.0)
    start = time.perf_counter()
    checks = MoveChecks(cut_bone(bone, cut))
    prepared = time.perf_counter() - start
    seconds = []
    for angle in np.linspace(1, 12, runs):
        start = time.perf_counter()
        checks.report(hinge_rotation(cut.hinge_point, cut.hinge_axis, float(angle)))
        seconds.append(time.perf_counter() - start)
    print(
        f"moving a fragment ({len(bone.faces)} triangles): cut and preparation {prepared * 1000:.0f} ms, "
        f"checks median {statistics.median(seconds) * 1000:.0f} ms, longest {max(seconds) * 1000:.0f} ms, n {runs}"
    )


def main(data: Path | None) -> None:
    measure(data, int(os.environ.get("OSTEO_BENCH_CUTS", "60")))
    follow_a_hand()
