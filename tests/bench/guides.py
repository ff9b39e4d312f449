"""Time of a guide on a real tibia, as it is and with over a million triangles: python -m tests.bench.guides."""

import os
import sys
import time
from pathlib import Path

import numpy as np
import trimesh

REPOSITORY = Path(__file__).resolve().parents[2]


def measure(data: Path) -> None:
    """Print seconds of wall clock and of processor, and the checks, for each mesh; the first run also compiles."""
    from osteokit.planning.guides.design import design_guide
    from osteokit.planning.guides.saw_planes import saw_planes
    from osteokit.planning.guides.values import GuideHole
    from osteokit.planning.osteotomy.cuts import WedgeCut
    from osteokit.surface.mesh import Mesh
    from osteokit.surface.read import read_mesh

    tibia = read_mesh(data / "meshes/vsdfullbody_z013/Tibia_L.stl", "LPS")
    finer = trimesh.Trimesh(tibia.vertices, tibia.faces, process=False)
    while len(finer.faces) < 1_000_000:
        finer = finer.subdivide()
    cut = WedgeCut("opening", (210.0, -320.0, -1000.0), (0, 1, 0), (0.84, 0, -0.54), (0, 0, 1), 9.0)
    for mesh in (tibia, tibia, Mesh(np.asarray(finer.vertices), np.asarray(finer.faces, np.int64))):
        (plane,) = saw_planes(cut, mesh)
        entry, saw = np.array(plane.entry), np.array(plane.direction)
        up = np.array(plane.normal)
        wires = [GuideHole(tuple(entry + shift * up), tuple(saw), 2.0, "wire") for shift in (13.0, -13.0)]
        wall, processor = time.perf_counter(), time.process_time()
        guide = design_guide(mesh, [plane], wires)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        failed = ", ".join(one.code for one in guide.checks if not one.passed) or "none"
        print(
            f"guide on {len(mesh.faces):>9,} triangles: {wall:5.1f} s ({processor:.1f} s of processor), failed checks: "
            f"{failed}, load {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY / "tests"))
    measure(Path(os.environ.get("OSTEO_TEST_DATA", REPOSITORY.parent / "shared" / "data")))
