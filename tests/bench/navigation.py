"""Navigation: time of one look at the tool, and how far registrations miss against what they expect.

On the real tibia of the test data where it is, else on a generated one. Truth is known: touches and sweep are taken
from the bone and disturbed; the last row lays them onto a bone that was scanned too thick.
"""

import time
from pathlib import Path

import numpy as np

from generated.legs import generated_leg
from osteokit.anatomy.find import landmarks_of
from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.normals import vertex_normals
from osteokit.surface.read import read_mesh
from osteokit.tracking.navigation.guidance import LineTarget
from osteokit.tracking.navigation.landmark_choice import best_landmarks, touchable
from osteokit.tracking.navigation.navigator import Navigator
from osteokit.tracking.navigation.rehearsal import SWEEP_S, Rehearsal, RehearsedRoom
from osteokit.tracking.navigation.setup import Setup
from osteokit.tracking.navigation.structures import CourseStructure, SolidStructure
from osteokit.tracking.navigation.target_error import expected_error
from osteokit.tracking.registration.landmarks import register_landmarks
from osteokit.tracking.registration.surface import register_surface
from planning.leg_bones import tibia_solid

BONE = "tibia_left"
EAST, FRONT = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
RUNS, LOOKS = 60, 2000
THICK_MM = 0.5
TOUCH_MM, SWEEP_MM = 1.0, 0.3
"""Per axis: of a hand on a landmark; of a tip on a surface."""


def main(data: Path | None) -> None:
    """Print both tables."""
    mesh, landmarks, what = _bone(data)
    surface = SurfaceDistance(mesh)
    knee = landmarks["knee_center"]
    down = landmarks["ankle_center"] - knee
    middle = knee + 0.08 * down
    target = LineTarget("screw", BONE, _tuple(middle + 28.0 * EAST), _tuple(middle - 20.0 * EAST), 4.5)
    on_bone = touchable(landmarks, surface)
    planned = {key: on_bone[key] for key in best_landmarks(on_bone, np.asarray(target.end))}
    print(f"\nnavigation on {what} ({len(mesh.faces)} triangles); landmarks: {', '.join(planned)}")
    rehearsal = Rehearsal(mesh, planned, target)
    _looks(rehearsal, planned, surface, mesh)
    thick = SurfaceDistance(Mesh(mesh.vertices + THICK_MM * vertex_normals(mesh), mesh.faces))
    _registrations(rehearsal, planned, {"landmarks and sweep": surface, f"the same, scan {THICK_MM} mm thick": thick})


def _bone(data: Path | None) -> tuple[Mesh, dict[str, np.ndarray], str]:
    files = [] if data is None else sorted((data / "meshes" / "vsdfullbody_z013").glob("Tibia_L.stl"))
    if files:
        mesh = read_mesh(files[0], "LPS")
        found, what = landmarks_of(BONE, mesh), "a real tibia"
    else:
        leg = generated_leg()
        mesh, found, what = tibia_solid(leg), leg.bones["tibia"], "a generated tibia"
    return mesh, {key: found.point(key) for key in found.landmarks}, what


def _tuple(point: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in point)
    return x, y, z


def _looks(rehearsal: Rehearsal, planned: dict[str, np.ndarray], bone: SurfaceDistance, mesh: Mesh) -> None:
    room = rehearsal.room
    back = np.linalg.inv(room.reference_to_ras)
    seen = {key: (back @ [*point, 1.0])[:3] for key, point in planned.items()}
    setup = Setup(room.tool, "ReferenceToTracker").registered(register_landmarks(seen, planned), BONE)
    course = np.linspace(mesh.vertices.min(axis=0), mesh.vertices.max(axis=0), 50) + 60.0 * FRONT
    structures = [CourseStructure("artery", "动脉", course, 3.0), SolidStructure("bone", "骨", bone)]
    navigator = Navigator(setup, rehearsal.target, bone, structures)
    times = []
    for look in range(LOOKS):
        poses = rehearsal.frame("drill", 12.0 * look / LOOKS, 0.0)
        began = time.perf_counter_ns()
        navigator.at(poses[room.tool.name], poses["ReferenceToTracker"])
        times.append((time.perf_counter_ns() - began) / 1e6)
    p50, p99 = np.percentile(times, [50, 99])
    print(f"one look (guidance, wall, two structures): p50 {p50:.2f} ms, p99 {p99:.2f} ms")


def _registrations(rehearsal: Rehearsal, planned: dict[str, np.ndarray], scans: dict[str, SurfaceDistance]) -> None:
    """Landmarks touched with error, then a sweep with error: what is expected at the target, and what is."""
    truth = RehearsedRoom().reference_to_ras
    back, end = np.linalg.inv(truth), np.asarray(rehearsal.target.end)
    swept = np.array([rehearsal.tip_path("sweep", t)[0] for t in np.arange(0.0, SWEEP_S, 1 / 20)])
    found: dict[str, list[tuple[float, float, float]]] = {"landmarks": [], **{name: [] for name in scans}}
    failed = 0
    for seed in range(RUNS):
        random = np.random.default_rng(seed)
        touched = {key: _at(back, point + random.normal(0, TOUCH_MM, 3)) for key, point in planned.items()}
        first = register_landmarks(touched, planned)
        points = np.array([_at(back, point) for point in swept + random.normal(0, SWEEP_MM, swept.shape)])
        try:
            swept_ones = {name: register_surface(points, scan, first.matrix) for name, scan in scans.items()}
        except OsteoError:
            failed += 1
            continue
        for name, one in {"landmarks": first, **swept_ones}.items():
            told = expected_error(one, end)
            assert told is not None
            found[name].append((float(np.linalg.norm(_at(one.matrix @ back, end) - end)), told.total_mm, told.most_mm))
    for name, rows in found.items():
        real, told, most = np.array(rows).T
        print(
            f"{name}: error at the target {np.sqrt((real**2).mean()):.2f} mm (RMS of {len(rows)}), "
            f"expected {np.sqrt((told**2).mean()):.2f} mm, "
            f"within twice the bound in {100 * (real < 2 * most).mean():.0f} %"
        )
    print(f"refused: {failed} of {RUNS}")


def _at(matrix: np.ndarray, point: np.ndarray) -> np.ndarray:
    return matrix[:3, :3] @ point + matrix[:3, 3]


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    main(folder if folder.is_dir() else None)
