"""Time of a guide on a real tibia, and with a million triangles, flat and rough: python -m tests.bench.guides."""

import os
import time
from pathlib import Path

import numpy as np

from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.saw_planes import saw_planes
from osteokit.planning.guides.values import GuideHole
from osteokit.planning.osteotomy.cuts import WedgeCut
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.solid import manifold_of, mesh_of

REPOSITORY = Path(__file__).resolve().parents[2]
MANY = 1_000_000
ROUGH_MM = 0.01  # noise of a surface out of an image, which keeps its triangles from being merged
CUT = WedgeCut("opening", (210.0, -320.0, -1000.0), (0, 1, 0), (0.84, 0, -0.54), (0, 0, 1), 9.0)


def measure(data: Path) -> None:
    """Print seconds of wall clock and of processor, and the checks, for each mesh; the first run also compiles."""
    tibia = read_mesh(data / "meshes/vsdfullbody_z013/Tibia_L.stl", "LPS")
    finer = _finer(tibia)
    for name, mesh in (("", tibia), ("", tibia), ("", finer), (" rough", _rough(finer))):
        (plane,) = saw_planes(CUT, mesh)
        entry, saw, up = (np.array(value) for value in (plane.entry, plane.direction, plane.normal))
        wires = [GuideHole(tuple(entry + shift * up), tuple(saw), 2.0, "wire") for shift in (13.0, -13.0)]
        wall, processor = time.perf_counter(), time.process_time()
        guide = design_guide(mesh, [plane], wires)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        failed = ", ".join(one.code for one in guide.checks if not one.passed) or "none"
        gap = next(one.value for one in guide.checks if one.code == "clearance")
        print(
            f"guide on {len(mesh.faces):>9,}{name} triangles: {wall:5.1f} s ({processor:.1f} s of processor), failed "
            f"checks: {failed}, clearance {gap:.3f} mm, {guide.mesh.volume_mm3:.0f} mm3, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


def _finer(mesh: Mesh) -> Mesh:
    """The same surface with about a million triangles."""
    solid, length = manifold_of(mesh), 1.0
    while (count := (fine := solid.refine_to_length(length)).num_tri()) < 0.98 * MANY:
        length *= max((count / MANY) ** 0.5, 0.7)
    return mesh_of(fine)


def _rough(mesh: Mesh) -> Mesh:
    noise = np.random.default_rng(3).normal(scale=ROUGH_MM, size=mesh.vertices.shape)
    return Mesh(mesh.vertices + noise, mesh.faces)


if __name__ == "__main__":
    measure(Path(os.environ.get("OSTEO_TEST_DATA", REPOSITORY.parent / "shared" / "data")))
