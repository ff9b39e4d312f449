"""The simulator's loop: time of a tick, late ticks beside a busy interface, re-meshing, volumes, energy."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.heat import TipHeat
from osteokit.simulation.forces.kinds import resistance_of
from osteokit.simulation.haptic.process import HapticProcess
from osteokit.simulation.haptic.shared_bone import SharedBone, shared_bone
from osteokit.simulation.tools.catalogue import tools
from osteokit.simulation.tools.pointshell import pointshell
from osteokit.simulation.values import TISSUES, HandState
from osteokit.simulation.voxel_bone.bone import STEPS, VoxelBone
from osteokit.simulation.voxel_bone.brick_mesh import brick_surface
from osteokit.simulation.voxel_bone.remove import remove
from osteokit.simulation.voxel_bone.shape import ball

SPIN = """
import sys, time
seconds, late, ticks = float(sys.argv[1]), 0, 0
end = time.monotonic() + seconds
due = time.monotonic() + 1e-3
while due < end:
    while (now := time.monotonic()) < due:
        pass
    ticks += 1
    late += now - due > 1e-3
    due = due + 1e-3 if now - due < 0.02 else now + 1e-3
print(ticks, late)
"""


def big_block(side: int = 512, spacing: float = 0.25) -> VoxelBone:
    """Cortical bone below the middle of a cube, without the detour over floats."""
    height = (np.arange(side) - side // 2) * spacing
    steps = np.clip(np.rint(-height / (4 * spacing) * STEPS), -STEPS, STEPS).astype(np.int16)
    distance = np.ascontiguousarray(np.broadcast_to(steps[:, None, None], (side,) * 3))
    tissue = np.where(distance < 0, TISSUES.index("cortical"), TISSUES.index("soft")).astype(np.uint8)
    density = np.full((side,) * 3, 1800, np.int16)
    dirty = np.zeros([-(-side // 32)] * 3, np.uint8)
    origin = np.full(3, -(side // 2) * spacing)
    return VoxelBone(distance, density, tissue, np.zeros_like(tissue), dirty, np.zeros(1, np.int64), origin, spacing)


def hand_at(seconds: float, tool: str, power: float = 1.0) -> HandState:
    """A hand that mills in circles, 20 mm/s, ever deeper."""
    pose = np.eye(4)
    radius = 6.0
    angle = 20.0 / radius * seconds
    pose[:3, 3] = radius * np.cos(angle), radius * np.sin(angle), min(0.5 * seconds, 3.0) - 0.2
    return HandState(seconds, pose, power, tool)


def ticks(bone: VoxelBone) -> None:
    """Processor time of single ticks of the whole engine on a 512^3 grid; other work on the machine still slows it."""
    for key, power in (("burr_4", 1.0), ("burr_4", 0.0), ("drill_4_5", 1.0), ("saw_20", 1.0)):
        tool = tools()[key]
        engine = Engine(bone.copy(), {key: tool}, {key: resistance_of(tool)}, heat=lambda one: TipHeat(one.diameter_mm))
        spent, cutting = [], []
        for n in range(4000):
            hand = hand_at(n * 1e-3, key, power)
            start = time.thread_time()
            touch = engine.touch(hand)
            spent.append(time.thread_time() - start)
            cutting.append(touch.removed_mm3.any())
        us, cut = np.array(spent[500:]) * 1e6, np.array(cutting[500:])
        told = f"; ticks that removed bone ({cut.mean():.0%}) p50 {np.median(us[cut]):.0f}" if cut.any() else ""
        print(
            f"tick, 512^3, {len(pointshell(tool).points)} points, {key}, power {power:.0f}: p50 {np.median(us):.0f}, "
            f"p99 {np.percentile(us, 99):.0f}, max {us.max():.0f} us{told}; load {os.getloadavg()[0]:.1f}"
        )


@contextmanager
def busy_interface() -> Iterator[None]:
    """A thread of this process that never rests."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            sum(range(2000))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def spun(seconds: float) -> tuple[int, int]:
    """Ticks and late ticks of an empty loop that only waits."""
    answer = subprocess.run([sys.executable, "-c", SPIN, str(seconds)], capture_output=True, text=True, check=True)
    count, late = answer.stdout.split()
    return int(count), int(late)


def milled(process: HapticProcess, held: SharedBone, seconds: float) -> tuple[int, int, list[float]]:
    """Ticks and late ticks of the loop while changed bricks are meshed at 30 Hz."""
    before, end, passes, next_pass = process.state, time.monotonic() + seconds, [], 0.0
    assert held.bone is not None
    begin = time.monotonic()
    while (now := time.monotonic()) < end:
        process.tell(hand_at(now - begin, "burr_4"))
        if now >= next_pass:
            start = time.perf_counter()
            for brick in held.bone.changed_bricks():
                brick_surface(held.bone, brick)
            passes.append(time.perf_counter() - start)
            next_pass = max(next_pass + 1 / 30, now)
        time.sleep(0.002)
    after = process.state
    return after.ticks - before.ticks, after.late - before.late, passes


def loop(bone: VoxelBone, seconds: float = 4.0, rounds: int = 3) -> None:
    """Late ticks of the loop and of an empty loop, turn about, both beside a busy interface."""
    tool = tools()["burr_4"]
    loops, empty, passes = np.zeros(2, int), np.zeros(2, int), []
    with shared_bone(bone) as held:
        with HapticProcess(held, {"burr_4": tool}, {"burr_4": resistance_of(tool)}) as process:
            for _ in range(rounds):
                with busy_interface():
                    count, late, _ = milled(process, held, seconds)
                    loops += (count, late)
                    empty += spun(seconds)
                passes += milled(process, held, seconds)[2]
            compute = process.state.compute_us
    share, anchor = loops[1] / loops[0], empty[1] / empty[0]
    print(
        f"loop in its process beside a busy interface: {loops[0]} ticks, {share:.2%} late by 1 ms; an empty spin loop: "
        f"{anchor:.2%}; ratio {share / max(anchor, 1e-9):.2f}; compute p50 {compute[0]:.0f}, p99 {compute[1]:.0f} us; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    ms = np.array(passes) * 1e3
    print(f"re-meshing beside the loop: {len(ms) / seconds / rounds:.0f} passes a second, p50 {np.median(ms):.1f}, "
          f"p99 {np.percentile(ms, 99):.1f} ms")  # fmt: skip


def volumes() -> None:
    """Removed volume of burr paths against the analytic one, at 0.25 mm."""
    random = np.random.default_rng(0)
    errors = []
    for radius in (1.0, 2.0, 3.0, 4.0):
        for _ in range(5):
            bone = big_block(128)
            bone.distance[:], bone.tissue[:] = -STEPS, TISSUES.index("cortical")
            start, end = random.uniform(-6, 6, (2, 3))
            length = float(np.linalg.norm(end - start))
            exact = np.pi * radius**2 * length + 4 / 3 * np.pi * radius**3
            errors.append(swept(bone, start, end, radius) / exact - 1)
    worst, mean = np.abs(errors).max(), np.mean(errors)
    print(f"removed volume of 20 burr paths at 0.25 mm: worst error {worst:.2%}, mean {mean:.2%}")


def swept(bone: VoxelBone, start: np.ndarray, end: np.ndarray, radius: float) -> float:
    pose, shape, last, down = np.eye(4), ball(radius), start, np.array([0.0, 0.0, radius])
    pose[:3, 3] = start + down
    total = remove(bone, shape, pose).sum()
    for share in np.linspace(0, 1, int(np.linalg.norm(end - start) / 0.03) + 2)[1:]:
        place = start + share * (end - start)
        pose[:3, 3] = place + down
        total += remove(bone, shape, pose, place - last).sum()
        last = place
    return float(total)


def energy(count: int) -> None:
    """The least energy in store over random strokes, against the most that was put in."""
    from simulation.contact.test_passive_strokes import least_energy

    kinds = (lambda _: 0.0, lambda random: float(random.random() < 0.7))
    for key in ("drill_3_2", "burr_4"):
        for name, power in zip(("idle", "cutting"), kinds, strict=True):
            least, most = least_energy(key, count, 7, power)
            print(f"energy, {key} {name}, {count} strokes: least in store {least:.3g}, most {most:.0f} N mm")


def main(data: Path | None = None) -> None:
    print("haptics")
    volumes()
    bone = big_block()
    ticks(bone)
    loop(bone)
    energy(int(os.environ.get("OSTEO_BENCH_STROKES", "500")))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
